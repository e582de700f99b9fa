import EmbeddedRules
import Model
import Posture
import Rules
import Testing

@Suite struct PostureScannerTests {
  private static func place(_ finding: PostureFinding) -> String {
    let location = finding.finding.location
    return
      "\(location.start.line):\(location.start.column)-\(location.end.line):\(location.end.column)"
  }

  @Test(arguments: [
    ("each: a.b", "# é\na:\n  'é': 1\n  b: x # y\n", "4:3-4:7"),
    ("each: a.b", "a: {é: 1, b: {c: d}}", "1:12-1:13"),
    ("each: a.*", "a:\n  - x y\n", "2:5-2:8"),
    ("each: a.*\nat: c", "a:\n- b: 1\n  c: 2\n", "3:3-3:7"),
    ("each: a", "a: |\n  text\n", "1:1-1:5"), ("each: a\nat: [z, b]", "a: {b: 1}", "1:5-1:9"),
    ("each: .", "a: 1\n", "1:1-1:2"), ("each: a", "\u{FEFF}a: 1\r\n", "1:4-1:8"),
  ])
  func aFindingHasItsPlace(check: String, document: String, place: String) throws {
    let findings = try TestChecks.findings(check, in: document)
    #expect(findings.map(Self.place) == [place])
  }

  @Test func aFindingOfABlockStandsAtItsHead() throws {
    let text = "\nresource \"t\" \"n\" {\n  x = 1\n}\n"
    let findings = try TestChecks.findings("each: resource.t.*", in: text, path: "m/a.tf")
    #expect(findings.map(Self.place) == ["2:1-2:17"])
  }

  @Test func aFindingSaysWhatItIs() throws {
    let finding = try #require(try TestChecks.findings("each: a.b", in: "a: {b: x}").first).finding
    #expect(finding.kind == .posture)
    #expect(
      finding.rule == "test-check" && finding.family == "test" && finding.provider == "Nobody")
    #expect(finding.message == "Value x under b.")
    #expect(finding.secret.count == 0)
    #expect(finding.assessment?.gaps == [.scope, .expiry])
    #expect(finding.assessment?.frameworks == ["NHI5:2025"])
  }

  /// The identity knows the way through the document, not the lines.
  @Test func identitySurvivesShiftedLines() throws {
    func ids(_ text: String) throws -> [String] {
      try TestChecks.findings("each: jobs.*.steps.*.with", in: text).map(\.finding.id)
    }
    let step = "    - uses: x/y\n      with: {a: 1}\n"
    let plain = try ids("jobs:\n  b:\n    steps:\n\(step)")
    let shifted = try ids("# more\njobs:\n  a: {}\n  b:\n    steps:\n    - run: z\n\(step)")
    #expect(plain.count == 1)
    #expect(plain == shifted)
    #expect(try ids("jobs:\n  c:\n    steps:\n\(step)") != plain)
  }

  @Test func twoOfOneNameAreTwo() throws {
    let kinds = try TestChecks.findings("each: a", in: "a: 1\n---\na: 1\n")
    #expect(Set(kinds.map(\.finding.id)).count == 2)
  }

  @Test(arguments: [
    ("a.yaml", true), ("x/y/a.yaml", true), ("a.yml", false), ("a.yaml.txt", false),
    ("ayaml", false), (".yaml", true),
  ])
  func filesAreKnownByName(path: String, isKnown: Bool) throws {
    #expect(try TestChecks.findings("each: a", in: "a: 1", path: path).isEmpty != isKnown)
  }

  @Test func whatCannotBeReadIsSaid() throws {
    let scanner = try TestChecks.scanner("each: a")
    let bytes = Array("a: [1\n".utf8)
    #expect(bytes.withUnsafeBytes { scanner.check(BlobPath("a.yaml"), $0) }.isEmpty)
    #expect(
      scanner.coverage.remarks.first?.message.hasPrefix("posture not checked: no yaml") == true)
    #expect(scanner.coverage.isComplete)
  }

  /// A document on which a check of every path at every place would take hours.
  @Test func aDocumentCannotCostTimeWithoutEnd() throws {
    let list = (0..<2_000).map { "- x\($0)" }.joined(separator: "\n")
    let check = "each: '**'\nwhen: {some: '/**', where: {some: '/**', where: {equals: nothing}}}"
    let scanner = try TestChecks.scanner(check)
    let bytes = Array(list.utf8)
    #expect(bytes.withUnsafeBytes { scanner.check(BlobPath("a.yaml"), $0) }.isEmpty)
    #expect(!scanner.coverage.isComplete)
  }

  @Test func rulesAreSwitched() throws {
    let rules = try RuleSet.load(TestChecks.sources("each: a"))
    let pack = try PosturePack(rules.posture)
    #expect(pack.decoded() == rules.posture)
    #expect(pack.checkIDs()["T-01"] == ["test-check"])
    var options = PostureOptions()
    options.disabledRules = ["test-check"]
    let scanner = try #require(PostureScanner(PostureEngine(pack: pack, options: options)))
    #expect(Array("a: 1".utf8).withUnsafeBytes { scanner.check(BlobPath("a.yaml"), $0) }.isEmpty)
  }

  struct Mistake: CustomTestStringConvertible {
    var body: String
    var error: String
    var testDescription: String { body }
  }

  @Test(arguments: [
    Mistake(body: "each: a..b", error: "a step of a path is empty"),
    Mistake(body: "each: '\"a'", error: "does not end"),
    Mistake(body: "each: a\nwhen: {equal: x}", error: "unknown key 'equal'"),
    Mistake(body: "each: a\nwhen: {matches: '('}", error: "no PCRE2 pattern"),
    Mistake(body: "each: a\nwhen: {longer: soon}", error: "a span of time"),
    Mistake(body: "each: a\nwhen: {some: b}", error: "need a path and 'where'"),
    Mistake(body: "when: {exists: a}", error: "'each' is missing"),
    Mistake(body: "each: a\nfoo: 1", error: "unknown key 'foo'"),
    Mistake(body: "each: a\nwhen: {greater: x}", error: "must be a number"),
  ])
  func aMistakeIsTold(mistake: Mistake) throws {
    let errors = try #require(throws: RuleErrors.self) {
      try RuleSet.load(TestChecks.sources(mistake.body))
    }
    #expect(errors.description.contains(mistake.error), "\(errors)")
  }

  @Test func theEmbeddedPackIsWhatTheFilesSay() throws {
    let pack = try EmbeddedRules.loadPosture()
    #expect(try PosturePack(pack.decoded()).decoded() == pack.decoded())
  }
}
