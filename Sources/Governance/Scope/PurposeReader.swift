internal import Model

/// Which task a credential is for, in the words of those who put it there.
enum PurposeReader {
  /// Words of names that say nothing of the task.
  private static let generic: Set<String> = [
    "password", "passwd", "pwd", "pass", "secret", "secrets", "key", "keys", "token", "tokens",
    "api", "access", "auth", "credential", "credentials", "id", "private", "public", "client",
    "user",
    "username", "value", "data", "my", "the", "a", "apikey", "string", "url", "uri", "default",
    "env",
    "config", "bearer", "authorization", "login", "name", "account", "service", "aws", "azure",
    "gcp",
    "google", "github", "gitlab", "db", "database", "root", "admin", "prod", "production", "dev",
    "test", "staging", "app", "x", "connection", "conn", "encryption", "signing", "json", "file",
    "base64", "new", "old", "temp", "tmp", "content", "pem", "rsa", "ssh", "jwt", "hash", "salt",
    "const",
    "var", "let", "static", "final", "export", "set", "session", "oauth", "oauth2", "passphrase",
    "pat",
  ]

  /// Words of comments that speak of the text, not of the task.
  private static let remarks: Set<String> = [
    "todo", "fixme", "note", "warning", "example", "base64", "encoded", "value", "values", "change",
    "override", "replace", "must", "should", "please", "default", "optional", "required", "see",
    "uncomment", "generate", "generated", "hack", "xxx", "below", "above", "deprecated", "nolint",
  ]

  /// Fills the purpose, unless an annotation has.
  static func read(
    _ site: Site, line: Int, in outline: Outline, secrets: [Range<Int>],
    into assessment: inout Assessment
  ) {
    guard assessment.purpose == nil else { return }
    assessment.purpose =
      description(line, outline) ?? comment(site, line, outline, secrets)
      ?? keyName(assessment)
  }

  /// `description:` beside it, or the step's or manifest's name above it.
  private static func description(_ line: Int, _ outline: Outline) -> Assessment.Stated? {
    guard outline.lines.indices.contains(line) else { return nil }
    let indent = outline.lines[line].indent
    for distance in 0...5 {
      for other in [line - distance, line + distance]
      where outline.lines.indices.contains(other) && outline.lines[other].indent == indent {
        for entry in outline.entries(of: other)
        where ["description", "purpose", "comment", "annotation"].contains(entry.name) {
          if let text = prose(entry.value) {
            return Assessment.Stated(
              text: text, source: "\(entry.key) in line \(outline.firstLine + other)")
          }
        }
      }
    }
    // A step of a workflow or play: `- name: Deploy to production`.
    for ancestor in outline.ancestors(of: line).prefix(3) {
      guard let item = outline.item(of: ancestor),
        let entry = outline.entries(of: item).first, entry.name == "name",
        let text = prose(entry.value)
      else { continue }
      return Assessment.Stated(text: text, source: "name in line \(outline.firstLine + item)")
    }
    return nil
  }

  /// The comment on the line above.
  private static func comment(
    _ site: Site, _ line: Int, _ outline: Outline, _ secrets: [Range<Int>]
  ) -> Assessment.Stated? {
    let above = line - 1
    guard outline.lines.indices.contains(above) else { return nil }
    let range = outline.lines[above].range
    // One line of several is half a sentence.
    if above > 0, outline.lines[above - 1].first == outline.lines[above].first { return nil }
    guard range.count <= 200, !secrets.contains(where: { $0.overlaps(range) }) else { return nil }
    let text = site.text[range].asText.trimmed()
    guard let mark = ["#", "//", "--", ";", "/*", "*"].first(where: { text.hasPrefix($0) }) else {
      return nil
    }
    var words = String(text.dropFirst(mark.utf8.count).drop { "#/*-; ".contains($0) })
    if words.hasSuffix("*/") { words.removeLast(2) }
    let isAboutTheFile = PathView.words(words).contains { remarks.contains($0) }
    return isAboutTheFile
      ? nil
      : prose(words).map {
        Assessment.Stated(text: $0, source: "comment in line \(outline.firstLine + above)")
      }
  }

  private static func keyName(_ assessment: Assessment) -> Assessment.Stated? {
    guard let name = assessment.fact(.keyName),
      let source = assessment.facts.first(where: { $0.name == FactName.keyName.rawValue })?.source
    else { return nil }
    let words = PathView.words(name).filter { $0.utf8.count > 2 && !generic.contains($0) }
    guard words.contains(where: { $0.contains { $0.isLetter } }) else { return nil }
    return Assessment.Stated(text: name, source: "name in \(source)")
  }

  /// Two words or more of a human's, nothing that could be a value: no assignments, no long words with digits.
  private static func prose(_ text: String) -> String? {
    guard let text = Shown.text(text), text.utf8.count <= 120 else { return nil }
    let words = text.split(separator: " ")
    guard words.count >= 2, words.filter({ $0.allSatisfy(\.isLetter) }).count * 2 >= words.count,
      !text.contains("="), !text.contains("{{"), !text.contains("${"), !text.contains(": "),
      !words.contains(where: { word in
        word.utf8.count >= 8 && word.contains(where: \.isNumber) || word.utf8.count > 32
      })
    else { return nil }
    return text
  }
}
