internal import Model

/// Who owns what in one repository, as its files say; each file is read when a path first needs it.
struct RepositoryOwners {
  private let facts: RepositoryFacts.Repository
  let remote: RemoteAddress?
  private let codeOwners: CodeOwners?
  private let aliases: OwnersAliases?
  private var ownersFiles: [String: OwnersFile?] = [:]
  private var folderClaims: [String: [OwnerClaim]] = [:]
  /// What CODEOWNERS says of the path that was asked about last: each is asked about twice.
  private var last: (path: [UInt8], claim: OwnerClaim?, unowned: String?)?

  init(_ facts: RepositoryFacts.Repository) {
    self.facts = facts
    remote = facts.remote.flatMap { RemoteAddress($0) }
    codeOwners = RepositoryOwners.codeOwners(facts, host: remote?.host)
    aliases = facts.files[OwnershipFiles.aliases].map { OwnersAliases($0) }
  }

  /// The file that the repository's host would read, as it would read it.
  ///
  /// GitHub looks into `.github/`, the root, `docs/`; GitLab into the root, `docs/`, `.gitlab/`. Where the host is not
  /// known, a file in a host's own folder or `.gitlab-ci.yml` tells, or what the file itself looks like.
  static func codeOwners(
    _ facts: RepositoryFacts.Repository, host: RemoteAddress.Host?
  ) -> CodeOwners? {
    let gitHubPaths = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"]
    let gitLabPaths = ["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"]
    let read = { (paths: [String], dialect: CodeOwners.Dialect) -> CodeOwners? in
      for path in paths {
        guard let bytes = facts.files[path] else { continue }
        return CodeOwners(bytes, path: path, dialect: dialect)
      }
      return nil
    }
    switch host {
    case .gitHub: return read(gitHubPaths, .gitHub)
    case .gitLab: return read(gitLabPaths, .gitLab)
    case .bitbucket: return read([".bitbucket/CODEOWNERS"] + gitHubPaths, .gitHub)
    case .azureDevOps, .other, nil: break
    }
    if facts.files[".github/CODEOWNERS"] != nil { return read(gitHubPaths, .gitHub) }
    if facts.files[".gitlab/CODEOWNERS"] != nil { return read(gitLabPaths, .gitLab) }
    if let shared = gitHubPaths.compactMap({ facts.files[$0] }).first {
      let isGitLab = facts.files[".gitlab-ci.yml"] != nil || looksLikeGitLab(shared)
      return read(gitHubPaths, isGitLab ? .gitLab : .gitHub)
    }
    return read([".bitbucket/CODEOWNERS"], .gitHub)
  }

  /// A section heading or a role.
  private static func looksLikeGitLab(_ bytes: [UInt8]) -> Bool {
    String(decoding: bytes.prefix(CodeOwners.sizeLimit), as: UTF8.self)
      .split(whereSeparator: \.isNewline)
      .contains { line in
        let text = line.stripped
        return text.hasPrefix("^[") || text.hasPrefix("[") && text.contains("]")
          || !text.hasPrefix("#") && text.contains(" @@")
      }
  }

  /// What the repository says of a path, without what stands beside the credential itself.
  mutating func claims(for path: [UInt8]) -> (claims: [OwnerClaim], unowned: String?) {
    let (named, unowned) = codeOwnersClaim(path)
    let folder = RepositoryOwners.folder(of: path)
    return ([named].compactMap { $0 } + claims(forFolder: folder), unowned)
  }

  /// Whether somebody has to review a change of the file, as far as text tells.
  mutating func reviewer(of path: [UInt8]) -> (name: String, source: String)? {
    guard let claim = codeOwnersClaim(path).claim, let first = claim.principals.first else {
      return nil
    }
    return (first.name, claim.source)
  }

  private mutating func codeOwnersClaim(
    _ path: [UInt8]
  ) -> (claim: OwnerClaim?, unowned: String?) {
    guard let codeOwners else { return (nil, nil) }
    if let last, last.path == path { return (last.claim, last.unowned) }
    let (claim, unowned) = claim(codeOwners, path)
    last = (path, claim, unowned)
    return (claim, unowned)
  }

