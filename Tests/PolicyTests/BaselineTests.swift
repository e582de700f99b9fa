internal import Model
internal import Policy
internal import TestKit
internal import Testing

@Suite struct BaselineTests {
  private func baseline(_ findings: [Finding]) -> Baseline {
    Baseline(source: ".sprawl-baseline", entries: findings.map { Baseline.Entry($0) })
  }

  // MARK: Matching

  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var then: [Finding]
    var now: [Finding]
    var known: Set<Int>
    var moved: [Int] = []
    var new: [Int] = []
    var ended = 0
  }

  private static let one = Sample.finding("a", "1", path: "a.py")
  private static let two = Sample.finding("b", "2", path: "b.py")
  private static let renamed = Sample.finding("a", "3", path: "z.py")

  static let cases: [Case] = [
    Case(testDescription: "nothing changed", then: [one, two], now: [one, two], known: [0, 1]),
    Case(testDescription: "one ended", then: [one, two], now: [two], known: [0], ended: 1),
    Case(testDescription: "one is new", then: [one], now: [one, two], known: [0], new: [1]),
    Case(testDescription: "a rename", then: [one], now: [renamed], known: [0], moved: [0]),
    Case(
      testDescription: "a copy beside the first", then: [one], now: [one, renamed], known: [0],
      new: [1]),
    Case(
      testDescription: "a rename and a copy", then: [one],
      now: [renamed, Sample.finding("a", "4", path: "y.py")], known: [0], moved: [0], new: [1]),
    Case(
      testDescription: "two places of one credential, both renamed",
      then: [one, Sample.finding("a", "5", path: "c.py")],
      now: [renamed, Sample.finding("a", "4", path: "y.py")], known: [0, 1], moved: [0, 1]),
    Case(
      testDescription: "twice in one file", then: [one, one], now: [one, one, one],
      known: [0, 1, 2]),
    Case(
      testDescription: "twice in one file, renamed", then: [one, one], now: [renamed, renamed],
      known: [0, 1], moved: [0, 1]),
    Case(
      testDescription: "another value in its place", then: [one], now: [two], known: [], new: [0],
      ended: 1),
  ]

  @Test(arguments: cases) func findingsAreKnownByCredentialAndPath(example: Case) {
    let matching = baseline(example.then).match(example.now)
    #expect(Set(matching.known.keys) == example.known)
    #expect(matching.moved(example.now).map(\.index) == example.moved)
    #expect(matching.new == example.new)
    #expect(matching.ended.count == example.ended)
  }

  @Test func aScanOfAPartEndsNothingAndMovesWhatIsGone() {
    let known = baseline([Self.one, Self.two])
    let staged = known.match([Self.renamed], isWhole: false)
    #expect(staged.new == [0])
    #expect(staged.ended.isEmpty)
    let gone = known.match([Self.renamed], isWhole: false) { $0 == Self.one.path }
    #expect(gone.known.keys.sorted() == [0])
  }

  @Test func aHistoryIsKnownByAnyOfItsPaths() {
    let ids: Set = [Self.renamed.id, Self.one.id]
    let matching = baseline([Self.one]).match([Self.renamed], ids: { _ in ids })
    #expect(matching.new.isEmpty)
    #expect(matching.ended.isEmpty)
  }

  @Test func findingsOfTheBaselineDoNotFailTheScanAndAreCounted() {
    var findings = [Self.renamed, Self.two]
    let context = EvaluationContext(asOf: Sample.date)
    let known = baseline([Self.one, Sample.finding("c", "9", path: "c.py")])
    let summary = Evaluation(policy: .builtIn, baseline: known, context: context).judge(&findings)
    #expect(findings.map(\.outcome) == [.baseline, .reported])
    #expect(summary.outcomes == [.baseline: 1, .reported: 1])
    #expect(summary.endedEntries == 1)
    #expect(
      findings[0].assessment?.policy.reasons == ["in the baseline .sprawl-baseline as a.py"])
  }

  @Test func anEndedExceptionIsToldThoughTheBaselineKnowsTheFinding() throws {
    let policy = try PolicyReaderTests.read(PolicyText.whole)
    var findings = [Sample.finding("a", "1")]
    let context = EvaluationContext(asOf: Sample.date + 30 * Sample.day)
    _ = Evaluation(policy: policy, baseline: baseline(findings), context: context).judge(&findings)
    #expect(findings[0].outcome == .reopened)
  }

  // MARK: The file

  @Test func theFileIsReadAsItWasWritten() throws {
    let odd: [UInt8] = Array("dir with space/%41\u{202E}\n".utf8) + [0xFF, 0x00]
    var finding = Sample.finding("c", "7")
    finding.path = BlobPath(odd)
    let written = baseline([finding, Self.two, Self.one])
    let read = try Baseline.read(written.text.utf8, name: ".sprawl-baseline")
    #expect(read == written)
    #expect(read.text == written.text)
    #expect(written.text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
  }

  @Test func theFileIsSortedAndHasALineForEachEntry() {
    let text = baseline([Self.two, Self.one, Self.one]).text
    let (one, two) = (Self.one, Self.two)
    #expect(
      text == """
        # sprawl baseline 1
        # Findings that were known; no line is a secret. Written by: sprawl baseline update
        \(one.secretID) \(one.id) acme-token a.py
        \(two.secretID) \(two.id) acme-token b.py

        """)
  }

  /// What two branches have added, joined as `merge=union` joins: in any order, lines twice, both headings.
  @Test(arguments: 0..<50) func theUnionOfTwoSidesIsTheirBaseline(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let digits = Array("0123456789abcdef")
    let all = (0..<30).map { number in
      Sample.finding(
        digits[number % 16], digits[number / 2], path: "f\(number).py", rule: "r\(number)")
    }
    let sides = [all.shuffled(using: &random).prefix(20), all.shuffled(using: &random).prefix(20)]
    let lines = sides.flatMap { baseline(Array($0)).text.split(separator: "\n") }
    let union = [lines[0]] + lines.dropFirst().shuffled(using: &random)
    let read = try Baseline.read(union.joined(separator: "\r\n").utf8, name: "b")
    let ids = Set(sides.flatMap { $0.map(\.id) })
    #expect(Set(read.entries.map(\.id)) == ids, "seed \(seed)")
  }

  @Test(
    arguments: [
      (
        "",
        "b:1: no baseline: sprawl baseline create makes one, whose first line is # sprawl baseline 1"
      ),
      ("[{\"Fingerprint\": 1}]", "b:1: no baseline: "),
      ("# sprawl baseline 2\n", "b:1: this program reads version 1 of baselines"),
      ("# sprawl baseline 1\n\n<<<<<<< HEAD\n", "b:3: a merge has left its marks: "),
      ("# sprawl baseline 1\nabc def\n", "b:2: an entry is expected here: "),
      (
        "# sprawl baseline 1\n\(Sample.digest("a")) \(Sample.digest("b")) r a%zz\n",
        "b:2: an entry is expected here: "
      ),
      (
        "# sprawl baseline 1\n\(Sample.digest("a")) \(Sample.digest("b")) r \n",
        "b:2: an entry is expected here: "
      ),
    ])
  func whatIsNoBaselineIsRefusedWithItsPlace(text: String, start: String) {
    do throws(PolicyErrors) {
      _ = try Baseline.read(text.utf8, name: "b")
      Issue.record("read")
    } catch {
      #expect(error.description.hasPrefix(start), "\(error)")
    }
  }

  @Test(arguments: 0..<300) func anyBytesAreSurvived(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var bytes = Array(baseline([Self.one, Self.two]).text.utf8)
    for _ in 0..<8 {
      bytes[Int.random(in: 20..<bytes.count, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
    }
    _ = try? Baseline.read(bytes, name: "b")
  }
}
