public import Model

/// A repository in which reported paths of a tree scan lie, or a scanned folder that is in none; for reading the few
/// files of it that say something about all the others.
public struct LocatedRepository: Sendable {
  /// The address of the remote `origin` as configured, credentials included; nil where there is none.
  public let remote: String?
  /// The branch that HEAD names; nil where it names a commit.
  public let branch: String?
  /// Reported paths, and where they lie below the repository's root.
  public internal(set) var paths: [BlobPath: [UInt8]] = [:]
  /// Absolute, without links.
  private let root: [UInt8]

  init(root: [UInt8], repository: GitRepository?) {
    self.root = root
    remote = repository?.configuration.origin.map { String(decoding: $0, as: UTF8.self) }
    branch = repository?.branch.map { String(decoding: $0, as: UTF8.self) }
  }

  /// A regular file of it, if there is one; links are not followed.
  ///
  /// - Parameters:
  ///   - path: relative to the root.
  ///   - limit: bytes; a larger file is left out.
  public func contents(of path: String, limit: Int) -> [UInt8]? {
    let file = PathBytes.join(root, path.utf8)
    guard let text = try? SystemCalls.contents(of: file, limit: limit), !text.isCut else {
      return nil
    }
    return text.bytes
  }
}

extension TreeScan {
  /// The repositories in which paths of this scan lie, in the order in which the paths name them first.
  ///
  /// - Parameter paths: as reported by this scan.
  public func repositories(of paths: some Sequence<BlobPath>) -> [LocatedRepository] {
    var found: [LocatedRepository] = []
    var numbers: [[UInt8]: Int] = [:]
    for path in paths {
      guard let place = place(of: path) else { continue }
      let file = PathBytes.join(place.root.canonical, place.relative)
      guard let folder = PathBytes.parent(file) else { continue }
      let repository = gitIgnore.state(of: folder).repository
      let root =
        repository?.workTree ?? (place.root.isDirectory ? place.root.canonical : folder)
      guard let relative = PathBytes.relative(file, to: root) else { continue }
      let number = numbers[root] ?? found.count
      if number == found.count {
        numbers[root] = number
        found.append(LocatedRepository(root: root, repository: repository))
      }
      found[number].paths[path] = relative
    }
    return found
  }
}
