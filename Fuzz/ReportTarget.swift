import Foundation
import Model
@testable import Reports

/// Every format, with texts from strangers in every field.
struct ReportTarget: FuzzTarget {
  func seeds() -> [[UInt8]] {
    let texts = [
      "a/b.py", "::error::x", "##[x]", "\u{1B}[2J", "\"}],\"x\":[{\"", "[x](http://evil.invalid)",
      "\u{202E}x\u{2028}", "a\nb\r::x", "🏴\u{E0067}\u{E007F}", "\u{301}e\u{600}", "{0}%41\\",
    ]
    return texts.map { text in
      [3, 40, 2, 9, 1] + Array(repeating: Array(text.utf8) + [0], count: 8).flatMap { $0 }
    } + [[1, 0, 0, 0, 0, 0xFF, 0, 0xE2, 0x82, 0, 0xC0, 0x80]]
  }

  func run(_ bytes: UnsafeRawBufferPointer) {
    var input = InputReader(bytes)
    let report = report(&input)
    for format in ReportFormat.allCases {
      for style in [TextStyle(), TextStyle(usesColor: true, width: 40)] {
        let bytes = ReportWriter(format: format, style: style).render(report)
        guard let text = String(validating: bytes, as: UTF8.self) else {
          fatalError("\(format) is UTF-8")
        }
        check(text, format, isColored: format == .text && style.usesColor)
        if format == .text { continue }
        for document in format == .jsonl ? bytes.split(separator: 0x0A) : [bytes[...]] {
          let object = try? JSONSerialization.jsonObject(with: Data(document))
          require(object is [String: Any], "\(format) is JSON")
        }
      }
    }
  }

  private func check(_ text: String, _ format: ReportFormat, isColored: Bool) {
    for line in text.unicodeScalars.split(separator: "\n") {
      let harmless = line.allSatisfy { !$0.isInvisible || (isColored && $0 == "\u{1B}") }
      require(harmless, "\(format) shows what is invisible: \(String(line).debugDescription)")
      let shown = String(line.drop { $0.properties.isWhitespace })
      require(!shown.hasPrefix("::"), "\(format): a command begins a line: \(shown)")
      let commands = shown.unicodeScalars.indices.contains { index in
        let rest = shown.unicodeScalars[index...]
        return rest.starts(with: "##[".unicodeScalars) || rest.starts(with: "##vso[".unicodeScalars)
      }
      require(!commands, "\(format): a command stands in a line: \(shown)")
    }
  }

  private func report(_ input: inout InputReader) -> Report {
    let flags = input.byte()
    let column = input.number()
    let length = input.number()
    func text() -> String { String(decoding: input.field(), as: UTF8.self) }
    let path = BlobPath(input.field())
    let name = text()
    let excerpt = String(text().prefix(200))
    let value = input.field()
    let start = Position(line: 1 + length % 7, column: 1 + column, utf16Column: 1 + column)
    let end = Position(
      line: start.line, column: start.column + length, utf16Column: start.utf16Column + length)
    let location = Location(start: start, end: end, offsets: column..<(column + length))
    let marked = min(column % 64, excerpt.count)
    let secret = Secret(value, publicPrefix: Int(flags >> 4))
    var finding = Finding(
      rule: text(), name: name, family: text(), provider: text(), confidence: .high,
      severity: .high, path: path, location: location, secret: secret, secretID: "0a", id: "0b",
      excerpt: Finding.Excerpt(
        text: excerpt, marked: marked..<min(marked + length % 64, excerpt.count)))
    finding.decoded = [text()]
    finding.isIgnored = flags & 4 != 0
    finding.lineHash = flags & 8 != 0 ? text() : nil
    finding.parts = [Finding.Part(name: name, secret: secret, location: location)]
    let rule = RuleDescription(
      id: finding.rule, name: name, family: finding.family, provider: finding.provider,
      summary: text(), revocation: text(), revocationURL: "https://" + text(),
      lifetime: "static", identity: "human", severity: .low, confidence: .low,
      frameworks: ["CWE-798", text()])
    var coverage = Coverage()
    coverage.note(Coverage.Problem(path: path, message: text()))
    coverage.allowedInline = [text(): 1]
    coverage.ruleLimits = [finding.rule: 2]
    coverage.stopped = flags & 2 != 0 ? text() : nil
    return Report(
      toolVersion: "0", findings: [finding, finding], rules: [rule], coverage: coverage,
      detectorCount: 1, showsSecrets: flags & 1 != 0)
  }
}
