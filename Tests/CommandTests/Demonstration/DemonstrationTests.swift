import Foundation
import Testing

/// The whole product on one repository: what is found, and what is said of it. The table is written by hand from the
/// vendors' and hosts' documentation.
@Suite struct DemonstrationTests {
  struct Row: CustomTestStringConvertible {
    var name: String
    var family: String
    var platform: String
    var owner: String
    /// Ids that would be right, the best first.
    var mechanism: [String]
    var testDescription: String { name }

    init(
      _ name: String, _ family: String, _ platform: String, _ owner: String, _ mechanism: String...
    ) {
      (self.name, self.family, self.platform) = (name, family, platform)
      (self.owner, self.mechanism) = (owner, mechanism)
    }
  }

  /// Owner: name and, unless owned, the status. The nearest declaration wins; several that disagree are a conflict.
  static let rows: [Row] = [
    Row("aws-gha", "aws-access-key", "gha", "@acme/ci", "aws-oidc-github-actions"),
    Row("npm-gha", "npm-access-token", "gha", "@acme/ci", "npm-trusted-publishing"),
    Row("pypi-gha", "pypi-api-token", "gha", "@acme/ci", "pypi-trusted-publishing"),
    Row("docker-gha", "docker-hub-pat", "gha", "@acme/ci", "docker-hub-oidc"),
    Row("github-gha", "github-pat-classic", "gha", "@acme/ci", "github-token"),
    Row("openai-gha", "openai-project-key", "gha", "@acme/ci", "openai-wif-github-actions"),
    Row("anthropic-gha", "anthropic-api-key", "gha", "@acme/ci", "anthropic-wif-github-actions"),
    Row("hf-gha", "hugging-face-user-token", "gha", "@acme/ci", "hugging-face-trusted-publishing"),
    Row("azure-gha", "azure-client-secret", "gha", "@acme/ci", "azure-oidc-github-actions"),
    Row("vault-gha", "vault-service-token", "gha", "@acme/ci", "vault-jwt-github-actions"),
    Row("databricks-gha", "databricks-pat", "gha", "@acme/ci", "databricks-federation"),
    Row("gitlab-gitlab", "gitlab-pat", "gitlab", "@acme/ci", "gitlab-job-token"),
    Row("aws-gitlab", "aws-access-key", "gitlab", "@acme/ci", "aws-oidc-gitlab"),
    Row("vault-gitlab", "vault-service-token", "gitlab", "@acme/ci", "vault-jwt-gitlab"),
    Row("anthropic-gitlab", "anthropic-api-key", "gitlab", "@acme/ci", "anthropic-wif-gitlab"),
    Row("aws-circle", "aws-access-key", "otherci", "@acme/ci", "aws-oidc-ci"),
    Row("github-jenkins", "github-pat-classic", "otherci", "@acme/ci", "github-app-token"),
    Row("aws-tf", "aws-access-key", "tf", "infra", "aws-oidc-terraform"),
    Row("azure-tf", "azure-client-secret", "tf", "infra", "azure-oidc-terraform"),
    Row("aws-lambda", "aws-access-key", "aws-compute", "infra", "aws-attached-role"),
    Row("openai-lambda", "openai-project-key", "aws-compute", "infra", "openai-wif-cloud"),
    Row("anthropic-run", "anthropic-api-key", "gcp-compute", "infra", "anthropic-wif-cloud"),
    Row("db-tf", "connection-url-database", "tf", "infra", "vault-database"),
    Row("tfe-tf", "hcp-terraform-token", "tf", "infra", "hcp-terraform-token"),
    Row("slack-cfn", "slack-bot-token", "aws-compute", "infra", "slack-token-rotation"),
    Row("sendgrid-sls", "sendgrid-api-key", "aws-compute", "infra", "vendor-scoped-token"),
    Row("npm-docker", "npm-access-token", "container", "infra", "npm-granular-token"),
    Row("stripe-compose", "stripe-secret-key", "container", "infra", "stripe-restricted-key"),
    Row("db-compose", "connection-url-database", "container", "infra", "vault-database"),
    Row("aws-eks", "aws-access-key", "eks", "shop (conflict)", "aws-pod-identity"),
    Row("openai-gke", "openai-project-key", "gke", "cluster", "openai-wif-kubernetes"),
    Row("db-gke", "connection-url-database", "gke", "cluster", "cloud-sql-iam"),
    Row("azure-aks", "azure-client-secret", "aks", "@acme/cluster", "aks-workload-identity"),
    Row("vault-k8s", "vault-service-token", "k8s", "@acme/cluster", "vault-kubernetes-auth"),
    Row("anthropic-k8s", "anthropic-api-key", "k8s", "@acme/cluster", "anthropic-wif-kubernetes"),
    Row("slack-helm", "slack-bot-token", "k8s", "@acme/cluster", "slack-token-rotation"),
    Row("stripe-app", "stripe-secret-key", "app", "@acme/payments", "stripe-restricted-key"),
    Row("db-app", "connection-url-database", "app", "@acme/payments", "vault-database"),
    Row("okta-server", "okta-api-token", "onprem", "@acme/payments", "okta-oauth-service-app"),
    Row("sendgrid-app", "sendgrid-api-key", "app", "billing", "vendor-scoped-token"),
    Row("slackhook-app", "slack-webhook-url", "app", "billing", "signed-app-webhook"),
    Row("stripe-test", "stripe-secret-key", "app", "billing", "stripe-restricted-key"),
    Row("github-app", "github-pat-classic", "app", "@jane (person-only)", "github-app-token"),
    Row("telegram-app", "telegram-bot-token", "app", "@jane (person-only)", "secret-store"),
    Row(
      "storage-server", "azure-storage-account-key", "onprem", "@jane (person-only)",
      "azure-arc-identity"),
    Row("groq-app", "groq-api-key", "app", "@acme/platform", "ai-gateway", "secret-store"),
    Row("google-mobile", "google-api-key", "mobile", "@acme/mobile", "restricted-public-key"),
    Row("stripe-mobile", "stripe-secret-key", "mobile", "@acme/mobile", "backend-proxy"),
    Row("google-web", "google-api-key", "web", "@acme/web", "restricted-public-key"),
    Row("github-agent", "github-pat-classic", "agent", "@acme/platform", "github-app-token"),
    Row(
      "aws-agent", "aws-access-key", "agent", "@acme/platform", "aws-attached-role", "aws-sso-login"
    ),
    Row("npm-laptop", "npm-access-token", "laptop", "@acme/platform", "npm-login"),
    Row("aws-laptop", "aws-access-key", "laptop", "@acme/platform", "aws-sso-login"),
    Row("anthropic-laptop", "anthropic-api-key", "laptop", "@acme/platform", "anthropic-login"),
    Row("openai-laptop", "openai-project-key", "laptop", "@acme/platform", "openai-project-key"),
    Row("gitlab-docs", "gitlab-pat", "laptop", "none", "gitlab-cli-login"),
    Row("aws-ansible", "aws-access-key", "onprem", "@acme/platform", "aws-roles-anywhere"),
    Row("github-server", "github-pat-classic", "onprem", "@acme/platform", "github-app-token"),
    // A key file says nothing of where it is used.
    Row("ssh-legacy", "private-key-openssh", "unknown", "bob (person-only)", "ssh-certificate"),
    Row("anthropic-inline", "anthropic-api-key", "app", "agents", "anthropic-wif-cloud"),
  ]

