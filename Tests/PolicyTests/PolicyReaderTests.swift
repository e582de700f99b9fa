internal import Foundation
internal import Model
internal import Policy
internal import TestKit
internal import Testing

@Suite struct PolicyReaderTests {
  static func read(_ text: String) throws(PolicyErrors) -> ScanPolicy {
    try ScanPolicy.read(text.utf8, name: "sprawl.yml")
  }

  static func mistakes(in text: String) -> [String] {
    do throws(PolicyErrors) {
      _ = try read(text)
      return []
    } catch {
      return error.errors.map(\.description)
    }
  }

  /// What stands behind `version: 1`, and the one mistake in it.
  @Test(arguments: [
    ("ownres: []\n", "2:1: unknown key 'ownres': did you mean 'owners'?"),
    ("min-confidence: certain\n", "2:17: 'certain' is no confidence: known are low, medium, high"),
    ("min-confidence: hihg\n", "2:17: 'hihg' is no confidence: did you mean 'high'?"),
    (
      "rules: {disable: [[]]}\n",
      "2:19: a rule's id is expected here: sprawl rules list shows all of them"
    ),
    (
      "paths: {exclude: [./tests]}\n",
      "2:19: './tests' matches nothing: patterns begin without ./, as in .gitignore"
    ),
    ("paths: {exclude: ['#x']}\n", "2:19: '#x' is no pattern: write it as in .gitignore"),
    ("paths: {exclude: ['[a']}\n", "2:19: '[a' is no pattern: write it as in .gitignore"),
    (
      "sensitivity: {high: {environments: [prod]}}\n",
      "2:37: 'prod' is no environment: known are production, staging, development, test, documentation, unknown"
    ),
    (
      "ceilings: {vendor-tokn: 30d}\n",
      "2:12: unknown key 'vendor-tokn': did you mean 'vendor-token'?"
    ),
    (
      "ceilings: {vendor-token: 30x}\n",
      "2:26: a span of time is expected here: 900, 15m, 12h, 90d (at most 3650d), or none"
    ),
    (
      "ceilings: {vendor-token: 0}\n",
      "2:26: a span of time is expected here: 900, 15m, 12h, 90d (at most 3650d), or none"
    ),
    (
      "ceilings: {vendor-token: 3651d}\n",
      "2:26: a span of time is expected here: 900, 15m, 12h, 90d (at most 3650d), or none"
    ),
    (
      "ceilings: {vendor-token: {low: 1d}}\n",
      "2:26: the ceiling where sensitivity is high must not be above the one where it is low"
    ),
    (
      "ceilings: {vendor-token: {high: none}}\n",
      "2:26: the ceiling where sensitivity is high must not be above the one where it is low"
    ),
    ("require: [ownr]\n", "2:11: 'ownr' is no attribute: did you mean 'owner'?"),
    ("severity: {production: 5}\n", "2:24: 'production' must be a whole number from -4 to 4"),
    ("owners: [{path: a/}]\n", "2:10: 'team' is missing"),
    ("places: [{path: a/}]\n", "2:10: 'platform' or 'environment' is missing: what is this path?"),
    ("places: [{path: '!a/', platform: eks}]\n", "2:17: '!a/' takes out what nothing has put in"),
    (
      "exceptions: [{id: 12, rule: a}]\n",
      "2:14: an exception has either id, or secret-id, or rule and path"
    ),
  ])
  func mistakesHaveTheirPlaceAndSayWhatToDo(text: String, mistake: String) {
    #expect(Self.mistakes(in: "version: 1\n" + text).first == "sprawl.yml:\(mistake)")
  }

  @Test(arguments: [
    ("", "sprawl.yml: the file is empty"),
    ("owners: []\n", "sprawl.yml:1:1: 'version' is missing: write version: 1"),
    (
      "version: 2\n",
      "sprawl.yml:1:10: this program reads version 1 of policy files: write version: 1"
    ),
    ("- version\n", "sprawl.yml:1:1: a mapping with the keys "),
    ("version: [\n", "sprawl.yml:2:1: not YAML"),
  ])
  func whatIsNoPolicyIsRefused(text: String, start: String) {
    #expect(Self.mistakes(in: text).first?.hasPrefix(start) == true, "\(Self.mistakes(in: text))")
  }

