internal import Detection
internal import Governance
internal import Inputs
internal import Model
internal import Posture
internal import Reports

/// A worker's consumer: the scanner, and the line hashes that SARIF asks for.
///
/// What comes as one window is hashed at once if it has findings; files of several are read again when all is known.
/// Standard input cannot be read again, so findings in more of it than one window get no hash.
struct ScanConsumer: BlobConsumer {
  let scanner: BlobScanner?
  let posture: PostureScanner?
  /// Whether the settings of the blob are looked at.
  var checksSettings = true
  private var wantsLineHashes: Bool
  private(set) var context: ContextReader?
  private var blob = Blob(path: BlobPath(""))
  private var firstFinding = 0

  init(
    engine: Engine, wantsLineHashes: Bool, expectsSimilarBlobs: Bool = false,
    context: ContextReader? = nil, posture: PostureEngine? = nil
  ) {
    scanner = BlobScanner(engine, expectsSimilarBlobs: expectsSimilarBlobs)
    self.wantsLineHashes = wantsLineHashes
    self.context = context
    self.posture = posture.flatMap { PostureScanner($0) }
  }

  /// What scanner and checks have to tell beside findings.
  var blobCoverage: [Coverage] {
    [scanner?.coverage ?? Coverage(), posture?.coverage ?? Coverage()]
  }

  /// Whether more than findings is wanted.
  var wantsDetails: Bool { context != nil || wantsLineHashes }

  /// The same, that finds and does nothing else.
  var findingOnly: ScanConsumer {
    var copy = withoutContext
    copy.wantsLineHashes = false
    return copy
  }

  /// The same, that reads nothing around findings.
  var withoutContext: ScanConsumer {
    var copy = self
    copy.context = nil
    return copy
  }

  mutating func begin(_ blob: Blob) {
    self.blob = blob
    firstFinding = scanner?.findings.count ?? 0
    scanner?.begin(blob)
  }

  mutating func take(_ window: BlobWindow) {
    let known = scanner?.findings.count ?? 0
    scanner?.take(window)
    if checksSettings, window.offset == 0, !window.mayContinue { checkSettings(window.bytes) }
    if let context, let scanner, scanner.findings.count > known {
      context.read(
        &scanner.findings[known...], in: window.bytes, at: window.offset, path: blob.path)
    }
    if wantsLineHashes, window.offset == 0, !window.mayContinue { hash(window) }
  }

  mutating func end(readWhole: Bool) { scanner?.end(readWhole: readWhole) }

  /// A configuration is one window; what is larger is none.
  private func checkSettings(_ bytes: UnsafeRawBufferPointer) {
    guard let posture, !blob.isDependency, blob.encoding != .binary else { return }
    let findings = posture.check(blob.path, bytes)
    if !findings.isEmpty { scanner?.admit(findings.map { ($0.finding, $0.hidden) }, in: bytes) }
  }

  private func hash(_ window: BlobWindow) {
    guard let scanner, scanner.findings.count > firstFinding else { return }
    let own = firstFinding..<scanner.findings.count
    var reading = LineHashReading(lines: own.map { scanner.findings[$0].location.start.line })
    repeat { reading.take(window) } while reading.hasher.endPass() == .feedAgain
    for index in own {
      let line = scanner.findings[index].location.start.line
      scanner.findings[index].lineHash = reading.hasher.hash(ofLine: line)
    }
  }
}

/// Feeds a file to a ``LineHasher``.
struct LineHashReading: BlobConsumer {
  var hasher: LineHasher
  private var next = 0
  /// A hash covers so many units: of a hole's NUL bytes more do not count.
  private static let reach = [UInt8](repeating: 0, count: 100)

  init(lines: [Int]) { hasher = LineHasher(lines: lines) }

  mutating func begin(_ blob: Blob) { next = 0 }

  mutating func take(_ window: BlobWindow) {
    if window.offset > next {
      Self.reach.withUnsafeBytes {
        hasher.feed(UnsafeRawBufferPointer(rebasing: $0.prefix(window.offset - next)))
      }
    }
    hasher.feed(UnsafeRawBufferPointer(rebasing: window.bytes.prefix(window.owned)))
    next = window.offset + window.owned
  }

  mutating func end(readWhole: Bool) {}
}
