/// Mechanisms and frameworks, each decoded when it is asked for.
extension RulePack {
  /// How many mechanisms there are.
  public var mechanismCount: Int { mechanisms.count }

  /// Every mechanism, by id.
  public var allMechanisms: [Mechanism] { mechanisms.all }

  /// The mechanism named `id`.
  public func mechanism(id: String) -> Mechanism? { mechanisms.find(id) }

  /// Every taxonomy, by id.
  public var taxonomies: [Taxonomy] { section("taxonomies", of: Taxonomy.self).all }

  /// Every entry of every taxonomy, by id.
  public var frameworkEntries: [FrameworkEntry] { entries.all }

  /// The control or weakness named `id`: `NHI7:2025`.
  public func framework(id: String) -> FrameworkEntry? { entries.find(id) }

  /// The entries that `name` stands for: an id, or an older one: `NHI-03` → `NHI7:2025` and `NHI1:2025`.
  public func frameworks(named name: String) -> [FrameworkEntry] {
    if let entry = framework(id: name) { return [entry] }
    return (section("framework-aliases", of: FrameworkList.self).find(name)?.entries ?? [])
      .compactMap(framework)
  }

  /// Ids of the entries that a kind of finding comes to: `static-secret`, `no-owner`, `missing-scope`; empty for a kind
  /// that no rule file has.
  public func frameworks(of kind: String) -> [String] {
    section("framework-sets", of: FrameworkList.self).find(kind)?.entries ?? []
  }

  /// What `frameworks.yml` says.
  var frameworks: Frameworks {
    Frameworks(
      taxonomies: taxonomies, entries: entries.all,
      aliases: section("framework-aliases", of: FrameworkList.self).all,
      sets: section("framework-sets", of: FrameworkList.self).all)
  }

  private var mechanisms: PackSection<Mechanism> { section("mechanisms", of: Mechanism.self) }
  private var entries: PackSection<FrameworkEntry> {
    section("frameworks", of: FrameworkEntry.self)
  }
}