  private func claim(
    _ codeOwners: CodeOwners, _ path: [UInt8]
  ) -> (claim: OwnerClaim?, unowned: String?) {
    let matches = codeOwners.matches(path)
    guard let first = matches.first(where: { !$0.owners.isEmpty }) else {
      return (nil, matches.first.map { "\(codeOwners.path):\($0.line)" })
    }
    let place: Principal.Place =
      codeOwners.dialect == .gitHub
      ? .gitHub : .gitLab(namespace: remote?.slug.split(separator: "/").first.map { String($0) })
    // Several sections: all their owners answer.
    let owners = matches.flatMap(\.owners).map { Principal($0, in: place) }
    return (
      OwnerClaim(.codeOwners, owners, source: "\(codeOwners.path):\(first.line)"), nil
    )
  }

  private mutating func claims(forFolder folder: String) -> [OwnerClaim] {
    if let known = folderClaims[folder] { return known }
    var claims = folderWideClaims(folder)
    if let claim = catalogClaim(folder) { claims.append(claim) }
    if let claim = ownersFileClaim(folder) { claims.append(claim) }
    if let claim = manifestClaim(folder) { claims.append(claim) }
    folderClaims[folder] = claims
    return claims
  }

  private func folderWideClaims(_ folder: String) -> [OwnerClaim] {
    OwnershipFiles.folderWideNames.compactMap { name in
      let path = RepositoryOwners.join(folder, name)
      guard let bytes = facts.files[path] else { return nil }
      let marks = DeclaredOwnerReader.folderWide(bytes, path: path)
      return OwnerClaim(
        .resource, marks.map { Principal($0.value, in: .resource) },
        source: marks.first?.source ?? "")
    }
  }

  private func catalogClaim(_ folder: String) -> OwnerClaim? {
    for ancestor in RepositoryOwners.ancestors(folder) {
      for name in CatalogFile.names {
        let path = RepositoryOwners.join(ancestor, name)
        guard let bytes = facts.files[path] else { continue }
        let owners = CatalogFile.owners(bytes, name: name)
        guard let first = owners.first,
          let claim = OwnerClaim(
            .catalog, owners.map { Principal($0.name, in: .resource) },
            source: "\(path):\(first.line)")
        else { continue }
        return claim
      }
    }
    return nil
  }

  private mutating func ownersFileClaim(_ folder: String) -> OwnerClaim? {
    var principals: [Principal?] = []
    var source: String?
    for ancestor in RepositoryOwners.ancestors(folder) {
      let path = RepositoryOwners.join(ancestor, "OWNERS")
      guard let file = ownersFile(path) else { continue }
      for (name, line) in file.approvers {
        if source == nil { source = "\(path):\(line)" }
        let members = aliases?.members(of: name)
        let person = Principal(name, in: .person)
        // An alias is a group that survives its members.
        principals.append(
          members == nil || person?.kind == .bot ? person : Principal("team:\(name)", in: .resource)
        )
        principals += (members ?? []).map { Principal($0, in: .person) }
      }
      if file.endsInheritance { break }
    }
    return source.flatMap { OwnerClaim(.ownersFile, principals, source: $0) }
  }

  private mutating func ownersFile(_ path: String) -> OwnersFile? {
    if let known = ownersFiles[path] { return known }
    let file = facts.files[path].map { OwnersFile($0) }
    ownersFiles[path] = .some(file)
    return file
  }

  private func manifestClaim(_ folder: String) -> OwnerClaim? {
    for ancestor in RepositoryOwners.ancestors(folder) {
      for name in ManifestFile.names {
        let path = RepositoryOwners.join(ancestor, name)
        guard let bytes = facts.files[path] else { continue }
        let persons = ManifestFile.persons(bytes, name: name)
        guard let first = persons.first,
          let claim = OwnerClaim(
            .manifest, persons.map { Principal($0.name, in: .person) },
            source: "\(path):\(first.line)")
        else { continue }
        return claim
      }
    }
    return nil
  }

  private static func folder(of path: [UInt8]) -> String {
    let end = path.lastIndex(of: UInt8(ascii: "/")) ?? 0
    return String(decoding: path[..<end], as: UTF8.self)
  }

  /// The folder, the one that it lies in, … the root.
  private static func ancestors(_ folder: String) -> [String] {
    var all = [folder]
    var rest = folder[...]
    while let slash = rest.lastIndex(of: "/") {
      rest = rest[..<slash]
      all.append(String(rest))
    }
    return folder.isEmpty ? all : all + [""]
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : "\(folder)/\(name)"
  }
}
