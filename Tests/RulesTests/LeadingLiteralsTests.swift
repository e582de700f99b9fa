import Testing

@testable import Rules

/// Whether every match of a pattern begins with one of the literals.
@Suite struct LeadingLiteralsTests {
  struct Case: CustomTestStringConvertible {
    var pattern: String
    var literals: [String]
    var begins: Bool
    var testDescription: String { "\(pattern) \(literals)" }
  }

  static let cases: [Case] = [
    Case(pattern: #"\b(?<secret>ghp_[a-z]{36})\b"#, literals: ["ghp_"], begins: true),
    Case(pattern: "ghp_x", literals: ["GHP_"], begins: true),
    Case(pattern: "GHP_x", literals: ["ghp_"], begins: true),
    Case(pattern: "(?i)ghp_x", literals: ["ghp_"], begins: true),
    Case(pattern: "(?<![a-z])(?:ghp|gho)_x", literals: ["ghp_", "gho_"], begins: true),
    Case(pattern: "(?<![a-z])(?:ghp|gho)_x", literals: ["ghp_"], begins: false),
    Case(pattern: "(?:ghp|gho)_x", literals: ["gh"], begins: true),
    Case(pattern: "ghp_|other", literals: ["ghp_"], begins: false),
    Case(pattern: "ghp_|ghp-", literals: ["ghp"], begins: true),
    // What may be absent or come again is not known.
    Case(pattern: "ghp_?x", literals: ["ghp_"], begins: false),
    Case(pattern: "ghp_*x", literals: ["ghp_"], begins: false),
    Case(pattern: "ghp_{0,1}x", literals: ["ghp_"], begins: false),
    Case(pattern: "g+hp_", literals: ["ghp_"], begins: false),
    Case(pattern: "(?:ghp_)?x", literals: ["ghp_"], begins: false),
    Case(pattern: "(?:x)?ghp_", literals: ["ghp_"], begins: false),
    Case(pattern: "(?:ghp_)+x", literals: ["ghp_"], begins: true),
    Case(pattern: "(?:a|b){2}ghp_", literals: ["ghp_"], begins: false),
    // Classes, dots and escapes of classes are not read.
    Case(pattern: "[g]hp_", literals: ["ghp_"], begins: false),
    Case(pattern: ".ghp_", literals: ["ghp_"], begins: false),
    Case(pattern: #"\dghp_"#, literals: ["ghp_"], begins: false),
    Case(pattern: #"\x67hp_"#, literals: ["ghp_"], begins: false),
    Case(pattern: #"xox\.b-"#, literals: ["xox.b-"], begins: true),
    Case(pattern: #"a\|b"#, literals: ["a|b"], begins: true),
    Case(pattern: "[|]x|ghp_", literals: ["ghp_"], begins: false),
    Case(pattern: "(?:[)]|x)ghp_", literals: ["ghp_"], begins: false),
    // An assertion in front has no width; one that looks ahead is not read.
    Case(pattern: "(?<=key=)ghp_", literals: ["ghp_"], begins: true),
    Case(pattern: "(?=x)ghp_", literals: ["ghp_"], begins: false),
    Case(pattern: "^ghp_", literals: ["ghp_"], begins: false),
    Case(pattern: "ghp", literals: ["ghp_"], begins: false),
    Case(pattern: "", literals: ["ghp_"], begins: false),
    Case(pattern: "(ghp_", literals: ["ghp_"], begins: false),
    Case(pattern: "ghp_)", literals: ["ghp_"], begins: true),
  ]

  @Test(arguments: cases) func begins(example: Case) {
    #expect(
      LeadingLiterals.matchBegins(example.pattern, with: example.literals) == example.begins)
  }

  @Test func manyAlternativesAreGivenUp() {
    let many = (0..<300).map { "ghp_\($0)" }.joined(separator: "|")
    #expect(!LeadingLiterals.matchBegins("(?:\(many))", with: ["ghp_"]))
    let power = String(repeating: "(?:a|b)", count: 40)
    #expect(
      !LeadingLiterals.matchBegins("\(power)x", with: ["\(String(repeating: "a", count: 40))x"]))
  }
}
