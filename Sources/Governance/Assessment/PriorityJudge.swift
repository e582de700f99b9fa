internal import Model
internal import Rules

/// How soon something has to be done, and why.
///
/// Severity is where it starts; what makes the credential worth more to a thief or last longer moves it up, what makes
/// it worth less moves it down, each by one. P0 is kept for what is surely real.
struct PriorityJudge {
  let finding: Finding
  let assessment: Assessment
  let family: Family?

  private struct Reason {
    var step: Int
    var text: String
  }

  func verdict() -> (priority: Assessment.Priority, reasons: [String]) {
    if assessment.lifetime.isExpired == true {
      return (.p3, ["had ended at the scan's date: remove it, and keep the record of the leak"])
    }
    let start = [Severity.critical: 1, .high: 2, .medium: 2][finding.severity] ?? 3
    var reasons = finding.kind == .secret ? secretReasons : postureReasons
    reasons.sort { $0.step < $1.step }
    let sum =
      start + max(-2, reasons.filter { $0.step < 0 }.map(\.step).reduce(0, +))
      + reasons.filter { $0.step > 0 }.map(\.step).reduce(0, +)
    let isSure = finding.confidence == .high && finding.severity >= .high
    let rank = min(3, max(isSure ? 0 : 1, sum))
    let priorities = Assessment.Priority.allCases.sorted()
    return (priorities[rank], ["\(finding.severity.rawValue) severity"] + reasons.map(\.text))
  }

  /// The place has an identity of its own that others can trust. Of a plain application nobody knows where it runs.
  private var hasIdentity: Bool {
    switch assessment.platform {
    case .githubActions, .gitlabCI, .otherCI, .terraform, .eks, .gke, .aks, .kubernetes,
      .awsCompute, .gcpCompute, .azureCompute:
      true
    case .container, .laptop, .server, .mobile, .web, .agent, .application, .unknown: false
    }
  }

  private var secretReasons: [Reason] {
    var reasons: [Reason] = []
    let lifetime = assessment.lifetime
    switch assessment.environment {
    case .production: reasons.append(Reason(step: -1, text: "stands in production"))
    case .test, .documentation:
      let name = assessment.environment.rawValue
      reasons.append(Reason(step: 1, text: "stands in \(name)"))
    default: break
    }
    if lifetime.kind == .fixed {
      let isFederate = hasIdentity && assessment.migration?.kind == .federate
      let text =
        "never ends by itself" + (isFederate ? ", though its place needs no stored secret" : "")
      reasons.append(Reason(step: isFederate ? -1 : 0, text: text))
    }
    if lifetime.kind == .shortLived {
      reasons.append(
        Reason(step: 1, text: "ends within hours: treat it as a leak, check what its issuer sets"))
    }
    if lifetime.isLongLived == true, lifetime.kind != .fixed {
      reasons.append(Reason(step: 0, text: "lives longer than policy allows"))
    }
    if assessment.scope.breadth == .broad {
      let entries = assessment.scope.entries.prefix(3).joined(separator: " ")
      reasons.append(Reason(step: -1, text: "wide scope: \(entries)"))
    } else if family?.blast == .organization {
      reasons.append(Reason(step: -1, text: "reaches a whole organization"))
    }
    if let shared = assessment.sprawl.sharedBy {
      reasons.append(Reason(step: -1, text: "one value for \(shared)"))
    } else if assessment.sprawl.files >= 5 {
      reasons.append(Reason(step: -1, text: "stands in \(assessment.sprawl.files) files"))
    }
    if let retired = family?.retirement, lifetime.kind != .shortLived {
      reasons.append(Reason(step: 0, text: "\(retired.date): \(retired.note)"))
    }
    if finding.confidence != .high {
      reasons.append(
        Reason(
          step: finding.confidence == .low ? 1 : 0,
          text: "\(finding.confidence.rawValue) confidence"))
    }
    if finding.isIgnored { reasons.append(Reason(step: 0, text: "git ignores the file")) }
    if assessment.owner.status != .owned {
      reasons.append(Reason(step: 0, text: "no team answers for it"))
    }
    return reasons
  }

  private var postureReasons: [Reason] {
    var reasons: [Reason] = []
    if assessment.environment == .production {
      reasons.append(Reason(step: -1, text: "stands in production"))
    }
    if [.test, .documentation].contains(assessment.environment) {
      reasons.append(Reason(step: 1, text: "stands in \(assessment.environment.rawValue)"))
    }
    let broken = assessment.gaps.map(\.rawValue).joined(separator: ", ")
    if !broken.isEmpty { reasons.append(Reason(step: 0, text: "breaks \(broken)")) }
    return reasons
  }
}
