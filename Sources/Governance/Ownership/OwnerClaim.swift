/// What one source says about who owns a path.
struct OwnerClaim: Sendable, Equatable {
  /// Sources, the most trusted first: the first that names a team decides.
  enum Rank: Int, Sendable, Comparable {
    /// A comment beside the credential.
    case inline
    /// A tag or label of the resource that it stands in.
    case resource
    /// A service catalog.
    case catalog
    case codeOwners
    /// The nearest OWNERS file.
    case ownersFile
    case manifest
    /// Who committed to the folder within half a year.
    case committers
    /// Who brought the credential.
    case introducer

    static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }

    /// Sources that should agree: where they name different teams, nobody knows who answers.
    var isDeclaration: Bool {
      (Rank.resource.rawValue...Rank.codeOwners.rawValue).contains(rawValue)
    }
  }

  var rank: Rank
  var principals: [Principal]
  /// For people: `.github/CODEOWNERS:12`.
  var source: String
  /// Only for ``Rank/introducer``: no commit of theirs within half a year.
  var isInactive = false

  init?(_ rank: Rank, _ principals: [Principal?], source: String, isInactive: Bool = false) {
    let known = principals.compactMap { $0 }.filter { $0.kind != .bot }
    guard !known.isEmpty else { return nil }
    self.rank = rank
    self.principals = known
    self.source = source
    self.isInactive = isInactive
  }

  var team: Principal? { principals.first { $0.kind == .team } }
  var persons: [Principal] { principals.filter { $0.kind == .person } }
  var isUnresolved: Bool { principals.allSatisfy { $0.kind == .variable } }
}
