public import Model

/// How much a credential's place can bear: decides which of two ceilings holds.
public enum Sensitivity: String, Sendable, CaseIterable { case low, high }

/// What sort of credential a ceiling is for; the raw values are keys of `ceilings` in `sprawl.yml`.
public enum CredentialClass: String, Sendable, CaseIterable {
  /// A CI job's own token, or what it got for its OIDC token.
  case ciToken = "ci-token"
  /// An access token of a workload or a person.
  case workloadToken = "workload-token"
  /// A token of Vault or OpenBao.
  case vaultToken = "vault-token"
  /// A service account's token in Kubernetes.
  case kubernetesToken = "kubernetes-token"
  case jwtSVID = "jwt-svid"
  case x509SVID = "x509-svid"
  /// An SSH certificate.
  case sshCertificate = "ssh-certificate"
  /// A shared access signature, a presigned or signed URL.
  case signedURL = "signed-url"
  /// A vendor's token that ends on a date that somebody chose.
  case vendorToken = "vendor-token"
  /// A secret that never ends by itself: the ceiling is for its rotation.
  case staticSecret = "static-secret"
  case refreshToken = "refresh-token"
  /// A TLS or signing certificate.
  case certificate

  /// What a finding is, as far as its lifetime, scope and family tell; nil where they do not.
  public static func of(_ finding: Finding) -> CredentialClass? {
    guard let assessment = finding.assessment else { return nil }
    if let known = byFamily(finding.family) { return known }
    let isWorkloadIdentity = assessment.scope.subject?.hasPrefix("spiffe://") ?? false
    switch assessment.lifetime.source {
    case .jwt: return isWorkloadIdentity ? .jwtSVID : .workloadToken
    case .x509: return isWorkloadIdentity ? .x509SVID : .certificate
    case .sshCertificate: return .sshCertificate
    case .sas, .signedURL: return .signedURL
    case .kubernetesToken: return .kubernetesToken
    default: break
    }
    switch assessment.lifetime.kind {
    case .fixed: return .staticSecret
    case .expiring: return .vendorToken
    case .shortLived: return .workloadToken
    case .unknown: return nil
    }
  }

  /// Families whose ceiling is another than that of their lifetime's class.
  private static func byFamily(_ family: String) -> CredentialClass? {
    switch family {
    case "gitlab-job-token", "github-app-installation-token", "github-runner-registration-token":
      .ciToken
    case "vault-service-token", "vault-batch-token": .vaultToken
    case "kubernetes-bound-token", "kubernetes-legacy-token": .kubernetesToken
    case _ where family.hasSuffix("-refresh-token"): .refreshToken
    default: nil
    }
  }

  /// For people, in the plural.
  var name: String {
    switch self {
    case .ciToken: "CI tokens"
    case .workloadToken: "access tokens"
    case .vaultToken: "Vault tokens"
    case .kubernetesToken: "service account tokens"
    case .jwtSVID: "JWT-SVIDs"
    case .x509SVID: "X.509-SVIDs"
    case .sshCertificate: "SSH certificates"
    case .signedURL: "signed URLs"
    case .vendorToken: "vendor tokens"
    case .staticSecret: "static secrets"
    case .refreshToken: "refresh tokens"
    case .certificate: "certificates"
    }
  }
}

/// The longest that credentials may live, in seconds.
public struct Ceilings: Sendable, Equatable {
  /// A ceiling for each sensitivity; nil for none.
  public struct Pair: Sendable, Equatable {
    /// Where sensitivity is low; nil: no ceiling.
    public var low: Int?
    /// Where sensitivity is high; nil: no ceiling.
    public var high: Int?

    /// Makes a pair.
    public init(low: Int?, high: Int?) {
      self.low = low
      self.high = high
    }

    /// The one that holds.
    public subscript(sensitivity: Sensitivity) -> Int? { sensitivity == .low ? low : high }
  }

  /// By class.
  public internal(set) var byClass = Ceilings.builtIn
  /// By family id; goes before the class's.
  public internal(set) var byFamily: [String: Pair] = [:]

  /// What holds where no policy says otherwise. There is no universal standard; these are this project's.
  static let builtIn: [CredentialClass: Pair] = [
    .ciToken: Pair(low: 3600, high: 1800),
    .workloadToken: Pair(low: 86_400, high: 3600),
    .vaultToken: Pair(low: 86_400, high: 3600),
    .kubernetesToken: Pair(low: 86_400, high: 3600),
    .jwtSVID: Pair(low: 3600, high: 300),
    .x509SVID: Pair(low: 86_400, high: 3600),
    .sshCertificate: Pair(low: 86_400, high: 3600),
    .signedURL: Pair(low: 86_400, high: 3600),
    .vendorToken: Pair(low: 90 * 86_400, high: 30 * 86_400),
    .staticSecret: Pair(low: 90 * 86_400, high: 30 * 86_400),
    .refreshToken: Pair(low: 30 * 86_400, high: 7 * 86_400),
    // Public certificates may live 200 days since 2026-03-15, 47 from 2029-03-15 on
    // (https://cabforum.org/2025/04/11/ballot-sc081v3-introduce-schedule-of-reducing-validity-and-data-reuse-periods/).
    .certificate: Pair(low: 200 * 86_400, high: 90 * 86_400),
  ]

  /// The ceiling for a finding; nil where its class is not known, or where there is none.
  public func ceiling(for finding: Finding, _ sensitivity: Sensitivity) -> Int? {
    if let pair = byFamily[finding.family] { return pair[sensitivity] }
    return CredentialClass.of(finding).flatMap { byClass[$0]?[sensitivity] }
  }

  /// The longest lifetime to set for a new credential of a class, in seconds; nil for no ceiling.
  public func ceiling(for kind: CredentialClass, _ sensitivity: Sensitivity) -> Int? {
    byClass[kind]?[sensitivity]
  }
}
