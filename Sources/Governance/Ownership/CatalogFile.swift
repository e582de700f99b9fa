/// What a service catalog's file says about who owns the folder it stands in.
enum CatalogFile {
  /// File names, the most telling first.
  static let names = [
    "catalog-info.yaml", "catalog-info.yml", "entity.datadog.yaml", "entity.datadog.yml",
    "service.datadog.yaml", "service.datadog.yml", "cortex.yaml", "cortex.yml", "opslevel.yml",
    "opslevel.yaml", "compass.yml", "compass.yaml",
  ]

  struct Owner: Equatable {
    var name: String
    var line: Int
  }

  /// The owners that a file names, the first for the whole folder.
  static func owners(_ bytes: [UInt8], name: String) -> [Owner] {
    let text = OutlineText(bytes)
    return switch name.prefix(while: { $0 != "." }) {
    case "catalog-info": backstage(text)
    case "entity", "service":
      text.entries.filter {
        $0.key == "team" && $0.parents.isEmpty || $0.key == "owner" && $0.parents == ["metadata"]
      }.filter { !$0.value.isEmpty }.map { Owner(name: $0.value, line: $0.line) }
    case "cortex": cortex(text)
    case "opslevel":
      text.entries.filter {
        $0.key == "owner" && ["service", "component"].contains($0.parents.first)
          && $0.parents.count == 1 && !$0.value.isEmpty
      }.map { Owner(name: $0.value, line: $0.line) }
    default:
      // Compass names a team by an Atlassian resource name.
      text.entries.filter { $0.key == "ownerId" && $0.parents.isEmpty && !$0.value.isEmpty }
        .map { entry in
          Owner(name: String(entry.value.split { "/:".contains($0) }.last ?? ""), line: entry.line)
        }
    }
  }

  /// `spec.owner` of entities that own something: components first, then the systems that they belong to.
  ///
  /// Source: https://backstage.io/docs/features/software-catalog/descriptor-format/
  private static func backstage(_ text: OutlineText) -> [Owner] {
    var found: [(rank: Int, owner: Owner)] = []
    for document in 0...(text.entries.last?.document ?? 0) {
      let kind = text.value("kind", below: [], document: document)?.value ?? ""
      guard let rank = ["Component", "Resource", "API", "System", "Domain"].firstIndex(of: kind),
        let owner = text.value("owner", below: ["spec"], document: document)
      else { continue }
      found.append((rank, Owner(name: owner.value, line: owner.line)))
    }
    return found.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
      .map(\.element.owner)
  }

  /// `info.x-cortex-owners`, groups before e-mail addresses.
  private static func cortex(_ text: OutlineText) -> [Owner] {
    let all = text.entries.filter {
      $0.parents == ["info", "x-cortex-owners"] && ["name", "email"].contains($0.key)
    }
    return (all.filter { $0.key == "name" } + all.filter { $0.key == "email" })
      .map { Owner(name: $0.value, line: $0.line) }
  }
}
