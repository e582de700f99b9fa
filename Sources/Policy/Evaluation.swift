public import Model

/// What is known of a scan beside its findings.
public struct EvaluationContext: Sendable {
  /// The scan's date, in seconds since 1970, UTC.
  public var asOf: Int
  /// What stands before a finding's path to make it relative to the policy's folder: empty, or with a slash at its end.
  public var pathPrefix: [UInt8]
  /// What the repository in which a reported path lies is called (`github.com/acme/app`); nil where that is not known.
  public var repository: @Sendable (BlobPath) -> String?
  /// The scan is about everything that the policy and the baseline are about: what it has not found is not there.
  public var isWhole: Bool
  /// Whether a path that a scan of less than everything has not read is no longer there.
  public var isGone: @Sendable (BlobPath) -> Bool = { _ in false }
  /// All ids by which a finding may be known: those of the paths where a history had it.
  public var ids: @Sendable (Finding) -> Set<String>

  /// Makes a context.
  public init(
    asOf: Int, pathPrefix: [UInt8] = [],
    repository: @escaping @Sendable (BlobPath) -> String? = { _ in nil }, isWhole: Bool = true,
    ids: @escaping @Sendable (Finding) -> Set<String> = { [$0.id] }
  ) {
    self.asOf = asOf
    self.pathPrefix = pathPrefix
    self.repository = repository
    self.isWhole = isWhole
    self.ids = ids
  }

  /// A finding's path as the policy knows it.
  func policyPath(_ path: BlobPath) -> BlobPath {
    pathPrefix.isEmpty ? path : BlobPath(pathPrefix + path.bytes)
  }
}

/// Judges findings: against ceilings and demands, then by what has been accepted.
public struct Evaluation: Sendable {
  private let policy: ScanPolicy
  private let baseline: Baseline?
  private let context: EvaluationContext

  /// Nothing is judged yet.
  public init(policy: ScanPolicy, baseline: Baseline? = nil, context: EvaluationContext) {
    self.policy = policy
    self.baseline = baseline
    self.context = context
  }

  /// Says of findings what governance builds on: platform and environment of their paths, and whether they outlive their
  /// ceilings. ``judge(_:)`` says the same where nobody has asked before.
  public func prepare(_ findings: inout [Finding]) {
    for index in findings.indices {
      describePlace(of: &findings[index])
      judgeLifetime(of: &findings[index])
    }
  }

  /// Judges all findings of a scan.
  ///
  /// A finding that nobody has assessed gets an assessment only where policy has something to say of it.
  ///
  /// - Returns: what policy says of the scan as a whole.
  public func judge(_ findings: inout [Finding]) -> PolicySummary {
    for index in findings.indices { demand(&findings[index]) }
    var summary = PolicySummary(file: policy.source, baseline: baseline?.source)
    let known = accept(&findings)
    let exceptions = ExceptionMatching(policy: policy, context: context)
    let used = exceptions.judge(&findings)
    for finding in findings { summary.outcomes[finding.outcome, default: 0] += 1 }
    if context.isWhole {
      summary.unusedExceptions = policy.exceptions.indices.filter { !used.contains($0) }
        .map { exceptions.describeUnused(policy.exceptions[$0]) }
      summary.endedEntries = known?.ended.count
    }
    return summary
  }

  // MARK: Demands

  private func demand(_ finding: inout Finding) {
    describePlace(of: &finding)
    describeOwner(of: &finding)
    judgeLifetime(of: &finding)
    let environment = finding.assessment?.environment ?? .unknown
    if let steps = policy.severitySteps[environment], steps != 0 {
      let severity = finding.severity.shifted(by: steps)
      if severity != finding.severity {
        finding.addReason(
          "severity \(severity.rawValue), not \(finding.severity.rawValue): \(environment.rawValue)"
        )
        finding.severity = severity
      }
    }
    guard let gaps = finding.assessment?.gaps else { return }
    for attribute in policy.required[sensitivity(of: finding)] ?? [] where gaps.contains(attribute)
    {
      finding.addReason("policy demands \(attribute.rawValue), which is missing")
    }
  }

  private func sensitivity(of finding: Finding) -> Sensitivity {
    policy.sensitivity(
      of: context.policyPath(finding.path), in: finding.assessment?.environment ?? .unknown)
  }

  private func describeOwner(of finding: inout Finding) {
    guard let said = policy.owner(of: context.policyPath(finding.path)),
      finding.assessment?.isOwnerDeclaredBeside != true
    else { return }
    finding.assess { assessment in
      assessment.owner = Ownership()
      assessment.owner.status = .owned
      assessment.owner.name = said.team
      assessment.owner.source = said.source
      for index in assessment.attributes.indices
      where assessment.attributes[index].attribute == .owner {
        assessment.attributes[index].state = .present
        assessment.attributes[index].note = said.source
      }
    }
  }

