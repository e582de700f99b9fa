internal import Model
internal import PathPatterns

/// Finds which findings exceptions cover, and which of those are reported again because an exception has ended or its
/// context is no longer the one that it was granted in.
struct ExceptionMatching {
  let policy: ScanPolicy
  let context: EvaluationContext

  /// Settles the findings that exceptions are for.
  ///
  /// - Returns: indices of the exceptions that are for some finding.
  func judge(_ findings: inout [Finding]) -> Set<Int> {
    guard !policy.exceptions.isEmpty else { return [] }
    let ids = findings.map(context.ids)
    let copies = Dictionary(grouping: findings.indices) { findings[$0].secretID }
    var used: Set<Int> = []
    /// By finding: what would cover it, and why it does not where it does not.
    var verdicts: [Int: [(exception: PolicyException, changes: [String])]] = [:]
    for (number, exception) in policy.exceptions.enumerated() {
      let covered = findings.indices.filter {
        isFor(exception, findings[$0], ids: ids[$0])
      }
      guard !covered.isEmpty else { continue }
      used.insert(number)
      let ending = ending(of: exception)
      switch exception.match {
      case .rule:
        // Each finding is a credential of its own, with a context of its own.
        for index in covered {
          let changes = ending + changes(of: exception, [findings[index]])
          verdicts[index, default: []].append((exception, changes))
        }
      case .finding, .secret:
        // One credential: where a copy turns up, the decision was about something else.
        let all = Set(covered.flatMap { copies[findings[$0].secretID] ?? [] }).sorted()
        let changes = ending + changes(of: exception, all.map { findings[$0] })
        for index in covered { verdicts[index, default: []].append((exception, changes)) }
      }
    }
    for (index, verdict) in verdicts {
      if let (exception, _) = verdict.first(where: { $0.changes.isEmpty }) {
        findings[index].settle(.excepted, [grant(exception)])
      } else {
        findings[index].settle(
          .reopened,
          verdict.flatMap { exception, changes in
            changes.map { "the exception of \(policy.said(exception.line)) does not hold: \($0)" }
          })
      }
    }
    return used
  }

  /// For people: an exception that is for nothing.
  func describeUnused(_ exception: PolicyException) -> PolicySummary.Unused {
    PolicySummary.Unused(
      line: exception.line,
      message: "the exception for \(exception.subject) on line \(exception.line) is for no finding:"
        + " remove it")
  }

  private func grant(_ exception: PolicyException) -> String {
    "excepted until \(CalendarTime.date(ofSeconds: exception.until)) by \(exception.owner)"
      + " (\(policy.said(exception.line))): \(exception.reason)"
  }

  private func isFor(_ exception: PolicyException, _ finding: Finding, ids: Set<String>) -> Bool {
    switch exception.match {
    case .finding(let id): ids.contains(id)
    case .secret(let id): finding.secretID == id
    case .rule(let rule, let scope):
      finding.rule == rule && scope.contains(context.policyPath(finding.path).bytes)
    }
  }

  private func ending(of exception: PolicyException) -> [String] {
    if context.asOf > exception.end {
      return ["it ended on \(CalendarTime.date(ofSeconds: exception.until))"]
    }
    if context.asOf < exception.granted {
      return ["it begins on \(CalendarTime.date(ofSeconds: exception.granted))"]
    }
    return []
  }

  // MARK: Context

  /// What is other than when the exception was granted. Where nothing is known now, nothing is known to have changed.
  private func changes(of exception: PolicyException, _ findings: [Finding]) -> [String] {
    let granted = exception.context
    var changes: [String] = []
    func add(_ change: String) { if !changes.contains(change) { changes.append(change) } }
    for finding in findings {
      if let paths = granted.paths {
        for path in places(of: finding) where !paths.contains(path.text) {
          add("new path \(path.text)")
        }
      }
      guard let now = finding.assessment else { continue }
      if let environments = granted.environments, now.environment != .unknown,
        !environments.contains(now.environment)
      {
        add("new environment \(now.environment.rawValue)")
      }
      if let owner = granted.owner, let name = now.owner.name, name != owner {
        add("new owner \(name), no longer \(owner)")
      }
      if granted.breadth == .narrow, now.scope.breadth == .broad { add("wider scope: broad") }
      if let entries = granted.scopeEntries {
        for entry in now.scope.entries where !entries.contains(entry) {
          add("wider scope: \(entry)")
        }
      }
    }
    if let repositories = granted.repositories {
      for finding in findings {
        if let repository = context.repository(finding.path), !repositories.contains(repository) {
          add("second repository \(repository)")
        }
      }
    }
    return changes
  }

  /// Where a credential stands now: a history's paths that HEAD still has, or all where it has none.
  private func places(of finding: Finding) -> [BlobPath] {
    guard !finding.history.isEmpty else { return [context.policyPath(finding.path)] }
    let current = finding.history.filter(\.isInHead)
    return (current.isEmpty ? finding.history : current).map { context.policyPath($0.path) }
  }
}
