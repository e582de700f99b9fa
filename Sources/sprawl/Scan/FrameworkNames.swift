internal import Model
internal import Rules

extension RulePack {
  /// What the framework ids of findings and rules mean, sorted by id; ids that no rule file describes are left out.
  func describeFrameworks(of report: Report) -> [FrameworkDescription] {
    guard !report.findings.isEmpty else { return [] }
    let ids = Set(report.rules.flatMap(\.frameworks))
      .union(report.findings.flatMap { $0.assessment?.frameworks ?? [] })
    let taxonomies = Dictionary(
      taxonomies.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return ids.sorted().compactMap { id in
      guard let entry = framework(id: id), let taxonomy = taxonomies[entry.taxonomy] else {
        return nil
      }
      return FrameworkDescription(
        id: id, name: entry.name, url: entry.url, framework: taxonomy.name,
        version: taxonomy.version)
    }
  }
}
