/// Whoever a text names as an owner.
struct Principal: Sendable, Equatable {
  enum Kind: Sendable {
    /// Survives a change of persons.
    case team
    case person
    /// A program: never owns.
    case bot
    /// A variable that text does not resolve.
    case variable
  }

  var kind: Kind
  /// As it is shown.
  var name: String

  /// Where a text stands; decides what an unmarked name is.
  enum Place {
    /// Labels, tags, catalogs' owner fields: a bare name is a team.
    case resource
    /// CODEOWNERS on GitHub: `@name` is a person.
    case gitHub
    /// CODEOWNERS on GitLab: `@name` is a person or a group. `namespace` is the project's own top group.
    case gitLab(namespace: String?)
    /// Authors and approvers: a person.
    case person
  }

  private static let bots: Set<String> = [
    "dependabot", "dependabot-preview", "renovate", "renovate-bot", "renovatebot",
    "github-actions", "actions-user", "greenkeeper", "snyk-bot", "pre-commit-ci", "mergify",
    "semantic-release-bot", "k8s-ci-robot", "k8s-bot", "gitlab-bot", "web-flow", "allcontributors",
    "imgbot", "codecov", "project-bot",
  ]
  /// Words of which a name is a team's.
  private static let teamWords: Set<String> = [
    "team", "teams", "squad", "group", "guild", "tribe", "platform", "platforms", "ops", "devops",
    "secops", "sre", "infra", "infrastructure", "security", "engineering", "engineers", "eng",
    "oncall", "admins", "developers", "devs", "maintainers", "owners", "reviewers", "approvers",
    "backend", "frontend", "core", "support", "operations", "department", "dept", "crew",
  ]

  /// Reads one owner as written; nil for an empty text.
  init?(_ written: some StringProtocol, in place: Place) {
    var text = Substring(written).stripped
    if let first = text.first, first == "\"" || first == "'", text.last == first, text.count > 1 {
      text = text.dropFirst().dropLast().stripped
    }
    guard !text.isEmpty, text.count <= 200,
      !["none", "null", "~", "tbd", "todo"].contains(text.lowercased())
    else { return nil }
    name = String(text)
    if Principal.isVariable(text) {
      kind = .variable
      return
    }
    if Principal.isBot(text) {
      kind = .bot
      return
    }
    if let marked = Principal.marked(text) {
      (kind, name) = marked
      return
    }
    if Principal.isAddress(text) || text.hasSuffix(">") {
      let local = text.split(separator: "<").last?.prefix { $0 != "@" } ?? text
      kind = Principal.soundsLikeTeam(local) ? .team : .person
      return
    }
    switch place {
    case .resource:
      kind = Principal.soundsLikePerson(text) ? .person : .team
    case .gitHub:
      kind = text.contains("/") ? .team : .person
    case .gitLab(let namespace):
      let path = text.drop { $0 == "@" }
      let isOwnGroup = namespace.map { path.lowercased() == $0.lowercased() } ?? false
      let isTeam =
        text.hasPrefix("@@") || path.contains("/") || isOwnGroup || Principal.soundsLikeTeam(path)
      kind = isTeam ? .team : .person
    case .person: kind = .person
    }
  }

  /// For comparing what different sources call a team: without organisation, marks, and the word "team".
  var key: String {
    let last = name.lowercased().split { "/:".contains($0) }.last ?? ""
    let words = Principal.words(last).filter { !["team", "group", "squad"].contains($0) }
    return words.isEmpty ? String(last) : words.joined(separator: "-")
  }

  /// An e-mail address.
  static func isAddress(_ text: some StringProtocol) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !parts[1].hasSuffix(".")
    else { return false }
    return !text.contains { $0.isWhitespace || "<>,;:\"()".contains($0) }
  }

  /// A name or an author (`Name <address>`) of a program.
  static func isBot(_ text: some StringProtocol) -> Bool {
    let lowered = text.lowercased()
    // Most have neither the one sign nor the other word: looking for those first costs less.
    if lowered.utf8.contains(UInt8(ascii: "[")), lowered.contains("[bot]") { return true }
    if lowered.hasPrefix("github"), lowered.contains("noreply@github.com") { return true }
    let name = lowered.prefix { $0 != "<" && $0 != "@" || lowered.hasPrefix("@") }
    let trimmed = name.drop { $0 == "@" }.stripped
    let last = trimmed.split(separator: "/").last ?? trimmed
    return bots.contains(String(last))
      || lowered.split { "<>@+".contains($0) }.contains { bots.contains(String($0.stripped)) }
  }

  private static func isVariable(_ text: Substring) -> Bool {
    text.utf8.contains(UInt8(ascii: "{")) && (text.contains("${") || text.contains("{{"))
      || text.hasPrefix("$")
      || ["var.", "local.", "data.", "module.", "each.", "lookup(", "!Ref", "!Sub", "!ImportValue"]
        .contains { text.hasPrefix($0) }
  }

  /// `group:default/payments`, `user:jane`, `team:x`.
  private static func marked(_ text: Substring) -> (Kind, String)? {
    for (mark, kind) in [("group:", Kind.team), ("team:", .team), ("user:", .person)]
    where text.lowercased().hasPrefix(mark) {
      let name = text.dropFirst(mark.count)
      let short = name.hasPrefix("default/") ? name.dropFirst("default/".count) : name
      guard !short.isEmpty else { return nil }
      return (kind, String(short))
    }
    return nil
  }

  private static func words(_ text: some StringProtocol) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map { String($0) }
  }

  private static func soundsLikeTeam(_ text: some StringProtocol) -> Bool {
    words(text).contains { teamWords.contains($0) }
  }

  /// `Jane Doe`: two or three capitalised words, none of which names a team.
  private static func soundsLikePerson(_ text: Substring) -> Bool {
    if text.hasPrefix("@") { return !text.contains("/") && !soundsLikeTeam(text) }
    let parts = text.split(separator: " ")
    return (2...3).contains(parts.count) && !soundsLikeTeam(text)
      && parts.allSatisfy { part in
        part.first?.isUppercase == true && part.dropFirst().contains { $0.isLowercase }
          && part.allSatisfy { $0.isLetter || "-.'".contains($0) }
      }
  }
}
