/// A collection of controls or weaknesses that others publish: OWASP's NHI Top 10, NIST's CSF.
public struct Taxonomy: Sendable, Equatable {
  /// Kebab-case.
  public var id: String
  /// For people.
  public var name: String
  /// As published.
  public var version: String
  /// Who publishes it.
  public var organization: String
  /// Where it is published; `https`.
  public var url: String

  /// Makes a taxonomy.
  public init(id: String, name: String, version: String, organization: String, url: String) {
    self.id = id
    self.name = name
    self.version = version
    self.organization = organization
    self.url = url
  }
}

/// One control or weakness: `NHI7:2025`, `PR.AA-05`, `CWE-798`.
public struct FrameworkEntry: Sendable, Equatable {
  /// As families and findings name it, unique over all taxonomies.
  public var id: String
  /// For people.
  public var name: String
  /// Where it is described; `https`.
  public var url: String
  /// The taxonomy's id.
  public var taxonomy: String

  /// Makes an entry.
  public init(id: String, name: String, url: String, taxonomy: String) {
    self.id = id
    self.name = name
    self.url = url
    self.taxonomy = taxonomy
  }
}

/// Entries under one name: an older id, or what a kind of finding comes to.
public struct FrameworkList: Sendable, Equatable {
  /// The older id (`PR.AC-4`), or the kind of finding (`no-owner`).
  public var id: String
  /// Ids of ``FrameworkEntry``.
  public var entries: [String]

  /// Makes a list.
  public init(id: String, entries: [String]) {
    self.id = id
    self.entries = entries
  }
}

/// The frameworks that findings are related to.
public struct Frameworks: Sendable, Equatable {
  /// Sorted by id.
  public var taxonomies: [Taxonomy]
  /// Sorted by id.
  public var entries: [FrameworkEntry]
  /// Older ids, sorted.
  public var aliases: [FrameworkList]
  /// Kinds of findings, sorted.
  public var sets: [FrameworkList]

  /// Makes them; sorts them.
  public init(
    taxonomies: [Taxonomy] = [], entries: [FrameworkEntry] = [], aliases: [FrameworkList] = [],
    sets: [FrameworkList] = []
  ) {
    self.taxonomies = taxonomies.sorted { $0.id < $1.id }
    self.entries = entries.sorted { $0.id < $1.id }
    self.aliases = aliases.sorted { $0.id < $1.id }
    self.sets = sets.sorted { $0.id < $1.id }
  }

  /// These with `other`'s; where ids meet, `other`'s stand.
  func replacing(with other: Frameworks) -> Frameworks {
    Frameworks(
      taxonomies: taxonomies.replacing(with: other.taxonomies, by: \.id),
      entries: entries.replacing(with: other.entries, by: \.id),
      aliases: aliases.replacing(with: other.aliases, by: \.id),
      sets: sets.replacing(with: other.sets, by: \.id))
  }
}

extension Array {
  /// The elements that have no namesake among `others`, and `others`.
  func replacing(with others: [Element], by id: KeyPath<Element, String>) -> [Element] {
    let names = Set(others.map { $0[keyPath: id] })
    return filter { !names.contains($0[keyPath: id]) } + others
  }
}
