import Foundation
import Model
import TestKit
import Testing

@testable import Reports

/// Text from strangers must not command the reader, and secrets must not get out.
@Suite struct HostileTextTests {
  static let payloads = [
    "::error::x", ":", " \u{A0}::add-mask::x", "##[error]x", "a##vso[task.setvariable]x",
    "section_start:1:a\r\u{1B}[0Kx", "\u{1B}]0;title\u{7}", "\u{1B}[2J", "\u{9B}2J",
    "a\nb\n::debug::",
    "\r::error::y", "\u{202E}fdp.exe", "\u{2066}\u{2069}", "\u{200B}::error::z", "x\u{2028}::a::",
    "\u{0}", "![x](http://evil.example)", "[x](javascript:alert(1))", "{0}{1}", "\"}],\"x\":[{\"",
    "</script><script>", "🏴\u{E0067}\u{E007F}",
  ]

  private func hostileReport(_ payload: String) -> Report {
    var sample = SampleReport()
    var finding = sample.finding(
      path: BlobPath(payload), before: payload + "=", after: payload, value: sample.secret())
    finding.name = payload
    finding.provider = payload
    finding.decoded = [payload]
    finding.parts = [
      Finding.Part(name: payload, secret: finding.secret, location: finding.location)
    ]
    finding.assessment = SampleReport.hostileAssessment(payload)
    var rule = SampleReport.rule(finding.rule, name: payload)
    rule.summary = payload
    rule.revocation = payload
    rule.revocationURL = "https://x/" + payload
    var coverage = Coverage()
    coverage.note(Coverage.Problem(path: BlobPath(payload), message: payload))
    coverage.allowedInline = [payload: 1]
    coverage.ruleLimits = [payload: 1]
    coverage.stopped = payload
    return SampleReport.report([finding], rules: [rule], coverage: coverage)
  }

  @Test(arguments: payloads, ReportFormat.allCases)
  func noFormatObeys(payload: String, format: ReportFormat) throws {
    let bytes = ReportWriter(format: format).render(hostileReport(payload))
    let text = try #require(String(validating: bytes, as: UTF8.self))
    for line in text.unicodeScalars.split(separator: "\n") {
      let isHarmless = line.allSatisfy { !$0.isInvisible }
      #expect(isHarmless, "\(String(line).debugDescription)")
      let shown = String(line.drop { $0.properties.isWhitespace })
      #expect(!shown.hasPrefix("::"))
      #expect(!shown.contains("##[") && !shown.contains("##vso["))
    }
    guard format != .text else { return }
    // Escapes hide nothing from a JSON reader, and nothing breaks out of its member.
    for line in format == .jsonl ? bytes.split(separator: 0x0A) : [bytes[...]] {
      _ = try JSONSerialization.jsonObject(with: Data(line))
    }
  }

  @Test func messagesHoldNoForeignLinks() throws {
    let bytes = ReportWriter(format: .sarif).render(hostileReport("[x](http://evil.example)"))
    let log = try #require(
      JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let run = try #require((log["runs"] as? [[String: Any]])?.first)
    let result = try #require((run["results"] as? [[String: Any]])?.first)
    let message = try #require((result["message"] as? [String: Any])?["text"] as? String)
    #expect(!message.contains("](http"))
    #expect(message.contains("](1)"))
  }

  @Test(arguments: [
    ("src/app.env", "src/app.env"), ("a b:c", "a b:c"), ("::x", "\\x3a:x"), (":", "\\x3a"),
    (" ::x", " \\x3a:x"),
    ("a::x", "a::x"), ("##[x", "#\\x23[x"), ("a\nb", "a\\nb"), ("\u{1B}[0m", "\\x1b[0m"),
    ("\u{202E}", "\\u{202e}"), ("Zoë 日本", "Zoë 日本"), ("", "(no path)"),
  ])
  func pathsAreVisible(path: String, expected: String) {
    #expect(BlobPath(path).visible == expected)
  }

  @Test func brokenBytesAreVisible() {
    #expect(BlobPath([0x61, 0xFF, 0xE2, 0x82, 0x62]).visible == "a\\xff\\xe2\\x82b")
  }

  // MARK: secrecy

  /// Every secret, whole or in a long piece, in any format that was not asked for it.
  @Test(arguments: ReportFormat.allCases, [false, true])
  func secretsStayInside(format: ReportFormat, showsSecrets: Bool) {
    guard format == .sarif || !showsSecrets else { return }
    for seed in 1...10 as ClosedRange<UInt64> {
      var sample = SampleReport(seed: seed)
      let reports = [
        sample.ofEverything(showsSecrets: showsSecrets),
        sample.ofAHistory(showsSecrets: showsSecrets),
      ]
      let output = reports.reduce(into: Set()) { words, report in
        words.formUnion(eightByteWords(ReportWriter(format: format).render(report)))
      }
      for secret in sample.secrets {
        // A key block's first and last line are no secret; the lines between are remembered on
        // their own.
        if secret.contains(0x0A) { continue }
        #expect(output.isDisjoint(with: eightByteWords(secret)), "seed \(seed)")
      }
    }
  }

  /// Every run of eight bytes.
  private func eightByteWords(_ bytes: [UInt8]) -> Set<UInt64> {
    var words: Set<UInt64> = []
    var word: UInt64 = 0
    for (index, byte) in bytes.enumerated() {
      word = word << 8 | UInt64(byte)
      if index >= 7 { words.insert(word) }
    }
    return words
  }

  /// SARIF goes to other people's servers: not even the leading characters that the redacted form
  /// shows.
  @Test func sarifSnippetsHoldNoPrefix() {
    var sample = SampleReport()
    let value = sample.secret(length: 40)
    let report = SampleReport.report(
      [sample.finding(value: value, publicPrefix: 4)], showsSecrets: true)
    let output = String(decoding: ReportWriter(format: .sarif).render(report), as: UTF8.self)
    #expect(!output.contains(String(decoding: value.prefix(4), as: UTF8.self)))
    #expect(output.contains("token = \\\"[REDACTED]\\\""))
  }
}
