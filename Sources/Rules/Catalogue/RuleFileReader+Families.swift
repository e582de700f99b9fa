internal import Model
internal import StrictYAML
internal import Yams

/// A provider's families.
extension RuleFileReader {
  mutating func readCredentials(_ root: Node) {
    let allowed = ["provider", "replace", "families", "detectors"]
    guard let top = members(of: root, allowed: allowed) else { return }
    let provider = string(top, "provider", of: root) ?? ""
    let file = top["replace"].map { replacements($0) } ?? Replacements()
    for node in list(top, "families", of: root) { readFamily(node, provider: provider, file) }
    for node in list(top, "detectors", of: root) { readDetector(node) }
  }

  private mutating func readFamily(_ node: Node, provider: String, _ file: Replacements) {
    let allowed = [
      "id", "name", "description", "lifetime", "identity", "blast", "replayable", "revoke", "doc",
      "retired", "frameworks", "replace",
    ]
    guard let map = members(of: node, allowed: allowed) else { return }
    let id = identifier(map, of: node)
    let name = string(map, "name", of: node)
    let text = string(map, "description", of: node)
    let identity: Family.Identity? = choice(map, "identity", of: node)
    var lifetime = Family.Lifetime(kind: .unknown)
    if let node = required(map, "lifetime", of: node) { lifetime = self.lifetime(node) }
    var revocation = (how: "", url: "", command: String?.none)
    if let node = required(map, "revoke", of: node),
      let map = members(of: node, allowed: ["how", "url", "command"])
    {
      revocation.how = string(map, "how", of: node) ?? ""
      revocation.url = https(map, "url", of: node) ?? ""
      if map["command"] != nil { revocation.command = string(map, "command", of: node) }
    }
    var frameworks = Family.usualFrameworks
    if let list = map["frameworks"] { frameworks = self.references(to: .framework, list) }
    guard let id, let name, let text, let identity else { return }
    var family = Family(
      id: id, name: name, description: text, lifetime: lifetime, identity: identity,
      revocation: revocation.how, revocationURL: revocation.url, frameworks: frameworks,
      provider: provider)
    family.revocationCommand = revocation.command
    if let node = map["blast"] { family.blast = choice(node, of: "blast") ?? .unknown }
    family.isReplayable = boolean(map, "replayable") ?? true
    if map["doc"] != nil { family.documentationURL = https(map, "doc", of: node) }
    if let node = map["retired"] { family.retirement = retirement(node) }
    family.replacements = (map["replace"].map { replacements($0) } ?? Replacements()).over(file)
    families.append(family)
  }

  private mutating func lifetime(_ node: Node) -> Family.Lifetime {
    var lifetime = Family.Lifetime(kind: .unknown)
    guard let map = members(of: node, allowed: ["class", "default", "max"]) else { return lifetime }
    if let kind: Family.Lifetime.Class = choice(map, "class", of: node) { lifetime.kind = kind }
    lifetime.defaultSeconds = seconds(map, "default")
    lifetime.maximumSeconds = seconds(map, "max")
    if let usual = lifetime.defaultSeconds, let longest = lifetime.maximumSeconds, usual > longest {
      fail(node, "default (\(usual) s) is longer than max (\(longest) s)")
    }
    return lifetime
  }

  private mutating func retirement(_ node: Node) -> Family.Retirement? {
    guard let map = members(of: node, allowed: ["on", "note", "url"]),
      let date = string(map, "on", of: node), let note = string(map, "note", of: node),
      let url = https(map, "url", of: node)
    else { return nil }
    let numbers = date.split(separator: "-").compactMap { Int($0) }
    if let place = map["on"],
      date.utf8.count != 10 || numbers.count != 3 || !(1...12).contains(numbers[1])
        || !(1...31).contains(numbers[2])
    {
      fail(place, "'\(date)' is no date: write YYYY-MM-DD")
    }
    return Family.Retirement(date: date, note: note, url: url)
  }

  /// `replace`: mechanisms by platform, by group of platforms, and for all others (`*`).
  private mutating func replacements(_ node: Node) -> Replacements {
    let platforms = Platform.allCases.filter { $0 != .unknown }
    let groups = Replacements.groups
    var table = Replacements()
    guard
      let map = members(
        of: node, allowed: platforms.map(\.rawValue) + groups.map(\.key) + ["*"])
    else { return table }
    var grouped: [Platform: String] = [:]
    for group in groups {
      guard let list = map[group.key] else { continue }
      let ids = mechanismReferences(list)
      for platform in group.platforms where map[platform.rawValue] == nil {
        if let other = grouped.updateValue(group.key, forKey: platform) {
          fail(
            list,
            "'\(other)' and '\(group.key)' both name \(platform.rawValue): give it its own key")
        }
        table.named[platform] = ids
      }
    }
    for platform in platforms {
      if let list = map[platform.rawValue] { table.named[platform] = mechanismReferences(list) }
    }
    table.others = map["*"].map { mechanismReferences($0) }
    return table
  }

  private mutating func mechanismReferences(_ list: Node) -> [String] {
    let ids = references(to: .mechanism, list)
    if ids.isEmpty { fail(list, "a platform needs at least one mechanism") }
    return ids
  }

  /// A list of ids that some file has to define.
  mutating func references(to kind: Reference.Kind, _ list: Node) -> [String] {
    let ids = strings(list)
    for (index, node) in self.list(list).enumerated() {
      if let id = node.string, ids.prefix(index).contains(id) {
        fail(node, "'\(id)' stands here twice")
      }
      refer(to: kind, node)
    }
    return ids
  }
}
