internal import Model
internal import Rules

/// The longest that what replaces a credential may live, by what it is and how sensitive its place is.
///
/// There is no universal standard; the usual values are this project's own and a policy may replace them.
public struct LifetimeCeilings: Sendable, Equatable {
  /// What a mechanism issues. The raw values are those of `ceilings` in `sprawl.yml`.
  public enum Kind: String, Sendable, CaseIterable {
    /// A CI job's own token, or what it got for its OIDC token.
    case ciToken = "ci-token"
    case workloadToken = "workload-token"
    case vaultToken = "vault-token"
    case kubernetesToken = "kubernetes-token"
    case x509SVID = "x509-svid"
    case sshCertificate = "ssh-certificate"
    case signedURL = "signed-url"
    /// A vendor's token that ends on a date that somebody chose.
    case vendorToken = "vendor-token"
    /// A secret that stays static: the ceiling is for its rotation.
    case staticSecret = "static-secret"
    case certificate
  }

  /// Two ceilings in seconds; nil for none.
  public struct Pair: Sendable, Equatable {
    /// Where little is at stake.
    public var low: Int?
    /// Where much is.
    public var high: Int?

    /// Makes a pair.
    public init(low: Int?, high: Int?) {
      self.low = low
      self.high = high
    }
  }

  /// By kind; a kind that is left out has no ceiling.
  public var byKind: [Kind: Pair]

  /// Makes ceilings.
  public init(byKind: [Kind: Pair]) { self.byKind = byKind }

  private static let day = 86_400

  /// What holds where nobody says otherwise.
  public static let usual = LifetimeCeilings(byKind: [
    .ciToken: Pair(low: 3600, high: 1800),
    .workloadToken: Pair(low: day, high: 3600),
    .vaultToken: Pair(low: day, high: 3600),
    .kubernetesToken: Pair(low: day, high: 3600),
    .x509SVID: Pair(low: day, high: 3600),
    .sshCertificate: Pair(low: day, high: 3600),
    .signedURL: Pair(low: day, high: 3600),
    .vendorToken: Pair(low: 90 * day, high: 30 * day),
    .staticSecret: Pair(low: 90 * day, high: 30 * day),
    .certificate: Pair(low: 200 * day, high: 90 * day),
  ])

  /// The ceiling for what a mechanism issues on a platform, in seconds.
  func ceiling(for mechanism: Mechanism, on platform: Platform, isSensitive: Bool) -> Int? {
    let pair = byKind[LifetimeCeilings.kind(of: mechanism, on: platform)]
    return isSensitive ? pair?.high : pair?.low
  }

  /// What a mechanism issues.
  static func kind(of mechanism: Mechanism, on platform: Platform) -> Kind {
    switch mechanism.kind {
    case .vault: return .staticSecret
    case .scoped:
      return mechanism.id.hasSuffix("signed-url") || mechanism.id.hasSuffix("sas")
        ? .signedURL : .vendorToken
    case .federate, .broker: break
    }
    let words = Set(mechanism.id.split(separator: "-"))
    if words.contains("ssh") { return .sshCertificate }
    if words.contains("acme") || words.contains("tls") || words.contains("pki") {
      return .certificate
    }
    if words.contains("spiffe") || words.contains("x509") { return .x509SVID }
    switch platform {
    case .githubActions, .gitlabCI, .otherCI: return .ciToken
    default: break
    }
    if words.contains("vault") { return .vaultToken }
    let isClusterToken = words.contains("k8s") || words.contains("kubernetes")
    return isClusterToken ? .kubernetesToken : .workloadToken
  }
}
