internal import Model

/// What the place of a credential is for, from the path, from names around it, from the value's own mark.
enum EnvironmentReader {
  private static let words: [String: Environment] = [
    "prod": .production, "production": .production, "prd": .production, "produktion": .production,
    "staging": .staging, "stage": .staging, "stg": .staging, "uat": .staging, "preprod": .staging,
    "preproduction": .staging, "nonprod": .staging, "stag": .staging, "acceptance": .staging,
    "dev": .development, "develop": .development, "development": .development,
    "local": .development, "localhost": .development, "sandbox": .development,
    "devel": .development, "developer": .development, "debug": .development,
    "test": .test, "tests": .test, "testing": .test, "qa": .test, "e2e": .test, "tst": .test,
    "integrationtest": .test, "ci": .test,
  ]

  /// Words that name an environment alone, but not in `local_settings`, `ci_token`, `debug-port`.
  private static let ambiguous: Set<String> = [
    "local", "localhost", "debug", "developer", "ci", "stage", "testing", "acceptance",
  ]

  /// The environment that a word names; nil for other words.
  static func environment(of word: some StringProtocol) -> Environment? {
    words[word.lowercased()]
  }

  /// The environment that one of the words of a name names: `PROD_DB_PASSWORD`, `db-staging-1`. `pre-prod` and
  /// `non-prod` are no production.
  static func environment(inWordsOf name: some StringProtocol) -> Environment? {
    let words = PathView.words(split(name))
    for (index, word) in words.enumerated() {
      guard let found = Self.words[word], words.count == 1 || !ambiguous.contains(word) else {
        continue
      }
      let before = index > 0 ? words[index - 1] : ""
      if found == .production, ["pre", "non", "not"].contains(before) { return .staging }
      return found
    }
    return nil
  }

  /// `db.prod.acme.com`, `staging-api.acme.com`; what comes last is a domain, no word.
  static func environment(ofHost host: String) -> Environment? {
    let host = host.lowercased()
    if host == "localhost" || host == "127.0.0.1" || host.hasSuffix(".localhost") {
      return .development
    }
    let labels = host.split(separator: ".")
    guard labels.count > 2 else { return nil }
    return environment(inWordsOf: labels.dropLast(2).joined(separator: "-"))
  }

  /// `prodDbPassword` as `prod Db Password`.
  private static func split(_ name: some StringProtocol) -> String {
    var text = ""
    var wasLower = false
    for scalar in name.unicodeScalars.prefix(200) {
      let isUpper = scalar.properties.isUppercase
      if isUpper, wasLower { text.unicodeScalars.append(" ") }
      text.unicodeScalars.append(scalar)
      wasLower = scalar.properties.isLowercase
    }
    return text
  }

  // MARK: - Paths

  private static let testFolders: Set<String> = [
    "test", "tests", "testing", "spec", "specs", "__tests__", "__mocks__", "testdata", "test-data",
    "test_data", "fixtures", "__fixtures__", "mocks", "e2e", "cypress", "androidtest", "unittests",
    "integration-tests", "integration_tests", "test-fixtures", "testutil", "testutils", "stubs",
    "unit-tests", "functional-tests", "src-test", "benchmarks", "testcases",
    "test-cases", "test_cases",
  ]
  private static let documentFolders: Set<String> = [
    "docs", "doc", "documentation", "examples", "example", "samples", "sample", "demo", "demos",
    "tutorial", "tutorials", "wiki", "guide", "website", "blog", "man", "guides", "quickstart",
    "quickstarts",
    "workshop", "workshops", "cookbook-examples", "snippets", "_posts", "playground", "labs",
  ]
  private static let documentEndings: Set<String> = [
    "md", "mdx", "markdown", "rst", "adoc", "asciidoc", "tex", "org",
  ]
  private static let sampleMarks = [
    ".example", ".sample", ".template", ".dist", "-example.", "-sample.", "example.", "sample.",
    ".example.", ".sample.",
  ]

  /// Folders of tests and documentation: whatever stands in them is no more than that.
  static func proven(by path: PathView) -> Environment? {
    // A specification is a document there, elsewhere a test.
    let isDocument = path.isBelowDocuments
    if path.folders.contains(where: { isForTests($0) && !(isDocument && $0.hasPrefix("spec")) })
      || isTestFile(path) || path.original.contains("Test/")
    {
      return .test
    }
    if isDocument || path.folders.contains(where: { documentFolders.contains($0) })
      || documentEndings.contains(path.ending) || path.name.contains(".md.")
      || path.name.hasPrefix("readme")
      || path.name.hasPrefix("changelog") || path.name.hasPrefix("contributing")
      || isInterface(path)
    {
      return .documentation
    }
    if sampleMarks.contains(where: {
      $0.hasSuffix(".") && $0.hasPrefix(".")
        ? path.name.contains($0)
        : $0.hasSuffix(".")
          ? path.name.hasPrefix($0) || path.name.contains("-\($0)") : path.name.hasSuffix($0)
    }) {
      return .documentation
    }
    return nil
  }

  /// `openapi.yaml`, `swagger.json`: the description of an interface, and what stands in it are examples.
  static func isInterface(_ path: PathView) -> Bool {
    (path.isYAML || path.isJSON)
      && (path.name.hasPrefix("openapi") || path.name.hasPrefix("swagger"))
  }

  /// `integrationTests`, `load-test`: no other words end so.
  private static func isForTests(_ folder: String) -> Bool {
    testFolders.contains(folder) || ["tests", "-test", "_test"].contains { folder.hasSuffix($0) }
      || ["mock-", "mock_"].contains { folder.hasPrefix($0) }
  }

