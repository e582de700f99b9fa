import EmbeddedRules
import Foundation
import Model
import Rules
import Testing
import Yams

@testable import Governance

/// What an assessment says beside the mechanism.
@Suite struct AssessorTests {
  private func assess(
    _ family: String, _ platform: Platform, _ change: (inout Assessment) -> Void = { _ in },
    repository: RepositoryFacts.Repository = .init()
  ) throws -> Assessment {
    try MigrationTableTests.assessment(family, platform, change, repository: repository)
  }

  @Test func whatIsKnownIsFilledIn() throws {
    var repository = RepositoryFacts.Repository()
    repository.remote = "git@github.com:acme/shop.git"
    repository.branch = "main"
    let assessment = try assess(
      "aws-access-key", .githubActions,
      {
        $0.environment = .production
        $0.facts = [
          .init(name: "aws-account", value: "123456789012", source: "the key id"),
          .init(name: "aws-key-id", value: "AKIA\("EXAMPLE")", source: "the key id"),
        ]
      }, repository: repository)
    let migration = try #require(assessment.migration)
    #expect(migration.scopeLimiter.contains("acme/shop"))
    #expect(migration.snippets.contains { $0.text.contains("123456789012") })
    // Production bears 1800 seconds of a CI token.
    #expect(migration.ttl == 1800)
    #expect(migration.steps.count >= 5)
    #expect(assessment.frameworks.contains("NHI6:2025"))
  }

  @Test func lowerSensitivityBearsMore() throws {
    let migration = try assess("aws-access-key", .githubActions) { $0.environment = .development }
      .migration
    #expect(migration?.ttl == 3600)
  }

  @Test func aVaultLeavesNHI7Open() throws {
    let assessment = try assess("generic-secret", .application)
    let migration = try #require(assessment.migration)
    #expect(migration.kind == .vault)
    #expect(migration.residual.contains { $0.contains("NHI7") })
    #expect(assessment.frameworks.contains("NHI7:2025"))
  }

  @Test func purgingIsNoRevocation() throws {
    for platform in Platform.allCases {
      let migration = try #require(try assess("github-pat-classic", platform).migration)
      #expect(migration.steps.last?.contains("no revocation") == true, "\(platform)")
    }
  }

  @Test func whatEndsWithinHoursIsNotMigrated() throws {
    let assessment = try assess("aws-sts-session", .githubActions) {
      $0.lifetime.kind = .shortLived
    }
    #expect(assessment.migration == nil)
    #expect(assessment.priorityReasons.contains { $0.contains("treat it as a leak") })
    #expect(!assessment.revocation.how.isEmpty)
  }

  @Test func testsAndDocumentationNeedNoCredential() throws {
    for environment in [Environment.test, .documentation] {
      let migration = try assess("stripe-secret-key", .application) { $0.environment = environment }
        .migration
      let first = try #require(migration?.steps.first)
      #expect(first.contains("placeholder") || first.contains("nothing to store"))
    }
  }

  @Test func allEightAttributesInOrder() throws {
    for family in ["aws-access-key", "jwt", "github-app-installation-token", "generic-password"] {
      let assessment = try assess(family, .application)
      #expect(assessment.attributes.map(\.attribute) == GovernanceAttribute.allCases)
      for state in assessment.attributes where state.state != .present {
        #expect(!state.note.isEmpty)
      }
    }
  }

  @Test(
    arguments: [
      (.fixed, nil, .missing), (.shortLived, nil, .present), (.expiring, 2_000_000_000, .present),
      (.expiring, nil, .unknown), (.unknown, nil, .unknown),
    ] as [(Assessment.Lifetime.Class, Int?, AttributeState.State)])
  func expiry(_ kind: Assessment.Lifetime.Class, _ ends: Int?, _ state: AttributeState.State) throws
  {
    let assessment = try assess("jwt", .application) {
      $0.lifetime.kind = kind
      $0.lifetime.expires = ends
    }
    #expect(assessment.attributes.first { $0.attribute == .expiry }?.state == state)
  }

  // MARK: Priority

