import Model
import Posture
import Rules
import Testing

/// Checks written for a test, over a document of a test.
enum TestChecks {
  /// A rule file with one check of YAML files.
  static func file(_ body: String) -> String {
    """
    kind: test
    name: Test
    provider: Nobody
    files: [{format: yaml, paths: ['*.yaml']}, {format: hcl, paths: ['*.tf']}]
    checks:
      - id: test-check
        alias: T-01
        name: Wrong
        message: 'Value {.} under {@key}.'
        severity: high
        confidence: high
        attributes: [scope, expiry]
        frameworks: [NHI5:2025]
        fix: Do.
        url: https://example.org/
        examples: [a, b]
        counterexamples: [c]
    \(body.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))

    """
  }

  /// That file, and one with the frameworks that it names.
  static func sources(_ body: String) -> [RuleSource] {
    let frameworks = """
      taxonomies:
        - id: test
          name: Test
          version: "1"
          organization: Nobody
          url: https://example.org/
          entries: [{id: "NHI5:2025", name: Test}]

      """
    return [
      RuleSource(file: "test.yml", text: file(body)),
      RuleSource(file: "frameworks.yml", text: frameworks),
    ]
  }

  static func scanner(
    _ body: String, options: PostureOptions = PostureOptions()
  ) throws -> PostureScanner {
    let rules = try RuleSet.load(sources(body))
    let pack = try PosturePack(rules.posture)
    return try #require(PostureScanner(PostureEngine(pack: pack, options: options)))
  }

  static func findings(
    _ body: String, in text: String, path: String = "a.yaml", unresolved: Bool = false
  ) throws -> [PostureFinding] {
    var options = PostureOptions()
    options.showsUnresolved = unresolved
    let scanner = try scanner(body, options: options)
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes { scanner.check(BlobPath(path), $0) }
  }
}

@Suite struct ConditionTests {
  struct Case: CustomTestStringConvertible {
    var check: String
    var document: String
    /// yes, no, or unknown.
    var answer: String
    var testDescription: String { "\(check) | \(document)" }

    init(_ check: String, _ document: String, _ answer: String) {
      self.check = check
      self.document = document
      self.answer = answer
    }
  }

