internal import Model

/// What policy says, for people.
enum TextPolicy {
  static let heading = "Accepted by exceptions: they do not fail the scan"

  /// Lines below a finding: why it is accepted, or why it is reported again; all that policy says where `explains`.
  static func notes(on finding: Finding, explains: Bool) -> [String] {
    guard let verdict = finding.assessment?.policy else { return [] }
    if explains { return verdict.reasons.map { "policy: \(VisibleText.of($0))" } }
    switch verdict.outcome {
    case .reported: return []
    case .excepted, .baseline: return verdict.reasons.prefix(1).map(VisibleText.of)
    case .reopened: return verdict.reasons.map(VisibleText.of)
    }
  }

  /// Lines of the summary; none where neither a policy nor a baseline is in use.
  static func tallies(_ policy: PolicySummary?) -> [String] {
    guard let policy else { return [] }
    var lines: [String] = []
    let accepted = [(policy.excepted, "by exceptions"), (policy.baselined, "in the baseline")]
      .filter { $0.0 > 0 }.map { "\(HumanNumber.grouped($0.0)) \($0.1)" }
    if !accepted.isEmpty { lines.append("Accepted: \(accepted.joined(separator: ", ")).") }
    if let reopened = policy.outcomes[.reopened], reopened > 0 {
      let findings = HumanNumber.counted(reopened, "finding")
      lines.append("Reported again: \(findings) whose exception no longer holds.")
    }
    if let ended = policy.endedEntries, ended > 0 {
      let entries = ended == 1 ? "1 entry" : "\(HumanNumber.grouped(ended)) entries"
      lines.append(
        "Ended: \(entries) of the baseline; sprawl baseline update takes them out.")
    }
    return lines
  }
}

extension PolicySummary {
  var excepted: Int { outcomes[.excepted] ?? 0 }
  var baselined: Int { outcomes[.baseline] ?? 0 }
}
