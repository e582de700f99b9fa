internal import Detection
internal import Inputs
internal import Governance
internal import Model
internal import Policy

/// The policy and the baseline of one scan, and what they come to.
struct PolicyRun {
  let policy: ScanPolicy
  let place: ScanPlace
  /// What stands before reported paths to make them relative to the policy's folder.
  let prefix: [UInt8]
  var baseline: Baseline?
  /// Seconds since 1970, UTC.
  let asOf: Int
  /// What is known of the repositories of the findings.
  var repositories = RepositoryFacts()

  /// - Parameter baseline: has to be there where it is named.
  init(_ options: PolicyOptions, place: ScanPlace, asOf: Int) throws {
    self.place = place
    self.asOf = asOf
    switch place.policy {
    case _ where options.noConfig:
      (policy, prefix) = (.builtIn, [])
    case .given(let bytes, let name) where options.config == nil || place.settings.isBase:
      (policy, prefix) = (try PolicyFiles.read(bytes, name), [])
    case .absent where options.config == nil || place.settings.isBase:
      (policy, prefix) = (.builtIn, [])
    case .looked, .given, .absent:
      let found = try PolicyFiles.policy(options.config, for: place)
      policy = found.policy
      prefix =
        policy.source == nil ? [] : PolicyFiles.prefix(of: place.folder, in: found.folder)
    }
    if let file = options.baseline {
      baseline = try place.settings.baseline(file)
      if baseline == nil, !place.settings.isBase {
        throw ProgramExit(
          code: .usage, message: "\(file): no such baseline; sprawl baseline create makes one")
      }
    }
  }

  /// Neither a policy nor a baseline is in use.
  var isIdle: Bool { policy.source == nil && baseline == nil }

  /// Whether a path is not scanned; nil where all are.
  var leavesOut: (@Sendable (BlobPath, Bool) -> Bool)? {
    guard policy.leavesPathsOut else { return nil }
    let (policy, prefix) = (policy, prefix)
    return { path, isDirectory in
      policy.leavesOut(
        prefix.isEmpty ? path : BlobPath(prefix + path.bytes), isDirectory: isDirectory)
    }
  }

  /// Names the paths that are not scanned: where it is the same, they are.
  var leftOutName: [UInt8] {
    guard policy.leavesPathsOut else { return [] }
    return prefix
      + policy.pathPatterns.flatMap { patterns in
        [0] + patterns.flatMap { Array($0.utf8) + [0x0A] }
      }
  }

  /// What is known of the scan when it is over.
  func context(isComplete: Bool) -> EvaluationContext {
    let repositories = repositories
    var context = EvaluationContext(
      asOf: asOf, pathPrefix: prefix, repository: { repositories.name(ofRepositoryAt: $0) },
      isWhole: place.isWhole && isComplete)
    context.ids = { finding in
      guard !finding.history.isEmpty else { return [finding.id] }
      var copy = finding
      return Set(
        finding.history.map { place in
          copy.move(to: place.path)
          return copy.id
        })
    }
    let folder = place.folder
    context.isGone = { path in
      let file = Array(folder.utf8) + [0x2F] + path.bytes
      return FileStatus.isMissing(file)
    }
    return context
  }

  /// Says of findings what governance builds on, before it has completed them.
  func prepare(_ findings: inout [Finding]) {
    Evaluation(policy: policy, context: context(isComplete: false)).prepare(&findings)
  }

  /// Says of the report's findings what policy says of them.
  func judge(_ report: inout Report) {
    let context = context(isComplete: report.coverage.isComplete)
    let evaluation = Evaluation(policy: policy, baseline: baseline, context: context)
    let summary = evaluation.judge(&report.findings)
    guard !isIdle else { return }
    report.policy = summary
    let file = BlobPath(summary.file ?? ".")
    for unused in summary.unusedExceptions {
      report.coverage.remark(Coverage.Problem(path: file, message: unused.message))
    }
  }
}
