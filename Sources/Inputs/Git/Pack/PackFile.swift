/// A pack and what its index and its headers say of its objects; texts are made elsewhere.
final class PackFile: Sendable {
  /// No object.
  static let none = UInt32.max

  /// An object, as its header tells of it.
  struct Object: Sendable {
    /// Where its header begins.
    var offset: UInt64
    /// Unpacked bytes: of the text or of the change; clamped.
    var size: UInt32
    /// The object that it is a change of; ``PackFile/none`` where it is a whole text.
    var base: UInt32
    /// Its number in the order of the names.
    var name: UInt32
    /// Bytes of the header.
    var headerSize: UInt8
    /// What it is: the kind of the whole text behind it.
    var kind: Kind

    /// Where its packed bytes begin.
    var start: UInt64 { offset + UInt64(headerSize) }
  }

  enum Kind: UInt8, Sendable {
    case unknown = 0
    case commit = 1
    case tree = 2
    case blob = 3
    case tag = 4
  }

  /// Type codes of changes.
  private enum Change {
    static let byOffset: UInt8 = 6
    static let byName: UInt8 = 7
  }

  let index: PackIndex
  let bytes: PackBytes
  /// In the order of the pack.
  let objects: [Object]
  /// Where ``objects`` has each, in the order of the names.
  private let places: [UInt32]
  private let width: Int

  /// - Parameters:
  ///   - path: without its ending.
  ///   - width: bytes of a name.
  /// - Returns: nil for what is no pack of version 2, or has another form than is known here.
  init?(_ path: [UInt8], width: Int) {
    guard let index = PackIndex(path + Array("idx".utf8), width: width),
      let bytes = PackBytes(path + Array("pack".utf8)),
      bytes.read(0..<8)?.starts(with: [0x50, 0x41, 0x43, 0x4B, 0, 0, 0, 2]) == true
    else { return nil }
    guard let order = PackFile.order(of: index) else { return nil }
    var places = [UInt32](repeating: 0, count: order.count)
    for (place, name) in order.enumerated() { places[Int(name)] = UInt32(place) }
    guard let objects = PackFile.objects(order, index, places, bytes, width: width) else {
      return nil
    }
    (self.index, self.bytes, self.places, self.width) = (index, bytes, places, width)
    self.objects = objects
  }

  /// The object with a name, by the order of the pack; nil where the pack does not have it.
  func number(of name: UnsafeRawBufferPointer) -> Int? {
    index.number(of: name).map { Int(places[$0]) }
  }

  /// Packed bytes of an object, at most: what follows belongs to the next one.
  func packedSize(_ number: Int) -> Int {
    let end = UInt64(max(0, bytes.size - width))
    let next = number + 1 < objects.count ? objects[number + 1].offset : end
    let start = objects[number].start
    return next > start ? Int(next - start) : 0
  }

  /// The objects in the order of the pack, by the order of their names; nil where the pack is too large.
  private static func order(of index: PackIndex) -> [UInt32]? {
    // Place and number as one: numbers are sorted much faster than anything that has to be looked up.
    let bits: UInt64 = 25
    guard index.count <= 1 << bits, index.offsets.allSatisfy({ $0 >> (64 - bits) == 0 }) else {
      return nil
    }
    let keys = index.offsets.enumerated().map { $1 << bits | UInt64($0) }
    return keys.sorted().map { UInt32($0 & (1 << bits - 1)) }
  }

  // MARK: Headers

  private static func objects(
    _ order: [UInt32], _ index: PackIndex, _ places: [UInt32], _ pack: PackBytes, width: Int
  ) -> [Object]? {
    var objects = order.map { name in
      Object(
        offset: index.offsets[Int(name)], size: .max, base: none, name: name, headerSize: 0,
        kind: .unknown)
    }
    let window = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { window.deallocate() }
    // A header has at most ten bytes, a distance ten, a name `width`.
    let longest = 20 + width
    var filled = 0..<0
    for at in objects.indices {
      let place = objects[at].offset
      guard place >= 12, place < UInt64(pack.size) else { return nil }
      let offset = Int(place)
      if offset + longest > filled.upperBound, filled.upperBound < pack.size {
        let count = min(window.count, pack.size - offset)
        guard pack.read(into: .init(rebasing: window[..<count]), at: offset) else { return nil }
        filled = offset..<offset + count
      }
      guard filled.contains(offset) else { return nil }
      // Safety: the slice is what was read, and the reader looks at each byte's place before it reads it.
      var reader = PackHeaderReader(
        UnsafeRawBufferPointer(
          rebasing: window[offset - filled.lowerBound..<filled.count]))
      guard let head = reader.head() else { continue }
      switch head.kind {
      case Change.byOffset:
        guard let distance = reader.distance(), distance <= place,
          let base = number(at: place - distance, in: objects)
        else { continue }
        objects[at].base = UInt32(base)
      case Change.byName:
        guard let name = reader.take(width), let base = index.number(of: name) else { continue }
        objects[at].base = places[base]
      default:
        objects[at].kind = Kind(rawValue: head.kind) ?? .unknown
      }
      objects[at].size = UInt32(clamping: head.size)
      objects[at].headerSize = UInt8(clamping: reader.at)
    }
    findKinds(of: &objects)
    return objects
  }

  private static func number(at offset: UInt64, in objects: [Object]) -> Int? {
    var low = 0
    var high = objects.count
    while low < high {
      let middle = (low + high) / 2
      if objects[middle].offset < offset { low = middle + 1 } else { high = middle }
    }
    return low < objects.count && objects[low].offset == offset ? low : nil
  }

  /// Gives each change the kind of the whole text behind it; unknown where there is none, as in a circle.
  private static func findKinds(of objects: inout [Object]) {
    var isDone = objects.map { $0.base == none }
    var chain: [Int] = []
    for at in objects.indices where !isDone[at] {
      var member = at
      chain.removeAll(keepingCapacity: true)
      while !isDone[member] {
        // What a circle comes back to is not open any more.
        isDone[member] = true
        chain.append(member)
        member = Int(objects[member].base)
      }
      for link in chain { objects[link].kind = objects[member].kind }
    }
  }
}
