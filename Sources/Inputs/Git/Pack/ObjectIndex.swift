/// A store's objects, found by their names without git: those of all packs, and loose ones.
///
/// Objects are known by numbers: those of the packs first, in the packs' order, then the loose ones.
final class ObjectIndex: Sendable {
  /// More are left to git: what is held of each takes some fifty bytes.
  private static let mostObjects = 1 << 22

  let width: Int
  let packs: [PackFile]
  let loose: LooseObjects
  /// The number of each pack's first object, and behind the last pack's.
  private let starts: [Int]

  /// - Returns: nil where something stands in the store that only git may understand.
  convenience init?(_ location: GitLocation) {
    guard let packs = location.allPacks else { return nil }
    self.init(
      packs: packs, stores: location.stores, width: location.usesSHA256 ? 32 : 20)
  }

  /// - Parameters:
  ///   - packs: their paths, without their endings.
  ///   - stores: folders of loose objects.
  ///   - width: bytes of a name.
  init?(packs paths: [[UInt8]], stores: [[UInt8]], width: Int) {
    guard let loose = LooseObjects(stores, width: width) else { return nil }
    self.width = width
    var packs: [PackFile] = []
    var starts = [0]
    for path in paths {
      guard let pack = PackFile(path, width: width) else { return nil }
      let end = starts[packs.count] + pack.objects.count
      guard end <= ObjectIndex.mostObjects else { return nil }
      packs.append(pack)
      starts.append(end)
    }
    (self.packs, self.loose, self.starts) = (packs, loose, starts)
  }

  var count: Int { packedCount + loose.count }

  private var packedCount: Int { starts[packs.count] }

  /// The number of the object with a name; nil where there is none.
  func number(of name: UnsafeRawBufferPointer) -> UInt32? {
    for (pack, start) in zip(packs, starts) {
      if let number = pack.number(of: name) { return UInt32(start + number) }
    }
    return loose.names.number(of: name).map { UInt32(packedCount + $0) }
  }

  /// Whether a pack has the object with a name.
  func isPacked(_ name: UnsafeRawBufferPointer) -> Bool {
    packs.contains { $0.number(of: name) != nil }
  }

  /// Whether no earlier pack has the object, too.
  func isFirst(_ number: UInt32) -> Bool {
    withName(number) { self.number(of: $0) == number }
  }

  /// Where an object lies.
  enum Place {
    /// The pack's number, and the object's in the order of the pack.
    case packed(pack: Int, object: Int)
    case loose(Int)
  }

  func place(_ number: UInt32) -> Place {
    let number = Int(number)
    guard number < packedCount else { return .loose(number - packedCount) }
    var pack = 0
    while starts[pack + 1] <= number { pack += 1 }
    return .packed(pack: pack, object: number - starts[pack])
  }

  /// The number of a pack's object.
  func number(pack: Int, object: Int) -> UInt32 { UInt32(starts[pack] + object) }

  /// Calls `body` with an object's name.
  func withName<Result>(_ number: UInt32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    switch place(number) {
    case .packed(let pack, let object):
      packs[pack].index.withName(Int(packs[pack].objects[object].name), body)
    case .loose(let object): loose.names[object].withUnsafeBytes(body)
    }
  }
}
