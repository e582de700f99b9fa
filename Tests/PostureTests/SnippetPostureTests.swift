import EmbeddedRules
import Model
import Posture
import Rules
import Testing

/// What the program tells people to paste is nothing that it would report.
@Suite struct SnippetPostureTests {
  private static let facts = [
    "github-repository": "acme/app", "github-owner": "acme", "repository": "app",
    "branch": "main", "environment": "production", "team": "@acme/payments",
    "gitlab-project": "acme/app", "gitlab-url": "https://gitlab.acme.test",
    "k8s-service-account": "shop", "k8s-namespace": "shop", "purpose": "deploys the shop",
  ]
  /// A commit of an action is for who pastes it to look up; a comment beside each says so.
  private static let accepted: Set<String> = ["gha-unpinned-action-with-secrets"]

  private static func path(of snippet: Mechanism.Snippet) -> String {
    if snippet.title.hasPrefix(".") { return snippet.title }
    return switch snippet.language {
    case .yaml: "snippet.yaml"
    case .hcl: "snippet.tf"
    case .json: "snippet.json"
    case .toml: "snippet.toml"
    case .sql: "snippet.sql"
    case .sh, .ini, .text: "snippet.txt"
    }
  }

  @Test func whatIsPastedIsInOrder() throws {
    let pack = try EmbeddedRules.load()
    let scanner = try #require(PostureScanner(PostureEngine(pack: EmbeddedRules.loadPosture())))
    var looked = 0
    var seen: Set<String> = []
    for mechanism in pack.allMechanisms {
      for snippet in mechanism.snippets {
        let filling = Place.Filling(facts: Self.facts, ttl: mechanism.ttl(under: 3_600))
        let text = Array(filling.fill(snippet.text).utf8)
        let path = BlobPath(Self.path(of: snippet))
        let found = text.withUnsafeBytes { scanner.check(path, $0) }.map(\.finding.rule)
        looked += 1
        seen.formUnion(found)
        #expect(
          Self.accepted.isSuperset(of: found), "\(mechanism.id): \(snippet.title) has \(found)")
      }
    }
    #expect(looked > 150)
    // What is accepted is found: the checks have run.
    #expect(seen == Self.accepted)
  }
}
