import Foundation
import Model
import Rules
import Testing
import Yams

/// What users paste: every configuration of every mechanism, filled and with its places open.
@Suite struct SnippetTests {
  /// A configuration after filling.
  struct Filled: CustomTestStringConvertible, Sendable {
    var mechanism: String
    var snippet: Mechanism.Snippet
    var text: String
    var testDescription: String { "\(mechanism): \(snippet.title)" }
  }

  static let mechanisms: [Mechanism] = {
    let folder = Tool.root.appending(path: "Rules/mechanisms").path
    do { return try RuleSet.load(from: folder).mechanisms } catch {
      Issue.record(error)
      return []
    }
  }()

  private static let facts = [
    "github-repository": "acme/app", "branch": "release/1.x", "environment": "production",
    "aws-account": "123456789012", "k8s-namespace": "shop", "host": "vault.acme.example",
    "gitlab-url": "https://gitlab.acme.example", "gitlab-project": "acme/shop/app",
  ]

  /// Each snippet twice: with facts and without.
  static let filled: [Filled] = mechanisms.flatMap { mechanism in
    mechanism.snippets.flatMap { snippet in
      [facts, [:]].map { facts in
        let filling = Place.Filling(facts: facts, ttl: mechanism.ttl(under: 3_600))
        return Filled(
          mechanism: mechanism.id, snippet: snippet, text: filling.fill(snippet.text))
      }
    }
  }

  static func filled(_ language: Mechanism.Snippet.Language) -> [Filled] {
    filled.filter { $0.snippet.language == language }
  }

  @Test func thereIsSomethingToPaste() {
    #expect(Self.mechanisms.count > 140)
    #expect(Self.filled.count > 300)
    for kind in Migration.Class.allCases {
      #expect(Self.mechanisms.contains { $0.kind == kind }, "\(kind)")
    }
  }

  @Test(arguments: filled(.yaml))
  func yamlParses(snippet: Filled) throws {
    var parsed = try Yams.compose_all(yaml: snippet.text)
    var documents: [Node] = []
    while let document = parsed.next() { documents.append(document) }
    #expect(parsed.error == nil && !documents.isEmpty)
    for document in documents where document["apiVersion"] != nil {
      #expect(document["kind"]?.string?.isEmpty == false)
      let kind = document["kind"]?.string
      if kind != "Config", kind != "AuthenticationConfiguration" {
        #expect(document["metadata"]?["name"]?.string?.isEmpty == false)
      }
      if kind == "Pod" {
        #expect(document["spec"]?["containers"]?.sequence?.first?["image"] != nil)
      }
    }
  }

  @Test(arguments: filled(.json))
  func jsonParses(snippet: Filled) throws {
    _ = try JSONSerialization.jsonObject(with: Data(snippet.text.utf8))
  }

  @Test(arguments: filled(.hcl))
  func hclIsBalanced(snippet: Filled) {
    var open: [Character] = []
    for line in snippet.text.split(separator: "\n") {
      var isQuoted = false
      var before: Character = " "
      for character in line {
        if character == "\"", before != "\\" { isQuoted.toggle() }
        before = character
        if isQuoted { continue }
        if character == "#" { break }
        switch character {
        case "{", "[", "(": open.append(character)
        case "}": #expect(open.popLast() == "{", "\(line)")
        case "]": #expect(open.popLast() == "[", "\(line)")
        case ")": #expect(open.popLast() == "(", "\(line)")
        default: break
        }
      }
      #expect(!isQuoted, "\(line)")
    }
    #expect(open.isEmpty)
  }

  @Test(.enabled(if: Tool.hasTerraform, "no terraform"))
  func hclIsFormatted() throws {
    // One run for all: a snippet with facts is a file.
    let folder = FileManager.default.temporaryDirectory.appending(path: "sprawl-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (index, snippet) in Self.filled(.hcl).enumerated() where index.isMultiple(of: 2) {
      let file = folder.appending(path: "\(snippet.mechanism)-\(index).tf")
      try Data(snippet.text.utf8).write(to: file)
    }
    let result = try Tool.run("terraform", ["fmt", "-check", "-diff", folder.path])
    #expect(result.status == 0, "\(result.output)")
  }

  @Test(.enabled(if: Tool.hasBash, "no bash"), arguments: filled(.sh))
  func shellParses(snippet: Filled) throws {
    let result = try Tool.run("bash", ["-n"], input: snippet.text)
    #expect(result.status == 0, "\(result.output)")
  }

