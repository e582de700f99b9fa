internal import Model

/// The page that GitHub shows beside an alert, in plain text and in Markdown: what it is, why it
/// matters, how to revoke it.
struct SARIFHelp {
  private let sections: [(title: String, body: String)]
  private let link: String?

  /// `migrations` is what replaces the credential at the platforms where it was found.
  init(_ rule: RuleDescription, findsSecrets: Bool, migrations: [Platform: Migration] = [:]) {
    var sections: [(title: String, body: String)] = []
    sections.append(
      ("What it is", "\(rule.name)\(rule.provider.isEmpty ? "" : " (\(rule.provider))")."))
    if !rule.summary.isEmpty { sections.append(("Why it matters", rule.summary)) }
    if findsSecrets { sections.append(("Lifetime", SARIFHelp.lifetime(rule.lifetime))) }
    if let identity = SARIFHelp.identity(rule.identity) {
      sections.append(("Acts for", identity))
    }
    if !rule.revocation.isEmpty {
      sections.append((findsSecrets ? "How to revoke it" : "How to fix it", rule.revocation))
    }
    if findsSecrets {
      sections.append(
        (
          "What to do",
          "Revoke it first: removing the text does not undo the exposure. Look at the issuer's"
            + " audit log, then replace it with a managed, short-lived credential."
        ))
    }
    for (platform, migration) in migrations.sorted(by: { $0.key < $1.key }) {
      let place = platform.name.map { " (\($0))" } ?? ""
      sections.append(("What replaces it\(place)", SARIFHelp.replacement(migration)))
    }
    self.sections = sections
    link = rule.documentation
  }

  var text: String {
    var lines = sections.map { "\($0.title): \($0.body)" }
    if let link { lines.append("Documentation: \(link)") }
    return lines.joined(separator: "\n")
  }

  var markdown: String {
    var paragraphs = sections.map { section in
      let body = section.body.split(whereSeparator: \.isNewline).joined(separator: " ")
      return "**\(section.title).** \(SARIFText.markdown(body))"
    }
    if let link { paragraphs.append("[Documentation](<\(link)>)") }
    return paragraphs.joined(separator: "\n\n")
  }

  /// Steps and snippets of one finding would be wrong for another of the same rule: they are in its own properties.
  private static func replacement(_ migration: Migration) -> String {
    var sentences = ["\(migration.name): \(migration.kind.text)."]
    if let ttl = migration.ttl { sentences.append("Let it live \(HumanNumber.duration(ttl)).") }
    if !migration.residual.isEmpty {
      sentences.append("Still to govern: \(migration.residual.joined(separator: "; ")).")
    }
    sentences.append("See \(migration.url)")
    return sentences.joined(separator: " ")
  }

  private static func lifetime(_ name: String) -> String {
    switch name {
    case "static": "Static: it works until someone revokes it."
    case "expiring": "Expiring: it ends by itself, but only after a long time."
    case "short-lived": "Short-lived: it soon ends by itself."
    default: "Unknown."
    }
  }

  private static func identity(_ name: String) -> String? {
    switch name {
    case "": nil
    case "human": "A person: it can do what that person can."
    case "workload": "A workload: a program acts with it, often in production."
    case "device": "A device."
    case "public": "Nobody: it is meant to be public."
    default: name
    }
  }
}
