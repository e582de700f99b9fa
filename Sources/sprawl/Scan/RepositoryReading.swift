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
    let paths = OwnershipFiles.paths(
      for: Set(findings.map(\.path)).sorted().map(\.bytes),
      shared: Set(shared(findings).map(\.bytes)))
    if let tree = try? changed.headTree() {
      repository.files = tree.files(named: paths, limit: OwnershipFiles.sizeLimit)
    }
    return RepositoryFacts(repositories: [repository])
  }

  /// The repository of a history, as HEAD has it, and the submodules in it, as theirs have them.
  static func facts(
    of findings: [Finding], in history: HistoryRepository,
    _ submodules: [(path: BlobPath, repository: HistoryRepository)], asOf: Int
  ) -> RepositoryFacts {
    guard !findings.isEmpty else { return RepositoryFacts() }
    // A submodule's submodule has the longer path.
    let inner = submodules.sorted { $0.path.bytes.count > $1.path.bytes.count }
    var facts = RepositoryFacts()
    var found: [Set<[UInt8]>] = Array(repeating: [], count: inner.count + 1)
    var several = found
    let shared = shared(findings)
    let folders = inner.map { $0.path.bytes + [UInt8(ascii: "/")] }
    for path in findings.reduce(into: Set<BlobPath>(), { $0.formUnion($1.presentPaths) }) {
      let index = folders.firstIndex { path.bytes.starts(with: $0) }
      let own = path.bytes.dropFirst(index.map { folders[$0].count } ?? 0)
      let place = RepositoryFacts.Place(repository: index ?? inner.count, path: Array(own))
      facts.places[path] = place
      found[place.repository].insert(place.path)
      if shared.contains(path) { several[place.repository].insert(place.path) }
    }
    for (index, history) in (inner.map(\.repository) + [history]).enumerated() {
      var repository = RepositoryFacts.Repository()
      repository.remote = history.remote
      repository.branch = history.branch
      let paths = OwnershipFiles.paths(
        for: found[index].sorted { $0.lexicographicallyPrecedes($1) }, shared: several[index])
      repository.files = history.filesAtHead(paths, limit: OwnershipFiles.sizeLimit)
      repository.activeAuthors = history.authors(since: asOf - activePeriod)
      facts.repositories.append(repository)
    }
    return facts
  }

  /// The paths of credentials that stand in several files.
  private static func shared(_ findings: [Finding]) -> Set<BlobPath> {
    var paths: [String: Set<BlobPath>] = [:]
    for finding in findings where finding.kind == .secret {
      paths[finding.secretID, default: []].formUnion(finding.presentPaths)
    }
    return paths.values.lazy.filter { $0.count > 1 }.reduce(into: []) { $0.formUnion($1) }
  }
}
