internal import Glibc

/// The index of a pack, version 2: which objects it has, and where.
/// https://git-scm.com/docs/pack-format#_version_2_pack_idx_files_support_packs_larger_than_4_gib_and
///
/// What does not have this form is nil: git reads it then, or says what is wrong with it.
struct PackIndex: Sendable {
  /// More are left to git: their names alone would take half a gigabyte.
  private static let mostObjects = 1 << 25
  private static let fanoutSize = 256
  private static let headSize = 8 + fanoutSize * 4
  /// The highest bit of an offset says that it is a place among the large ones.
  private static let largeBit: UInt32 = 0x8000_0000

  let count: Int
  /// Where the objects begin in the pack, by the order of their names.
  let offsets: [UInt64]
  private let width: Int
  private let names: [UInt8]
  /// How many names begin with a byte up to this one.
  private let ends: [Int]

  /// - Parameters:
  ///   - path: of the index.
  ///   - width: bytes of a name.
  init?(_ path: [UInt8], width: Int) {
    guard let file = PackBytes(path), let head = file.read(0..<PackIndex.headSize),
      head.starts(with: [0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2])
    else { return nil }
    ends = (0..<PackIndex.fanoutSize).map { Int(PackIndex.number(head, at: 8 + 4 * $0)) }
    guard let count = ends.last, count <= PackIndex.mostObjects,
      zip(ends, ends.dropFirst()).allSatisfy({ $0 <= $1 }),
      let names = file.read(PackIndex.headSize..<PackIndex.headSize + count * width),
      let offsets = PackIndex.offsets(file, count: count, width: width)
    else { return nil }
    (self.count, self.width, self.names, self.offsets) = (count, width, names, offsets)
  }

  /// The name of an object, by the order of the names.
  func name(_ number: Int) -> ArraySlice<UInt8> { names[number * width..<(number + 1) * width] }

  /// Calls `body` with an object's name.
  func withName<Result>(_ number: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    names.withUnsafeBytes {
      body(UnsafeRawBufferPointer(rebasing: $0[number * width..<(number + 1) * width]))
    }
  }

  /// The object with a name, by the order of the names; nil where the pack does not have it.
  func number(of name: UnsafeRawBufferPointer) -> Int? {
    guard name.count == width, let wanted = name.baseAddress else { return nil }
    var low = name[0] == 0 ? 0 : ends[Int(name[0]) - 1]
    var high = ends[Int(name[0])]
    // Safety: `ends` never falls and ends with `count`, so what is compared lies within `names`.
    return names.withUnsafeBytes { names in
      guard let names = names.baseAddress else { return nil }
      while low < high {
        let middle = (low + high) / 2
        let order = memcmp(names + middle * width, wanted, width)
        if order == 0 { return middle }
        if order < 0 { low = middle + 1 } else { high = middle }
      }
      return nil
    }
  }

  private static func offsets(_ file: PackBytes, count: Int, width: Int) -> [UInt64]? {
    // Behind the names stand check sums of four bytes, then the offsets, then the large ones, and two digests.
    let start = headSize + count * (width + 4)
    let largeStart = start + count * 4
    let largeCount = (file.size - 2 * width - largeStart) / 8
    guard let bytes = file.read(start..<largeStart) else { return nil }
    var offsets: [UInt64] = []
    offsets.reserveCapacity(count)
    for number in 0..<count {
      let offset = PackIndex.number(bytes, at: 4 * number)
      guard offset & largeBit != 0 else {
        offsets.append(UInt64(offset))
        continue
      }
      let place = Int(offset & ~largeBit)
      guard place < largeCount,
        let large = file.read(largeStart + 8 * place..<largeStart + 8 * (place + 1))
      else { return nil }
      offsets.append(
        UInt64(PackIndex.number(large, at: 0)) << 32 | UInt64(PackIndex.number(large, at: 4)))
    }
    return offsets
  }

  private static func number(_ bytes: [UInt8], at start: Int) -> UInt32 {
    // Safety: the range is looked at by the slice.
    bytes[start..<start + 4].withUnsafeBytes {
      UInt32(bigEndian: $0.loadUnaligned(as: UInt32.self))
    }
  }
}
