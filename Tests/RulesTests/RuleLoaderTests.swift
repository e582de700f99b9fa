import Model
import Rules
import Testing

@Suite struct RuleLoaderTests {
  static let sound = """
    provider: Acme
    families:
      - id: acme-key
        name: Acme key
        description: Opens the gate.
        lifetime: {class: static}
        identity: workload
        revoke: {how: "Delete it", url: "https://acme.invalid/keys"}
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

  struct Mistake: CustomTestStringConvertible {
    var from: String
    var to: String
    /// The beginning of the error.
    var error: String
    var testDescription: String { to }
  }

  static let mistakes = [
    Mistake(from: "identity: workload", to: "identity: robot", error: "a.yml:7:15: 'robot' is no"),
    Mistake(from: "    name:", to: "    nmae:", error: "a.yml:3:5: 'name' is missing"),
    Mistake(from: "{20})\\b", to: "{20}\\b", error: "a.yml:13:14: detector 'acme-key': pattern is"),
    Mistake(from: "(?<secret>", to: "(?:", error: "a.yml:13:14: detector 'acme-key': pattern has"),
    Mistake(from: "[acme_]", to: "[ac]", error: "a.yml:13:14: detector 'acme-key': literal 'ac'"),
    Mistake(from: "[acme_]", to: "[other_]", error: "a.yml:13:14: detector 'acme-key': example"),
    Mistake(from: "https://acme", to: "http://acme", error: "a.yml:8:37: url must begin"),
    Mistake(
      from: "family: acme-key", to: "family: acme-kye",
      error: "a.yml:13:14: detector 'acme-key': no family"),
    Mistake(
      from: "(?<secret>acme_[a-z0-9]{20})", to: "(?<secret>acme_(?:[a-z0-9]+)+)x",
      error: "a.yml:13:14: detector 'acme-key': pattern takes exponential"),
    Mistake(from: "severity: high", to: "severity: [high", error: "a.yml:"),
  ]

  @Test(arguments: mistakes)
  func aMistakeHasItsPlace(mistake: Mistake) throws {
    let text = Self.sound.replacing(mistake.from, with: mistake.to)
    try #require(text != Self.sound)
    let errors = try #require(throws: RuleErrors.self) {
      try RuleSet.load([RuleSource(file: "a.yml", text: text)])
    }
    #expect(
      errors.errors.contains { $0.description.hasPrefix(mistake.error) }, "\(errors)")
  }

  @Test func aPatternOfParenthesesOnlyIsAMistake() throws {
    let parentheses =
      String(repeating: "(", count: 30_000) + String(repeating: ")", count: 30_000)
    let text = Self.sound.replacing("(?<secret>acme_[a-z0-9]{20})", with: parentheses)
    let errors = try #require(throws: RuleErrors.self) {
      try RuleSet.load([RuleSource(file: "a.yml", text: text)])
    }
    #expect(errors.description.contains("pattern is no PCRE2 pattern"))
  }

  /// Nine levels of eight aliases each, as keys, which a reader must compare: 134 million nodes from 600 bytes.
  @Test func aliasesAreRefusedBeforeTheyGrow() throws {
    var text = Self.sound + "k0: &a0 {x: y}\n"
    for level in 0..<9 {
      let aliases = Array(repeating: "*a\(level)", count: 8).joined(separator: ",")
      text += "k\(level + 1): &a\(level + 1) {? [\(aliases)] : 1, ? [*a\(level)] : 2}\n"
    }
    let errors = try #require(throws: RuleErrors.self) {
      try RuleSet.load([RuleSource(file: "a.yml", text: text)])
    }
    #expect(errors.errors.map(\.line) == [19])
    #expect(errors.description.contains("'*a0': rule files have no anchors"))
  }

  @Test(arguments: ["a && b", "x*y", "[&a-z] [*b-z]", "SELECT *  &"])
  func signsOfAnchorsInTextAreText(example: String) throws {
    let text = Self.sound.replacing("['acme_{lownum:10}']", with: "['\(example)']")
    try #require(text != Self.sound)
    _ = try RuleSet.load([RuleSource(file: "a.yml", text: text)])
  }

  @Test func twoFilesMayNotShareAnID() throws {
    let errors = try #require(throws: RuleErrors.self) {
      try RuleSet.load([
        RuleSource(file: "a.yml", text: Self.sound), RuleSource(file: "b.yml", text: Self.sound),
      ])
    }
    #expect(errors.description.contains("is in a.yml too"))
  }

  @Test func aPackHoldsWhatWasPutIn() throws {
    let rules = try RuleSet.load([RuleSource(file: "a.yml", text: Self.sound)])
    let pack = try RulePack(rules)
    #expect(pack.decoded() == rules)
    #expect(pack.detector(0).isAnchored)
    #expect(pack.family(id: "acme-key")?.provider == "Acme")
    #expect(pack.family(id: "nobody") == nil)
  }

  @Test func rulesOfTheUserReplaceThoseWithTheSameID() throws {
    let old = try RuleSet.load([RuleSource(file: "a.yml", text: Self.sound)])
    let new = try RuleSet.load([
      RuleSource(file: "b.yml", text: Self.sound.replacing("severity: high", with: "severity: low"))
    ])
    #expect(old.replacing(with: new).detectors.map(\.severity) == [.low])
  }
}
