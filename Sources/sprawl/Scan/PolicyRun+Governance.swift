internal import Governance
internal import Model
internal import Policy
internal import Rules

/// What a policy says of assessments: ceilings and sensitivities.
extension PolicyRun {
  /// An assessor with the policy's ceilings and sensitivities.
  func assessor(_ pack: RulePack, _ repositories: RepositoryFacts, asOf: Int) -> Assessor {
    var ceilings = LifetimeCeilings(byKind: [:])
    for kind in LifetimeCeilings.Kind.allCases {
      guard let named = CredentialClass(rawValue: kind.rawValue) else { continue }
      ceilings.byKind[kind] = LifetimeCeilings.Pair(
        low: policy.ceilings.ceiling(for: named, .low),
        high: policy.ceilings.ceiling(for: named, .high))
    }
    let (policy, prefix) = (policy, prefix)
    return Assessor(
      pack: pack, repository: repositories, ceilings: ceilings,
      isSensitive: { finding in
        let path = prefix.isEmpty ? finding.path : BlobPath(prefix + finding.path.bytes)
        return policy.sensitivity(of: path, in: finding.assessment?.environment ?? .unknown)
          == .high
      }, asOf: asOf)
  }
}
