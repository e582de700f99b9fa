// Safety: `bytes` are immutable and live as long as the program (a static string) or as `storage`, which the pack owns.
/// Posture checks in the form in which the program carries them: at start only the kinds and their files are read, a
/// kind's checks when a file of it is met. Numbers and texts are written as in ``RulePack``.
///
///     POSTURE1 | kinds n | for each kind: id, name, provider, files, offset of its checks | checks …
public struct PosturePack: @unchecked Sendable {
  /// A kind without its checks.
  public struct Kind: Sendable {
    /// Its id.
    public var id: String
    /// For people.
    public var name: String
    /// Whose configuration it is.
    public var provider: String
    /// Which files are of this kind.
    public var files: [PostureFiles]
    /// Where its checks begin.
    fileprivate var offset: Int
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let storage: PackStorage?
  /// All kinds, sorted by id.
  public let kinds: [Kind]

  private static let magic = "POSTURE1"

  /// A pack embedded in the program.
  public init(embedded text: StaticString) throws(RulePack.Damaged) {
    try self.init(
      bytes: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount),
      storage: nil)
  }

  /// Calls `body` with all of the pack's bytes, which tell it from others.
  public func withText<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
  {
    try body(UnsafeRawBufferPointer(bytes))
  }

  /// A pack made at run time, for rules from `--rules`.
  public init(_ kinds: [PostureKind]) throws(RulePack.Damaged) {
    let storage = PackStorage(Array(PosturePack.text(of: kinds).utf8))
    try self.init(bytes: UnsafeBufferPointer(storage.bytes), storage: storage)
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, storage: PackStorage?) throws(RulePack.Damaged) {
    self.bytes = bytes
    self.storage = storage
    let magic = Array(PosturePack.magic.utf8)
    guard bytes.count >= magic.count + 5, bytes.prefix(magic.count).elementsEqual(magic) else {
      throw RulePack.Damaged()
    }
    var reader = PackReader(bytes: bytes, at: magic.count)
    let count = reader.number()
    guard count <= bytes.count else { throw RulePack.Damaged() }
    kinds = (0..<count).map { _ in
      let (id, name, provider) = (reader.text(), reader.text(), reader.text())
      let files = (0..<reader.number()).map { _ in PostureFiles(from: &reader) }
      return Kind(id: id, name: name, provider: provider, files: files, offset: reader.number())
    }
  }

  /// The pack's text, for embedding.
  public static func text(of kinds: [PostureKind]) -> String {
    let kinds = kinds.sorted { $0.id < $1.id }
    var checks = PackWriter()
    var offsets: [Int] = []
    for kind in kinds {
      offsets.append(checks.bytes.count)
      checks.number(kind.checks.count)
      for check in kind.checks { check.write(to: &checks) }
    }
    // The head's length does not depend on the offsets in it.
    func head(_ start: Int) -> [UInt8] {
      var head = PackWriter()
      head.number(kinds.count)
      for (kind, offset) in zip(kinds, offsets) {
        for field in [kind.id, kind.name, kind.provider] { head.text(field) }
        head.number(kind.files.count)
        for files in kind.files { files.write(to: &head) }
        head.number(start + offset)
      }
      return Array(magic.utf8) + head.bytes
    }
    return String(decoding: head(head(0).count) + checks.bytes, as: UTF8.self)
  }

  /// Decodes the checks of kind `index`.
  public func checks(ofKind index: Int) -> [PostureCheck] {
    guard kinds.indices.contains(index) else { return [] }
    var reader = PackReader(bytes: bytes, at: kinds[index].offset)
    return (0..<reader.number()).map { _ in PostureCheck(from: &reader) }
  }

  /// Decodes everything.
  public func decoded() -> [PostureKind] {
    kinds.indices.map { index in
      PostureKind(
        id: kinds[index].id, name: kinds[index].name, provider: kinds[index].provider,
        files: kinds[index].files, checks: checks(ofKind: index))
    }
  }
}
