internal import StrictYAML
internal import Testing
internal import Yams

@Suite struct StrictReaderTests {
  /// Collects what is wrong.
  struct Reader: StrictReader {
    var mistakes: [String] = []
    mutating func note(line: Int, column: Int, _ message: String) {
      mistakes.append("\(line):\(column): \(message)")
    }
  }

  @Test(arguments: [
    ("alpha: 1\nbeto: 2\n", "2:1: unknown key 'beto': did you mean 'beta'?"),
    ("alpha: 1\nzzz: 2\n", "2:1: unknown key 'zzz': known are alpha, beta"),
    ("- a\n", "1:1: a mapping with the keys alpha, beta is expected here"),
    ("alpha: 1\nalpha: 2\n", "1:1: 'alpha' stands twice in this mapping"),
    (
      "alpha: &x 1\nbeta: *x\n",
      "2:7: '*x': test files have no anchors and aliases; write the value out"
    ),
    ("", "0:0: the file is empty"),
  ])
  func mistakesHaveTheirPlace(text: String, mistake: String) {
    var reader = Reader()
    if let root = reader.root(of: text, kind: "test files") {
      _ = reader.members(of: root, allowed: ["alpha", "beta"])
    }
    #expect(reader.mistakes == [mistake])
  }

  @Test func whatIsNotYAMLSaysWhere() throws {
    var reader = Reader()
    #expect(reader.root(of: "a: [1, 2\nb: 3\n", kind: "test files") == nil)
    #expect(try #require(reader.mistakes.first).contains("not YAML"))
  }

  @Test func valuesHaveTheirTypes() throws {
    var reader = Reader()
    let text = "count: many\nshare: 2.0\nis: maybe\nword: ''\n"
    let read = reader.root(of: text, kind: "test files")
    let root = try #require(read)
    let members = reader.members(of: root, allowed: ["count", "share", "is", "word", "list"])
    let map = try #require(members)
    _ = reader.integer(map, "count", 1...9)
    _ = reader.number(map, "share", 0...1)
    _ = reader.boolean(map, "is")
    _ = reader.string(map, "word", of: root)
    _ = reader.list(map, "list", of: root)
    #expect(
      reader.mistakes == [
        "1:8: 'count' must be a whole number from 1 to 9",
        "2:8: 'share' must be a number from 0.0 to 1.0", "3:5: 'is' must be true or false",
        "4:7: 'word' must be a text that is not empty", "1:1: 'list' is missing",
      ])
  }

  @Test(
    arguments: [
      ("exclde", ["include", "exclude"], "exclude"), ("Owner", ["owner"], "owner"),
      ("untli", ["until", "owner"], "until"), ("x", ["owner"], nil), ("", ["id"], nil),
      (String(repeating: "a", count: 10_000), ["a"], nil),
    ] as [(String, [String], String?)])
  func theNearestWordIsSuggested(word: String, known: [String], nearest: String?) {
    #expect(Suggestion.nearest(to: word, among: known) == nearest)
  }
}
