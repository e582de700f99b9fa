internal import Model

/// Finds who owns findings: what stands beside each, what its repository's files say, who brought it.
struct OwnerFinder {
  private let facts: RepositoryFacts
  private var repositories: [Int: RepositoryOwners] = [:]
  /// Who wrote commits, by what these say.
  private var authors: [String: Author] = [:]

  private struct Author {
    var principal: Principal?
    /// In lower case.
    var address: String
  }

  init(_ facts: RepositoryFacts) { self.facts = facts }

  /// Who answers for what a finding found.
  mutating func owner(of finding: Finding) -> Ownership {
    var claims = OwnerFinder.claims(beside: finding)
    var unowned: String?
    if let place = facts.place(of: finding.path) {
      let found = repositories[
        place.repository, default: RepositoryOwners(facts.repositories[place.repository])
      ].claims(for: place.path)
      claims += found.claims
      unowned = found.unowned
      if let claim = introducer(of: finding, facts.repositories[place.repository]) {
        claims.append(claim)
      }
    }
    return OwnershipVerdict.of(claims, unowned: unowned)
  }

  /// Who has to review a change of the finding's file, as CODEOWNERS says.
  mutating func reviewer(of finding: Finding) -> (name: String, source: String)? {
    guard let place = facts.place(of: finding.path) else { return nil }
    return repositories[
      place.repository, default: RepositoryOwners(facts.repositories[place.repository])
    ].reviewer(of: place.path)
  }

  /// The address of the finding's repository, and its branch.
  mutating func origin(of finding: Finding) -> (address: RemoteAddress, branch: String?)? {
    guard let place = facts.place(of: finding.path),
      let address = repository(place.repository).remote
    else { return nil }
    return (address, facts.repositories[place.repository].branch)
  }

  private mutating func repository(_ index: Int) -> RepositoryOwners {
    if let known = repositories[index] { return known }
    let made = RepositoryOwners(facts.repositories[index])
    repositories[index] = made
    return made
  }

  /// Facts that were read around the credential: a comment, labels, tags.
  private static func claims(beside finding: Finding) -> [OwnerClaim] {
    let facts = finding.assessment?.facts ?? []
    let inline = facts.filter { $0.name == "owner" }
    let tags = facts.filter {
      $0.name == DeclaredOwnerReader.factName || $0.name == DeclaredOwnerReader.unresolvedFactName
    }
    return [(OwnerClaim.Rank.inline, inline), (.resource, tags)].compactMap { rank, facts in
      // The source of the fact that decides: a team's, if there is one.
      let principals = facts.map { ($0, Principal($0.value, in: .resource)) }
      let first = principals.first { $0.1?.kind == .team } ?? principals.first
      guard let source = first?.0.source else { return nil }
      return OwnerClaim(rank, principals.map(\.1), source: source)
    }
  }

  /// In a history: who brought the credential.
  private mutating func introducer(
    of finding: Finding, _ repository: RepositoryFacts.Repository
  ) -> OwnerClaim? {
    guard let commit = finding.history.first?.commit, !commit.author.isEmpty else { return nil }
    let author = author(commit.author)
    let isActive = repository.activeAuthors.map { $0.contains(author.address) } ?? true
    return OwnerClaim(
      .introducer, [author.principal],
      source: "commit \(commit.id.prefix(12))", isInactive: !isActive)
  }

  private mutating func author(_ text: String) -> Author {
    if let known = authors[text] { return known }
    let address = text.split(separator: "<").last?.prefix { $0 != ">" }.lowercased() ?? ""
    let author = Author(principal: Principal(text, in: .person), address: address)
    authors[text] = author
    return author
  }
}