  struct Urgency: CustomTestStringConvertible {
    var name: String
    var severity: Severity
    var confidence = Confidence.high
    var platform = Platform.application
    var environment = Environment.unknown
    var lifetime = Assessment.Lifetime.Class.fixed
    var isExpired = false
    var priority: Assessment.Priority
    var testDescription: String { name }
  }

  static let urgencies: [Urgency] = [
    Urgency(name: "critical", severity: .critical, priority: .p1),
    Urgency(
      name: "critical in production", severity: .critical, environment: .production, priority: .p0),
    Urgency(name: "critical in a test", severity: .critical, environment: .test, priority: .p2),
    Urgency(
      name: "critical, place needs no secret", severity: .critical, platform: .githubActions,
      priority: .p0),
    Urgency(name: "high", severity: .high, priority: .p2),
    Urgency(
      name: "high in a production pipeline", severity: .high, platform: .githubActions,
      environment: .production, priority: .p0),
    Urgency(
      name: "the same, not sure", severity: .high, confidence: .medium, platform: .githubActions,
      environment: .production, priority: .p1),
    Urgency(
      name: "medium in documentation", severity: .medium, environment: .documentation, priority: .p3
    ),
    Urgency(name: "low", severity: .low, priority: .p3),
    Urgency(name: "ends within hours", severity: .critical, lifetime: .shortLived, priority: .p2),
    Urgency(
      name: "had ended", severity: .critical, environment: .production, lifetime: .expiring,
      isExpired: true, priority: .p3),
  ]

  @Test(arguments: urgencies)
  func priority(_ one: Urgency) throws {
    var finding = Finding.sample(path: "a/b", family: "aws-access-key")
    finding.severity = one.severity
    finding.confidence = one.confidence
    var assessment = Assessment()
    assessment.platform = one.platform
    assessment.environment = one.environment
    assessment.lifetime.kind = one.lifetime
    if one.isExpired { assessment.lifetime.expires = 1 }
    finding.assessment = assessment
    var findings = [finding]
    // No team is missing, so that it is the rest that counts.
    let repository = RepositoryFacts.Repository(files: ["CODEOWNERS": Array("* @a/b\n".utf8)])
    Assessor(
      pack: try MigrationTableTests.pack.get(),
      repository: RepositoryFacts(repositories: [repository]), asOf: 1_769_860_800
    ).complete(&findings)
    #expect(findings[0].assessment?.priority == one.priority)
    #expect(findings[0].assessment?.priorityReasons.isEmpty == false)
  }

  @Test func copiesAreCounted() throws {
    var findings = [
      Finding.sample(path: "a", family: "jwt"), Finding.sample(path: "a", family: "jwt"),
      Finding.sample(path: "b", family: "jwt"), Finding.sample(path: "c", family: "jwt"),
    ]
    let environments: [Environment] = [.production, .production, .test, .unknown]
    for index in findings.indices {
      findings[index].secretID = index < 3 ? "same" : "other"
      findings[index].assessment = Assessment()
      findings[index].assessment?.environment = environments[index]
    }
    Assessor(
      pack: try MigrationTableTests.pack.get(), repository: RepositoryFacts(), asOf: 0
    ).complete(&findings)
    let sprawl = try #require(findings[0].assessment?.sprawl)
    #expect(sprawl.copies == 3 && sprawl.files == 2)
    #expect(sprawl.environments == [.production, .test])
    #expect(findings[3].assessment?.sprawl.copies == 1)
    #expect(findings[0].assessment?.frameworks.contains("NHI8:2025") == true)
    let reauth = findings[0].assessment?.attributes.first { $0.attribute == .reauth }
    #expect(reauth?.state == .missing)
  }

