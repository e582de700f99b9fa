import Foundation
import Model
import Testing

@testable import Reports

/// What exceptions and the baseline accept, in each format.
@Suite struct PolicyReportTests {
  /// One finding of each outcome, on a line and in a file of its own.
  private func report() -> Report {
    var sample = SampleReport()
    let outcomes: [(Assessment.PolicyVerdict.Outcome, String, [String])] = [
      (.reported, "a.env", []),
      (
        .excepted, "b.env", ["excepted until 2026-06-30 by @acme/pay (sprawl.yml:3): \u{1B}[31m`x`"]
      ),
      (.reopened, "c.env", ["the exception of sprawl.yml:9 does not hold: new path c.env"]),
      (.baseline, "d.env", ["in the baseline .sprawl-baseline as old.env"]),
    ]
    let findings = outcomes.map { outcome, path, reasons in
      var finding = sample.finding(path: BlobPath(path))
      var assessment = Assessment()
      assessment.policy.outcome = outcome
      assessment.policy.reasons = reasons
      finding.assessment = assessment
      return finding
    }
    var report = SampleReport.report(findings)
    var policy = PolicySummary(file: "sprawl.yml", baseline: ".sprawl-baseline")
    policy.outcomes = [.reported: 1, .excepted: 1, .reopened: 1, .baseline: 1]
    policy.unusedExceptions = [PolicySummary.Unused(line: 20, message: "for nothing")]
    policy.endedEntries = 2
    report.policy = policy
    return report
  }

  private func accepted() -> Report {
    var report = report()
    report.findings.removeAll { !$0.isAccepted }
    report.policy?.outcomes = [.excepted: 1, .baseline: 1]
    return report
  }

  private func text(_ report: Report) -> String {
    String(decoding: ReportWriter(format: .text).render(report), as: UTF8.self)
  }

  @Test func textShowsWhatIsExceptedApartAndCountsTheBaseline() {
    let text = text(report())
    #expect(!text.contains("d.env"))
    let heading = text.range(of: TextPolicy.heading)
    let excepted = text.range(of: "b.env\n")
    #expect(heading != nil && excepted != nil)
    if let heading, let excepted { #expect(heading.upperBound <= excepted.lowerBound) }
    #expect(text.contains("excepted until 2026-06-30 by @acme/pay"))
    #expect(!text.contains("\u{1B}"))
    #expect(text.contains("does not hold: new path c.env"))
    #expect(text.contains("Accepted: 1 by exceptions, 1 in the baseline.\n"))
    #expect(text.contains("Reported again: 1 finding whose exception no longer holds.\n"))
    #expect(text.contains("Ended: 2 entries of the baseline;"))
    #expect(text.contains("Found 2 findings in 2 files: 2 high"))
  }

  @Test func whereAllIsAcceptedTheVerdictSaysSo() {
    #expect(
      text(accepted()).hasSuffix(
        "Nothing found that is not accepted in 1,234 files (5.6 MB, 612 detectors).\n"))
  }

  @Test func JSONCountsEachOutcome() throws {
    let lines = ReportWriter(format: .jsonl).render(report()).split(separator: 0x0A)
    let line = try #require(lines.last)
    let record = try JSONSerialization.jsonObject(with: Data(line))
    let summary = try #require(record as? [String: Any])
    let policy = try #require(summary["policy"] as? [String: Any])
    #expect(policy["file"] as? String == "sprawl.yml")
    #expect(policy["unused_exceptions"] as? Int == 1)
    #expect(policy["ended_entries"] as? Int == 2)
    #expect(
      policy["outcomes"] as? [String: Int]
        == ["reported": 1, "excepted": 1, "reopened": 1, "baseline": 1])
    // Nothing but what the schema names.
    let file = ProjectFiles.root.appendingPathComponent("docs/json.schema.json")
    let schema = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    var node = schema as? [String: Any]
    for name in ["$defs", "summary", "properties", "policy", "properties"] {
      node = node?[name] as? [String: Any]
    }
    #expect(Set(try #require(node).keys) == Set(policy.keys))
    let plain = ReportWriter(format: .jsonl).render(SampleReport.report([]))
    #expect(!String(decoding: plain, as: UTF8.self).contains("\"policy\""))
  }

  @Test func SARIFSuppressesWhatIsAcceptedWithItsReason() throws {
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(ReportWriter(format: .sarif).render(report())))
        as? [String: Any])
    let run = try #require((document["runs"] as? [[String: Any]])?.first)
    let results = try #require(run["results"] as? [[String: Any]])
    let suppressions = results.map { ($0["suppressions"] as? [[String: String]])?.first }
    #expect(suppressions.map { $0?["kind"] } == [nil, "external", nil, "external"])
    #expect(suppressions.compactMap { $0?["status"] } == ["accepted", "accepted"])
    #expect(suppressions[1]?["justification"]?.contains("by @acme/pay (sprawl.yml:3)") == true)
    #expect(suppressions[3]?["justification"] == "in the baseline .sprawl-baseline as old.env")
    #expect(results.allSatisfy { $0["kind"] as? String == "fail" })
  }

  /// One line, one result: what is not accepted has to be seen.
  @Test func aResultWithOneOpenFindingIsNotSuppressed() {
    var report = report()
    for index in report.findings.indices { report.findings[index].path = "a.env" }
    let output = String(decoding: ReportWriter(format: .sarif).render(report), as: UTF8.self)
    #expect(!output.contains("suppressions"))
  }
}
