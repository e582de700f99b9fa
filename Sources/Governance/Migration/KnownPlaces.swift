internal import Model

/// What fills the places of mechanisms' texts: facts read around the credential, and what the repository is.
enum KnownPlaces {
  /// Values by place; the first fact of a name counts.
  static func values(
    _ finding: Finding, _ assessment: Assessment,
    _ origin: (address: RemoteAddress, branch: String?)?
  ) -> [String: String] {
    var values: [String: String] = [:]
    for fact in assessment.facts where values[fact.name] == nil { values[fact.name] = fact.value }
    // An ARN names the role; what is pasted wants its name.
    if let role = values["aws-role"], let name = role.split(separator: "/").last {
      values["aws-role"] = String(name)
    }
    let path = finding.path.text.split(separator: "/")
    if assessment.platform == .githubActions, let file = path.last, path.contains("workflows") {
      values["workflow", default: String(file)] = values["workflow"] ?? String(file)
    }
    if assessment.environment != .unknown, values["environment"] == nil {
      values["environment"] = assessment.environment.rawValue
    }
    if let team = assessment.owner.name, [.owned, .conflict].contains(assessment.owner.status) {
      values["team"] = team
    }
    if let workload = values["k8s-workload"]?.split(separator: "/").last {
      values["workload"] = String(workload)
    }
    if let origin { add(origin.address, branch: origin.branch, to: &values) }
    return values
  }

  private static func add(
    _ address: RemoteAddress, branch: String?, to values: inout [String: String]
  ) {
    let parts = address.slug.split(separator: "/")
    func fill(_ name: String, _ value: Substring?) {
      if values[name] == nil, let value, !value.isEmpty { values[name] = String(value) }
    }
    fill("repository", parts.last)
    if let branch { fill("branch", branch[...]) }
    switch address.host {
    case .gitHub:
      fill("github-repository", address.slug[...])
      fill("github-owner", parts.first)
    case .gitLab:
      fill("gitlab-project", address.slug[...])
      fill("gitlab-url", "https://\(address.domain)"[...])
    case .bitbucket, .azureDevOps, .other: break
    }
    fill("workload", parts.last)
  }
}
