import Model
import Rules
import Testing

/// Mechanisms, frameworks and what families say of them.
@Suite struct CatalogueTests {
  static let credentials = """
    provider: Acme
    replace: {gha: [acme-federation], "*": [acme-token]}
    families:
      - id: acme-key
        name: Acme key
        description: Opens the gate.
        lifetime: {class: static, default: 60, max: 3600}
        identity: workload
        blast: account
        replayable: false
        revoke:
          how: Delete it
          url: https://acme.example/keys
          command: acme keys delete <KEY-ID>
        doc: https://acme.example/docs
        retired: {on: 2026-06-09, note: Refused from then on, url: "https://acme.example/end"}
        frameworks: ["NHI7:2025"]
        replace: {ci: [acme-token], gitlab: [secret-store], eks: [acme-federation, acme-token]}
    detectors:
      - id: acme-key
        family: acme-key
        literals: [acme_]
        pattern: '\\b(?<secret>acme_[a-z0-9]{20})\\b'
        confidence: high
        severity: high
        examples: ['k = "acme_{lownum:20}"', 'K=acme_{lownum:20}']
        counterexamples: ['acme_{lownum:10}']

    """

  static let mechanisms = """
    area: Acme
    mechanisms:
      - id: acme-federation
        name: Acme federation
        class: federate
        summary: Trusts the platform's own token.
        ttl: {default: 3600, min: 900, max: 43200}
        scope: sub = repo:{github-repository}:environment:{environment}
        steps:
          issue: Make a trust for {github-repository}.
          deploy: Ask for {ttl} s.
        snippets:
          - {title: Anywhere, language: sh, text: "gate open {github-repository} ${x} {{y}} { z }"}
          - {title: Manifest, language: yaml, on: [k8s-any], text: "kind: Gate"}
        residual:
          - mint: Who may edit the trust?
        url: https://acme.example/federation
      - {id: acme-token, name: Acme token, class: scoped-token, summary: Ends., scope: one gate,
         steps: {issue: Make it., deploy: Store it.}, residual: [{owner: A team.}],
         url: "https://acme.example/token"}
      - {id: secret-store, name: Store, class: vault, summary: Kept., scope: one secret,
         steps: {issue: Make it., deploy: Store it.}, residual: [{expiry: It stays.}],
         url: "https://acme.example/store"}
      - {id: os-keychain, name: Keychain, class: vault, summary: Kept., scope: one account,
         steps: {issue: Make it., deploy: Store it.}, residual: [{expiry: It stays.}],
         url: "https://acme.example/chain"}
      - {id: external-secrets, name: Operator, class: vault, summary: Kept., scope: one secret,
         steps: {issue: Make it., deploy: Store it.}, residual: [{expiry: It stays.}],
         url: "https://acme.example/operator"}
      - {id: terraform-ephemeral, name: Ephemeral, class: vault, summary: Kept., scope: one secret,
         steps: {issue: Make it., deploy: Store it.}, residual: [{expiry: It stays.}],
         url: "https://acme.example/ephemeral"}
      - {id: buildkit-secret, name: Mount, class: vault, summary: Kept., scope: one build,
         steps: {issue: Make it., deploy: Store it.}, residual: [{expiry: It stays.}],
         url: "https://acme.example/mount"}
      - {id: backend-proxy, name: Back end, class: broker, summary: Asks., scope: its calls,
         steps: {issue: Make it., deploy: Call it.}, residual: [{scope: Limit it.}],
         url: "https://acme.example/proxy"}

    """

  static let frameworks = """
    taxonomies:
      - id: owasp-nhi
        name: OWASP NHI
        version: "2025"
        organization: OWASP
        url: https://owasp.example/
        entries:
          - {id: "NHI7:2025", name: Long-Lived Secrets, url: "https://owasp.example/7"}
          - {id: "NHI1:2025", name: Improper Offboarding}
    aliases: {NHI-03: ["NHI7:2025", "NHI1:2025"]}
    sets: {no-owner: ["NHI1:2025"]}

    """

  static let files = [("c.yml", credentials), ("f.yml", frameworks), ("m.yml", mechanisms)]

  static func load(changing change: (String, String)? = nil) throws -> RuleSet {
    let sources = files.map { file, text in
      RuleSource(
        file: file, text: change.map { text.replacing($0.0, with: $0.1) } ?? text)
    }
    return try RuleSet.load(sources)
  }

