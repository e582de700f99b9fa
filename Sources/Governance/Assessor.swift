public import Model
public import Rules

/// Completes what is said of findings when a scan is over: who answers for each, where else it stands, what replaces it,
/// how it is revoked, which governance attributes are there, how soon something has to be done.
///
/// Does no input or output of its own.
public struct Assessor: Sendable {
  private let pack: RulePack
  private let facts: RepositoryFacts
  private let ceilings: LifetimeCeilings
  private let isSensitive: @Sendable (Finding) -> Bool
  private let asOf: Int

  /// Makes an assessor.
  ///
  /// - Parameters:
  ///   - pack: families, mechanisms, frameworks.
  ///   - repository: what the command has read of the findings' repositories.
  ///   - ceilings: the longest that what replaces a credential may live.
  ///   - isSensitive: whether a finding's place bears only the shorter of two ceilings; production does.
  ///   - asOf: the scan's date, seconds since 1970.
  public init(
    pack: RulePack, repository: RepositoryFacts, ceilings: LifetimeCeilings = .usual,
    isSensitive: @escaping @Sendable (Finding) -> Bool = {
      $0.assessment?.environment == .production
    }, asOf: Int
  ) {
    self.pack = pack
    self.facts = repository
    self.ceilings = ceilings
    self.isSensitive = isSensitive
    self.asOf = asOf
  }

  /// Fills in the assessments of all findings of a scan.
  public func complete(_ findings: inout [Finding]) {
    countCopies(in: &findings)
    judge(&findings)
  }

  /// Says of all findings of a scan where else their credentials stand: the first half of ``complete(_:)``.
  public func countCopies(in findings: inout [Finding]) {
    let copies = CopyCounter(findings, in: facts)
    for index in findings.indices where findings[index].kind == .secret {
      let sprawl = copies.sprawl(of: findings[index])
      findings[index].assessment = findings[index].assessment ?? Assessment()
      findings[index].assessment?.sprawl = sprawl
    }
  }

  /// Says all that needs no other finding: the second half of ``complete(_:)``, for some or all of them.
  public func judge(_ findings: inout [Finding]) {
    guard !findings.isEmpty else { return }
    var owners = OwnerFinder(facts)
    var families: [String: Family?] = [:]
    for index in findings.indices {
      let finding = findings[index]
      let family = families[finding.family] ?? pack.family(id: finding.family)
      families[finding.family] = .some(family)
      var assessment = finding.assessment ?? Assessment()
      assessment.owner = owners.owner(of: finding)
      switch finding.kind {
      case .secret:
        complete(&assessment, of: finding, family, &owners)
      case .posture:
        let kinds = assessment.gaps.map { "missing-\($0.rawValue)" }
        assessment.frameworks = FrameworkIDs(pack: pack).ids(assessment.frameworks, kinds: kinds)
      }
      let judge = PriorityJudge(finding: finding, assessment: assessment, family: family)
      (assessment.priority, assessment.priorityReasons) = judge.verdict()
      findings[index].assessment = assessment
    }
  }

  private func complete(
    _ assessment: inout Assessment, of finding: Finding, _ family: Family?,
    _ owners: inout OwnerFinder
  ) {
    if let ends = assessment.lifetime.expires, assessment.lifetime.isExpired == nil {
      assessment.lifetime.isExpired = ends <= asOf
    }
    if let family {
      let known = KnownPlaces.values(finding, assessment, owners.origin(of: finding))
      var revoked = family
      if case .family(let id) = ImageRegistry.stand(of: family.id, assessment) {
        revoked = pack.family(id: id) ?? family
      }
      assessment.revocation = RevocationText.of(revoked, facts: known)
      var judged = finding
      judged.assessment = assessment
      assessment.migration = MigrationPlanner(pack: pack, ceilings: ceilings).migration(
        MigrationPlanner.Request(
          family: family, finding: finding, assessment: assessment,
          isSensitive: isSensitive(judged), facts: known))
    }
    assessment.attributes = AttributeStates(
      family: family, assessment: assessment, reviewer: owners.reviewer(of: finding)
    ).all()
    let own =
      (family?.frameworks ?? []) + assessment.frameworks + FrameworkIDs.ownIDs(assessment)
    assessment.frameworks = FrameworkIDs(pack: pack).ids(
      own, kinds: FrameworkIDs.kinds(finding, assessment, family))
  }
}
