internal import Model
internal import Rules

/// The controls and weaknesses that a finding comes to: its family's or check's, and those of what is known of it.
struct FrameworkIDs {
  let pack: RulePack

  /// The kinds of findings that a secret is; keys of `sets` in `Rules/frameworks.yml`.
  static func kinds(_ finding: Finding, _ assessment: Assessment, _ family: Family?) -> [String] {
    var kinds: [String] = []
    let isGone = !finding.history.isEmpty && !finding.history.contains(where: \.isInHead)
    switch assessment.lifetime.kind {
    case _ where assessment.lifetime.isExpired == true: kinds.append("expired-token")
    case .shortLived: kinds.append("live-token")
    default: kinds.append(isGone ? "history-secret" : "static-secret")
    }
    if assessment.lifetime.kind == .fixed || assessment.lifetime.isLongLived == true {
      kinds.append("no-expiry")
    }
    if assessment.scope.breadth == .broad { kinds.append("broad-scope") }
    if [.none, .departed].contains(assessment.owner.status) { kinds.append("no-owner") }
    if assessment.sprawl.environments.count > 1 { kinds.append("shared-environments") }
    if assessment.sprawl.services.count > 1 { kinds.append("reused-identity") }
    if assessment.platform == .laptop, family?.identity == .workload { kinds.append("human-use") }
    if assessment.platform == .agent { kinds.append("agent-credential") }
    return kinds
  }

  /// A stored secret where a pipeline could federate: OWASP's own example of an insecure deployment configuration.
  static func ownIDs(_ assessment: Assessment) -> [String] {
    let isPipeline = [.githubActions, .gitlabCI, .otherCI].contains(assessment.platform)
    return isPipeline && assessment.migration?.kind == .federate ? ["NHI6:2025"] : []
  }

  /// The ids, sorted, each once.
  func ids(_ own: [String], kinds: [String]) -> [String] {
    Set(own + kinds.flatMap { pack.frameworks(of: $0) }).sorted()
  }
}
