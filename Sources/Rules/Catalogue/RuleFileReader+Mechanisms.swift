internal import Model
internal import StrictYAML
internal import Yams

/// Files of mechanisms.
extension RuleFileReader {
  mutating func readMechanisms(_ root: Node) {
    guard let top = members(of: root, allowed: ["area", "mechanisms"]) else { return }
    let area = string(top, "area", of: root) ?? ""
    for node in list(top, "mechanisms", of: root) { readMechanism(node, area: area) }
  }

  private mutating func readMechanism(_ node: Node, area: String) {
    let allowed = [
      "id", "name", "class", "summary", "ttl", "scope", "steps", "snippets", "residual", "url",
    ]
    guard let map = members(of: node, allowed: allowed) else { return }
    let id = identifier(map, of: node)
    let name = string(map, "name", of: node)
    let kind: Migration.Class? = choice(map, "class", of: node)
    let summary = string(map, "summary", of: node)
    let scope = text(map, "scope", of: node)
    let url = https(map, "url", of: node)
    let steps = required(map, "steps", of: node).map { self.steps($0) } ?? [:]
    let snippets = map["snippets"].map { list($0) }?.compactMap { snippet($0) } ?? []
    let residual = list(map, "residual", of: node).compactMap { self.residual($0) }
    let ttl = map["ttl"].map { self.ttl($0) } ?? Mechanism.TTL()
    if residual.isEmpty {
      fail(node, "residual is empty: the token ends, the trust does not; say what remains")
    }
    guard let id, let name, let kind, let summary, let scope, let url else { return }
    if mechanisms.contains(where: { $0.id == id }) {
      fail(node, "mechanism '\(id)' stands here twice")
    }
    mechanisms.append(
      Mechanism(
        id: id, name: name, area: area, kind: kind, summary: summary, ttl: ttl,
        scopeLimiter: scope, steps: steps, snippets: snippets, residual: residual, url: url))
  }

  private mutating func ttl(_ node: Node) -> Mechanism.TTL {
    guard let map = members(of: node, allowed: ["default", "min", "max"]) else { return .init() }
    let ttl = Mechanism.TTL(
      usual: seconds(map, "default"), minimum: seconds(map, "min"), maximum: seconds(map, "max"))
    let known = [ttl.minimum, ttl.usual, ttl.maximum].compactMap(\.self)
    if known != known.sorted() { fail(node, "ttl must be min ≤ default ≤ max") }
    return ttl
  }

  private mutating func steps(_ node: Node) -> [Mechanism.Phase: String] {
    var steps: [Mechanism.Phase: String] = [:]
    let phases = Mechanism.Phase.allCases
    guard let map = members(of: node, allowed: phases.map(\.rawValue)) else { return steps }
    for phase in phases {
      let isNeeded = Mechanism.usualSteps[phase] == nil
      if isNeeded || map[phase.rawValue] != nil {
        steps[phase] = text(map, phase.rawValue, of: node)
      }
    }
    return steps
  }

  private mutating func snippet(_ node: Node) -> Mechanism.Snippet? {
    guard let map = members(of: node, allowed: ["title", "language", "on", "text"]),
      let title = string(map, "title", of: node), let text = text(map, "text", of: node),
      let language: Mechanism.Snippet.Language = choice(map, "language", of: node)
    else { return nil }
    return Mechanism.Snippet(
      title: title, language: language, text: text,
      platforms: map["on"].map { platforms($0) } ?? [])
  }

  /// Platforms and groups of them, in the order of ``Platform``.
  private mutating func platforms(_ node: Node) -> [Platform] {
    var chosen: Set<Platform> = []
    for element in list(node) {
      if let group = Replacements.groups.first(where: { $0.key == element.string }) {
        chosen.formUnion(group.platforms)
      } else if let platform: Platform = choice(element, of: "platform") {
        chosen.insert(platform)
      }
    }
    return Platform.allCases.filter(chosen.contains)
  }

  private mutating func residual(_ node: Node) -> Mechanism.Residual? {
    let allowed = GovernanceAttribute.allCases.map(\.rawValue)
    guard let map = members(of: node, allowed: allowed) else { return nil }
    guard map.count == 1, let (key, value) = map.first,
      let attribute = GovernanceAttribute(rawValue: key), let text = value.string, !text.isEmpty
    else {
      fail(node, "one attribute and a text are expected here: '- mint: Who may …'")
      return nil
    }
    return Mechanism.Residual(attribute: attribute, text: text)
  }

  /// A text whose places are all known.
  private mutating func text(_ map: [String: Node], _ key: String, of node: Node) -> String? {
    guard let text = string(map, key, of: node), let place = map[key] else { return nil }
    for name in Place.names(in: text) where !Place.known.contains(where: { $0.name == name }) {
      fail(
        place,
        "'{\(name)}' is no place: docs/rules.md lists them; a brace of the text's own "
          + "needs a blank inside")
    }
    return text
  }
}
