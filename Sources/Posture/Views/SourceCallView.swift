/// The calls in a program's text that make or check tokens, as values: one root for each call.
///
/// A root has `call` (`jwt.sign`), `arguments` (a list), `first`, `second` and `third` of them, `named` (keyword
/// arguments, and the members of `new X { … }`), `chain` (what is called on `Jwts.builder()`, by name, each a list of
/// arguments) and `file`, the whole text, for what is said elsewhere. Texts, numbers and products of them, truth values,
/// lists and mappings that are written out, or stand in a constant of the program, are such values; every other
/// expression is unresolved. A program's tests are left out: they make wrong tokens on purpose.
///
/// This is no parser of any language: it knows strings, comments, brackets and names, which is all that a call needs.
enum SourceCallView {
  /// How a language's comments to the end of a line begin.
  enum Comments {
    case slashes, hash
  }

  /// Last parts of the names of the calls that are looked at.
  static let names: Set<String> = [
    "sign", "verify", "encode", "decode", "builder", "parser", "parserBuilder", "NewWithClaims",
    "SignedString", "WithoutClaimsValidation", "register", "super", "JwtSecurityToken",
    "SymmetricSecurityKey",
  ]
  /// Last parts of the names of the types whose members are looked at.
  static let types: Set<String> = ["TokenValidationParameters", "Parser"]

  /// Members of such types that programs set by themselves, and the type's name for the checks.
  static let settings = [
    "SkipClaimsValidation": "jwt.Parser", "ValidateLifetime": "TokenValidationParameters",
    "ValidateAudience": "TokenValidationParameters", "ValidateIssuer": "TokenValidationParameters",
  ]

  private static let tests = [
    "describe(", "vitest", "node:test", "bun:test", "@nestjs/testing", "@playwright/test", "@jest/",
    "pytest",
    "unittest", "testing.T", "org.junit", "using Xunit", "NUnit.Framework",
    "RSpec.", "Microsoft.VisualStudio.TestTools", "minitest", "func Example", ".Tests;", ".Tests\n",
    "def test_", "[Fact]", "[Test]", "[TestMethod]", "[Theory]",
  ]
  /// No program has more of them by hand.
  private static let limit = 400

  static func calls(_ document: Node, comments: Comments) -> [Views.Root] {
    guard case .sequence(let lines) = document.value else { return [] }
    let text = SourceCallView.text(of: lines, count: document.span.upperBound)
    let whole = String(decoding: text, as: UTF8.self)
    if tests.contains(where: { whole.contains($0) }) { return [] }
    var reader = SourceCallReader(text, comments: comments)
    var roots: [Views.Root] = []
    let file = member("file", Node(.scalar(whole, isQuoted: true), span: document.span))
    while roots.count < limit, let call = reader.nextCall() {
      let name = Node(.scalar(call.name, isQuoted: true), span: call.span)
      var members = zip(["first", "second", "third"], call.arguments).map { member($0, $1) }
      members += [
        member("call", name),
        member("arguments", Node(.sequence(call.arguments), span: call.span)),
        member("named", Node(.mapping(call.named), span: call.span)),
        member("chain", Node(.mapping(call.chain), span: call.span)), file,
      ]
      roots.append(
        Views.Root(
          node: Node(.mapping(Node.Mapping(members: members)), span: call.span), label: call.name))
    }
    return roots
  }

  private static func member(_ key: String, _ value: Node) -> Node.Member {
    Node.Member(key: key, keySpan: value.span, value: value)
  }

  /// The text again, blanks where its lines had some, every byte where it was.
  private static func text(of lines: [Node], count: Int) -> [UInt8] {
    var text = [UInt8](repeating: UInt8(ascii: " "), count: count)
    for line in lines {
      let bytes = Array((line.text ?? "").utf8)
      // Bytes that were no UTF-8 have become others: such a line stays blank.
      if bytes.count == line.span.count, line.span.upperBound <= count {
        text.replaceSubrange(line.span, with: bytes)
      }
      if line.span.upperBound < count { text[line.span.upperBound] = 0x0A }
    }
    return text
  }
}
