internal import Model

/// What a text report says of a finding's governance: one line under it, or all of it with `--explain`.
struct TextAssessment {
  private let finding: Finding
  private let assessment: Assessment

  /// Nil where governance was not asked.
  init?(_ finding: Finding) {
    guard let assessment = finding.assessment else { return nil }
    self.finding = finding
    self.assessment = assessment
  }

  // MARK: one line

  /// Priority, what to do, who answers, where it stands.
  var line: String {
    let parts = [action, ownership, place].compactMap { $0 }
    return "\(assessment.priority.rawValue): \(parts.joined(separator: "; "))"
  }

  private var action: String? {
    switch finding.kind {
    case .secret:
      guard let migration = assessment.migration else {
        return assessment.lifetime.isExpired == true ? "expired" : nil
      }
      let limits = [migration.kind.text, migration.ttl.map(HumanNumber.duration)].compactMap { $0 }
      return "replace with \(VisibleText.of(migration.name)) (\(limits.joined(separator: ", ")))"
    case .posture:
      let gaps = assessment.gaps.map(\.rawValue)
      return gaps.isEmpty ? nil : "lacks \(gaps.joined(separator: ", "))"
    }
  }

  private var ownership: String {
    let owner = assessment.owner
    let name = owner.name.map(VisibleText.of)
    return switch owner.status {
    case .owned: "owner \(name ?? "named")"
    case .personOnly: "only a person owns it: \(name ?? "unnamed")"
    case .departed: "its owner seems to have left: \(name ?? "unnamed")"
    case .conflict: "owners conflict: \(name ?? "unnamed")"
    case .none: "no owner"
    }
  }

  private var place: String? {
    let parts = [
      assessment.platform.name,
      assessment.environment == .unknown ? nil : assessment.environment.rawValue,
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  // MARK: everything

  /// All that is known, a line each; what hangs below a line is indented.
  var explanation: [String] {
    var lines = [line]
    lines += assessment.priorityReasons.map { "why: \(VisibleText.of($0))" }
    lines.append("lifetime: \(lifetime)")
    lines += evidence("platform", assessment.platform.name, assessment.platformEvidence)
    let environment = assessment.environment
    lines += evidence(
      "environment", environment == .unknown ? nil : environment.rawValue,
      assessment.environmentEvidence)
    lines.append(ownership + (assessment.owner.source.map { " (\(VisibleText.of($0)))" } ?? ""))
    lines += assessment.owner.conflicts.map { "  also \(VisibleText.of($0))" }
    if let purpose = assessment.purpose {
      lines += evidence("purpose", purpose.text, purpose.source)
    }
    lines += scope
    lines += assessment.facts.map {
      "\(VisibleText.of($0.name)): \(VisibleText.of($0.value)) (\(VisibleText.of($0.source)))"
    }
    lines += migration
    lines += revocation
    lines += assessment.attributes.map { state in
      let note = state.note.isEmpty ? "" : ": \(VisibleText.of(state.note))"
      return "\(state.attribute.rawValue) \(state.state.rawValue)\(note)"
    }
    if !assessment.frameworks.isEmpty {
      lines.append("frameworks: \(VisibleText.of(assessment.frameworks.joined(separator: ", ")))")
    }
    return lines
  }

  private func evidence(_ label: String, _ value: String?, _ evidence: String?) -> [String] {
    guard let value else { return [] }
    return [
      "\(label): \(VisibleText.of(value))\(evidence.map { " (\(VisibleText.of($0)))" } ?? "")"
    ]
  }

  private var lifetime: String {
    let lifetime = assessment.lifetime
    var parts = [lifetime.kind.rawValue]
    if let issued = lifetime.issued {
      parts.append("issued \(CalendarTime.date(ofSeconds: issued))")
    }
    if let expires = lifetime.expires {
      let verb = lifetime.isExpired == true ? "ended" : "ends"
      parts.append("\(verb) \(CalendarTime.date(ofSeconds: expires))")
    }
    if let ttl = lifetime.ttl { parts.append("lives \(HumanNumber.duration(ttl))") }
    if let age = lifetime.age { parts.append("at least \(HumanNumber.duration(age)) old") }
    switch lifetime.isLongLived {
    case true?: parts.append("long-lived by policy")
    case false?: parts.append("within policy")
    case nil: break
    }
    let source = lifetime.evidence.map { " (\(VisibleText.of($0)))" } ?? ""
    return parts.joined(separator: ", ") + source
  }

  private var scope: [String] {
    let scope = assessment.scope
    var lines: [String] = []
    if scope.breadth != .unknown || !scope.entries.isEmpty {
      let entries =
        scope.entries.isEmpty ? "" : ": \(VisibleText.of(scope.entries.joined(separator: ", ")))"
      lines.append("scope \(scope.breadth.rawValue)\(entries)")
    }
    if let subject = scope.subject { lines.append("subject: \(VisibleText.of(subject))") }
    if !scope.audience.isEmpty {
      lines.append("audience: \(VisibleText.of(scope.audience.joined(separator: ", ")))")
    }
    return lines
  }

  private var migration: [String] {
    guard let migration = assessment.migration else { return [] }
    var lines = [
      "migrate to \(VisibleText.of(migration.name)), \(VisibleText.of(migration.mechanism))"
    ]
    if !migration.scopeLimiter.isEmpty {
      lines.append("  limit it to: \(VisibleText.of(migration.scopeLimiter))")
    }
    for (number, step) in migration.steps.enumerated() {
      lines.append("  \(number + 1). \(VisibleText.of(step))")
    }
    for snippet in migration.snippets {
      lines.append("  \(VisibleText.of(snippet.title)):")
      lines += snippet.text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "    \(VisibleText.of(String($0)))" }
    }
    lines += migration.residual.map { "  still to govern: \(VisibleText.of($0))" }
    if !migration.alternatives.isEmpty {
      lines.append("  or: \(VisibleText.of(migration.alternatives.joined(separator: ", ")))")
    }
    lines.append("  see \(VisibleText.of(migration.url))")
    return lines
  }

  private var revocation: [String] {
    let revocation = assessment.revocation
    guard !revocation.how.isEmpty else { return [] }
    var lines = ["revoke: \(VisibleText.of(revocation.how))"]
    if let command = revocation.command { lines.append("  \(VisibleText.of(command))") }
    if !revocation.url.isEmpty { lines.append("  see \(VisibleText.of(revocation.url))") }
    return lines
  }
}

extension Migration.Class {
  /// For people.
  var text: String {
    switch self {
    case .federate: "federate"
    case .broker: "broker"
    case .scoped: "scoped token"
    case .vault: "vault, still static"
    }
  }
}

extension Platform {
  /// For people; nil where it is not known.
  var name: String? {
    switch self {
    case .githubActions: "GitHub Actions"
    case .gitlabCI: "GitLab CI"
    case .otherCI: "CI"
    case .eks: "Kubernetes on AWS"
    case .gke: "Kubernetes on Google Cloud"
    case .aks: "Kubernetes on Azure"
    case .kubernetes: "Kubernetes"
    case .awsCompute: "AWS workload"
    case .gcpCompute: "Google Cloud workload"
    case .azureCompute: "Azure workload"
    case .terraform: "Terraform"
    case .container: "container build"
    case .laptop: "developer's machine"
    case .server: "server configuration"
    case .mobile: "mobile client"
    case .web: "web client"
    case .agent: "agent or MCP"
    case .application: "application source"
    case .unknown: nil
    }
  }
}