  @Test func allMistakesAreToldAtOnceInTheirOrder() {
    let text = "version: 1\nseverity: {prod: 1}\nrules: {of: []}\nceilings: {static-secret: x}\n"
    #expect(
      Self.mistakes(in: text).map { $0.prefix(13) } == [
        "sprawl.yml:2:", "sprawl.yml:3:", "sprawl.yml:4:",
      ])
  }

  @Test func bytesThatAreNoTextAreRefused() {
    #expect(throws: PolicyErrors.self) { try ScanPolicy.read([0xFF, 0xFE], name: "p") }
    let long = [UInt8](repeating: 0x23, count: ScanPolicy.sizeLimit + 1)
    #expect(throws: PolicyErrors.self) { try ScanPolicy.read(long, name: "p") }
  }

  // MARK: Exceptions

  private static func exception(_ change: (inout [String: String]) -> Void) -> String {
    var keys = [
      "id": Sample.digest("a"), "owner": "'@acme/pay'", "reason": "a fixture",
      "granted": "2026-01-01", "until": "2026-06-30", "context": "{paths: [a.py]}",
    ]
    change(&keys)
    let order = [
      "id", "secret-id", "rule", "path", "owner", "reason", "granted", "until", "context",
    ]
    let lines = order.compactMap { key in keys[key].map { "\(key): \($0)" } }
    return "version: 1\nexceptions:\n  - " + lines.joined(separator: "\n    ") + "\n"
  }

  @Test(arguments: [
    (
      "until", "2026-07-01",
      "7:12: an exception lasts at most 180 days: 'until' is at most 2026-06-30"
    ),
    ("until", "2025-12-31", "7:12: 'until' is before 'granted'"),
    ("until", "2026-02-30", "7:12: 'until' must be a day: 2026-01-31"),
    ("until", "soon", "7:12: 'until' must be a day: 2026-01-31"),
    ("until", "", "3:5: 'until' is missing"),
    ("granted", "", "3:5: 'granted' is missing"),
    ("owner", "", "3:5: 'owner' is missing"),
    ("reason", "''", "5:13: 'reason' must be a text that is not empty"),
    (
      "context", "",
      "3:5: 'context' with 'paths' is missing: sprawl policy except writes the whole entry"
    ),
    (
      "context", "{owner: a}",
      "8:14: 'context' with 'paths' is missing: sprawl policy except writes the whole entry"
    ),
    ("id", "abc", "3:9: 'abc' is no id: 32 lower-case hexadecimal digits, as reports have them"),
    ("path", "tests/", "4:11: 'path' belongs to 'rule'; paths of 'id' are those of its context"),
  ])
  func anExceptionIsByOneForAReasonAndATime(key: String, value: String, mistake: String) {
    let text = Self.exception { $0[key] = value.isEmpty ? nil : value }
    #expect(Self.mistakes(in: text) == ["sprawl.yml:\(mistake)"])
  }

  @Test func theSameFindingHasOneException() {
    let one = Self.exception { _ in }
    let two = one + one.replacing("version: 1\nexceptions:\n", with: "")
    #expect(
      Self.mistakes(in: two) == [
        "sprawl.yml:9:1: finding \(Sample.digest("a")) has an exception on line 3 already: keep one of them"
      ])
  }

  @Test func anExceptionForARuleNeedsNoContext() throws {
    let text = Self.exception {
      $0["id"] = nil
      $0["context"] = nil
      $0["rule"] = "generic-password"
      $0["path"] = "tests/"
    }
    #expect(try Self.read(text).exceptions.map(\.owner) == ["@acme/pay"])
  }

  // MARK: What it says

  @Test func theWholeFileIsUnderstood() throws {
    let policy = try Self.read(PolicyText.whole)
    #expect(policy.source == "sprawl.yml")
    #expect(policy.minimumConfidence == .high)
    #expect(policy.namedRules.map(\.id) == ["generic-password", "acme-old"])
    #expect(policy.owner(of: "infra/db/main.tf")?.team == "@acme/database")
    #expect(policy.owner(of: "infra/main.tf")?.team == "@acme/platform")
    #expect(policy.owner(of: "src/a.py") == nil)
    #expect(policy.platform(of: "deploy/prod/a.yaml")?.platform == .eks)
    #expect(policy.environment(of: "deploy/prod/a.yaml")?.environment == .production)
    #expect(policy.environment(of: "deploy/x.yaml")?.environment == .staging)
    #expect(policy.leavesOut("vendor/x.js"))
    #expect(policy.leavesOut("vendor", isDirectory: true))
    #expect(policy.leavesOut("other/a.py"))
    #expect(!policy.leavesOut("other", isDirectory: true))
    #expect(!policy.leavesOut("src/a.py"))
    #expect(policy.sensitivity(of: "src/pay/a.py", in: .test) == .high)
    #expect(policy.sensitivity(of: "src/a.py", in: .staging) == .high)
    #expect(policy.sensitivity(of: "deploy/toy/a.py", in: .production) == .low)
    #expect(policy.ceilings.ceiling(for: .vendorToken, .low) == 60 * Sample.day)
    #expect(policy.ceilings.ceiling(for: .vendorToken, .high) == 30 * Sample.day)
    #expect(policy.ceilings.ceiling(for: .signedURL, .high) == 900)
    #expect(policy.ceilings.ceiling(for: .staticSecret, .low) == nil)
    #expect(policy.exceptions.count == 2)
  }

  @Test func theDefaultsAreTheProjectsOwn() {
    let policy = ScanPolicy.builtIn
    #expect(policy.source == nil)
    #expect(!policy.leavesPathsOut)
    #expect(policy.sensitivity(of: "a", in: .production) == .high)
    #expect(policy.sensitivity(of: "a", in: .unknown) == .low)
    for kind in CredentialClass.allCases {
      let (low, high) = (
        policy.ceilings.ceiling(for: kind, .low), policy.ceilings.ceiling(for: kind, .high)
      )
      #expect((low ?? 0) >= (high ?? .max), "\(kind)")
    }
  }

  /// docs/policy.md: its tables and its example.
  @Test func theDocumentationIsTrue() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: folder.appending(path: "docs/policy.md"), encoding: .utf8)
    func seconds(_ text: Substring) -> Int {
      let units: [Character: Int] = ["d": 86_400, "h": 3600, "m": 60]
      return (Int(text.dropLast()) ?? 0) * (text.last.flatMap { units[$0] } ?? 0)
    }
    var told: [String: [Int]] = [:]
    let row = /\| `([a-z0-9-]+)`[^|]*\| ([0-9]+[dhm]) \| ([0-9]+[dhm]) \|/
    for match in text.matches(of: row) {
      told[String(match.output.1)] = [seconds(match.output.2), seconds(match.output.3)]
    }
    let ceilings = ScanPolicy.builtIn.ceilings
    let real = CredentialClass.allCases.map { kind in
      (kind.rawValue, [ceilings.ceiling(for: kind, .low), ceilings.ceiling(for: kind, .high)])
    }
    #expect(told == Dictionary(uniqueKeysWithValues: real).mapValues { $0.compactMap(\.self) })
    let example = try #require(text.split(separator: "```yaml\n").dropFirst().first)
    let policy = try Self.read("version: 1\n" + (example.split(separator: "```").first ?? ""))
    #expect(policy.exceptions.count == 1)
  }

  @Test(arguments: 0..<300) func anyPieceOfAPolicyIsSurvived(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var lines = PolicyText.whole.split(separator: "\n", omittingEmptySubsequences: false)
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let at = Int.random(in: lines.indices, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: lines.remove(at: at)
      case 1: lines[at] = lines[Int.random(in: lines.indices, using: &random)]
      default: lines[at] = lines[at].dropLast(Int.random(in: 0...lines[at].count, using: &random))
      }
      if lines.isEmpty { return }
    }
    for mistake in Self.mistakes(in: lines.joined(separator: "\n")) {
      #expect(mistake.hasPrefix("sprawl.yml:"), "seed \(seed)")
    }
  }

  @Test func theSchemaIsJSONAndKnowsWhatTheReaderKnows() throws {
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(PolicySchema.text.utf8)) as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: Any])
    // A key that the schema has and the reader does not know would be told as unknown.
    for key in properties.keys {
      let mistakes = Self.mistakes(in: "version: 1\n\(key): ~\n")
      #expect(!mistakes.contains { $0.contains("unknown key") }, "\(key)")
    }
    let known = Self.mistakes(in: "version: 1\nzzzzzzzz: 1\n").first ?? ""
    for key in properties.keys { #expect(known.contains(key), "\(key)") }
    let ceilings = try #require(properties["ceilings"] as? [String: Any])
    let classes = try #require(ceilings["properties"] as? [String: Any])
    #expect(Set(classes.keys) == Set(CredentialClass.allCases.map(\.rawValue) + ["families"]))
  }
}

