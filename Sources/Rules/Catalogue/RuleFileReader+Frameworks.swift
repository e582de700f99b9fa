internal import StrictYAML
internal import Yams

/// Files of frameworks.
extension RuleFileReader {
  mutating func readFrameworks(_ root: Node) {
    guard let top = members(of: root, allowed: ["taxonomies", "aliases", "sets"]) else { return }
    var taxonomies: [Taxonomy] = []
    var entries: [FrameworkEntry] = []
    for node in top["taxonomies"].map({ list($0) }) ?? [] {
      let allowed = ["id", "name", "version", "organization", "url", "entries"]
      guard let map = members(of: node, allowed: allowed), let id = identifier(map, of: node),
        let name = string(map, "name", of: node), let version = string(map, "version", of: node),
        let organization = string(map, "organization", of: node),
        let url = https(map, "url", of: node)
      else { continue }
      taxonomies.append(
        Taxonomy(id: id, name: name, version: version, organization: organization, url: url))
      for node in list(map, "entries", of: node) {
        guard let map = members(of: node, allowed: ["id", "name", "url"]),
          let entry = string(map, "id", of: node), let name = string(map, "name", of: node)
        else { continue }
        if entries.contains(where: { $0.id == entry }) {
          fail(node, "'\(entry)' stands here twice")
        }
        let own = map["url"] == nil ? url : https(map, "url", of: node) ?? url
        entries.append(FrameworkEntry(id: entry, name: name, url: own, taxonomy: id))
      }
    }
    frameworks = Frameworks(
      taxonomies: taxonomies, entries: entries, aliases: frameworkLists(top["aliases"]),
      sets: frameworkLists(top["sets"]))
  }

  private mutating func frameworkLists(_ node: Node?) -> [FrameworkList] {
    guard let node else { return [] }
    guard case .mapping(let mapping) = node else {
      fail(node, "a mapping of names to lists of ids is expected here")
      return []
    }
    return mapping.compactMap { key, value in
      guard let name = key.string, !name.isEmpty else {
        fail(key, "a name is expected here")
        return nil
      }
      return FrameworkList(id: name, entries: references(to: .framework, value))
    }
  }
}
