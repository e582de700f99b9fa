internal import Model

/// What all claims come to.
///
/// The first source that names a team wins; persons are contacts. Tags, catalog and CODEOWNERS that name different teams
/// are a conflict, unless a comment beside the credential has decided.
enum OwnershipVerdict {
  private static let contactLimit = 10

  /// - Parameters:
  ///   - claims: in any order; several of one rank in the order in which they hold.
  ///   - unowned: where a CODEOWNERS line says that nobody owns the path.
  static func of(_ claims: [OwnerClaim], unowned: String?) -> Ownership {
    // `sorted` is stable for what compares equal only by index.
    let sorted = claims.enumerated().sorted {
      ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
    }
    .map(\.element)
    var ownership = Ownership()
    guard let winner = sorted.first(where: { $0.team != nil }), let team = winner.team else {
      return withoutTeam(sorted, unowned: unowned)
    }
    ownership.status = .owned
    ownership.name = team.name
    ownership.source = winner.source
    ownership.contacts = contacts(sorted, but: team.name)
    if winner.rank != .inline {
      var seen: Set<String> = [team.key]
      for claim in sorted where claim.rank.isDeclaration && claim.rank != winner.rank {
        guard let other = claim.team else { continue }
        // CODEOWNERS with several owners agrees if one of them is the team.
        let keys = claim.principals.filter { $0.kind == .team }.map(\.key)
        if keys.contains(where: { seen.contains($0) }) { continue }
        seen.formUnion(keys)
        ownership.conflicts.append("\(other.name) (\(claim.source))")
      }
      if !ownership.conflicts.isEmpty { ownership.status = .conflict }
    }
    return ownership
  }

  private static func withoutTeam(_ sorted: [OwnerClaim], unowned: String?) -> Ownership {
    var ownership = Ownership()
    if let first = sorted.first(where: { !$0.persons.isEmpty }), let person = first.persons.first {
      let withPersons = sorted.filter { !$0.persons.isEmpty }
      ownership.status = withPersons.allSatisfy(\.isInactive) ? .departed : .personOnly
      ownership.name = person.name
      ownership.source = first.source
      ownership.contacts = contacts(sorted, but: person.name)
    } else if let unresolved = sorted.first(where: \.isUnresolved) {
      ownership.source = "\(unresolved.source) is set by a variable"
    } else if let unowned {
      ownership.source = "\(unowned) leaves it without an owner"
    }
    return ownership
  }

  private static func contacts(_ claims: [OwnerClaim], but name: String) -> [String] {
    var contacts: [String] = []
    for principal in claims.flatMap(\.principals) where principal.kind != .variable {
      if principal.name != name, !contacts.contains(principal.name) {
        contacts.append(principal.name)
      }
      if contacts.count == contactLimit { break }
    }
    return contacts
  }
}
