internal import Detection
internal import Inputs
internal import Model
internal import Reports

/// One scan: joins an input to the engine and makes a report of what comes out.
struct TreeRun {
  let engine: Engine
  let cancellation: Cancellation
  let progress: Progress
  let wantsLineHashes: Bool
  private var findings: [Finding] = []
  private var coverage = Coverage()

  init(engine: Engine, cancellation: Cancellation, progress: Progress, wantsLineHashes: Bool) {
    self.engine = engine
    self.cancellation = cancellation
    self.progress = progress
    self.wantsLineHashes = wantsLineHashes
  }

  /// Scans folders and files.
  mutating func walk(_ roots: [String], _ options: TreeOptions) throws(InputError) {
    let tree = TreeScan(
      roots: roots, options: options, cancellation: cancellation, progress: progress)
    let (engine, wantsLineHashes) = (engine, wantsLineHashes)
    let result = try tree.run { _ in
      ScanConsumer(engine: engine, wantsLineHashes: wantsLineHashes)
    }
    coverage.merge(result.coverage)
    for consumer in result.consumers { add(consumer) }
    // On this disk but not in the repository: said, and one step milder.
    var ignored: [BlobPath: Bool] = [:]
    for index in findings.indices {
      let path = findings[index].path
      let isIgnored = ignored[path] ?? tree.isGitIgnored(path)
      ignored[path] = isIgnored
      guard isIgnored else { continue }
      findings[index].isIgnored = true
      findings[index].severity = findings[index].severity.lowered
    }
  }

  /// Scans standard input.
  mutating func readStandardInput() {
    let result = StandardInput.run(
      cancellation: cancellation, progress: progress,
      consumer: ScanConsumer(engine: engine, wantsLineHashes: wantsLineHashes))
    coverage.merge(result.coverage)
    add(result.consumer)
  }

  /// What the scan came to, sorted.
  func report(version: String, showsSecrets: Bool) -> Report {
    var occurrences: [String: Int] = [:]
    for finding in findings { occurrences[finding.secretID, default: 0] += 1 }
    var sorted = findings.sorted {
      if $0.path != $1.path { return $0.path < $1.path }
      let (left, right) = ($0.location.offsets, $1.location.offsets)
      return (left.lowerBound, left.upperBound, $0.rule) < (
        right.lowerBound, right.upperBound, $1.rule
      )
    }
    for index in sorted.indices {
      sorted[index].occurrences = occurrences[sorted[index].secretID] ?? 1
    }
    return Report(
      toolVersion: version, findings: sorted,
      rules: Set(sorted.map(\.rule)).sorted().compactMap { engine.describe($0) },
      coverage: coverage, detectorCount: engine.detectorCount, showsSecrets: showsSecrets)
  }

  private mutating func add(_ consumer: ScanConsumer) {
    guard let scanner = consumer.scanner else {
      coverage.note(
        Coverage.Problem(path: BlobPath("."), message: "a worker had no memory to scan with"))
      return
    }
    findings += scanner.findings
    coverage.merge(scanner.coverage)
  }
}

/// A worker's consumer: the scanner, and the line hashes that SARIF asks for.
struct ScanConsumer: BlobConsumer {
  let scanner: BlobScanner?
  private let wantsLineHashes: Bool
  private var firstFinding = 0
  private var windows: [[UInt8]] = []

  init(engine: Engine, wantsLineHashes: Bool) {
    scanner = BlobScanner(engine)
    self.wantsLineHashes = wantsLineHashes
  }

  mutating func begin(_ blob: Blob) {
    firstFinding = scanner?.findings.count ?? 0
    windows.removeAll(keepingCapacity: true)
    scanner?.begin(blob)
  }

  mutating func take(_ window: BlobWindow) {
    scanner?.take(window)
    guard wantsLineHashes else { return }
    // A blob of one window is hashed at once if it has findings; of a large one the text is kept up to a bound.
    let isLast = window.owned == window.bytes.count
    if isLast, windows.isEmpty {
      hash([window.bytes])
    } else if windows.count < 16 {
      windows.append(Array(window.bytes.prefix(window.owned)))
      guard isLast else { return }
      var texts = windows
      windows.removeAll()
      texts.withUnsafeMutableBytesOfEach { hash($0) }
    }
  }

  mutating func end(readWhole: Bool) { scanner?.end(readWhole: readWhole) }

  private func hash(_ texts: [UnsafeRawBufferPointer]) {
    guard let scanner, scanner.findings.count > firstFinding else { return }
    let own = firstFinding..<scanner.findings.count
    var hasher = LineHasher(lines: own.map { scanner.findings[$0].location.start.line })
    repeat {
      for text in texts where hasher.wantsMore { hasher.feed(text) }
    } while hasher.endPass() == .feedAgain
    for index in own {
      let line = scanner.findings[index].location.start.line
      scanner.findings[index].lineHash = hasher.hash(ofLine: line)
    }
  }
}

extension [[UInt8]] {
  /// Calls `body` with all elements' bytes at once.
  fileprivate mutating func withUnsafeMutableBytesOfEach(
    _ body: ([UnsafeRawBufferPointer]) -> Void
  ) {
    // One buffer for all of them: the pointers of several arrays cannot be held open in one scope.
    let joined = [UInt8](self.joined())
    joined.withUnsafeBytes { body([$0]) }
  }
}