  private static func isTestFile(_ path: PathView) -> Bool {
    let stem = path.name.prefix { $0 != "." }
    return stem.hasSuffix("_test") || stem.hasSuffix("_tests") || stem.hasPrefix("test_")
      || stem.hasSuffix("_spec") || path.name.contains(".test.") || path.name.contains(".spec.")
      || (path.original.split(separator: "/").last.map {
        let stem = $0.prefix { $0 != "." }
        return stem.hasSuffix("Test") || stem.hasSuffix("Tests") || stem.hasSuffix("IT")
      } ?? false) && PathGuess.isSource(path)
      || stem == "conftest"
  }

  /// The name's words, then the folders', the innermost first.
  static func suggested(by path: PathView) -> Environment? {
    // `.env.local`, `settings.local.json`.
    let stem = path.name.split(separator: ".").filter { $0 != "env" && $0 != path.ending[...] }
    for piece in stem + [path.ending[...]] {
      if let found = environment(of: piece) { return found }
    }
    if let found = environment(inWordsOf: path.name) { return found }
    for folder in path.folders.reversed() {
      if let found = environment(inWordsOf: folder) { return found }
    }
    // Terragrunt's convention: `live/…` is what runs.
    return path.isBelow("live") ? .production : nil
  }

  // MARK: - Text

  /// Names whose value is an environment.
  private static let declaring: Set<String> = [
    "environment", "env", "stage", "deployenv", "appenv", "nodeenv", "railsenv", "rackenv",
    "djangoenv", "flaskenv", "aspnetcoreenvironment", "dotnetenvironment", "springprofilesactive",
    "environmentname", "deploymentenvironment", "tier", "envname", "goenv", "targetenv",
    "sentryenvironment", "ddenv", "asenvironment", "apienv", "enviroment", "applicationenvironment",
  ]

  /// What the text says of a line, and where: the value's own mark, the names on the line, the sections it stands in,
  /// what is declared beside it, and in the document.
  static func stated(
    at site: Site, line: Int, in outline: Outline, document: Outline.Document
  ) -> (environment: Environment, evidence: String)? {
    if let mark = mark(of: site.value) { return mark }
    for entry in outline.entries(of: line) {
      if let found = environment(inWordsOf: entry.key) { return (found, "name \(entry.key)") }
    }
    let ancestors = outline.ancestors(of: line)
    for ancestor in ancestors {
      for entry in outline.entries(of: ancestor) where entry.value.isEmpty || entry.name == "name" {
        let name = entry.value.isEmpty ? entry.key : entry.value
        if let found = environment(inWordsOf: name) {
          return (found, "section \(name) in line \(outline.firstLine + ancestor)")
        }
      }
    }
    if let section = section(above: line, in: outline, site) { return section }
    return declared(line, in: outline, document)
      ?? namespace(in: outline, document)
  }

  /// Providers that mark live and test keys.
  private static func mark(of value: [UInt8]) -> (environment: Environment, evidence: String)? {
    let head = value.prefix(32).asText.lowercased()
    for (mark, environment) in [("_live_", Environment.production), ("_test_", .test)]
    where head.contains(mark) {
      return (environment, "\(mark) in the value")
    }
    return nil
  }

  /// `[production]` of INI files and AWS profiles.
  private static func section(
    above line: Int, in outline: Outline, _ site: Site
  ) -> (environment: Environment, evidence: String)? {
    var at = min(line, outline.lines.count - 1)
    let lowest = max(0, at - 400)
    while at >= lowest {
      let range = outline.lines[at].range
      if outline.lines[at].first == UInt8(ascii: "["), range.count <= 80 {
        let text = site.text[range].asText.trimmed()
        guard text.hasSuffix("]") else { return nil }
        return environment(inWordsOf: text).map {
          ($0, "section \(text) in line \(outline.firstLine + at)")
        }
      }
      at -= 1
    }
    return nil
  }

  /// Whether an entry says an environment: `environment: production`, `NODE_ENV=production`, a tag.
  static func declares(_ entry: Outline.Entry) -> Bool {
    declaring.contains(entry.name) && !entry.value.isEmpty
  }

  /// So many declarations are looked at, the nearest first.
  private static let mostDeclarations = 8
  /// What is declared so many lines away counts, wherever it stands.
  private static let nearby = 15

  /// The nearest declaration that is about the line: of the manifest, of what it stands in, of its block, or close by.
  private static func declared(
    _ line: Int, in outline: Outline, _ document: Outline.Document
  ) -> (environment: Environment, evidence: String)? {
    let isManifest = document.roots["kind"] != nil
    let ancestors = outline.ancestors(of: line)
    let block = TerraformBlock(outline, line)
    let nearest = document.environments.sorted {
      (abs($0.line - line), $0.line) < (abs($1.line - line), $1.line)
    }
    let near = nearest.prefix(mostDeclarations).first { entry in
      if isManifest || abs(entry.line - line) <= nearby || outline.lines[entry.line].indent == 0 {
        return true
      }
      if let parent = outline.ancestors(of: entry.line).first, ancestors.contains(parent) {
        return true
      }
      return block.map { TerraformBlock(outline, entry.line)?.address == $0.address } ?? false
    }
    guard let near, let found = environment(inWordsOf: near.value) else { return nil }
    return (found, "\(near.key) in line \(outline.firstLine + near.line)")
  }

  private static func namespace(
    in outline: Outline, _ document: Outline.Document
  ) -> (environment: Environment, evidence: String)? {
    guard let entry = document.first["namespace"], let found = environment(inWordsOf: entry.value)
    else { return nil }
    return (found, "namespace in line \(outline.firstLine + entry.line)")
  }
}
