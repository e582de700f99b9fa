/// How the wanted blobs of a pack hang together: whole texts, and those that are told as changes of another one.
struct PackLayout: Sendable {
  /// No object.
  static let none = UInt32.max
  /// Larger objects are left to git, which does not hold them in memory; bytes, packed or not.
  static let longest = 16 << 20

  /// An object that is wanted, or that a wanted one is told as a change of.
  struct Object: Sendable {
    /// Where its packed bytes begin, behind the header.
    var start: UInt64
    /// Packed bytes, at most: what follows belongs to the next object.
    var packedSize: UInt32
    /// Unpacked bytes: of the text or of the change.
    var size: UInt32
    /// The blob's number in the table; `.max` where it is not wanted itself.
    var blob: UInt32
    /// The object that it is a change of.
    var base = PackLayout.none
    /// The change of it whose own changes cost most; it comes last, when nobody else needs the text.
    var heaviest = PackLayout.none
    /// The first of the others, and the next beside this one.
    var firstChild = PackLayout.none
    var next = PackLayout.none
    /// Bytes of its text and of all that hang on it.
    var weight = 0
  }

  private(set) var objects: [Object] = []
  /// Whole texts, in the order of the pack.
  private(set) var roots: [UInt32] = []

  /// Type codes of pack entries.
  private enum Kind {
    static let blob: UInt8 = 3
    static let offsetDelta: UInt8 = 6
    static let nameDelta: UInt8 = 7
    static let unknown: UInt8 = 0
  }

  /// What the headers of a pack say, by the order of the objects.
  private struct Headers {
    var kinds: [UInt8]
    var bases: [UInt32]
    var sizes: [UInt32]
    var lengths: [UInt8]
  }

  /// Reads every object's header.
  ///
  /// - Parameters:
  ///   - isWanted: by the blob's number, `.max` where the object is no blob that is known.
  ///   - textSize: bytes of a blob's text, by its number.
  init?(
    _ index: PackIndex, _ entries: [PackIndex.Entry], _ pack: PackBytes, width: Int,
    isWanted: (UInt32) -> Bool, textSize: (Int) -> Int
  ) {
    guard pack.read(0..<8)?.starts(with: [0x50, 0x41, 0x43, 0x4B, 0, 0, 0, 2]) == true,
      let headers = PackLayout.headers(index, entries, pack, width: width)
    else { return nil }
    let roots = PackLayout.rootKinds(headers)
    var numbers = [UInt32](repeating: PackLayout.none, count: entries.count)
    for at in entries.indices {
      guard roots[at] == Kind.blob, isWanted(entries[at].blob) else { continue }
      // It and what it is told as a change of, up to what is known already.
      var member = at
      while numbers[member] == PackLayout.none {
        numbers[member] = 0
        guard headers.bases[member] != PackLayout.none else { break }
        member = Int(headers.bases[member])
      }
    }
    let end = UInt64(max(0, pack.size - width))
    for at in entries.indices where numbers[at] != PackLayout.none {
      numbers[at] = UInt32(objects.count)
      let start = entries[at].offset + UInt64(headers.lengths[at])
      let next = at + 1 < entries.count ? entries[at + 1].offset : end
      objects.append(
        Object(
          start: start, packedSize: UInt32(clamping: next > start ? next - start : 0),
          size: headers.sizes[at], blob: isWanted(entries[at].blob) ? entries[at].blob : .max,
          base: headers.bases[at]))
    }
    for number in objects.indices where objects[number].base != PackLayout.none {
      objects[number].base = numbers[Int(objects[number].base)]
    }
    link(textSize)
  }

  // MARK: Headers

  private static func headers(
    _ index: PackIndex, _ entries: [PackIndex.Entry], _ pack: PackBytes, width: Int
  ) -> Headers? {
    var headers = Headers(
      kinds: Array(repeating: Kind.unknown, count: entries.count),
      bases: Array(repeating: none, count: entries.count),
      sizes: Array(repeating: .max, count: entries.count),
      lengths: Array(repeating: 0, count: entries.count))
    let window = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { window.deallocate() }
    // A header has at most ten bytes, a distance ten, a name `width`.
    let longest = 20 + width
    var filled = 0..<0
    for (at, entry) in entries.enumerated() {
      guard entry.offset >= 12, entry.offset < UInt64(pack.size) else { return nil }
      let offset = Int(entry.offset)
      if offset + longest > filled.upperBound, filled.upperBound < pack.size {
        let count = min(window.count, pack.size - offset)
        guard pack.read(into: .init(rebasing: window[..<count]), at: offset) else { return nil }
        filled = offset..<offset + count
      }
      guard filled.contains(offset) else { return nil }
      // Safety: the slice is what was read, and the reader looks at each byte's place before it reads it.
      var reader = HeaderReader(
        UnsafeRawBufferPointer(
          rebasing: window[offset - filled.lowerBound..<filled.count]))
      guard let head = reader.head() else { continue }
      var base: UInt64?
      switch head.kind {
      case Kind.offsetDelta:
        guard let distance = reader.distance(), distance <= entry.offset else { continue }
        base = entry.offset - distance
      case Kind.nameDelta:
        guard let name = reader.take(width) else { continue }
        base = index.offset(of: name, in: entries)
      default: break
      }
      if head.kind == Kind.offsetDelta || head.kind == Kind.nameDelta {
        guard let base, let number = number(at: base, in: entries) else { continue }
        headers.bases[at] = UInt32(number)
      }
      headers.kinds[at] = head.kind
      headers.sizes[at] = UInt32(clamping: head.size)
      headers.lengths[at] = UInt8(clamping: reader.at)
    }
    return headers
  }

