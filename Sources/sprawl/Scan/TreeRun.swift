internal import Detection
internal import Governance
internal import Inputs
internal import Model
internal import Posture
internal import Reports

/// One scan: joins an input to the engine and makes a report of what comes out.
struct TreeRun {
  let engine: Engine
  let cancellation: Cancellation
  let progress: Progress
  let wantsLineHashes: Bool
  /// Reads findings' context; nil where nobody wants it.
  var context: ContextReader?
  /// Checks settings; nil where nobody wants it.
  var posture: PostureEngine?
  /// Whether policy leaves a path out, and with a folder all below it; nil where it leaves nothing out.
  var leavesOut: (@Sendable (BlobPath, Bool) -> Bool)?
  /// Names what ``leavesOut`` leaves out.
  var leftOutName: [UInt8] = []
  private(set) var findings: [Finding] = []
  /// What is known of the repositories in which the findings stand.
  private(set) var repositories = RepositoryFacts()
  private(set) var coverage = Coverage()

  init(engine: Engine, cancellation: Cancellation, progress: Progress, wantsLineHashes: Bool) {
    self.engine = engine
    self.cancellation = cancellation
    self.progress = progress
    self.wantsLineHashes = wantsLineHashes
  }

  /// Scans folders and files.
  mutating func walk(_ roots: [String], _ options: TreeOptions) throws(InputError) {
    var options = options
    options.leavesOut = leavesOut
    let tree = TreeScan(
      roots: roots, options: options, cancellation: cancellation, progress: progress)
    let fresh = consumer()
    let result = try tree.run { _ in fresh(false) }
    coverage.merge(result.coverage)
    for consumer in result.consumers { add(consumer) }
    if wantsLineHashes { hashLinesOfLargeFiles(of: tree) }
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
    if context != nil { repositories = RepositoryReading.facts(of: findings, in: tree) }
  }

  /// Says of all findings what can be said when all of them are known.
  ///
  /// - Parameter jobs: threads.
  mutating func complete(with assessor: Assessor, jobs: Int) {
    assessor.countCopies(in: &findings)
    WorkerThreads.change(&findings, jobs: jobs, smallest: TreeRun.smallestPart) {
      assessor.judge(&$0)
    }
  }

  /// Fewer findings are judged sooner than a thread starts.
  private static let smallestPart = 128

  /// A large file's windows were gone when its findings were known: the few with findings are read once more.
  private mutating func hashLinesOfLargeFiles(of tree: TreeScan) {
    var missing: [BlobPath: [Int]] = [:]
    for index in findings.indices where findings[index].lineHash == nil {
      missing[findings[index].path, default: []].append(index)
    }
    for (path, own) in missing {
      var reading = LineHashReading(lines: own.map { findings[$0].location.start.line })
      repeat {
        guard tree.readAgain(path, to: &reading) else { break }
      } while reading.hasher.endPass() == .feedAgain
      for index in own {
        let line = findings[index].location.start.line
        findings[index].lineHash = reading.hasher.hash(ofLine: line)
      }
    }
  }

  /// Scans standard input.
  mutating func readStandardInput() {
    let result = StandardInput.run(
      cancellation: cancellation, progress: progress,
      consumer: consumer()(false))
    coverage.merge(result.coverage)
    add(result.consumer)
  }

  /// Scans a git history.
  mutating func readHistory(_ run: HistoryRun) throws(InputError) {
    let settings = posture.map { HistorySettings($0) }
    let way = Array("\(wantsLineHashes) \(context != nil) ".utf8) + leftOutName
    let result = try run.read(
      cancellation, progress, leavesOut: leavesOut, settings: settings, way: way, consumer())
    coverage.merge(result.coverage)
    let first = findings.count
    findings += result.findings
    guard let context else { return }
    for index in findings.indices[first...] { context.age(&findings[index]) }
    if let repository = result.repository {
      repositories = RepositoryReading.facts(
        of: findings, in: repository, result.submodules, asOf: context.asOf)
    }
  }

  /// Says of all findings what policy says before governance has completed them.
  mutating func prepare(by policy: PolicyRun) { policy.prepare(&findings) }

  /// Makes the consumers of workers; told whether many blobs will differ little from the one before.
  private func consumer() -> @Sendable (Bool) -> ScanConsumer {
    let (engine, wantsLineHashes, context, posture) = (engine, wantsLineHashes, context, posture)
    return { expectsSimilarBlobs in
      ScanConsumer(
        engine: engine, wantsLineHashes: wantsLineHashes, expectsSimilarBlobs: expectsSimilarBlobs,
        context: context, posture: posture)
    }
  }

  /// Scans what the index or some commits change: the lines that they add, or whole files.
  ///
  /// - Parameter find: finds them, by the options that it is given.
  mutating func readChanges(
    _ options: GitChangeOptions, wholeFiles: Bool,
    _ find: (GitChangeOptions) throws(InputError) -> GitChanges
  ) throws(InputError) {
    var options = options
    if let leavesOut { options.leavesOut = { leavesOut($0, false) } }
    let changes = try find(options)
    var found = ChangeFindings(changes, scan(changes))
    if !wholeFiles { try found.keepAdded() }
    coverage.merge(found.coverage)
    if found.hasCommits {
      let paths = found.paths
      options.jobs = 1
      let head = try changes.repository.headFiles(at: paths, options)
      found.markHead(ChangeFindings(head, scan(head)))
    }
    let first = findings.count
    findings += found.findings
    guard let context else { return }
    if changes.haveCommits {
      for index in findings.indices[first...] { context.age(&findings[index]) }
    }
    repositories = RepositoryReading.facts(of: findings, in: changes.repository)
  }

  private func scan(
    _ changes: GitChanges
  ) -> (coverage: Coverage, consumers: [ChangeConsumer]) {
    let fresh = consumer()
    return changes.read { _ in ChangeConsumer(fresh(false))
    }
  }

  /// What the scan came to, sorted.
  func report(version: String, showsSecrets: Bool) -> Report {
    var occurrences: [String: Int] = [:]
    for finding in findings { occurrences[finding.secretID, default: 0] += 1 }
    var sorted = findings.sorted {
      if $0.path != $1.path { return $0.path < $1.path }
      let (left, right) = ($0.location.offsets, $1.location.offsets)
      // In a history one place of a path holds one credential at one time and another at another.
      return (left.lowerBound, left.upperBound, $0.rule, $0.id) < (
        right.lowerBound, right.upperBound, $1.rule, $1.id
      )
    }
    // A history's findings have counted their places themselves.
    for index in sorted.indices where sorted[index].history.isEmpty {
      sorted[index].occurrences = occurrences[sorted[index].secretID] ?? 1
    }
    let rules = Set(sorted.map(\.rule))
    let detectors = engine.describe(rules)
    return Report(
      toolVersion: version, findings: sorted,
      rules: rules.sorted().compactMap { detectors[$0] ?? posture?.describe($0) },
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
    if let posture = consumer.posture { coverage.merge(posture.coverage) }
  }
}