  @Test(
    .enabled(if: Tool.hasSchemas, "no reference data, or no python3 with jsonschema"),
    arguments: [
      (".github/workflows", "ci/github-workflows.json"), (".gitlab-ci.yml", "ci/gitlab-ci.json"),
    ])
  func workflowsFollowTheirSchema(title: String, schema: String) throws {
    let snippets = Self.filled(.yaml).filter { $0.snippet.title.hasPrefix(title) }
    try #require(snippets.count > 10)
    let documents = try snippets.map { snippet -> [Any] in
      let document = try #require(try Yams.compose(yaml: snippet.text))
      return [snippet.testDescription, try Self.plain(document)]
    }
    let script = """
      import json, sys, jsonschema
      validator = jsonschema.Draft7Validator(json.load(open(sys.argv[1])))
      for name, document in json.load(sys.stdin):
        for error in validator.iter_errors(document):
          print(name, list(error.path), error.message[:300])
      """
    let input = String(
      decoding: try JSONSerialization.data(withJSONObject: documents), as: UTF8.self)
    let result = try Tool.run(
      "python3", ["-c", script, Tool.formats.appending(path: schema).path], input: input)
    #expect(result.status == 0 && result.output.isEmpty, "\(result.output)")
  }

  /// What YAML 1.2, which these services read, makes of a node: `on` is a text there.
  private static func plain(_ node: Node) throws -> Any {
    switch node {
    case .mapping(let mapping):
      return try mapping.reduce(into: [String: Any]()) {
        $0[$1.key.string ?? ""] = try plain($1.value)
      }
    case .sequence(let sequence): return try sequence.map(plain)
    case .scalar(let scalar):
      guard scalar.style == .plain else { return scalar.string }
      if let number = Int(scalar.string) { return number }
      if let bool = Bool(scalar.string) { return bool }
      return scalar.string
    default: throw CocoaError(.coderReadCorrupt)
    }
  }

  @Test(arguments: filled(.yaml).filter { $0.snippet.title.hasPrefix(".github/workflows") })
  func aWorkflowHoldsNoMoreThanItNeeds(snippet: Filled) throws {
    let workflow = try #require(try Yams.compose(yaml: snippet.text))
    #expect(workflow["permissions"]?.mapping?.isEmpty == true)
    let jobs = try #require(workflow["jobs"]?.mapping)
    for job in jobs.values {
      let steps = try #require(job["steps"]?.sequence)
      #expect(!steps.isEmpty)
      for step in steps { #expect((step["uses"] == nil) != (step["run"] == nil)) }
    }
    // The one secret that is left is the key of an app, which mints the tokens.
    let secrets = snippet.text.matches(of: /secrets\.(\w+)/).map(\.output.1)
    #expect(secrets.allSatisfy { $0 == "APP_PRIVATE_KEY" }, "\(secrets)")
  }

  @Test func noTrustHasAWildcard() {
    for snippet in Self.filled(.hcl) {
      for line in snippet.text.split(separator: "\n") where line.contains("*") {
        #expect(
          !line.contains("sub") && !line.contains("values ") && !line.contains("principal"),
          "\(snippet.testDescription): \(line)")
      }
    }
  }

  /// A text that speaks of a lifetime has one even where policy names none.
  @Test func noLifetimeStaysOpen() {
    for mechanism in Self.mechanisms {
      let migration = mechanism.migration(
        on: .unknown, ceiling: nil, revocation: "Delete it", facts: [:])
      let texts =
        migration.steps + [migration.scopeLimiter] + migration.snippets.map(\.text)
      #expect(texts.allSatisfy { !$0.contains("<TTL") }, "\(mechanism.id)")
      #expect(migration.steps.count == Mechanism.Phase.allCases.count)
    }
  }

  @Test func aStaticSecretThatStaysIsSaidToStay() {
    for mechanism in Self.mechanisms where mechanism.kind == .vault {
      #expect(
        mechanism.residual.contains { $0.attribute == .expiry || $0.attribute == .revocation },
        "\(mechanism.id)")
    }
    for mechanism in Self.mechanisms where mechanism.kind != .vault {
      #expect(!mechanism.scopeLimiter.isEmpty && mechanism.url.hasPrefix("https://"))
    }
  }
}
