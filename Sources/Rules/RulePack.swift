internal import Model

// Safety: `bytes` are immutable and live as long as the program (a static string) or as `storage`, which the pack owns.
/// A rule set in the form in which the program carries it: one text in which everything has a known place, so that
/// nothing but the literals is read at start and a detector only when one of its literals is met.
///
/// The pack is printable text, so that it can be the body of a Swift string literal without escapes. Numbers are five
/// characters of six bits each, most significant first, the digit `d` written as the character `0x30 + d`.
///
///     SPRAWL2 | literals n | their offset | sections n | name, offset, records of each | sections … | literals
///
/// A section (detectors, families, mechanisms …) is one offset a record, from the section's beginning, and the records,
/// sorted by id. A record is a sequence of fields; a text is its length in bytes and its bytes. A literal is its text, one
/// more than the offset of its first window, and its detector's number.
public struct RulePack: @unchecked Sendable {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let storage: PackStorage?
  private let sections: [SectionPlace]
  private let detectors: PackSection<Detector>
  private let families: PackSection<Family>
  private let literalCount: Int
  private let literalsStart: Int

  private static let magic = "SPRAWL2"

  /// Where a section is.
  private struct SectionPlace {
    var name: UnsafeBufferPointer<UInt8>
    var start: Int
    var count: Int
  }

  /// How many detectors there are.
  public var detectorCount: Int { detectors.count }
  /// How many families there are.
  public var familyCount: Int { families.count }

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
    guard bytes.count >= magic.count + 15, bytes.prefix(magic.count).elementsEqual(magic) else {
      throw Damaged()
    }
    var reader = PackReader(bytes: bytes, at: magic.count)
    literalCount = reader.number()
    literalsStart = reader.number()
    let sections = (0..<min(reader.number(), 64)).map { _ in
      SectionPlace(name: reader.slice(), start: reader.number(), count: reader.number())
    }
    guard literalsStart <= bytes.count,
      sections.allSatisfy({ $0.start + 5 * $0.count <= bytes.count })
    else { throw Damaged() }
    self.sections = sections
    detectors = RulePack.section("detectors", among: sections, of: bytes)
    families = RulePack.section("families", among: sections, of: bytes)
  }

  /// The records under `name`; none where the pack has no such section.
  func section<Record: PackRecord>(_ name: StaticString, of _: Record.Type) -> PackSection<Record> {
    RulePack.section(name, among: sections, of: bytes)
  }

  private static func section<Record: PackRecord>(
    _ name: StaticString, among sections: [SectionPlace], of bytes: UnsafeBufferPointer<UInt8>
  ) -> PackSection<Record> {
    let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    let place = sections.first { $0.name.elementsEqual(wanted) }
    return PackSection(bytes: bytes, start: place?.start ?? 0, count: place?.count ?? 0)
  }

  /// The pack's text, for embedding.
  public static func text(of rules: RuleSet) -> String {
    String(decoding: PackWriter.write(rules, magic: magic), as: UTF8.self)
  }

  /// A text that a detector wants to be called for.
  public struct Literal {
    /// The text; lives as long as the pack.
    public var bytes: UnsafeBufferPointer<UInt8>
    /// Where its first window stands, for the literal index; -1 is the byte before it.
    public var window: Int
    /// The detector's number.
    public var detector: Int
    /// What must not stand before it.
    public var boundary: LiteralBoundary
  }

  /// Every detector's literals, in the order of detectors.
  public func literals() -> [Literal] {
    var reader = PackReader(bytes: bytes, at: literalsStart)
    return (0..<literalCount).map { _ in
      Literal(
        bytes: reader.slice(), window: reader.number() - 1, detector: reader.number(),
        boundary: LiteralBoundary(rawValue: reader.number()) ?? .none)
    }
  }

  /// Decodes detector `index`.
  public func detector(_ index: Int) -> Detector {
    precondition(index >= 0 && index < detectorCount, "no such detector")
    return detectors[index]
  }

  /// Only the id of detector `index`.
  public func detectorID(_ index: Int) -> String {
    precondition(index >= 0 && index < detectorCount, "no such detector")
    return detectors.id(index)
  }

  /// Decodes family `index`.
  public func family(_ index: Int) -> Family {
    precondition(index >= 0 && index < familyCount, "no such family")
    return families[index]
  }

  /// The family named `id`.
  public func family(id: String) -> Family? { families.find(id) }

  /// Calls `body` with the pack's text: packs of the same text hold the same rules.
  public func withText<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
  {
    try body(UnsafeRawBufferPointer(bytes))
  }

  /// Decodes everything.
  public func decoded() -> RuleSet {
    RuleSet(
      families: families.all, detectors: detectors.all, mechanisms: allMechanisms,
      frameworks: frameworks)
  }
}

/// Owns the bytes of a pack made at run time.
// Safety: written once before it is shared, never changed.
final class PackStorage: @unchecked Sendable {
  let bytes: UnsafeMutableBufferPointer<UInt8>

  init(_ source: [UInt8]) {
    bytes = .allocate(capacity: source.count)
    _ = bytes.initialize(from: source)
  }

  deinit { bytes.deallocate() }
}