  private func describePlace(of finding: inout Finding) {
    let path = context.policyPath(finding.path)
    if let said = policy.platform(of: path), finding.assessment?.platform != said.platform {
      finding.assess {
        $0.platform = said.platform
        $0.platformEvidence = said.source
      }
    }
    if let said = policy.environment(of: path), finding.assessment?.environment != said.environment
    {
      finding.assess {
        $0.environment = said.environment
        $0.environmentEvidence = said.source
      }
    }
  }

  /// Whether it outlives its ceiling. What never ends by itself outlives any; what is not known is left open.
  private func judgeLifetime(of finding: inout Finding) {
    let sensitivity = sensitivity(of: finding)
    guard let lifetime = finding.assessment?.lifetime,
      let kind = CredentialClass.of(finding)
    else { return }
    guard let ceiling = policy.ceilings.ceiling(for: finding, sensitivity) else {
      // A policy that sets no ceiling has decided; what lives how long does not matter.
      finding.assess { $0.lifetime.isLongLived = false }
      return
    }
    let limit =
      "policy allows \(kind.name) \(TimeSpan.text(ofSeconds: ceiling)) where sensitivity is "
      + sensitivity.rawValue
    let verdict = LifetimeVerdict.of(lifetime, ceiling: ceiling, asOf: context.asOf)
    finding.assess { $0.lifetime.isLongLived = verdict.isLongLived }
    if verdict.isLongLived == true { finding.addReason("\(verdict.text): \(limit)") }
  }

  // MARK: What is accepted

  private func accept(_ findings: inout [Finding]) -> Baseline.Matching? {
    guard let baseline else { return nil }
    let matching = baseline.match(
      findings, isWhole: context.isWhole, mayHaveMoved: context.isGone, ids: context.ids)
    for (index, entry) in matching.known {
      var reason = "in the baseline \(baseline.source)"
      if entry.path != findings[index].path { reason += " as \(entry.path.text)" }
      findings[index].settle(.baseline, [reason])
    }
    return matching
  }
}

/// How a lifetime compares with a ceiling.
struct LifetimeVerdict {
  /// nil where it is not known.
  var isLongLived: Bool?
  /// Why, for people, where it is long-lived.
  var text = ""

  static func of(
    _ lifetime: Assessment.Lifetime, ceiling: Int, asOf: Int
  ) -> LifetimeVerdict {
    if lifetime.kind == .fixed {
      guard let age = lifetime.age, age > ceiling else {
        return LifetimeVerdict(isLongLived: true, text: "never ends by itself")
      }
      return LifetimeVerdict(
        isLongLived: true,
        text: "never ends by itself, and has stood here for \(TimeSpan.rounded(age))")
    }
    let isDecoded = lifetime.issued != nil || lifetime.expires != nil
    if let ttl = lifetime.ttl, isDecoded || lifetime.kind == .shortLived {
      return LifetimeVerdict(
        isLongLived: ttl > ceiling, text: "lives \(TimeSpan.rounded(ttl))")
    }
    // Without the day of issue the rest of its life is a lower limit.
    if let expires = lifetime.expires {
      let rest = expires - asOf + max(0, lifetime.age ?? 0)
      if rest > ceiling {
        return LifetimeVerdict(
          isLongLived: true, text: "lives at least \(TimeSpan.rounded(rest))")
      }
    }
    return LifetimeVerdict(isLongLived: nil)
  }
}

extension Assessment {
  /// A comment beside the credential names the owner (the fact `owner`), which goes before the policy's word.
  var isOwnerDeclaredBeside: Bool {
    owner.status == .owned
      && facts.contains { $0.name == "owner" && $0.source == owner.source }
  }
}

extension Finding {
  /// Changes the assessment, and makes one where there is none.
  mutating func assess(_ change: (inout Assessment) -> Void) {
    var assessment = self.assessment ?? Assessment()
    change(&assessment)
    self.assessment = assessment
  }

  /// Adds to what policy says, once.
  mutating func addReason(_ reason: String) {
    assess { if !$0.policy.reasons.contains(reason) { $0.policy.reasons.append(reason) } }
  }

  /// Says what it comes to; the reasons go before those that are there.
  mutating func settle(_ outcome: Assessment.PolicyVerdict.Outcome, _ reasons: [String]) {
    assess {
      $0.policy.outcome = outcome
      $0.policy.reasons.insert(contentsOf: reasons, at: 0)
    }
  }
}
