public import ArgumentParser
internal import Detection
internal import Glibc
internal import Governance
internal import Inputs
public import Model
internal import Posture
internal import Policy
public import Reports

extension Confidence: ExpressibleByArgument {}
extension ReportFormat: ExpressibleByArgument {}

enum ColorChoice: String, CaseIterable, ExpressibleByArgument { case auto, always, never }

/// The options that all commands that scan share, and what happens before and after reading.
struct ScanOptions: ParsableArguments {
  /// Seconds.
  private static let longestTimeout = 366.0 * 86_400

  @Option(
    help: ArgumentHelp(
      "What standard output gets, or the next --output: text, json, jsonl, sarif.",
      valueName: "format"))
  var format: ReportFormat?
  @Option(
    help: ArgumentHelp(
      "Write a report there; the ending tells the format (.txt .json .jsonl .sarif), else --format."
        + " Repeatable; - is standard output.", valueName: "file"))
  var output: [String] = []
  @OptionGroup var rules: RuleOptions
  @OptionGroup var policy: PolicyOptions
  @Option(help: "Report findings of at least this confidence: low, medium (default), high.")
  var minConfidence: Confidence?
  @Option(help: "Worker threads (default: one a core).") var jobs: Int?
  @Option(help: "Leave out larger files, and say so: bytes, or with K, M, G.")
  var maxFileSize: ByteCount = ByteCount(bytes: 1 << 30)
  @Option(help: "Stop after so many seconds, report what was found, exit with 3.")
  var timeout: Double?
  @Flag(help: "Report findings that a comment such as sprawl:allow allows.")
  var noInlineAllow = false
  @Flag(help: "Do not say of findings how long they live, where they stand, what they may do.")
  var noGovernance = false
  @Option(
    help: ArgumentHelp(
      "Judge what has ended as of this date (default: now): 2026-01-31, 2026-01-31T12:00:00Z.",
      valueName: "date"))
  var asOf: ScanDate?
  @Flag(help: "Leave out the checks of managed-token settings.") var noPosture = false
  @Flag(help: "Report settings whose value only running tells, too, at low confidence.")
  var showUnresolved = false
  @Flag(help: "Exit with 0 where there are findings.") var exitZero = false
  @Flag(help: "Text: say all that is known of each finding, with what to paste.")
  var explain = false
  @Flag(help: "Write secrets in clear (never into SARIF).") var showSecrets = false
  @Flag(help: "No progress bar.") var noProgress = false
  @Flag(help: "Say on standard error which candidates fell, and by which check.")
  var trace = false
  @Option(help: "auto, always, never; NO_COLOR counts.") var color: ColorChoice = .auto

  func validate() throws {
    if let jobs, !(1...256).contains(jobs) {
      throw ValidationError("--jobs must be from 1 to 256")
    }
    if let timeout, !(timeout > 0 && timeout <= Self.longestTimeout) {
      throw ValidationError("--timeout must be above 0 seconds and at most a year")
    }
  }

