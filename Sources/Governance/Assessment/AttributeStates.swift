internal import Model
internal import Rules

/// Which of the eight governance attributes a credential has, as far as text shows: present, missing with how it is
/// supplied, or unknown.
struct AttributeStates {
  let family: Family?
  let assessment: Assessment
  /// Who has to review a change of the file, and where that is said.
  let reviewer: (name: String, source: String)?

  /// All eight, in order.
  func all() -> [AttributeState] {
    GovernanceAttribute.allCases.map { attribute in
      let (state, note) = state(of: attribute)
      return AttributeState(attribute: attribute, state: state, note: note)
    }
  }

  private typealias Verdict = (AttributeState.State, String)

  private func state(of attribute: GovernanceAttribute) -> Verdict {
    switch attribute {
    case .owner: owner
    case .purpose: purpose
    case .scope: scope
    case .expiry: expiry
    case .renewal: renewal
    case .reauth: reauth
    case .revocation: revocation
    case .mint: mint
    }
  }

  private var owner: Verdict {
    let owner = assessment.owner
    let name = owner.name ?? ""
    let source = owner.source ?? ""
    switch owner.status {
    case .owned: return (.present, "\(name) (\(source))")
    case .personOnly:
      return (
        .missing,
        "only a person is known (\(name), \(source)): name a team, in CODEOWNERS or '# nhi-owner: TEAM'"
      )
    case .conflict:
      let others = owner.conflicts.joined(separator: ", ")
      return (.missing, "\(name) (\(source)) against \(others): decide, and say it in one place")
    case .departed:
      return (.missing, "\(name) (\(source)) has not committed for half a year: name a team")
    case .none:
      let isVariable = source.hasSuffix("variable")
      if isVariable { return (.unknown, source) }
      let why = source.isEmpty ? "" : "\(source): "
      return (.missing, why + "name a team in CODEOWNERS, a tag, a catalog or '# nhi-owner: TEAM'")
    }
  }

  private var purpose: Verdict {
    if let purpose = assessment.purpose { return (.present, "\(purpose.text) (\(purpose.source))") }
    return (.missing, "say which task it is for: a description, a Purpose tag, a comment beside it")
  }

  private var scope: Verdict {
    let entries = assessment.scope.entries.prefix(5).joined(separator: " ")
    switch assessment.scope.breadth {
    case .narrow: return (.present, entries)
    case .broad: return (.missing, "\(entries): name the actions and resources that the task needs")
    case .unknown:
      if family?.blast == .organization {
        return (.missing, "reaches a whole organization: give it one project, one resource")
      }
      return (.unknown, entries.isEmpty ? "text does not show what it may do" : entries)
    }
  }

  private var expiry: Verdict {
    let lifetime = assessment.lifetime
    let evidence = lifetime.evidence.map { " (\($0))" } ?? ""
    if lifetime.isLongLived == true {
      return (.missing, "lives longer than policy allows\(evidence): set a nearer end")
    }
    switch lifetime.kind {
    case .fixed:
      return (.missing, "never ends by itself\(evidence): use a mechanism that ends it")
    case .shortLived:
      return (.present, "ends within hours\(evidence); check what its issuer sets")
    case .expiring:
      if lifetime.expires == nil {
        return (.unknown, "its maker chose an end that the value does not show\(evidence)")
      }
      return (.present, "has an end\(evidence)")
    case .unknown: return (.unknown, "neither value nor kind shows an end")
    }
  }

  private var renewal: Verdict {
    switch assessment.lifetime.kind {
    case .fixed: return (.missing, "goes on without anybody's decision: put a hard cap on it")
    case .shortLived: return (.unknown, "its issuer renews it: see that this has a hard cap")
    case .expiring, .unknown: return (.unknown, "text does not show who renews it")
    }
  }

  private var reauth: Verdict {
    if let shared = assessment.sprawl.sharedBy {
      return (.missing, "one value for \(shared): give each its own")
    }
    if assessment.lifetime.kind == .fixed, family?.isReplayable ?? true {
      return (.missing, "works for whoever holds it, anywhere: bind it to a workload and a place")
    }
    return (.unknown, "text does not show what forces a new decision")
  }

  private var revocation: Verdict {
    switch assessment.lifetime.kind {
    case .shortLived: return (.present, "ends by itself soon after its task")
    case .fixed:
      return (.missing, "nothing revokes it by itself: \(assessment.revocation.how)")
    case .expiring, .unknown:
      return (.unknown, "text does not show whether anything revokes it when its task ends")
    }
  }

  private var mint: Verdict {
    if let reviewer {
      return (
        .present,
        "a change of this file asks \(reviewer.name) (\(reviewer.source)); declared, not enforced here"
      )
    }
    return (.unknown, "text does not show who can make another: review that at its issuer")
  }
}
