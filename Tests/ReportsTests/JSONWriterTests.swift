import Foundation
import TestKit
import Testing

@testable import Reports

@Suite struct JSONWriterTests {
  private func written(_ layout: JSONWriter.Layout, _ body: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter(layout)
    body(&json)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("", #""""#),
    ("plain", #""plain""#),
    ("a\"b\\c/d", #""a\"b\\c/d""#),
    ("line\nfeed\r\n\ttab", #""line\nfeed\r\n\ttab""#),
    ("\u{0}\u{8}\u{C}\u{1B}[31m\u{7F}", #""\u0000\u0008\u000c\u001b[31m\u007f""#),
    ("\u{9B}31m", #""\u009b31m""#),
    ("\u{2028}\u{2029}", #""\u2028\u2029""#),
    ("\u{202E}gnp.exe", #""\u202egnp.exe""#),
    ("\u{FEFF}bom", #""\ufeffbom""#),
    ("\u{E0041}", #""\udb40\udc41""#),
    ("Zoë 😀 日本", #""Zoë 😀 日本""#),
    ("##[error]x", ##""#\u0023[error]x""##),
    ("### ##vso[x", ####""### #\u0023vso[x""####),
    ("# ## ###", ####""# ## ###""####),
  ])
  func escapes(text: String, expected: String) {
    #expect(written(.compact) { $0.string(text) } == expected)
  }

  @Test func bytesThatAreNotUTF8BecomeReplacements() {
    let text = String(decoding: [0x61, 0xFF, 0xE2, 0x82, 0x62], as: UTF8.self)
    #expect(written(.compact) { $0.string(text) } == "\"a\u{FFFD}\u{FFFD}b\"")
  }

  private func writeSample(_ json: inout JSONWriter) {
    json.object { json in
      json.member("z", 1)
      json.member("a", true)
      json.nullableMember("n", nil as String?)
      json.member("list", ["x", "y"])
      json.member("none", [])
      json.objectMember("empty") { _ in }
      json.arrayMember("rows") { json in
        json.object { $0.member("k", "v") }
        json.array { _ in }
      }
    }
  }

  @Test func compactHasNoBlanksAndKeepsOrder() {
    #expect(
      written(.compact, writeSample)
        == #"{"z":1,"a":true,"n":null,"list":["x","y"],"none":[],"empty":{},"rows":[{"k":"v"},[]]}"#
    )
  }

  @Test func prettyHasAMemberALine() {
    let expected = """
      {
        "z": 1,
        "a": true,
        "n": null,
        "list": [
          "x",
          "y"
        ],
        "none": [],
        "empty": {},
        "rows": [
          {
            "k": "v"
          },
          []
        ]
      }
      """
    #expect(written(.pretty, writeSample) == expected)
  }

  @Test(arguments: 0..<200)
  func anyBytesComeBack(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let interesting: [UInt8] = [0x22, 0x5C, 0x23, 0x5B, 0x0A, 0x1B, 0xE2, 0x80, 0xA8, 0xF0, 0x9F]
    let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ -> UInt8 in
      Bool.random(using: &random)
        ? interesting[Int.random(in: 0..<interesting.count, using: &random)]
        : UInt8.random(in: 0...255, using: &random)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let json = written(.compact) { $0.array { $0.string(text) } }
    let parsed = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String]
    #expect(parsed?.first.map { Array($0.utf8) } == Array(text.utf8), "seed \(seed)")
    let isHarmless = json.unicodeScalars.allSatisfy { !$0.isInvisible }
    #expect(isHarmless, "seed \(seed)")
  }

  // The strict reader of another language; the tests above always run.
  @Test(.enabled(if: Python.isInstalled, "no python3"))
  func pythonReadsTheSame() throws {
    var random = SeededRandom(seed: 7)
    let texts = (0..<200).map { _ in
      String(
        decoding: (0..<40).map { _ in UInt8.random(in: 0...255, using: &random) }, as: UTF8.self)
    }
    let json = written(.pretty) { $0.member("texts", texts) }
    let hexadecimal = texts.map { text in
      text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("texts.json")
      try Data("{\(json)}".utf8).write(to: file)
      let script = """
        import json, sys
        texts = json.load(open(sys.argv[1], encoding="utf-8"))["texts"]
        print(",".join(text.encode().hex() for text in texts))
        """
      let result = try Python.run(["-c", script, file.path])
      #expect(
        result.output.trimmingCharacters(in: .newlines) == hexadecimal.joined(separator: ","))
    }
  }
}
