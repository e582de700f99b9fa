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

  /// Takes what is wanted of a pack, and what that is told as a change of.
  ///
  /// - Parameters:
  ///   - blobs: the number in the table of each of the pack's objects that is wanted; `.max` for the others.
  ///   - textSize: bytes of a blob's text, by its number.
  init(_ pack: PackFile, blobs: [UInt32], textSize: (Int) -> Int) {
    var numbers = [UInt32](repeating: PackLayout.none, count: blobs.count)
    for at in blobs.indices {
      guard pack.objects[at].kind == .blob, blobs[at] != .max else { continue }
      // It and what it is told as a change of, up to what is known already.
      var member = at
      while numbers[member] == PackLayout.none {
        numbers[member] = 0
        guard pack.objects[member].base != PackFile.none else { break }
        member = Int(pack.objects[member].base)
      }
    }
    for at in blobs.indices where numbers[at] != PackLayout.none {
      numbers[at] = UInt32(objects.count)
      let object = pack.objects[at]
      objects.append(
        Object(
          start: object.start, packedSize: UInt32(clamping: pack.packedSize(at)),
          size: object.size, blob: blobs[at], base: object.base))
    }
    for number in objects.indices where objects[number].base != PackLayout.none {
      objects[number].base = numbers[Int(objects[number].base)]
    }
    link(textSize)
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
