public import Model

/// What a hook says when it stops a commit or a push: where, what, how to go on. Short, since a server's words reach the
/// pusher line by line, and never the secret.
public struct HookMessage: Sendable {
  /// What is stopped.
  public enum Occasion: Sendable {
    case commit, push, receive
  }

  private let occasion: Occasion
  /// So many findings and problems are told one by one.
  private static let limit = 20

  /// Makes a writer of messages.
  public init(occasion: Occasion) { self.occasion = occasion }

  /// The message; empty where nothing stands in the way and nothing is to be known.
  public func text(_ report: Report) -> String {
    var lines: [String] = []
    if !report.findings.isEmpty { lines += findings(report) }
    if !report.coverage.isComplete { lines += holes(report.coverage) }
    for remark in report.coverage.remarks.prefix(HookMessage.limit) {
      lines.append("sprawl: \(remark.path.visible): \(VisibleText.of(remark.message))")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func findings(_ report: Report) -> [String] {
    let settings = report.findings.count { $0.kind == .posture }
    let secrets = report.findings.count - settings
    let counts = [
      secrets > 0 ? HumanNumber.counted(secrets, "credential") : nil,
      settings > 0 ? HumanNumber.counted(settings, "setting") : nil,
    ]
    let count = counts.compactMap { $0 }.joined(separator: " and ")
    var lines = ["sprawl: \(stopped): \(count) in \(subject)", ""]
    let revocations = Dictionary(
      report.rules.map { ($0.id, $0.revocationURL) }, uniquingKeysWith: { first, _ in first })
    for finding in report.findings.prefix(HookMessage.limit) {
      let start = finding.location.start
      lines.append(
        "  \(finding.path.visible):\(start.line):\(start.column)  \(VisibleText.of(finding.name))"
          + " (\(VisibleText.of(finding.rule)))")
      let what =
        finding.kind == .posture ? finding.message ?? finding.name : finding.secret.redacted
      lines.append("    \(VisibleText.of(what))\(origin(of: finding))")
      if let url = revocations[finding.rule], !url.isEmpty {
        lines.append("    revoke: \(VisibleText.of(url))")
      }
    }
    let more = report.findings.count - HookMessage.limit
    if more > 0 { lines.append("  and \(HumanNumber.grouped(more)) more") }
    lines.append("")
    if secrets > 0 { lines += advice }
    if settings > 0 {
      lines.append(
        "How a setting is mended: sprawl explain RULE, with its name in parentheses above.")
    }
    return lines + [allowance, ""]
  }

  private func origin(of finding: Finding) -> String {
    guard let commit = finding.history.first?.commit else { return "" }
    return VisibleText.of(", in commit \(commit.id.prefix(12)) by \(commit.author)")
  }

  private func holes(_ coverage: Coverage) -> [String] {
    var lines = ["sprawl: \(stopped): not all of it could be read"]
    if let reason = coverage.stopped { lines.append("  \(VisibleText.of(reason))") }
    for problem in coverage.problems.prefix(HookMessage.limit) {
      lines.append("  \(problem.path.visible): \(VisibleText.of(problem.message))")
    }
    let more = coverage.problemCount - min(coverage.problems.count, HookMessage.limit)
    if more > 0 { lines.append("  and \(HumanNumber.grouped(more)) more") }
    if let count = coverage.skipped[.tooLarge], count > 0 {
      lines.append("  \(HumanNumber.counted(count, "file")) over --max-file-size")
    }
    for (rule, count) in coverage.ruleLimits.sorted(by: { $0.key < $1.key }) {
      lines.append(
        "  the rule \(VisibleText.of(rule)) ran into a limit \(HumanNumber.counted(count, "time"))")
    }
    return lines + [""]
  }

  private var stopped: String {
    switch occasion {
    case .commit: "the commit is stopped"
    case .push: "the push is stopped"
    case .receive: "the push is refused, nothing of it was taken over"
    }
  }

  private var subject: String {
    occasion == .commit ? "what it adds" : "what its commits add"
  }

  private var advice: [String] {
    switch occasion {
    case .commit:
      [
        "Take the value out of the file (a reference to a secret store or an environment variable in its",
        "place), git add the file, commit again.",
      ]
    case .push, .receive:
      [
        "A later commit that removes it is not enough: the commit itself holds it. Change that commit",
        "(git commit --amend for the newest, git rebase -i for an older one), then push again.",
        "If the value was ever anywhere else, revoke it.",
      ]
    }
  }

  private var allowance: String {
    "What is meant to stand there is allowed by a comment on its line: sprawl:allow RULE -- REASON"
  }
}