  @Test(
    "a service is the nearest folder with a manifest or an image; tests and what is part of none don't count"
  )
  func servicesAreCounted() throws {
    let places: [(path: String, environment: Environment)] = [
      ("api/config/app.yml", .unknown), ("worker/.env", .unknown),
      ("worker/src/main.py", .unknown), ("docs/setup.md", .documentation),
      ("compose.yml", .unknown),
    ]
    var findings = places.map { place in
      var finding = Finding.sample(path: place.path, family: "jwt")
      finding.secretID = "same"
      finding.assessment = Assessment()
      finding.assessment?.environment = place.environment
      return finding
    }
    var repository = RepositoryFacts.Repository()
    repository.files = [
      "api/Dockerfile": [], "worker/go.mod": [], "docs/package.json": [], "package.json": [],
    ]
    Assessor(
      pack: try MigrationTableTests.pack.get(),
      repository: RepositoryFacts(repositories: [repository]), asOf: 0
    ).complete(&findings)
    let assessment = try #require(findings[0].assessment)
    #expect(assessment.sprawl.services == ["api", "worker"])
    #expect(assessment.frameworks.contains("NHI9:2025"))
    #expect(assessment.priorityReasons.contains("one value for api, worker"))
    let reauth = assessment.attributes.first { $0.attribute == .reauth }
    #expect(reauth?.note == "one value for api, worker: give each its own")
  }

  @Test("several repositories are told apart by their address")
  func repositoriesAreServices() throws {
    var findings = ["a/app.yml", "b/app.yml"].map { path in
      var finding = Finding.sample(path: path, family: "jwt")
      finding.secretID = "same"
      return finding
    }
    var facts = RepositoryFacts()
    for (index, name) in ["a", "b"].enumerated() {
      var repository = RepositoryFacts.Repository()
      repository.remote = index == 0 ? "https://github.com/acme/a.git" : nil
      facts.repositories.append(repository)
      facts.places[BlobPath("\(name)/app.yml")] = RepositoryFacts.Place(
        repository: index, path: Array("app.yml".utf8))
    }
    Assessor(pack: try MigrationTableTests.pack.get(), repository: facts, asOf: 0)
      .complete(&findings)
    #expect(findings[0].assessment?.sprawl.services == ["github.com/acme/a", "repository 2"])
  }

  @Test(
    arguments: [
      (
        "aws delete --id <ACCESS-KEY-ID> --user <USER-NAME>",
        "aws delete --id K1 --user <USER-NAME>"
      ),
      ("x <KEY_ID>", "x K1"), ("x <unknown> < y", "x <unknown> < y"), ("x <HOST>", "x <HOST>"),
      ("x <ACCOUNT>", "x 12"), ("x <DOMAIN>", "x <DOMAIN>"),
    ])
  func commandsAreFilled(_ command: String, _ filled: String) {
    let facts = [
      "aws-key-id": "K1", "aws-account": "12", "host": "a b; rm -rf", "domain": "--force",
    ]
    #expect(RevocationText.fill(command, facts) == filled)
  }

  // MARK: What is to be pasted

  /// Every mechanism's snippets, filled with nothing and with everything, are of the language that they say.
  @Test func snippetsParse() throws {
    let pack = try MigrationTableTests.pack.get()
    let everything = Dictionary(
      uniqueKeysWithValues: Rules.Place.known.map {
        ($0.name, $0.name == "revocation" ? "x" : "value-1")
      }
    )
    var count = 0
    for mechanism in pack.allMechanisms {
      for facts in [[:], everything] {
        for platform in Platform.allCases {
          let migration = mechanism.migration(
            on: platform, ceiling: 3600, revocation: "Revoke it", facts: facts)
          for snippet in migration.snippets {
            count += 1
            try check(snippet, of: mechanism.id)
          }
        }
      }
    }
    #expect(count > 100)
  }

  private func check(_ snippet: Migration.Snippet, of mechanism: String) throws {
    let place = Comment(rawValue: "\(mechanism): \(snippet.title)")
    switch snippet.language {
    case "yaml":
      #expect(throws: Never.self, place) {
        for document in try Yams.compose_all(yaml: snippet.text) { _ = document }
      }
    case "json":
      #expect(throws: Never.self, place) {
        try JSONSerialization.jsonObject(with: Data(snippet.text.utf8))
      }
    case "hcl":
      let text = snippet.text
      for (open, close) in [("{", "}"), ("[", "]"), ("(", ")")] {
        #expect(
          text.count { String($0) == open } == text.count { String($0) == close }, place)
      }
      #expect(text.count { $0 == "\"" } % 2 == 0, place)
    default: #expect(!snippet.text.isEmpty, place)
    }
  }
}