  static let cases = [
    Case("each: a", "a: 1", "yes"), Case("each: a", "b: 1", "no"),
    Case("each: a.b", "a: {b: 1}", "yes"), Case("each: a.*.c", "a: {x: {c: 1}, y: {d: 1}}", "yes"),
    Case("each: a|b", "b: 1", "yes"), Case("each: '\"a.b\"'", "a.b: 1", "yes"),
    Case("each: '~\"^A_\"'", "A_B: 1", "yes"), Case("each: '~\"^A_\"'", "B_A_: 1", "no"),
    Case("each: '**.c'", "a: [{b: {c: 1}}]", "yes"),
    Case("each: 'a[]'\nwhen: {equals: x}", "a: x", "yes"),
    Case("each: 'a[]'\nwhen: {equals: x}", "a: [y, x]", "yes"),
    Case("each: a\nwhen: {path: ^.b, equals: '1'}", "a: 0\nb: 1", "yes"),
    Case("each: a.b\nwhen: {path: ^^.c, equals: '1'}", "a: {b: 0}\nc: 1", "yes"),
    Case("each: a.b\nwhen: {path: /c, equals: '1'}", "a: {b: 0}\nc: 1", "yes"),
    Case("each: 'a.*'\nwhen: {path: '@key', matches: '^x'}", "a: {xy: 1}", "yes"),
    Case("each: a\nwhen: {path: '@json.b', equals: '1'}", "a: '{\"b\": 1}'", "yes"),
    Case("each: a\nwhen: {path: '@json.b', equals: '1'}", "a: ${{ x }}", "unknown"),
    Case("each: a\nwhen: {equals: 'true'}", "a: True", "yes"),
    Case("each: a\nwhen: {equals: [x, y]}", "a: y", "yes"),
    Case("each: a\nwhen: {equals: x}", "a: {{ x }}", "unknown"),
    Case("each: a\nwhen: {matches: '^x+$'}", "a: xx", "yes"),
    Case("each: a\nwhen: {unlike: '^x+$'}", "a: xy", "yes"),
    Case("each: a\nwhen: {unlike: '^x+$'}", "a: ${{ x }}", "unknown"),
    Case("each: a\nwhen: {mentions: 'secrets[.]'}", "a: ${{ secrets.X }}", "yes"),
    Case("each: a\nwhen: {mentions: 'secrets[.]'}", "a: ${{ vars.X }}", "no"),
    Case("each: a\nwhen: {greater: 5}", "a: 6", "yes"),
    Case("each: a\nwhen: {greater: 5}", "a: five", "no"),
    Case("each: a\nwhen: {less: 5}", "a: 4.5", "yes"),
    Case("each: a\nwhen: {less: 5}", "a: {{ x }}", "unknown"),
    Case("each: a\nwhen: {longer: 90d}", "a: 2161h", "yes"),
    Case("each: a\nwhen: {longer: 90d}", "a: 90d", "no"),
    Case("each: a\nwhen: {longer: 90d}", "a: P91D", "yes"),
    Case("each: a\nwhen: {longer: 1h}", "a: 3601", "yes"),
    Case("each: a\nwhen: {longer: 1h, unit: minutes}", "a: 61", "yes"),
    Case("each: a\nwhen: {longer: 7d}", "a: '08.00:00:00'", "yes"),
    Case("each: a\nwhen: {shorter: 10m}", "a: 9m59s", "yes"),
    Case("each: a\nwhen: {literal: true}", "a: abc", "yes"),
    Case("each: a\nwhen: {literal: true}", "a: changeme", "no"),
    Case("each: a\nwhen: {literal: true}", "a: ${{ x }}", "no"),
    Case("each: a\nwhen: {literal: true}", "a:", "no"),
    Case("each: a\nwhen: {exists: b}", "a: {b: }", "yes"),
    Case("each: a\nwhen: {absent: b}", "a: {c: 1}", "yes"),
    Case("each: a\nwhen: {absent: b}", "a: {b: 1}", "no"),
    Case("each: a\nwhen: {absent: b}", "a:\n  c: 1\n  {{ include \"x\" . }}\n", "unknown"),
    Case("each: a\nwhen: {absent: b.c}", "a: {b: !Ref x}", "unknown"),
    Case("each: a\nwhen: {not: {equals: x}}", "a: y", "yes"),
    Case("each: a\nwhen: {not: {equals: x}}", "a: {{ y }}", "unknown"),
    Case("each: a\nwhen: [{equals: x}, {exists: ^.b}]", "a: x", "no"),
    Case("each: a\nwhen: {all: [{equals: x}, {absent: ^.b}]}", "a: x", "yes"),
    Case("each: a\nwhen: {all: [{equals: x}, {path: ^.b, equals: y}]}", "a: z\nb: {{ c }}", "no"),
    Case("each: a\nwhen: {any: [{equals: x}, {path: ^.b, equals: y}]}", "a: x\nb: {{ c }}", "yes"),
    Case(
      "each: a\nwhen: {any: [{equals: x}, {path: ^.b, equals: y}]}", "a: z\nb: {{ c }}", "unknown"),
    Case("each: a\nwhen: {some: '*', where: {equals: x}}", "a: [y, x]", "yes"),
    Case("each: a\nwhen: {every: '*', where: {equals: x}}", "a: [x, x]", "yes"),
    Case("each: a\nwhen: {every: '*', where: {equals: x}}", "a: [x, y]", "no"),
    Case("each: a\nwhen: {every: '*', where: {equals: x}}", "a: []", "yes"),
    Case("each: a\nwhen: {every: '*', where: {equals: x}}", "a: [x, '{{ y }}']", "unknown"),
    Case("each: a\nwhen: {count: '*', where: {equals: x}, at-least: 2}", "a: [x, y, x]", "yes"),
    Case("each: a\nwhen: {count: '*', where: {equals: x}, at-least: 2}", "a: [x, y]", "no"),
    Case(
      "each: a\nwhen: {count: '*', where: {equals: x}, at-least: 2}", "a: [x, '{{ y }}']", "unknown"
    ),
    Case("each: a\nwhen: {count: '*', at-most: 1}", "a: [x]", "yes"),
    Case("each: a\nwhen: {count: '*', at-most: 1}", "a: [x, y]", "no"),
    Case("each: a\nwhen: {function: nothing-of-this-name}", "a: 1", "unknown"),
  ]

  @Test(arguments: cases)
  func aConditionAnswers(sample: Case) throws {
    let sure = try TestChecks.findings(sample.check, in: sample.document)
    let all = try TestChecks.findings(sample.check, in: sample.document, unresolved: true)
    let answer = sure.isEmpty ? (all.isEmpty ? "no" : "unknown") : "yes"
    #expect(answer == sample.answer)
    if answer == "unknown" { #expect(all.allSatisfy { $0.finding.confidence == .low }) }
  }

  @Test(arguments: [
    ("3600", 3600.0), ("1h30m", 5400), ("90d", 7_776_000), ("2 weeks", 1_209_600),
    ("P1DT1H", 90_000), ("PT15M", 900),
    ("01:00:00", 3600), ("07.00:00:00", 604_800), ("1y", 31_536_000), ("720h0m0s", 2_592_000),
    ("500ms", 0.5),
  ])
  func spansOfTimeAreRead(text: String, seconds: Double) {
    #expect(TimeSpan.seconds(text) == seconds)
  }

  @Test(arguments: [
    "", "h", "1 fortnight", "P", "never", "1h2", "1:2", "--1d", "0x10", "inf", "nan",
  ])
  func whatIsNoSpanIsNone(text: String) { #expect(TimeSpan.seconds(text) == nil) }
}