  @Test func aPackHoldsTheCatalogue() throws {
    let rules = try Self.load()
    let pack = try RulePack(rules)
    #expect(pack.decoded() == rules)
    #expect(pack.mechanismCount == 8)
    #expect(pack.mechanism(id: "acme-federation")?.ttl.maximum == 43_200)
    #expect(pack.mechanism(id: "nobody") == nil)
    #expect(pack.taxonomies.map(\.organization) == ["OWASP"])
    #expect(pack.framework(id: "NHI1:2025")?.url == "https://owasp.example/")
    #expect(pack.framework(id: "NHI7:2025")?.url == "https://owasp.example/7")
    #expect(pack.frameworks(named: "NHI-03").map(\.id) == ["NHI7:2025", "NHI1:2025"])
    #expect(pack.frameworks(named: "NHI1:2025").map(\.id) == ["NHI1:2025"])
    #expect(pack.frameworks(named: "NHI-99").isEmpty)
    #expect(pack.frameworks(of: "no-owner") == ["NHI1:2025"])
    #expect(pack.frameworks(of: "nothing").isEmpty)
  }

  @Test func aFamilySaysWhatItIs() throws {
    let family = try #require(try RulePack(Self.load()).family(id: "acme-key"))
    #expect(family.blast == .account)
    #expect(!family.isReplayable)
    #expect(family.revocationCommand == "acme keys delete <KEY-ID>")
    #expect(family.documentationURL == "https://acme.example/docs")
    #expect(family.retirement?.date == "2026-06-09")
  }

  @Test(arguments: [
    (Platform.githubActions, ["acme-token"]), (.gitlabCI, ["secret-store"]),
    (.eks, ["acme-federation", "acme-token"]), (.gke, ["acme-token"]), (.web, ["backend-proxy"]),
    (.unknown, ["acme-token"]),
  ])
  func theReplacementDependsOnThePlatform(platform: Platform, expected: [String]) throws {
    let family = try #require(try RulePack(Self.load()).family(id: "acme-key"))
    #expect(family.replacements(on: platform) == expected)
  }

  @Test func withoutReplaceAStoreIsAllThatIsLeft() {
    let plain = Family(
      id: "a", name: "a", description: "a", lifetime: .init(kind: .fixed), identity: .human,
      revocation: "a", revocationURL: "https://a.example", frameworks: [], provider: "a")
    #expect(plain.replacements(on: .application) == ["secret-store"])
    #expect(plain.replacements(on: .gke) == ["external-secrets", "secret-store"])
    #expect(plain.replacements(on: .laptop) == ["os-keychain"])
    #expect(plain.replacements(on: .mobile) == ["backend-proxy"])
  }

  struct Mistake: CustomTestStringConvertible {
    var from: String
    var to: String
    var error: String
    var testDescription: String { to }
  }

  static let mistakes = [
    Mistake(
      from: "gitlab: [secret-store]", to: "gitlab: [secrets]",
      error: "c.yml:18:42: no mechanism 'secrets' in any rule file"),
    Mistake(
      from: "gitlab: [secret-store]", to: "gitlab: []",
      error: "c.yml:18:41: a platform needs at least one mechanism"),
    Mistake(
      from: "gitlab: [secret-store]", to: "gitlb: [secret-store]",
      error: "c.yml:18:33: unknown key 'gitlb'"),
    Mistake(
      from: "eks: [acme-federation, acme-token]", to: "aws: [acme-token], k8s-any: [acme-token]",
      error: "c.yml:18:62: 'k8s-any' and 'aws' both name eks: give it its own key"),
    Mistake(
      from: "frameworks: [\"NHI7:2025\"]", to: "frameworks: [NHI-03]",
      error: "c.yml:17:18: no framework 'NHI-03' in any rule file"),
    Mistake(
      from: "NHI-03: [\"NHI7:2025\"", to: "NHI-03: [\"NHI8:2025\"",
      error: "f.yml:10:20: no framework 'NHI8:2025' in any rule file"),
    Mistake(
      from: "url: https://acme.example/keys", to: "url: acme.example/keys",
      error: "c.yml:13:12: url must begin with https://"),
    Mistake(
      from: "doc: https://acme", to: "doc: http://acme",
      error: "c.yml:15:10: doc must begin with https://"),
    Mistake(
      from: "https://owasp.example/7", to: "https://owasp",
      error: "f.yml:8:58: url must begin with https://"),
    Mistake(
      from: "on: 2026-06-09", to: "on: 2026-13-09", error: "c.yml:16:19: '2026-13-09' is no date"),
    Mistake(from: "blast: account", to: "blast: world", error: "c.yml:9:12: 'world' is no blast"),
    Mistake(
      from: "default: 60, max: 3600", to: "default: 3601, max: 3600",
      error: "c.yml:7:15: default (3601 s) is longer than max"),
    Mistake(
      from: "min: 900", to: "min: 3601", error: "m.yml:7:10: ttl must be min ≤ default ≤ max"),
    Mistake(
      from: "environment:{environment}", to: "environment:{enviroment}",
      error: "m.yml:8:12: '{enviroment}' is no place"),
    Mistake(
      from: "gate open {github-repository}", to: "gate open {repo}",
      error: "m.yml:13:47: '{repo}' is no place"),
    Mistake(
      from: "      issue: Make a trust for {github-repository}.\n", to: "",
      error: "m.yml:10:7: 'issue' is missing"),
    Mistake(
      from: "- mint: Who", to: "- who: Who", error: "m.yml:16:9: unknown key 'who'"),
    Mistake(
      from: "residual: [{owner: A team.}]", to: "residual: []",
      error: "m.yml:18:5: residual is empty"),
    Mistake(
      from: "id: os-keychain", to: "id: acme-token",
      error: "m.yml:24:5: mechanism 'acme-token' stands here twice"),
    Mistake(
      from: "id: backend-proxy", to: "id: back-end",
      error: "rules: mechanism 'backend-proxy' is missing"),
  ]

