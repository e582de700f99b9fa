import EmbeddedRules
import Foundation
import Model
import Posture
import Rules
import TestKit
import Testing

/// Texts made to cost memory, time or the program's life.
@Suite struct HostileDocumentTests {
  private static let formats = PostureFiles.Format.allCases.filter { $0 != .text }

  /// Nine levels of nine aliases: 400 million values from 300 bytes.
  @Test func aliasesDoNotGrowWithoutEnd() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(throws: ReadError.self) { try Documents.read(Array(text.utf8), as: .yaml) }
  }

  /// As many maps of aliases in one ConfigMap as fit: each alone is within the limits, all together are not.
  @Test(.timeLimit(.minutes(1))) func textsOfAMapShareTheirLimit() throws {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...4 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      bomb += "a\(level): &a\(level) [\(aliases)]\n"
    }
    bomb = bomb.split(separator: "\n").map { "    \($0)\n" }.joined()
    let texts = (0..<2_000).map { "  t\($0): |\n\(bomb)" }.joined()
    let text = "kind: ConfigMap\n# issuer: storage: refreshTokens:\ndata:\n\(texts)"
    let pack = try EmbeddedRules.loadPosture()
    let scanner = try #require(PostureScanner(PostureEngine(pack: pack)))
    let found = Array(text.utf8).withUnsafeBytes { scanner.check(BlobPath("dex.yaml"), $0) }
    #expect(found.isEmpty)
  }

  @Test(arguments: [
    (PostureFiles.Format.yaml, "[", ""), (.yaml, "- ", ""), (.yaml, "{a: ", ""), (.yaml, "&a ", ""),
    (.yaml, "a: !t ", ""), (.json, "[", "]"), (.json, "{\"a\":", "}"), (.toml, "a = [", "]"),
    (.toml, "[a.", "a]"), (.hcl, "a {\n", "}\n"), (.hcl, "a = [", "]"), (.hcl, "a = \"${", "}\""),
    (.hcl, "a = f(", ")"), (.hcl, "a = jsonencode(", ")"), (.xml, "<a>", "</a>"), (.xml, "<!", ">"),
    (.properties, "[", "]"), (.dockerfile, "RUN \\\n", ""),
    (.bicep, "var a = (", ")"), (.bicep, "var a = '${", "}'"), (.bicep, "a\n? ", ""),
    (.bicep, "resource r 'a' = {\n", "}"), (.bicep, "resource r 'a' = [for x in y: ", "]"),
    (.bicep, "// \n", ""),
  ])
  func nestingHasAnEnd(format: PostureFiles.Format, open: String, close: String) {
    let depth = 100_000
    let text = String(repeating: open, count: depth) + String(repeating: close, count: depth)
    // Refused or read: it ends, and the stack holds.
    _ = try? Documents.read(Array(text.utf8), as: format)
  }

  /// A carriage return alone ends no line, and what stands behind many of them stands far from its line's beginning.
  @Test(arguments: ["", "a: ", "- "], ["|", ">", "|2"])
  func aBlockScalarHoldsCarriageReturns(head: String, sign: String) {
    for returns in 1...60 {
      let text = "\(head)\(sign)\n" + String(repeating: "\r", count: returns) + "A^"
      _ = try? Documents.read(Array(text.utf8), as: .yaml)
    }
  }

  /// Indentation, one level a line.
  @Test func indentationHasAnEnd() {
    let text = (0..<2_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    #expect(throws: ReadError.self) { try Documents.read(Array(text.utf8), as: .yaml) }
  }

  @Test(arguments: formats)
  func aLineOfFiftyMegabytesIsRefused(format: PostureFiles.Format) {
    let line = [UInt8](repeating: UInt8(ascii: "a"), count: 50 << 20)
    #expect(throws: ReadError.self) { try Documents.read(line, as: format) }
  }

  @Test(arguments: formats)
  func aLongLineIsReadOrRefused(format: PostureFiles.Format) {
    let line = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
    for head in ["a: ", "a = \"", "[", "\"", "ENV A="] {
      _ = try? Documents.read(Array(head.utf8) + line, as: format)
    }
  }

  /// A million values, lines, quotation marks: no reader takes time that grows with their square.
  @Test(arguments: formats)
  func manyOfAnythingIsRead(format: PostureFiles.Format) {
    for unit in [
      "\n", "a: 1\n", "- a\n", "a = 1\n", "\"", "'", "[a]\n", "[[a]]\n", "a.b = 1\n", "a,", "#\n",
      "{{ a }}\n",
      "ENV A=1\n", "<a/>", "a {}\n", "a = [\n", "x = f(\n", "${", "&a *a\n", "a: &a b\n", "? ",
      ": ", "|\n", "<<A\n",
    ] {
      let text = Array(String(repeating: unit, count: 20_000).utf8)
      _ = try? Documents.read(text, as: format)
      _ = try? Documents.read(Array("a = [\n".utf8) + text, as: format)
    }
  }

  /// Pieces of every syntax in any order: read or refused, and all places lie within the text.
  @Test(arguments: formats)
  func anythingIsReadOrRefused(format: PostureFiles.Format) {
    let seed = UInt64.random(in: 1...UInt64.max)
    var random = SeededRandom(seed: seed)
    let pieces = [
      "a", "b: ", ": ", "- ", "\n", "\n  ", "  ", "\"", "'", "{", "}", "[", "]", ",", "=", "#",
      "&a ", "*a", "|\n",
      ">\n", "<<EOT\n", "EOT\n", "<<: ", "!Ref ", "${", "{{", "}}", "(", ")", "\\", "\\u", "d83d",
      "<a>", "</a>", "/>",
      "<!--", "-->", "é", "\u{0}", "\r\n", "\r", "\t", "---\n", "...\n", "? ", "1", "true", "/*",
      "*/",
      "//", "ENV ", "RUN ",
      "\"\"\"", "'''", "[[", "]]", "for ", "jsonencode(", "%", "~",
    ]
    for _ in 0..<3_000 {
      let count = Int(random.next() % 24)
      let text = Array(
        (0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined().utf8)
      guard let nodes = try? Documents.read(text, as: format) else { continue }
      for node in nodes {
        #expect(
          Self.isInside(node, text.count), "seed \(seed): \(String(decoding: text, as: UTF8.self))")
      }
    }
  }

  static func isInside(_ node: Node, _ count: Int) -> Bool {
    guard node.span.lowerBound >= 0, node.span.upperBound <= count else { return false }
    switch node.value {
    case .null, .scalar, .unresolved: return true
    case .sequence(let elements): return elements.allSatisfy { isInside($0, count) }
    case .mapping(let mapping):
      return mapping.members.allSatisfy {
        $0.keySpan.upperBound <= count && isInside($0.value, count)
      }
    }
  }
}