  private static func number(at offset: UInt64, in entries: [PackIndex.Entry]) -> Int? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].offset < offset { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].offset == offset ? low : nil
  }

  /// The kind of the whole text behind each object; unknown where there is none, as in a circle.
  private static func rootKinds(_ headers: Headers) -> [UInt8] {
    let isOpen: UInt8 = 0xFF
    var kinds = [UInt8](repeating: isOpen, count: headers.kinds.count)
    var chain: [Int] = []
    for at in kinds.indices where kinds[at] == isOpen {
      var member = at
      chain.removeAll(keepingCapacity: true)
      while kinds[member] == isOpen {
        // What a circle comes back to is not open any more.
        kinds[member] = Kind.unknown
        chain.append(member)
        guard headers.bases[member] != none else {
          kinds[member] = headers.kinds[member]
          break
        }
        member = Int(headers.bases[member])
      }
      for link in chain { kinds[link] = kinds[member] }
    }
    return kinds
  }

  // MARK: Families

  /// Finds out what hangs on what, and what that weighs.
  private mutating func link(_ textSize: (Int) -> Int) {
    var open = [UInt32](repeating: 0, count: objects.count)
    for number in objects.indices {
      let object = objects[number]
      objects[number].weight =
        1024
        + (object.blob == .max
          ? Int(object.size) : min(textSize(Int(object.blob)), PackLayout.longest))
      if object.base == PackLayout.none {
        roots.append(UInt32(number))
      } else {
        open[Int(object.base)] += 1
      }
    }
    // From the leaves up: a base comes when all its changes have come.
    var ready = objects.indices.filter { open[$0] == 0 }
    while let number = ready.popLast() {
      let base = objects[number].base
      guard base != PackLayout.none else { continue }
      objects[Int(base)].weight += objects[number].weight
      let heaviest = objects[Int(base)].heaviest
      if heaviest == PackLayout.none
        || objects[Int(heaviest)].weight < objects[number].weight
      {
        objects[Int(base)].heaviest = UInt32(number)
      }
      open[Int(base)] -= 1
      if open[Int(base)] == 0 { ready.append(Int(base)) }
    }
    // From behind, so that the lists have the order of the pack.
    for number in objects.indices.reversed() {
      let base = objects[number].base
      guard base != PackLayout.none, objects[Int(base)].heaviest != UInt32(number) else { continue }
      objects[number].next = objects[Int(base)].firstChild
      objects[Int(base)].firstChild = UInt32(number)
    }
  }

  /// Calls `body` with an object and all that hang on it.
  func forEachBelow(_ number: UInt32, _ body: (Object) -> Void) {
    var open = [number]
    while let next = open.popLast() {
      let object = objects[Int(next)]
      body(object)
      if object.heaviest != PackLayout.none { open.append(object.heaviest) }
      var child = object.firstChild
      while child != PackLayout.none {
        open.append(child)
        child = objects[Int(child)].next
      }
    }
  }
}

/// Reads an object's header: https://git-scm.com/docs/pack-format#_pack_pack_files_have_the_following_format
private struct HeaderReader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var at = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  private mutating func byte() -> UInt8? {
    guard at < bytes.count else { return nil }
    at += 1
    return bytes[at - 1]
  }

  /// The type's code, and the unpacked size.
  mutating func head() -> (kind: UInt8, size: UInt64)? {
    guard var byte = byte() else { return nil }
    let kind = byte >> 4 & 7
    var size = UInt64(byte & 15)
    var shift: UInt64 = 4
    while byte & 0x80 != 0 {
      guard shift < 57, let following = self.byte() else { return nil }
      byte = following
      size |= UInt64(byte & 0x7F) << shift
      shift += 7
    }
    return (kind, size)
  }

  /// How far before the object its base begins.
  mutating func distance() -> UInt64? {
    guard var byte = byte() else { return nil }
    var distance = UInt64(byte & 0x7F)
    while byte & 0x80 != 0 {
      guard distance < 1 << 48, let following = self.byte() else { return nil }
      byte = following
      distance = (distance + 1) << 7 | UInt64(byte & 0x7F)
    }
    return distance
  }

  mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
    guard count <= bytes.count - at else { return nil }
    at += count
    return UnsafeRawBufferPointer(rebasing: bytes[at - count..<at])
  }
}