/// A policy with everything that one can say.
enum PolicyText {
  static let whole = """
    version: 1
    min-confidence: high
    rules:
      enable: [generic-password]
      disable: [acme-old]
    paths:
      include: [src/, infra/, deploy/]
      exclude: [vendor/, "*.min.js"]
    sensitivity:
      high: {environments: [production, staging], paths: [src/pay/]}
      low: {paths: [deploy/toy/]}
    ceilings:
      vendor-token: {low: 60d}
      signed-url: 15m
      static-secret: none
      families: {acme-token: {low: 10d, high: 1d}}
    require: {high: [owner, expiry], low: [owner]}
    severity: {production: +1, test: -2}
    owners:
      - {path: infra/, team: "@acme/platform"}
      - {path: infra/db/, team: "@acme/database"}
    places:
      - {path: deploy/, environment: staging}
      - {path: deploy/prod/, platform: eks, environment: production}
    exceptions:
      - secret-id: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        owner: "@acme/pay"
        reason: "Sandbox key; the sandbox closes in June"
        granted: 2026-05-01
        until: 2026-06-30
        context:
          paths: [src/app.py]
          environments: [test]
          owner: "@acme/pay"
          scope: narrow
          scope-entries: [read]
          repositories: [github.com/acme/app]
      - rule: generic-password
        path: /tests/fixtures/
        owner: "@acme/quality"
        reason: Fixtures
        granted: 2026-05-01
        until: 2026-06-30

    """
}
