public import Model

/// What a command knows of the repositories in which a scan's findings stand. Governance reads nothing itself: the few
/// files that ``OwnershipFiles`` names are read by the command and handed in.
public struct RepositoryFacts: Sendable {
  /// One repository, or one scanned folder that is in none.
  public struct Repository: Sendable {
    /// The address of `origin`, as configured; nil where there is none. Credentials in it are never shown.
    public var remote: String?
    /// The branch that HEAD names.
    public var branch: String?
    /// Files about ownership, by path relative to the root.
    public var files: [String: [UInt8]]
    /// Who has committed within half a year, by lower-case e-mail address; nil where no history was read.
    public var activeAuthors: Set<String>?

    /// Makes a repository of which only the files are known.
    public init(files: [String: [UInt8]] = [:]) { self.files = files }
  }

  /// Where a reported path lies.
  public struct Place: Sendable, Equatable {
    /// Index in ``RepositoryFacts/repositories``.
    public var repository: Int
    /// Relative to the repository's root; `/` between components.
    public var path: [UInt8]

    /// Makes a place.
    public init(repository: Int, path: [UInt8]) {
      self.repository = repository
      self.path = path
    }
  }

  /// All repositories in which findings stand.
  public var repositories: [Repository]
  /// By reported path; a path without an entry lies in the only repository, as reported.
  public var places: [BlobPath: Place]

  /// Nothing is known.
  public init(repositories: [Repository] = [], places: [BlobPath: Place] = [:]) {
    self.repositories = repositories
    self.places = places
  }

  /// What the repository in which a reported path lies is called: its host and its path there, `github.com/acme/app`; nil
  /// where it has no `origin` on a host.
  public func name(ofRepositoryAt path: BlobPath) -> String? {
    place(of: path).flatMap { name(ofRepository: $0.repository) }
  }

  /// What the repository of that index is called, likewise.
  func name(ofRepository index: Int) -> String? {
    repositories[index].remote.flatMap { RemoteAddress($0) }.map { "\($0.domain)/\($0.slug)" }
  }

  /// Where a reported path lies; nil where no repository is known.
  func place(of path: BlobPath) -> Place? {
    if let place = places[path] {
      return repositories.indices.contains(place.repository) ? place : nil
    }
    return repositories.count == 1 ? Place(repository: 0, path: path.bytes) : nil
  }
}

/// A code host's address of a repository.
struct RemoteAddress: Sendable, Equatable {
  enum Host: Sendable { case gitHub, gitLab, bitbucket, azureDevOps, other }

  var host: Host
  /// `github.com`.
  var domain: String
  /// `acme/app`, `group/subgroup/project`.
  var slug: String

  /// Reads `https://host/a/b.git`, `git@host:a/b.git`, `ssh://git@host:22/a/b`; nil for a path on this disk.
  init?(_ address: String) {
    var rest = address[...].stripped
    if let scheme = rest.firstRange(of: "://") {
      guard !rest.hasPrefix("file") else { return nil }
      rest = rest[scheme.upperBound...]
    } else if rest.contains(":"), !rest.hasPrefix("/"), !rest.hasPrefix(".") {
      guard let colon = rest.firstIndex(of: ":") else { return nil }
      rest.replaceSubrange(colon...colon, with: "/")
    } else {
      return nil
    }
    let parts = rest.split(separator: "/", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    // What stands before the @ may be a credential.
    let authority = parts[0].split(separator: "@").last ?? parts[0]
    domain = authority.prefix { $0 != ":" }.lowercased()
    var path = parts[1].drop { $0 == "/" }
    while path.last == "/" { path.removeLast() }
    if path.hasSuffix(".git") { path.removeLast(4) }
    let isPlain = path.allSatisfy { $0.isLetter || $0.isNumber || "-_./~".contains($0) }
    guard !domain.isEmpty, path.contains("/"), isPlain, path.utf8.count <= 300 else { return nil }
    slug = String(path)
    host =
      domain.contains("github")
      ? .gitHub
      : domain.contains("gitlab")
        ? .gitLab
        : domain.contains("bitbucket")
          ? .bitbucket
          : domain.contains("dev.azure") || domain.contains("visualstudio") ? .azureDevOps : .other
  }
}

extension Finding {
  /// The paths at which the credential stands now: the finding's own, and of a history those that HEAD has.
  public var presentPaths: Set<BlobPath> {
    Set(history.lazy.filter(\.isInHead).map(\.path)).union([path])
  }
}
