internal import Model

// Safety: `bytes` are immutable and live as long as the program (a static string) or as `storage`, which the pack owns.
/// A rule set in the form in which the program carries it: one text in which everything has a known place, so that
/// nothing but the literals is read at start and a detector only when one of its literals is met.
///
/// The pack is printable text, so that it can be the body of a Swift string literal without escapes. Numbers are five
/// characters of six bits each, most significant first, the digit `d` written as the character `0x30 + d`.
///
///     SPRAWL1 | detectors n | families n | literals n | offset of the tables | detectors … | families … | tables
///
/// A record is a sequence of fields; a text is its length in bytes and its bytes. The tables hold one offset a
/// detector, one a family, and for each literal its text, its rarest window's offset and its detector's number.
public struct RulePack: @unchecked Sendable {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let storage: PackStorage?
  /// How many detectors there are.
  public let detectorCount: Int
  /// How many families there are.
  public let familyCount: Int
  private let literalCount: Int
  private let tables: Int

  private static let magic = "SPRAWL1"

  /// A pack that does not have the form it should; only a damaged build can hold one.
  public struct Damaged: Error, CustomStringConvertible {
    /// For people.
    public let description = "the rules inside this program are damaged: install it again"
  }

  /// A pack embedded in the program.
  public init(embedded text: StaticString) throws(Damaged) {
    try self.init(
      bytes: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount),
      storage: nil)
  }

  /// A pack made at run time, for rules from `--rules`.
  public init(_ rules: RuleSet) throws(Damaged) {
    let storage = PackStorage(PackWriter.write(rules, magic: RulePack.magic))
    try self.init(bytes: UnsafeBufferPointer(storage.bytes), storage: storage)
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, storage: PackStorage?) throws(Damaged) {
    self.bytes = bytes
    self.storage = storage
    let magic = Array(RulePack.magic.utf8)
    guard bytes.count >= magic.count + 20, bytes.prefix(magic.count).elementsEqual(magic) else {
      throw Damaged()
    }
    var reader = PackReader(bytes: bytes, at: magic.count)
    detectorCount = reader.number()
    familyCount = reader.number()
    literalCount = reader.number()
    tables = reader.number()
    guard tables + 5 * (detectorCount + familyCount) <= bytes.count else { throw Damaged() }
  }

  /// The pack's text, for embedding.
  public static func text(of rules: RuleSet) -> String {
    String(decoding: PackWriter.write(rules, magic: magic), as: UTF8.self)
  }

  /// A text that a detector wants to be called for.
  public struct Literal {
    /// The text; lives as long as the pack.
    public var bytes: UnsafeBufferPointer<UInt8>
    /// The offset of its four rarest bytes.
    public var window: Int
    /// The detector's number.
    public var detector: Int
  }

  /// Every detector's literals, in the order of detectors.
  public func literals() -> [Literal] {
    var reader = PackReader(bytes: bytes, at: tables + 5 * (detectorCount + familyCount))
    return (0..<literalCount).map { _ in
      Literal(bytes: reader.slice(), window: reader.number(), detector: reader.number())
    }
  }

  /// Decodes detector `index`.
  public func detector(_ index: Int) -> Detector {
    precondition(index >= 0 && index < detectorCount, "no such detector")
    var reader = PackReader(bytes: bytes, at: offset(index))
    return Detector(from: &reader)
  }

  /// Only the id of detector `index`.
  public func detectorID(_ index: Int) -> String {
    precondition(index >= 0 && index < detectorCount, "no such detector")
    var reader = PackReader(bytes: bytes, at: offset(index))
    return reader.text()
  }

  /// Decodes family `index`.
  public func family(_ index: Int) -> Family {
    precondition(index >= 0 && index < familyCount, "no such family")
    var reader = PackReader(bytes: bytes, at: offset(detectorCount + index))
    return Family(from: &reader)
  }

  /// The family named `id`; families are sorted by id.
  public func family(id: String) -> Family? {
    var low = 0
    var high = familyCount
    while low < high {
      let middle = (low + high) / 2
      let family = family(middle)
      if family.id == id { return family }
      if family.id < id { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// Decodes everything.
  public func decoded() -> RuleSet {
    RuleSet(
      families: (0..<familyCount).map { family($0) },
      detectors: (0..<detectorCount).map { detector($0) })
  }

  private func offset(_ entry: Int) -> Int {
    var reader = PackReader(bytes: bytes, at: tables + 5 * entry)
    return reader.number()
  }
}

/// Owns the bytes of a pack made at run time.
// Safety: written once before it is shared, never changed.
private final class PackStorage: @unchecked Sendable {
  let bytes: UnsafeMutableBufferPointer<UInt8>

  init(_ source: [UInt8]) {
    bytes = .allocate(capacity: source.count)
    _ = bytes.initialize(from: source)
  }

  deinit { bytes.deallocate() }
}
