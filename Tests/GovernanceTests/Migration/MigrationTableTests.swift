import EmbeddedRules
import Model
import Rules
import Testing

@testable import Governance

/// Which mechanism replaces a family's credential on a platform, written by hand from vendors' documentation.
@Suite struct MigrationTableTests {
  static let rows: [(family: String, platform: Platform, mechanism: String)] = [
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
    ("aws-access-key", .githubActions, "aws-oidc-github-actions"),
    ("aws-access-key", .gitlabCI, "aws-oidc-gitlab"),
    ("aws-access-key", .otherCI, "aws-oidc-ci"),
    ("aws-access-key", .terraform, "aws-oidc-terraform"),
    ("aws-access-key", .eks, "aws-pod-identity"),
    ("aws-access-key", .gke, "aws-oidc-kubernetes"),
    ("aws-access-key", .aks, "aws-oidc-kubernetes"),
    ("aws-access-key", .kubernetes, "aws-oidc-kubernetes"),
    ("aws-access-key", .awsCompute, "aws-attached-role"),
    ("aws-access-key", .gcpCompute, "aws-oidc-cloud"),
    ("aws-access-key", .azureCompute, "aws-oidc-cloud"),
    ("aws-access-key", .laptop, "aws-sso-login"),
    ("aws-access-key", .server, "aws-roles-anywhere"),
    ("aws-access-key", .agent, "aws-attached-role|aws-sso-login"),
    // https://docs.cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys
    ("google-service-account-key", .githubActions, "gcp-oidc-github-actions"),
    ("google-service-account-key", .gitlabCI, "gcp-oidc-gitlab"),
    ("google-service-account-key", .otherCI, "gcp-oidc-ci"),
    ("google-service-account-key", .terraform, "gcp-oidc-terraform"),
    ("google-service-account-key", .gke, "gke-workload-identity"),
    ("google-service-account-key", .eks, "gcp-oidc-kubernetes"),
    ("google-service-account-key", .aks, "gcp-oidc-kubernetes"),
    ("google-service-account-key", .kubernetes, "gcp-oidc-kubernetes"),
    ("google-service-account-key", .gcpCompute, "gcp-attached-service-account"),
    ("google-service-account-key", .awsCompute, "gcp-oidc-aws"),
    ("google-service-account-key", .azureCompute, "gcp-oidc-azure"),
    ("google-service-account-key", .laptop, "gcp-adc-impersonation"),
    ("google-service-account-key", .server, "gcp-x509-federation"),
    // https://learn.microsoft.com/entra/workload-id/workload-identity-federation
    ("azure-client-secret", .githubActions, "azure-oidc-github-actions"),
    ("azure-client-secret", .gitlabCI, "azure-oidc-gitlab"),
    ("azure-client-secret", .otherCI, "azure-oidc-ci"),
    ("azure-client-secret", .terraform, "azure-oidc-terraform"),
    ("azure-client-secret", .aks, "aks-workload-identity"),
    ("azure-client-secret", .eks, "azure-oidc-kubernetes"),
    ("azure-client-secret", .gke, "azure-oidc-kubernetes"),
    ("azure-client-secret", .kubernetes, "azure-oidc-kubernetes"),
    ("azure-client-secret", .azureCompute, "azure-managed-identity"),
    ("azure-client-secret", .awsCompute, "azure-oidc-cloud"),
    ("azure-client-secret", .gcpCompute, "azure-oidc-cloud"),
    ("azure-client-secret", .laptop, "azure-cli-login"),
    ("azure-client-secret", .server, "azure-arc-identity"),
    // https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage
    ("azure-storage-account-key", .azureCompute, "azure-managed-identity"),
    ("azure-storage-account-key", .aks, "aks-workload-identity"),
    ("azure-storage-account-key", .githubActions, "azure-oidc-github-actions"),
    ("azure-storage-account-key", .laptop, "azure-cli-login"),
    ("azure-storage-account-key", .server, "azure-arc-identity"),
    // https://docs.github.com/actions/concepts/security/github_token
    ("github-pat-classic", .githubActions, "github-token"),
    ("github-pat-classic", .gitlabCI, "github-app-token"),
    ("github-pat-classic", .otherCI, "github-app-token"),
    ("github-pat-classic", .server, "github-app-token"),
    ("github-pat-classic", .agent, "github-app-token"),
    ("github-pat-classic", .laptop, "github-cli-login"),
    ("github-pat-fine-grained", .githubActions, "github-token"),
    ("github-pat-fine-grained", .server, "github-app-token"),
    // https://docs.gitlab.com/ci/jobs/ci_job_token/
    ("gitlab-pat", .gitlabCI, "gitlab-job-token"),
    ("gitlab-pat", .githubActions, "gitlab-service-account-token"),
    ("gitlab-pat", .laptop, "gitlab-cli-login"),
    // https://docs.npmjs.com/trusted-publishers, https://docs.pypi.org/trusted-publishers/
    ("npm-access-token", .githubActions, "npm-trusted-publishing"),
    ("npm-access-token", .gitlabCI, "npm-trusted-publishing"),
    ("npm-access-token", .laptop, "npm-login"),
    ("pypi-api-token", .githubActions, "pypi-trusted-publishing"),
    ("pypi-api-token", .gitlabCI, "pypi-trusted-publishing"),
    // https://developers.openai.com/api/docs/guides/workload-identity-federation
    ("openai-project-key", .githubActions, "openai-wif-github-actions"),
    ("openai-project-key", .kubernetes, "openai-wif-kubernetes"),
    ("openai-project-key", .eks, "openai-wif-kubernetes"),
    ("openai-project-key", .awsCompute, "openai-wif-cloud"),
    ("openai-project-key", .laptop, "openai-project-key"),
    // https://platform.claude.com/docs/en/manage-claude/workload-identity-federation
    ("anthropic-api-key", .githubActions, "anthropic-wif-github-actions"),
    ("anthropic-api-key", .gitlabCI, "anthropic-wif-gitlab"),
    ("anthropic-api-key", .kubernetes, "anthropic-wif-kubernetes"),
    ("anthropic-api-key", .gke, "anthropic-wif-kubernetes"),
    ("anthropic-api-key", .awsCompute, "anthropic-wif-cloud"),
    ("anthropic-api-key", .laptop, "anthropic-login"),
    ("hugging-face-user-token", .githubActions, "hugging-face-trusted-publishing"),
    // https://developer.hashicorp.com/vault/api-docs/auth/jwt
    ("vault-service-token", .githubActions, "vault-jwt-github-actions"),
    ("vault-service-token", .gitlabCI, "vault-jwt-gitlab"),
    ("vault-service-token", .kubernetes, "vault-kubernetes-auth"),
    ("vault-service-token", .awsCompute, "vault-cloud-auth"),
    ("vault-service-token", .laptop, "vault-oidc-login"),
    // https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
    ("kubernetes-service-account-token", .kubernetes, "k8s-projected-token"),
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
    ("connection-url-database", .eks, "rds-iam"),
    ("connection-url-database", .awsCompute, "rds-iam"),
    ("connection-url-database", .gke, "cloud-sql-iam"),
    ("connection-url-database", .aks, "azure-db-entra"),
    ("connection-url-database", .kubernetes, "vault-database"),
    ("connection-url-database", .server, "vault-database"),
    ("databricks-pat", .githubActions, "databricks-federation"),
    ("databricks-pat", .laptop, "databricks-login"),
    ("datadog-api-key", .awsCompute, "datadog-wif"),
    ("docker-hub-pat", .githubActions, "docker-hub-oidc"),
    ("docker-hub-pat", .laptop, "docker-login-device"),
    ("private-key-openssh", .awsCompute, "aws-session-manager"),
    ("private-key-openssh", .gcpCompute, "gcp-os-login"),
    ("private-key-openssh", .azureCompute, "azure-entra-ssh"),
    ("private-key-openssh", .server, "ssh-certificate"),
    ("google-api-key", .mobile, "restricted-public-key"),
    ("google-api-key", .web, "restricted-public-key"),
    ("stripe-secret-key", .application, "stripe-restricted-key"),
    ("slack-bot-token", .application, "slack-token-rotation"),
    ("okta-api-token", .application, "okta-oauth-service-app"),
    ("hcp-terraform-token", .laptop, "terraform-login"),
  ]

