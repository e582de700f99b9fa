import EmbeddedRules
import Foundation
import Model
import Rules
import Testing

/// The catalogue that the program carries.
@Suite struct CatalogueDataTests {
  private static let pack = Result { try EmbeddedRules.load() }

  @Test func everyFamilyHasAReplacementOnEveryPlatform() throws {
    let pack = try Self.pack.get()
    let known = Set(pack.allMechanisms.map(\.id))
    for index in 0..<pack.familyCount {
      let family = pack.family(index)
      for platform in Platform.allCases {
        let ids = family.replacements(on: platform)
        #expect(!ids.isEmpty && known.isSuperset(of: ids), "\(family.id) on \(platform)")
      }
    }
  }

  /// Families whose form does not say what they open: any secret, any key, anybody's password.
  private static let formsAlone: Set<String> = [
    "basic-auth-api-key-header", "basic-auth-bearer", "command-line-password", "jwt-encrypted",
    "private-key-age", "private-key-encrypted", "private-key-jwk", "private-key-pem",
    "private-key-xml",
  ]

  @Test func everyVendorsFamilySaysHowFarItReaches() throws {
    let pack = try Self.pack.get()
    for index in 0..<pack.familyCount {
      let family = pack.family(index)
      let isForm =
        Self.formsAlone.contains(family.id) || family.id.hasPrefix("generic-")
        || family.id.hasPrefix("password-hash-")
      #expect((family.blast == .unknown) == isForm, "\(family.id)")
    }
  }

  @Test func everyNamedFrameworkExists() throws {
    let pack = try Self.pack.get()
    let known = Set(pack.frameworkEntries.map(\.id))
    for index in 0..<pack.familyCount {
      let family = pack.family(index)
      #expect(known.isSuperset(of: family.frameworks), "\(family.id)")
    }
    #expect(pack.frameworks(named: "NHI-03").map(\.id) == ["NHI7:2025", "NHI1:2025"])
    #expect(pack.frameworks(named: "PR.AC-4").map(\.id) == ["PR.AA-05"])
    for attribute in GovernanceAttribute.allCases {
      #expect(!pack.frameworks(of: "missing-\(attribute.rawValue)").isEmpty, "\(attribute)")
    }
  }

  /// By hand from the facts: which mechanism comes first where.
  static let expected: [(family: String, platform: Platform, first: String)] = [
    ("aws-access-key", .githubActions, "aws-oidc-github-actions"),
    ("aws-access-key", .gitlabCI, "aws-oidc-gitlab"),
    ("aws-access-key", .eks, "aws-pod-identity"),
    ("aws-access-key", .gke, "aws-oidc-kubernetes"),
    ("aws-access-key", .awsCompute, "aws-attached-role"),
    ("aws-access-key", .laptop, "aws-sso-login"),
    ("aws-access-key", .server, "aws-roles-anywhere"),
    ("aws-access-key", .mobile, "backend-proxy"),
    ("google-service-account-key", .githubActions, "gcp-oidc-github-actions"),
    ("google-service-account-key", .gke, "gke-workload-identity"),
    ("google-service-account-key", .awsCompute, "gcp-oidc-aws"),
    ("google-api-key", .web, "restricted-public-key"),
    ("supabase-anon-jwt", .web, "supabase-publishable-key"),
    ("supabase-anon-jwt", .laptop, "supabase-publishable-key"),
    ("azure-client-secret", .aks, "aks-workload-identity"),
    ("azure-client-secret", .terraform, "azure-oidc-terraform"),
    ("azure-storage-account-key", .azureCompute, "azure-managed-identity"),
    ("github-pat-classic", .githubActions, "github-token"),
    ("github-pat-classic", .laptop, "github-cli-login"),
    ("gitlab-pat", .gitlabCI, "gitlab-job-token"),
    ("npm-access-token", .githubActions, "npm-trusted-publishing"),
    ("pypi-api-token", .gitlabCI, "pypi-trusted-publishing"),
    ("docker-hub-pat", .githubActions, "docker-hub-oidc"),
    ("jfrog-access-token", .otherCI, "jfrog-oidc"),
    ("slack-bot-token", .server, "slack-token-rotation"),
    ("stripe-secret-key", .application, "stripe-restricted-key"),
    ("openai-project-key", .githubActions, "openai-wif-github-actions"),
    ("openai-project-key", .kubernetes, "openai-wif-kubernetes"),
    ("anthropic-api-key", .gitlabCI, "anthropic-wif-gitlab"),
    ("anthropic-api-key", .awsCompute, "anthropic-wif-cloud"),
    ("hugging-face-user-token", .githubActions, "hugging-face-trusted-publishing"),
    ("datadog-api-key", .awsCompute, "datadog-wif"),
    ("okta-api-token", .server, "okta-oauth-service-app"),
    ("vault-service-token", .kubernetes, "vault-kubernetes-auth"),
    ("vault-service-token", .githubActions, "vault-jwt-github-actions"),
    ("kubernetes-service-account-token", .kubernetes, "k8s-projected-token"),
    ("kubernetes-kubeconfig-token", .laptop, "k8s-exec-plugin"),
    ("private-key-openssh", .awsCompute, "aws-session-manager"),
    ("private-key-openssh", .laptop, "ssh-certificate"),
    ("private-key-pem", .kubernetes, "tls-acme"),
    ("private-key-age", .kubernetes, "sops-kms"),
    ("connection-url-database", .awsCompute, "rds-iam"),
    ("connection-url-database", .gke, "cloud-sql-iam"),
    ("connection-url-database", .server, "vault-database"),
    ("snowflake-password", .githubActions, "snowflake-wif"),
    ("databricks-pat", .kubernetes, "databricks-federation"),
    ("generic-password", .kubernetes, "external-secrets"),
    ("generic-password", .container, "buildkit-secret"),
  ]

