internal import Governance
internal import Inputs
internal import Model

/// Reads what findings' repositories say about owners: a few small files, and only where there are findings.
enum RepositoryReading {
  /// Seconds without a commit after which a person is not taken for active.
  private static let activePeriod = 180 * 86_400

  /// The repositories of a tree scan.
  static func facts(of findings: [Finding], in tree: TreeScan) -> RepositoryFacts {
    guard !findings.isEmpty else { return RepositoryFacts() }
    var facts = RepositoryFacts()
    let shared = shared(findings)
    for located in tree.repositories(of: Set(findings.map(\.path)).sorted()) {
      var repository = RepositoryFacts.Repository()
      repository.remote = located.remote
      repository.branch = located.branch
      let several = Set(located.paths.filter { shared.contains($0.key) }.values)
      for path in OwnershipFiles.paths(for: located.paths.values, shared: several) {
        repository.files[path] = located.contents(of: path, limit: OwnershipFiles.sizeLimit)
      }
      for (reported, path) in located.paths {
        facts.places[reported] = RepositoryFacts.Place(
          repository: facts.repositories.count, path: path)
      }
      facts.repositories.append(repository)
    }
    return facts
  }

  /// The repository of changes, as HEAD has it: who answers is not for the change to say.
  static func facts(of findings: [Finding], in changed: ChangedRepository) -> RepositoryFacts {
    guard !findings.isEmpty else { return RepositoryFacts() }
    var repository = RepositoryFacts.Repository()
    repository.remote = changed.remote
    repository.branch = changed.branch
    let paths = paths(of: findings)
    if let tree = try? changed.headTree() {
      repository.files = tree.files(named: paths, limit: OwnershipFiles.sizeLimit)
    }
    return RepositoryFacts(repositories: [repository])
  }

  private static func paths(of findings: [Finding]) -> [String] {
    OwnershipFiles.paths(
      for: Set(findings.map(\.path)).sorted().map(\.bytes),
      shared: Set(shared(findings).map(\.bytes)))
  }

  /// The paths of credentials that stand in several files.
  private static func shared(_ findings: [Finding]) -> Set<BlobPath> {
    var paths: [String: Set<BlobPath>] = [:]
    for finding in findings where finding.kind == .secret {
      paths[finding.secretID, default: []].insert(finding.path)
      paths[finding.secretID, default: []].formUnion(finding.history.lazy.map(\.path))
    }
    return paths.values.lazy.filter { $0.count > 1 }.reduce(into: []) { $0.formUnion($1) }
  }

  /// The repository of a history, as HEAD has it.
  static func facts(
    of findings: [Finding], in history: HistoryRepository, asOf: Int
  ) -> RepositoryFacts {
    guard !findings.isEmpty else { return RepositoryFacts() }
    var repository = RepositoryFacts.Repository()
    repository.remote = history.remote
    repository.branch = history.branch
    let paths = paths(of: findings)
    repository.files = history.filesAtHead(paths, limit: OwnershipFiles.sizeLimit)
    repository.activeAuthors = history.authors(since: asOf - activePeriod)
    return RepositoryFacts(repositories: [repository])
  }
}