  static let pack = Result { try EmbeddedRules.load() }

  /// The assessment of a credential that stands on a platform.
  static func assessment(
    _ family: String, _ platform: Platform, _ change: (inout Assessment) -> Void = { _ in },
    path: String = "place/file", host: String = "db",
    repository: RepositoryFacts.Repository = .init()
  ) throws -> Assessment {
    var finding = Finding.sample(path: path, family: family)
    if family.hasPrefix("connection-url-") {
      let scheme = family == "connection-url-http" ? "https" : "postgres"
      finding.excerpt = Finding.Excerpt(
        text: "\(scheme)://app:***@\(host)/app", marked: scheme.count + 7..<scheme.count + 10)
    }
    var assessment = Assessment()
    assessment.platform = platform
    assessment.lifetime.kind = .fixed
    change(&assessment)
    finding.assessment = assessment
    var findings = [finding]
    Assessor(
      pack: try pack.get(), repository: RepositoryFacts(repositories: [repository]),
      asOf: 1_769_860_800
    ).complete(&findings)
    return try #require(findings[0].assessment)
  }

  @Test(arguments: rows)
  func mechanism(_ row: (family: String, platform: Platform, mechanism: String)) throws {
    let migration = try Self.assessment(row.family, row.platform).migration
    // Where the vendor names several of one class, either is right.
    let right = row.mechanism.split(separator: "|").map { String($0) }
    #expect(right.contains(migration?.mechanism ?? ""), "\(migration?.mechanism ?? "none")")
  }

  static let files: [(family: String, platform: Platform, path: String, mechanism: String)] = [
    ("generic-secret", .container, "Dockerfile", "buildkit-secret"),
    ("generic-secret", .container, "docker/server.properties", "secret-store"),
    ("generic-secret", .container, "compose.yaml", "secret-store"),
    ("private-key-openssh", .kubernetes, "apps/nova/ssh.yaml", "ssh-certificate"),
    ("private-key-openssh", .kubernetes, "clusters/flux-system/key.yaml", "flux-argo-github-app"),
  ]