  @Test(arguments: expected)
  func theFactsDecideTheReplacement(family: String, platform: Platform, first: String) throws {
    let record = try #require(try Self.pack.get().family(id: family))
    #expect(record.replacements(on: platform).first == first)
  }

  /// Federate before broker before scoped token before vault.
  @Test func theBestClassComesFirst() throws {
    let pack = try Self.pack.get()
    let kinds = Dictionary(uniqueKeysWithValues: pack.allMechanisms.map { ($0.id, $0.kind) })
    for index in 0..<pack.familyCount {
      let family = pack.family(index)
      for platform in Platform.allCases {
        let classes = family.replacements(on: platform).compactMap { kinds[$0] }
        #expect(classes == classes.sorted(), "\(family.id) on \(platform)")
      }
    }
  }

  @Test func thePlacesAreDocumented() throws {
    let url = Tool.root.appending(path: "docs/rules.md")
    let text = try String(contentsOf: url, encoding: .utf8)
    for place in Place.known {
      #expect(text.contains("| `\(place.name)` | \(place.meaning) |"), "\(place.name)")
    }
  }

  /// `docs/mechanisms.md` is made of the rules; SPRAWL_RECORD=1 writes it.
  @Test func theListOfMechanismsIsCurrent() throws {
    let pack = try Self.pack.get()
    var text = """
      # Mechanisms

      What replaces credentials, made from `Rules/mechanisms` by `SPRAWL_RECORD=1 swift test --filter CatalogueDataTests`. The better class comes
      first: `federate` (no stored secret), `broker` (a credential for each use), `scoped-token` (narrow, with an end), `vault` (a static secret
      relocated: NHI7 stays open). Lifetimes are default / shortest / longest in seconds. The last column says which of the eight attributes still
      need somebody.

      | mechanism | class | lifetime | still to govern |
      |---|---|---|---|

      """
    for area in Set(pack.allMechanisms.map(\.area)).sorted() {
      text += "| **\(area)** | | | |\n"
      for mechanism in pack.allMechanisms where mechanism.area == area {
        let ttl = [mechanism.ttl.usual, mechanism.ttl.minimum, mechanism.ttl.maximum]
        let lifetime = ttl.map { $0.map(String.init) ?? "–" }.joined(separator: " / ")
        let attributes = Set(mechanism.residual.map(\.attribute)).sorted().map(\.rawValue)
        text +=
          "| [\(mechanism.name)](\(mechanism.url)) `\(mechanism.id)` | \(mechanism.kind.rawValue) | "
          + "\(ttl.allSatisfy { $0 == nil } ? "–" : lifetime) | \(attributes.joined(separator: ", ")) |\n"
      }
    }
    let file = Tool.root.appending(path: "docs/mechanisms.md")
    if ProcessInfo.processInfo.environment["SPRAWL_RECORD"] == "1" {
      try Data(text.utf8).write(to: file)
      Issue.record("recorded docs/mechanisms.md; run again without SPRAWL_RECORD")
      return
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }
}
