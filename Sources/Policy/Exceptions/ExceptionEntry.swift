public import Model

/// Writes an exception for findings as they are now: the entry to paste under `exceptions:`.
public struct ExceptionEntry: Sendable {
  private let finding: Finding
  private let copies: [Finding]
  private let isForSecret: Bool
  private let context: EvaluationContext

  /// - Parameters:
  ///   - id: a finding's id or a credential's `secret_id`.
  ///   - findings: all of a scan, as governance has assessed them.
  /// - Returns: nil where no finding has that id.
  public init?(id: String, in findings: [Finding], context: EvaluationContext) {
    let match = findings.first { context.ids($0).contains(id) || $0.secretID == id }
    guard let match else { return nil }
    finding = match
    copies = findings.filter { $0.secretID == match.secretID }
    isForSecret = match.secretID == id
    self.context = context
  }

  /// The entry as YAML.
  ///
  /// - Parameters:
  ///   - until: the last day, in seconds since 1970, UTC.
  public func text(owner: String, reason: String, until: Int) -> String {
    let id = isForSecret ? "secret-id: \(finding.secretID)" : "id: \(finding.id)"
    var lines = [
      "  - \(id)  # \(ExceptionEntry.comment(finding))",
      "    owner: \(ExceptionEntry.quoted(owner))",
      "    reason: \(ExceptionEntry.quoted(reason))",
      "    granted: \(CalendarTime.date(ofSeconds: context.asOf))",
      "    until: \(CalendarTime.date(ofSeconds: until))", "    context:",
    ]
    lines.append(contentsOf: list("paths", Set(copies.flatMap(paths))))
    let assessments = copies.compactMap(\.assessment)
    let environments = Set(assessments.map(\.environment)).subtracting([.unknown])
    lines.append(contentsOf: list("environments", Set(environments.map(\.rawValue))))
    if let name = finding.assessment?.owner.name {
      lines.append("      owner: \(ExceptionEntry.quoted(name))")
    }
    if let breadth = finding.assessment?.scope.breadth, breadth != .unknown {
      lines.append("      scope: \(breadth.rawValue)")
    }
    lines.append(contentsOf: list("scope-entries", Set(assessments.flatMap(\.scope.entries))))
    lines.append(
      contentsOf: list("repositories", Set(copies.compactMap { context.repository($0.path) })))
    return lines.joined(separator: "\n") + "\n"
  }

  private func paths(_ finding: Finding) -> [String] {
    let all = finding.history.isEmpty ? [finding.path] : finding.history.map(\.path)
    return all.map { context.policyPath($0).text }
  }

  private func list(_ key: String, _ values: Set<String>) -> [String] {
    guard !values.isEmpty else { return [] }
    return ["      \(key): [\(values.sorted().map(ExceptionEntry.quoted).joined(separator: ", "))]"]
  }

  /// What it is, in characters that neither end a comment nor surprise its reader.
  private static func comment(_ finding: Finding) -> String {
    String("\(finding.rule) in \(finding.path.text)".unicodeScalars.map(visible))
  }

  /// A YAML text in double quotes (https://yaml.org/spec/1.2.2/#732-double-quoted-style).
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case _ where visible(scalar) == Character(scalar): quoted.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\U" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
      }
    }
    return quoted + "\""
  }

  /// The character, or `?` for what is a control, a format or a line's end.
  private static func visible(_ scalar: Unicode.Scalar) -> Character {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
      .privateUse:
      "?"
    default: Character(scalar)
    }
  }
}