  /// What fits a platform need not fit each of its files.
  @Test(arguments: files)
  func mechanismInAFile(
    _ row: (family: String, platform: Platform, path: String, mechanism: String)
  ) throws {
    let migration = try Self.assessment(row.family, row.platform, path: row.path).migration
    #expect(migration?.mechanism == row.mechanism)
  }

  static let services:
    [(
      family: String, platform: Platform, host: String, environment: Environment, mechanism: String
    )] = [
      ("connection-url-database", .application, "localhost:5432", .test, "ephemeral-ci-database"),
      ("connection-url-database", .laptop, "127.0.0.1", .unknown, "ephemeral-ci-database"),
      ("connection-url-broker", .application, "localhost", .development, "ephemeral-ci-database"),
      ("connection-url-http", .application, "localhost:8080", .unknown, "secret-store"),
      // What serves others is no test's, wherever its database runs.
      ("connection-url-database", .server, "localhost", .unknown, "vault-database"),
      ("connection-url-database", .application, "localhost", .production, "vault-database"),
      ("connection-url-database", .application, "db.acme.example", .test, "vault-database"),
      ("connection-url-http", .application, "acme.example", .unknown, "oauth-client-assertion"),
    ]

  /// A service on the machine itself needs neither a broker nor an issuer of tokens.
  @Test(arguments: services)
  func mechanismOfALocalService(
    _ row: (
      family: String, platform: Platform, host: String, environment: Environment, mechanism: String
    )
  ) throws {
    let migration = try Self.assessment(
      row.family, row.platform, { $0.environment = row.environment }, host: row.host
    ).migration
    #expect(migration?.mechanism == row.mechanism)
  }

  @Test func theNamespaceTellsWhoseKeyItIs() throws {
    let migration = try Self.assessment("private-key-openssh", .kubernetes) {
      $0.note(.kubernetesNamespace, "argocd", from: "a test")
    }.migration
    #expect(migration?.mechanism == "flux-argo-github-app")
  }

  static let keys: [(use: KeyUse?, platform: Platform, mechanism: String)] = [
    (.ssh, .kubernetes, "ssh-certificate"), (.ssh, .server, "ssh-certificate"),
    (.tls, .laptop, "tls-acme"), (.tls, .githubActions, "tls-acme"),
    (.tls, .kubernetes, "tls-acme"), (nil, .laptop, "os-keychain"),
    (nil, .application, "secret-store"), (nil, .kubernetes, "external-secrets"),
    (.signing, .application, "vault-transit"), (.google, .githubActions, "gcp-oidc-github-actions"),
    (.google, .laptop, "gcp-adc-impersonation"), (.snowflake, .application, "snowflake-wif"),
    (.authority, .githubActions, "vault-pki"), (.authority, .unknown, "vault-pki"),
  ]

  static let registries: [(registry: String?, platform: Platform, mechanism: String)] = [
    (nil, .githubActions, "docker-hub-oidc"), ("docker.io", .githubActions, "docker-hub-oidc"),
    ("ghcr.io", .githubActions, "github-token"), ("ghcr.io", .laptop, "github-cli-login"),
    ("registry.gitlab.com", .gitlabCI, "gitlab-job-token"),
    ("123456789012.dkr.ecr.eu-west-1.amazonaws.com", .githubActions, "aws-oidc-github-actions"),
    ("europe-docker.pkg.dev", .githubActions, "gcp-oidc-github-actions"),
    ("registry.acme.test", .application, "secret-store"),
  ]

  /// A login at a registry is its vendor's credential.
  @Test(arguments: registries)
  func mechanismOfALogin(_ registry: String?, _ platform: Platform, _ mechanism: String) throws {
    let migration = try Self.assessment("docker-login-command", platform) {
      if let registry { $0.note(.registry, registry, from: "a test") }
    }.migration
    #expect(migration?.mechanism == mechanism)
  }

  /// A key's form does not say what it is for; what stands around it does.
  @Test(arguments: keys)
  func mechanismOfAKey(_ use: KeyUse?, _ platform: Platform, _ mechanism: String) throws {
    let migration = try Self.assessment("private-key-pem", platform) {
      if let use { $0.note(.keyUse, use.rawValue, from: "a test") }
    }.migration
    #expect(migration?.mechanism == mechanism)
  }

  /// No candidate of a better class is passed over, and a class keeps the family's order.
  @Test func classesAreInOrder() throws {
    let pack = try Self.pack.get()
    for family in Set(Self.rows.map(\.family)) {
      for platform in Platform.allCases {
        let migration = try #require(try Self.assessment(family, platform).migration)
        let others = migration.alternatives.compactMap { pack.mechanism(id: $0)?.kind }
        let kinds = [migration.kind] + others
        #expect(kinds == kinds.sorted(), "\(family) \(platform)")
      }
    }
  }
}
