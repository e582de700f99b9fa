public import Model

/// Findings for policy to judge; the values are no credentials.
enum Sample {
  /// 2026-06-15, 12:00 UTC.
  static let date = 1_781_524_800
  static let day = 86_400

  /// A digest as reports have them.
  static func digest(_ seed: Character) -> String { String(repeating: seed, count: 32) }

  static func finding(
    _ secret: Character = "a", _ id: Character = "1", path: String = "src/app.py",
    rule: String = "acme-token", family: String = "acme-token", severity: Severity = .high
  ) -> Finding {
    let place = Position(line: 1, column: 1, utf16Column: 1)
    return Finding(
      rule: rule, name: "Acme token", family: family, provider: "Acme", confidence: .high,
      severity: severity, path: BlobPath(path),
      location: Location(start: place, end: place, offsets: 0..<1), secret: Secret([0]),
      secretID: digest(secret), id: digest(id), excerpt: Finding.Excerpt(text: "", marked: 0..<0))
  }

  /// A finding that governance has seen.
  static func assessed(
    _ secret: Character = "a", _ id: Character = "1", path: String = "src/app.py",
    rule: String = "acme-token", family: String = "acme-token",
    _ change: (inout Assessment) -> Void = { _ in }
  ) -> Finding {
    var finding = finding(secret, id, path: path, rule: rule, family: family)
    var assessment = Assessment()
    change(&assessment)
    finding.assessment = assessment
    return finding
  }
}

/// Paths in tests are written as texts.
extension BlobPath: ExpressibleByStringLiteral {
  /// Wraps the text's UTF-8.
  public init(stringLiteral text: String) { self.init(text) }
}
