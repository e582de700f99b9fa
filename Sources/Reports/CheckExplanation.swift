public import Model

/// What a posture check is about, for people who ask: what is wrong, what follows from it, how it is put right.
public struct CheckExplanation: Sendable {
  private let rule: RuleDescription
  private let attributes: [GovernanceAttribute]
  private let example: String

  /// Prepares an explanation.
  ///
  /// - Parameters:
  ///   - rule: what reports say of the check.
  ///   - attributes: what is missing where it fires.
  ///   - example: the configuration as it should be.
  public init(_ rule: RuleDescription, attributes: [GovernanceAttribute], example: String) {
    self.rule = rule
    self.attributes = attributes
    self.example = example
  }

  /// The explanation, a fact a line, with a line end behind the last.
  public var text: String {
    var lines = [
      "\(rule.name) (\(rule.id))", "  \(rule.summary)", "",
      "  provider    \(rule.provider)", "  family      \(rule.family)",
      "  severity    \(rule.severity.rawValue), \(rule.confidence.rawValue) confidence",
      "  lacks       \(attributes.map(\.rawValue).joined(separator: ", "))",
    ]
    if !rule.frameworks.isEmpty {
      lines.append("  frameworks  \(rule.frameworks.joined(separator: ", "))")
    }
    lines += ["", "How to fix it", "  \(rule.revocation)"]
    if !example.isEmpty {
      lines.append("")
      lines += example.split(separator: "\n").map { "    \($0)" }
    }
    lines += ["", "  \(rule.revocationURL)"]
    return lines.map(VisibleText.of).joined(separator: "\n") + "\n"
  }
}