  @Test(arguments: mistakes)
  func aMistakeHasItsPlace(mistake: Mistake) throws {
    try #require(Self.files.contains { $0.1.contains(mistake.from) })
    let errors = try #require(throws: RuleErrors.self) {
      try Self.load(changing: (mistake.from, mistake.to))
    }
    #expect(errors.errors.contains { $0.description.hasPrefix(mistake.error) }, "\(errors)")
  }

  @Test func aFolderOfTheUserMayNameWhatIsThere() throws {
    let base = try Self.load()
    let own = [RuleSource(file: "own.yml", text: Self.credentials)]
    #expect(throws: RuleErrors.self) { try RuleSet.load(own) }
    let rules = try base.replacing(with: RuleSet.load(own, extending: base))
    #expect(rules == base)
  }

  @Test func factsFillTheConfiguration() throws {
    let mechanism = try #require(try RulePack(Self.load()).mechanism(id: "acme-federation"))
    let migration = mechanism.migration(
      on: .githubActions, ceiling: 1_800, revocation: "Delete it",
      facts: ["github-repository": "acme/app"], alternatives: ["acme-token"])
    #expect(migration.ttl == 1_800)
    #expect(migration.kind == .federate)
    #expect(migration.scopeLimiter == "sub = repo:acme/app:environment:<ENVIRONMENT>")
    #expect(migration.steps.count == 5)
    #expect(
      migration.steps.prefix(2) == ["Make a trust for acme/app.", "Ask for 1800 s."])
    #expect(migration.steps[3] == "Revoke the old credential: Delete it")
    #expect(migration.snippets.map(\.text) == ["gate open acme/app ${x} {{y}} { z }"])
    #expect(migration.residual == ["mint: Who may edit the trust?"])
    #expect(
      mechanism.migration(on: .gke, ceiling: nil, revocation: "", facts: [:]).snippets.count == 2)
  }

  @Test(arguments: [
    "*", "acme/*", "a b", "a\nb", "a\"b", "a'b", "a#b", "a${b}", "a{b}", "a;b", "a,b", "", "ä",
    "a\\b", "<a>",
    String(repeating: "a", count: 257),
  ])
  func aHostileFactFillsNothing(value: String) {
    let filling = Place.Filling(facts: ["branch": value], ttl: nil)
    #expect(filling.fill("ref:{branch}") == "ref:<BRANCH>")
  }

  @Test(
    arguments: [
      (nil, 3_600), (7_200, 3_600), (1_800, 1_800), (60, 900),
    ] as [(Int?, Int)])
  func theLifetimeObeysPolicyAsFarAsItCan(ceiling: Int?, expected: Int) throws {
    let mechanism = try #require(try Self.load().mechanisms.first { $0.id == "acme-federation" })
    #expect(mechanism.ttl(under: ceiling) == expected)
  }

  @Test func unitsOfALifetimeAreRoundedUp() {
    let filling = Place.Filling(facts: [:], ttl: 5_400)
    #expect(filling.fill("{ttl} {ttl-minutes} {ttl-hours} {ttl-days}") == "5400 90 2 1")
  }
}
