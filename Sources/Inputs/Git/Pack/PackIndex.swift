internal import Glibc

/// The index of a pack, version 2: which objects it has, and where.
/// https://git-scm.com/docs/pack-format#_version_2_pack_idx_files_support_packs_larger_than_4_gib_and
///
/// What does not have this form is nil: git reads it then, or says what is wrong with it.
struct PackIndex {
  /// An object of the pack.
  struct Entry {
    /// Where it begins in the pack.
    var offset: UInt64
    /// Its number in the table of blobs; `.max` where it is none of them.
    var blob: UInt32
  }

  /// More are left to git: their places alone would take half a gigabyte.
  private static let mostObjects = 1 << 25
  private static let sliceSize = 1 << 20
  private static let headSize = 8 + 256 * 4

  private let file: PackBytes
  private let width: Int
  private let count: Int

  /// - Parameters:
  ///   - path: of the index.
  ///   - width: bytes of a name.
  init?(_ path: [UInt8], width: Int) {
    guard let file = PackBytes(path), let head = file.read(0..<PackIndex.headSize),
      head.starts(with: [0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2])
    else { return nil }
    let count = Int(PackIndex.number(head, at: PackIndex.headSize - 4))
    // Names, check sums, offsets, and two digests at the end; large offsets stand between.
    let least = PackIndex.headSize + count * (width + 8) + 2 * width
    guard count <= PackIndex.mostObjects, file.size >= least else { return nil }
    (self.file, self.width, self.count) = (file, width, count)
  }

  /// All objects, in the order in which the pack has them; nil where the index cannot be read.
  func entries(_ table: ObjectTable) -> [Entry]? {
    var entries: [Entry] = []
    entries.reserveCapacity(count)
    let names = forEachSlice(at: PackIndex.headSize, itemSize: width) { name in
      entries.append(
        Entry(
          offset: 0, blob: table.number(of: name).map { UInt32(truncatingIfNeeded: $0) } ?? .max))
    }
    guard names else { return nil }
    let offsets = PackIndex.headSize + count * (width + 4)
    let largeOffsets = offsets + count * 4
    let largeCount = (file.size - 2 * width - largeOffsets) / 8
    var next = 0
    var large: [(entry: Int, place: Int)] = []
    let isWhole = forEachSlice(at: offsets, itemSize: 4) { item in
      let offset = UInt32(bigEndian: item.loadUnaligned(as: UInt32.self))
      if offset & 0x8000_0000 == 0 {
        entries[next].offset = UInt64(offset)
      } else {
        large.append((next, Int(offset & 0x7FFF_FFFF)))
      }
      next += 1
    }
    guard isWhole else { return nil }
    for (entry, place) in large {
      let start = largeOffsets + 8 * place
      guard place < largeCount, let bytes = file.read(start..<start + 8) else { return nil }
      entries[entry].offset =
        UInt64(PackIndex.number(bytes, at: 0)) << 32
        | UInt64(PackIndex.number(bytes, at: 4))
    }
    entries.sort { $0.offset < $1.offset }
    return entries
  }

  /// Where the object with a name begins; nil where the pack does not have it.
  func offset(of name: UnsafeRawBufferPointer, in entries: [Entry]) -> UInt64? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      let start = PackIndex.headSize + middle * width
      guard let found = file.read(start..<start + width), let wanted = name.baseAddress else {
        return nil
      }
      let order = found.withUnsafeBytes { $0.baseAddress.map { memcmp($0, wanted, width) } ?? 0 }
      if order == 0 { return offset(at: middle) }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  private func offset(at number: Int) -> UInt64? {
    let start = PackIndex.headSize + count * (width + 4) + number * 4
    guard let bytes = file.read(start..<start + 4) else { return nil }
    let offset = PackIndex.number(bytes, at: 0)
    // Beyond two gigabytes: left to git.
    return offset & 0x8000_0000 == 0 ? UInt64(offset) : nil
  }

  /// Calls `body` with each item of a section; false where the file cannot be read.
  private func forEachSlice(
    at start: Int, itemSize: Int, _ body: (UnsafeRawBufferPointer) -> Void
  ) -> Bool {
    let items = PackIndex.sliceSize / itemSize
    var first = 0
    while first < count {
      let number = min(items, count - first)
      let offset = start + first * itemSize
      guard let bytes = file.read(offset..<offset + number * itemSize) else { return false }
      bytes.withUnsafeBytes { bytes in
        for item in 0..<number {
          body(.init(rebasing: bytes[item * itemSize..<(item + 1) * itemSize]))
        }
      }
      first += number
    }
    return true
  }

  private static func number(_ bytes: [UInt8], at start: Int) -> UInt32 {
    bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}

/// A file of a store, read piece by piece. No map: what shrinks under one ends the process.
final class PackBytes: Sendable {
  private let descriptor: Int32
  /// When it was opened; bytes.
  let size: Int

  /// nil where it cannot be opened or is no regular file.
  init?(_ path: [UInt8]) {
    guard let file = try? SystemCalls.openRegularFile(path, followsLinks: true) else { return nil }
    (descriptor, size) = (file.descriptor, file.status.size)
  }

  deinit { SystemCalls.close(descriptor) }

  /// Fills all of `buffer` with what stands from `offset` on; false where there is less.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Bool {
    var filled = 0
    while filled < buffer.count, let base = buffer.baseAddress {
      let count = pread(descriptor, base + filled, buffer.count - filled, off_t(offset + filled))
      if count > 0 {
        filled += count
      } else if count == 0 || errno != EINTR {
        return false
      }
    }
    return true
  }

  func read(_ range: Range<Int>) -> [UInt8]? {
    guard range.lowerBound >= 0, range.upperBound <= size else { return nil }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      isWhole = read(into: UnsafeMutableRawBufferPointer(buffer), at: range.lowerBound)
      count = isWhole ? range.count : 0
    }
    return isWhole ? bytes : nil
  }
}