  private struct Seen {
    var family: String
    var platform: String
    var owner: String
    var mechanism: String
  }

  @Test func allIsFoundAndNothingElse() throws {
    for seed: UInt64 in [1, 2, 3] {
      let repository = try DemonstrationRepository(seed: seed)
      #expect(repository.credentials.count >= 60)
      #expect(repository.lookalikes.count >= 40)
      #expect(Set(repository.credentials.map(\.name)) == Set(Self.rows.map(\.name)))
      let result = try Program.run(
        ["scan", ".", "--format", "json", "--no-progress"], in: repository.folder.url)
      #expect(result.code == 1, "\(result.errors)")
      let found = try Self.findings(result.output)
      for mark in repository.lookalikes {
        let other = repository.credentials.contains { $0.path == mark.path && $0.line == mark.line }
        guard !other else { continue }
        #expect(
          found["\(mark.path):\(mark.line)"] == nil, "look-alike at \(mark.path):\(mark.line)")
      }
      for mark in repository.credentials {
        let row = try #require(Self.rows.first { $0.name == mark.name })
        guard let all = found["\(mark.path):\(mark.line)"], let seen = all.first else {
          Issue.record("\(mark.name) at \(mark.path):\(mark.line) is not found")
          continue
        }
        #expect(all.count == 1, "\(mark.name): \(all.map(\.family))")
        #expect(seen.family == row.family, "\(mark.name)")
        #expect(seen.platform == row.platform, "\(mark.name)")
        #expect(seen.owner == row.owner, "\(mark.name)")
        #expect(row.mechanism.contains(seen.mechanism), "\(mark.name): \(seen.mechanism)")
      }
      let places = Set(repository.credentials.map { "\($0.path):\($0.line)" })
      for place in found.keys.sorted() {
        #expect(places.contains(place), "\(place) is nothing planted")
      }
    }
  }

  /// By `path:line`.
  private static func findings(_ output: String) throws -> [String: [Seen]] {
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    let records = try #require(report["findings"] as? [[String: Any]])
    var found: [String: [Seen]] = [:]
    for record in records where record["kind"] as? String == "secret" {
      let assessment = record["assessment"] as? [String: Any] ?? [:]
      let platform = assessment["platform"]
      let owner = assessment["owner"] as? [String: Any] ?? [:]
      let status = owner["status"] as? String ?? "absent"
      let name = owner["name"] as? String ?? ""
      let seen = Seen(
        family: record["family"] as? String ?? "",
        platform: platform as? String ?? (platform as? [String: Any])?["kind"] as? String ?? "",
        owner: status == "owned" ? name : status == "none" ? "none" : "\(name) (\(status))",
        mechanism: (assessment["migration"] as? [String: Any])?["mechanism"] as? String ?? "")
      let place = "\(record["path"] as? String ?? ""):\(record["start_line"] as? Int ?? 0)"
      found[place, default: []].append(seen)
    }
    return found
  }
}
