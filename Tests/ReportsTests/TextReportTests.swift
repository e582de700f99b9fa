import Model
import TestKit
import Testing

@testable import Reports

@Suite struct TextReportTests {
  private func text(_ report: Report, _ style: TextStyle = TextStyle()) -> String {
    String(decoding: ReportWriter(format: .text, style: style).render(report), as: UTF8.self)
  }

  private func lines(_ report: Report, _ style: TextStyle = TextStyle()) -> [String] {
    text(report, style).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test(arguments: [
    ("everything.txt", TextStyle()),
    ("everything-color-60.txt", TextStyle(usesColor: true, width: 60)),
  ])
  func golden(name: String, style: TextStyle) throws {
    var sample = SampleReport()
    try ProjectFiles.expectGolden(
      ReportWriter(format: .text, style: style).render(sample.ofEverything()), name)
  }

  @Test func goldenOfAHistory() throws {
    var sample = SampleReport()
    try ProjectFiles.expectGolden(
      ReportWriter(format: .text, style: TextStyle()).render(sample.ofAHistory()), "history.txt")
  }

  @Test(arguments: [("assessments.txt", false), ("assessments-explained.txt", true)])
  func goldenOfAssessments(name: String, explains: Bool) throws {
    var sample = SampleReport()
    try ProjectFiles.expectGolden(
      ReportWriter(format: .text, style: TextStyle(explains: explains))
        .render(sample.ofAssessments()), name)
  }

  // MARK: verdict

  @Test func nothingFound() {
    #expect(
      text(SampleReport.report([], rules: []))
        == "No credentials found in 1,234 files (5.6 MB, 612 detectors).\n")
  }

  @Test func nothingRead() {
    let report = SampleReport.report([], rules: [], coverage: Coverage())
    #expect(text(report) == "No files were read.\n")
  }

  /// Each hole alone keeps the report from looking clean.
  @Test(arguments: 0..<4)
  func neverCleanWhenIncomplete(hole: Int) {
    var coverage = Coverage()
    coverage.files = 3
    switch hole {
    case 0: coverage.note(Coverage.Problem(path: "x", message: "Permission denied"))
    case 1: coverage.skip(.tooLarge, count: 2)
    case 2: coverage.stopped = "time-out"
    default: coverage.ruleLimits = ["acme": 1]
    }
    let expected = [
      "1 path could not be read whole", "2 files skipped as too-large", "stopped early (time-out)",
      "1 detector reached a match limit",
    ]
    var sample = SampleReport()
    for findings in [[], [sample.finding()]] {
      let output = lines(SampleReport.report(findings, coverage: coverage))
      let last = output.last { !$0.isEmpty }
      #expect(last?.hasPrefix("Incomplete: \(expected[hole]).") == true)
      #expect(!output.joined().contains("No credentials found"))
    }
  }

  @Test func problemsAreCutAtTen() {
    var coverage = Coverage()
    for index in 0..<1500 {
      coverage.note(Coverage.Problem(path: BlobPath("\(index)"), message: "gone"))
    }
    let output = lines(SampleReport.report([], coverage: coverage))
    #expect(output.count { $0.hasSuffix(": gone") } == 10)
    #expect(output.contains("  and 1,490 more"))
  }

  // MARK: excerpt

  private func excerpt(_ text: String, _ marked: Range<Int>, width: Int? = nil) -> [String] {
    let (line, carets) = TextExcerpt(
      Finding.Excerpt(text: text, marked: marked), width: width
    ).lines(TerminalPaint(isOn: false))
    return [line, carets]
  }

  @Test(arguments: [
    ("a = [x] b", 4..<7, "a = [x] b", "    ^^^"),
    ("\ta=[x]", 3..<6, "    a=[x]", "      ^^^"),
    ("日本=[x]", 3..<6, "日本=[x]", "     ^^^"),
    ("😀=[x]", 2..<5, "😀=[x]", "   ^^^"),
    ("e\u{301}=[x]", 2..<5, "e\u{301}=[x]", "  ^^^"),
    ("\u{1B}[0m=[x]", 5..<8, "\\x1b[0m=[x]", "        ^^^"),
    ("##[x]", 2..<5, "#\\x23[x]", "     ^^^"),
    ("", 0..<0, "", "^"),
    ("ab", 1..<99, "ab", " ^"),
  ])
  func caretsStandUnderTheValue(text: String, marked: Range<Int>, line: String, carets: String) {
    #expect(excerpt(text, marked) == [line, carets])
  }

  @Test func longLinesAreCutAroundTheValue() {
    let text = String(repeating: "a", count: 90) + "[x]" + String(repeating: "b", count: 90)
    let cut = excerpt(text, 90..<93, width: 21)
    #expect(cut == ["…aaaaaaaa[x]bbbbbbbb…", "         ^^^"])
    #expect(excerpt(text, 0..<3, width: 11)[0] == "aaaaaaaaa…")
    #expect(excerpt(text, 180..<183, width: 11)[0] == "…bbbbbbbbb")
    #expect(excerpt(text, 0..<183, width: 12) == ["aaaaaaaaaa…", "^^^^^^^^^^"])
  }

  @Test(arguments: 0..<100)
  func cutLinesFit(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let characters: [Character] = ["a", "\t", "日", "😀", "\u{1B}", "\u{202E}", "é"]
    let text = String(
      (0..<Int.random(in: 0...200, using: &random)).map { _ in
        characters[Int.random(in: 0..<characters.count, using: &random)]
      })
    let start = Int.random(in: 0...text.count, using: &random)
    let marked = start..<Int.random(in: start...text.count, using: &random)
    let width = Int.random(in: 12...100, using: &random)
    let cut = excerpt(text, marked, width: width)
    let columns = cut[0].unicodeScalars.reduce(0) {
      $0 + ("日😀".unicodeScalars.contains($1) ? 2 : 1)
    }
    #expect(columns <= width, "seed \(seed)")
    #expect(cut[1].hasSuffix("^"), "seed \(seed)")
    #expect(cut[1].utf8.count <= max(columns, 1) || marked.isEmpty, "seed \(seed)")
  }

  // MARK: layout

  @Test func aFileIsNamedOnce() {
    var sample = SampleReport()
    let findings = [
      sample.finding(path: "a", line: 3), sample.finding(path: "a", line: 120),
      sample.finding(path: "b", line: 1),
    ]
    let output = lines(SampleReport.report(findings))
    #expect(output.count { $0 == "a" } == 1)
    #expect(output[1].hasPrefix("    3:10  high      Acme token (acme-token, high confidence)"))
    #expect(output[4].hasPrefix("  120:10  high      Acme token"))
  }

  @Test func secretsAreClearOnlyOnRequest() {
    var sample = SampleReport()
    let hidden = text(sample.ofEverything())
    var again = SampleReport()
    let shown = text(again.ofEverything(showsSecrets: true))
    for value in sample.secrets {
      let clear = VisibleText.of(value)
      #expect(!hidden.contains(clear))
      #expect(shown.contains(clear))
    }
  }

  @Test func withoutColourThereIsNoEscape() {
    var sample = SampleReport()
    #expect(!text(sample.ofEverything()).contains("\u{1B}"))
    #expect(text(sample.ofEverything(), TextStyle(usesColor: true)).contains("\u{1B}[1;31m^"))
  }
}
