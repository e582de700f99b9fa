import Model
import TestKit
import Testing

@testable import Reports

@Suite struct HookMessageTests {
  private static let occasions: [HookMessage.Occasion] = [.commit, .push, .receive]

  private func lines(_ report: Report, _ occasion: HookMessage.Occasion = .commit) -> [String] {
    HookMessage(occasion: occasion).text(report)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test(arguments: occasions) func aCleanReportSaysNothing(occasion: HookMessage.Occasion) {
    let report = SampleReport.report([], rules: [])
    #expect(HookMessage(occasion: occasion).text(report).isEmpty)
  }

  @Test(arguments: occasions) func saysWhereWhatAndHowToGoOn(occasion: HookMessage.Occasion) throws
  {
    var sample = SampleReport()
    let finding = sample.finding(path: "src/app.env", line: 7)
    let said = lines(SampleReport.report([finding], rules: [SampleReport.rule()]), occasion)
    #expect(said[0].hasPrefix("sprawl: the \(occasion == .commit ? "commit" : "push") is "))
    #expect(said[0].contains("1 credential in"))
    #expect(said.contains("  src/app.env:7:10  Acme token (acme-token)"), "\(said)")
    #expect(said.contains { $0.hasPrefix("    revoke: https://") })
    #expect(said.contains { $0.contains("sprawl:allow") })
    for secret in sample.secrets {
      let text = String(decoding: secret, as: UTF8.self)
      #expect(!said.contains { $0.contains(text) })
    }
  }

  @Test func settingsAreNoCredentials() throws {
    var sample = SampleReport()
    var setting = sample.finding(path: "main.tf", line: 3)
    setting.kind = .posture
    setting.message = "The key never ends."
    let alone = lines(SampleReport.report([setting], rules: [SampleReport.rule()]))
    #expect(alone[0].hasSuffix(": 1 setting in what it adds"))
    #expect(alone.contains("    The key never ends."))
    #expect(alone.contains { $0.contains("sprawl explain") })
    #expect(!alone.contains { $0.contains("Take the value out") })
    let both = lines(
      SampleReport.report([sample.finding(), setting], rules: [SampleReport.rule()]))
    #expect(both[0].hasSuffix(": 1 credential and 1 setting in what it adds"))
    #expect(both.contains { $0.contains("Take the value out") })
  }

  /// With `--show-secrets`, too: a server's words go to others' terminals and logs.
  @Test func neverShowsASecret() {
    var sample = SampleReport()
    var report = SampleReport.report([sample.finding()], rules: [SampleReport.rule()])
    report.showsSecrets = true
    let text = HookMessage(occasion: .receive).text(report)
    #expect(!text.contains(String(decoding: sample.secrets[0], as: UTF8.self)))
  }

  @Test func manyAreCounted() {
    var sample = SampleReport()
    let findings = (1...25).map { sample.finding(line: $0) }
    let said = lines(SampleReport.report(findings, rules: [SampleReport.rule()]))
    #expect(said.count { $0.contains("(acme-token)") } == 20)
    #expect(said.contains("  and 5 more"))
  }

  @Test func textOfStrangersIsHarmless() {
    var sample = SampleReport()
    let path = BlobPath("::error::\u{1B}[31m\n##[command]")
    let finding = sample.finding(path: path)
    var coverage = Coverage()
    coverage.note(Coverage.Problem(path: path, message: "\u{1B}]0;x\u{7}"))
    coverage.remark(Coverage.Problem(path: path, message: "::set-output"))
    let said = lines(
      SampleReport.report([finding], rules: [SampleReport.rule()], coverage: coverage))
    for line in said {
      #expect(!line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }, "\(line)")
      #expect(!line.contains("##[") && !line.drop { $0 == " " }.hasPrefix("::"), "\(line)")
    }
  }

  @Test(arguments: 0..<4) func holesAreSaid(hole: Int) {
    var coverage = Coverage()
    switch hole {
    case 0: coverage.note(Coverage.Problem(path: "x", message: "in conflict"))
    case 1: coverage.skip(.tooLarge, count: 2)
    case 2: coverage.stopped = "time-out"
    default: coverage.ruleLimits = ["acme": 1]
    }
    let expected = ["  x: in conflict", "  2 files over", "  time-out", "  the rule acme ran"]
    let said = lines(SampleReport.report([], rules: [], coverage: coverage))
    #expect(said[0] == "sprawl: the commit is stopped: not all of it could be read")
    #expect(said[1].hasPrefix(expected[hole]), "\(said)")
  }
}
