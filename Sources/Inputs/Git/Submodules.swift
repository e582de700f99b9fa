public import Model

extension GitHistory {
  /// A repository of its own that commits of this one name.
  public struct Submodule: Sendable, Equatable {
    /// Where its files stand.
    public var path: BlobPath
    /// HEAD names it.
    public var isInHead: Bool
  }

  /// All submodules that a commit names, by path.
  public var submodules: [Submodule] {
    submodulePaths.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
      Submodule(path: BlobPath($0.key), isInHead: $0.value)
    }
  }
}

extension HistoryRepository {
  /// The git directory of the submodule at a path; nil where it is not here, or lies outside this repository's folders.
  public func gitDirectory(ofSubmoduleAt path: BlobPath) -> String? {
    store.location.gitDirectory(ofSubmodule: path.bytes).flatMap {
      String(validating: $0, as: UTF8.self)
    }
  }
}

extension GitLocation {
  /// The git directory of the submodule at `path`: what its folder in the work tree names, or the place where git keeps it
  /// while the folder is empty. https://git-scm.com/docs/gitsubmodules#_forms
  ///
  /// A repository may name any folder of the disk there; only those within its own count.
  func gitDirectory(ofSubmodule path: [UInt8]) -> [UInt8]? {
    let kept = PathBytes.join(commonDirectory, "modules".utf8)
    var candidates = [PathBytes.join(kept, path)]
    if let workTree, let named = GitRepository.gitDirectory(of: PathBytes.join(workTree, path)) {
      candidates.insert(named, at: 0)
    }
    let own = [commonDirectory] + (workTree.map { [$0] } ?? [])
    for candidate in candidates where GitLocation.isGitDirectory(candidate) {
      guard let real = try? PathBytes.canonical(candidate), real != commonDirectory,
        own.contains(where: { PathBytes.relative(real, to: $0)?.isEmpty == false })
      else { continue }
      return real
    }
    return nil
  }
}
