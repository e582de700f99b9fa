internal import Model

/// What tokens of well-known issuers say beside the registered claims.
enum TokenIssuer {
  /// A claim that is a fact.
  private struct Claim {
    var path: [String]
    var fact: FactName
    init(_ path: String..., as fact: FactName) {
      self.path = path
      self.fact = fact
    }
  }

  // https://docs.github.com/actions/reference/security/oidc
  private static let github = [
    Claim("repository", as: .githubRepository), Claim("environment", as: .environment),
    Claim("workflow", as: .workflow),
  ]
  // https://docs.gitlab.com/ci/secrets/id_token_authentication/
  private static let gitlab = [
    Claim("project_path", as: .gitlabProject), Claim("environment", as: .environment),
  ]
  // https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
  private static let kubernetes = [
    Claim("kubernetes.io", "namespace", as: .kubernetesNamespace),
    Claim("kubernetes.io", "serviceaccount", "name", as: .kubernetesServiceAccount),
    Claim("kubernetes.io/serviceaccount/namespace", as: .kubernetesNamespace),
    Claim("kubernetes.io/serviceaccount/service-account.name", as: .kubernetesServiceAccount),
  ]
  // https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
  private static let entra = [
    Claim("tid", as: .azureTenant), Claim("appid", as: .azureClient),
    Claim("azp", as: .azureClient),
  ]
  private static let google = [Claim("email", as: .gcpServiceAccount)]
  private static let supabase = [Claim("ref", as: .vendorID)]

  /// Notes the facts of a token's claims.
  static func describe(_ claims: JSONValue, in assessment: inout Assessment) {
    let issuer = claims["iss"]?.text ?? ""
    for claim in table(issuer) {
      var value: JSONValue? = claims
      for name in claim.path { value = value?[name] }
      assessment.note(
        claim.fact, value?.text ?? "", from: "\(claim.path.joined(separator: ".")) of the JWT")
    }
    if let reference = claims["ref"]?.text, reference.hasPrefix("refs/heads/") {
      assessment.note(.branch, String(reference.dropFirst(11)), from: "ref of the JWT")
    } else if claims["ref_type"]?.text == "branch", let reference = claims["ref"]?.text {
      assessment.note(.branch, reference, from: "ref of the JWT")
    }
    if let subject = claims["sub"]?.text {
      if subject.hasPrefix("spiffe://") {
        assessment.note(.spiffeID, subject, from: "sub of the JWT")
      }
      let parts = subject.split(separator: ":", omittingEmptySubsequences: false)
      if parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" {
        assessment.note(.kubernetesNamespace, parts[2], from: "sub of the JWT")
        assessment.note(.kubernetesServiceAccount, parts[3], from: "sub of the JWT")
      }
    }
    if let issuer = clusterIssuer(issuer) {
      assessment.note(.kubernetesCluster, issuer, from: "iss of the JWT")
    }
  }

  private static func table(_ issuer: String) -> [Claim] {
    if issuer == "https://token.actions.githubusercontent.com" { return github }
    if issuer.hasPrefix("https://sts.windows.net/")
      || issuer.hasPrefix("https://login.microsoftonline.com/")
    {
      return entra
    }
    if issuer == "https://accounts.google.com" { return google }
    if issuer == "supabase" { return supabase }
    if issuer.hasPrefix("https://gitlab") { return gitlab }
    return kubernetes
  }

  private static func clusterIssuer(_ issuer: String) -> String? {
    let isCluster =
      issuer.hasPrefix("https://oidc.eks.") || issuer.hasPrefix("https://container.googleapis.com/")
      || issuer.hasPrefix("https://kubernetes.default.svc")
    return isCluster ? issuer : nil
  }
}