  /// `--jobs`, or one worker a core.
  var workers: Int { jobs ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The scan's date, in seconds since 1970, UTC.
  var date: Int { asOf?.seconds ?? time(nil) }

  /// What reading changes needs of these options.
  var changeOptions: GitChangeOptions {
    var changes = GitChangeOptions()
    changes.jobs = workers
    changes.maxFileSize = maxFileSize.bytes
    changes.pathClass = { Engine.pathClass(of: $0) }
    return changes
  }

  /// Prepares a scan, has `read` do it, writes the reports and ends the program.
  ///
  /// - Parameters:
  ///   - place: what is scanned, for policies and baselines, and where files that decide about the scan are read.
  ///   - cancellation: what a signal or `--timeout` stops.
  ///   - present: writes the report, without what is accepted, where neither `--format` nor `--output` says how.
  func run(
    _ place: ScanPlace = ScanPlace(), cancellation: Cancellation = Cancellation(),
    present: ((Report) -> Void)? = nil, _ read: (inout TreeRun) throws -> Void
  ) throws {
    let destinations = try Destinations(format: format, outputs: output)
    let result = try scan(
      place, cancellation: cancellation, wantsLineHashes: destinations.wantsLineHashes, read)
    var report = result.report
    let presents = present != nil && format == nil && output.isEmpty
    if policy.hideAccepted || presents { report.findings.removeAll(where: \.isAccepted) }
    if presents {
      present?(report)
    } else {
      try destinations.write(report, color: color, explains: explain)
    }
    // Nothing is worth taking down what the process holds: the system does it at once.
    Glibc.exit(code(of: report, result.cancellation).rawValue)
  }

  /// Prepares a scan, has `read` do it, and says of its findings what governance and policy say.
  func scan(
    _ place: ScanPlace, cancellation: Cancellation = Cancellation(), wantsLineHashes: Bool,
    _ read: (inout TreeRun) throws -> Void
  ) throws -> ScanResult {
    var judging = try PolicyRun(policy, place: place, asOf: date)
    var options = EngineOptions()
    options.minimumConfidence = minConfidence ?? judging.policy.minimumConfidence ?? .medium
    options.honorsInlineAllow = !noInlineAllow
    if trace { options.trace = Trace.write }
    var checks = PostureOptions()
    checks.minimumConfidence = options.minimumConfidence
    checks.showsUnresolved = showUnresolved
    let packs = try rules.packs(place.settings)
    try rules.apply(to: &options, &checks, judging.policy, knowing: packs)
    let (pack, posture) = packs
    let engine = Engine(pack: pack, options: options)
    Interruption.install(cancellation, timeout: timeout)
    let progress = Progress()
    let bar = noProgress || !StandardError.isTerminal ? nil : ProgressBar(progress)
    var scan = TreeRun(
      engine: engine, cancellation: cancellation, progress: progress,
      wantsLineHashes: wantsLineHashes)
    scan.leavesOut = judging.leavesOut
    scan.leftOutName = judging.leftOutName
    if !noPosture { scan.posture = PostureEngine(pack: posture, options: checks) }
    if !noGovernance { scan.context = ContextReader(pack: pack, asOf: judging.asOf) }
    do {
      defer { bar?.stop() }
      try read(&scan)
    } catch let error as InputError {
      throw ProgramExit(code: .usage, message: "\(error)")
    }
    judging.repositories = scan.repositories
    scan.prepare(by: judging)
    if let context = scan.context {
      scan.complete(
        with: judging.assessor(pack, scan.repositories, asOf: context.asOf), jobs: workers)
    }
    var report = scan.report(version: Sprawl.version, showsSecrets: showSecrets)
    report.frameworks = pack.describeFrameworks(of: report)
    judging.judge(&report)
    return ScanResult(report: report, policy: judging, cancellation: cancellation)
  }

  private func code(of report: Report, _ cancellation: Cancellation) -> ProgramExit.Code {
    if cancellation.reason == Interruption.interruptReason { return .interrupted }
    if !report.coverage.isComplete { return .incomplete }
    return report.findings.allSatisfy(\.isAccepted) || exitZero ? .clean : .findings
  }
}

/// What a scan came to.
struct ScanResult {
  var report: Report
  var policy: PolicyRun
  var cancellation: Cancellation
}

/// A point in time as people write it: `2026-01-31`, `2026-01-31T12:00:00Z`.
struct ScanDate: ExpressibleByArgument {
  /// Since 1970, UTC.
  var seconds: Int

  init?(argument: String) {
    guard let seconds = Timestamp.seconds(iso8601: argument) else { return nil }
    self.seconds = seconds
  }
}

/// A number of bytes as people write it: `500K`, `25M`, `1G`.
struct ByteCount: ExpressibleByArgument, CustomStringConvertible {
  var bytes: Int
  var description: String { "\(bytes)" }

  init(bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    let unit = argument.uppercased().last.flatMap { units[$0] }
    guard let number = Int(unit == nil ? argument : String(argument.dropLast())), number > 0,
      case let (bytes, overflow) = number.multipliedReportingOverflow(by: unit ?? 1), !overflow
    else { return nil }
    self.bytes = bytes
  }
}
