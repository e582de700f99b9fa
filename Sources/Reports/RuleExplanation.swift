public import Model

/// What a rule is about, for people who ask: what was found, what a thief can do with it, what replaces it where it
/// stands, how it is revoked.
public struct RuleExplanation: Sendable {
  /// What replaces the credential at a kind of place.
  public struct Replacement: Sendable, Equatable {
    /// For people: `GitHub Actions`.
    public var place: String
    /// The mechanism's id.
    public var mechanism: String
    /// The mechanism's name.
    public var name: String
    /// How it gets rid of the stored secret.
    public var kind: Migration.Class
    /// Where it is documented; `https`.
    public var url: String

    /// Makes one.
    ///
    /// - Parameter platform: where; nil for everywhere else.
    public init(
      platform: Platform?, mechanism: String, name: String, kind: Migration.Class, url: String
    ) {
      self.place = platform.map { $0.name ?? $0.rawValue } ?? "elsewhere"
      self.mechanism = mechanism
      self.name = name
      self.kind = kind
      self.url = url
    }
  }

  private let rule: RuleDescription
  private let reach: String
  private let command: String?
  private let replacements: [Replacement]

  /// Prepares an explanation.
  ///
  /// - Parameters:
  ///   - reach: how far a thief gets: `account`.
  ///   - command: what revokes it, with places.
  ///   - replacements: by place, in the order in which they are to be shown.
  public init(
    _ rule: RuleDescription, reach: String, command: String?, replacements: [Replacement]
  ) {
    self.rule = rule
    self.reach = reach
    self.command = command
    self.replacements = replacements
  }

  /// The explanation, a fact a line, with a line end behind the last.
  public var text: String {
    var lines = ["\(rule.name) (\(rule.id))"]
    if !rule.summary.isEmpty { lines.append("  \(rule.summary)") }
    lines.append("")
    var facts: [(label: String, value: String)] = [
      ("provider", rule.provider), ("family", rule.family),
      ("severity", "\(rule.severity.rawValue), \(rule.confidence.rawValue) confidence"),
      ("lifetime", rule.lifetime), ("acts for", rule.identity), ("reach", reach),
      ("frameworks", rule.frameworks.joined(separator: ", ")),
    ]
    facts.removeAll { $0.value.isEmpty }
    lines += RuleExplanation.table(facts.map { [$0.label, $0.value] })
    lines += ["", "What replaces it"]
    lines += RuleExplanation.table(
      replacements.map { [$0.place, "\($0.name) (\($0.kind.text))", $0.url] })
    lines += ["", "How to revoke it", "  \(rule.revocation)"]
    if let command { lines.append("  \(command)") }
    if !rule.revocationURL.isEmpty { lines.append("  \(rule.revocationURL)") }
    return lines.map(VisibleText.of).joined(separator: "\n") + "\n"
  }

  /// Rows with all columns but the last padded to one width.
  private static func table(_ rows: [[String]]) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<max(0, columns - 1)).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        column < row.count - 1
          ? cell + String(repeating: " ", count: max(0, widths[column] - cell.count)) : cell
      }
      return "  " + cells.joined(separator: "  ")
    }
  }
}
