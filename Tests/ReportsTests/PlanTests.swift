import Foundation
import Model
import TestKit
import Testing

@testable import Reports

@Suite struct PlanTests {
  private func plan(_ report: Report) -> MigrationPlan {
    MigrationPlan(report.findings.compactMap(PlanItem.init))
  }

  @Test func goldens() throws {
    var sample = SampleReport()
    let plan = plan(sample.ofAssessments())
    try ProjectFiles.expectGolden(Array(PlanMarkdown(plan).text.utf8), "plan.md")
    try ProjectFiles.expectGolden(PlanJSON(plan).bytes, "plan.json")
  }

  /// A finding of a given owner, mechanism and priority.
  private func finding(
    _ sample: inout SampleReport, path: BlobPath, owner: String?, mechanism: String?,
    _ priority: Assessment.Priority, value: [UInt8]? = nil
  ) -> Finding {
    var finding = sample.finding(path: path, value: value)
    var assessment = Assessment()
    assessment.priority = priority
    assessment.owner.name = owner
    assessment.owner.status = owner == nil ? .none : .owned
    assessment.migration = mechanism.map {
      Migration(mechanism: $0, name: "To \($0)", kind: .federate, url: "https://example.org")
    }
    finding.assessment = assessment
    return finding
  }

  @Test func groupsByOwnerAndMechanismWorstFirst() {
    var sample = SampleReport()
    let shared = sample.secret()
    let findings = [
      finding(&sample, path: "a", owner: "red", mechanism: "m", .p2),
      finding(&sample, path: "b", owner: "red", mechanism: "m", .p1, value: shared),
      finding(&sample, path: "c", owner: "red", mechanism: "m", .p1, value: shared),
      finding(&sample, path: "d", owner: "blue", mechanism: "m", .p1),
      finding(&sample, path: "e", owner: nil, mechanism: nil, .p0),
      finding(&sample, path: "f", owner: "red", mechanism: "n", .p3),
    ]
    let groups = MigrationPlan(findings.shuffled().compactMap(PlanItem.init)).groups
    #expect(groups.map(\.owner) == [nil, "red", "blue", "red"])
    #expect(groups.map { $0.migration?.mechanism } == [nil, "m", "m", "n"])
    #expect(groups.map { $0.items.map(\.path) } == [["e"], ["b", "c", "a"], ["d"], ["f"]])
    #expect(groups.map(\.distinct) == [1, 2, 1, 1])
  }

  @Test(arguments: Assessment.PolicyVerdict.Outcome.allCases)
  func whatPolicyAcceptsIsCountedOnly(outcome: Assessment.PolicyVerdict.Outcome) {
    var sample = SampleReport()
    var finding = finding(&sample, path: "a", owner: "red", mechanism: "m", .p1)
    finding.assessment?.policy.outcome = outcome
    let plan = MigrationPlan([finding].compactMap(PlanItem.init))
    let isOpen = outcome == .reported || outcome == .reopened
    #expect(plan.groups.count == (isOpen ? 1 : 0))
    #expect(plan.accepted == (isOpen ? 0 : 1))
    if !isOpen { #expect(PlanMarkdown(plan).text.contains("Nothing has to be migrated")) }
  }

  /// A plan from a report on disk says the same as one from the findings themselves.
  @Test(arguments: [ReportFormat.json, .jsonl])
  func reportsAreReadBack(format: ReportFormat) throws {
    var sample = SampleReport()
    let report = sample.ofAssessments()
    let records = try ReportRecords(ReportWriter(format: format).render(report))
    #expect(records.isComplete == true)
    #expect(records.unassessed == 0)
    let read = MigrationPlan(records.items)
    #expect(PlanJSON(read).bytes == PlanJSON(plan(report)).bytes)
    #expect(PlanMarkdown(read).text == PlanMarkdown(plan(report)).text)
  }

  @Test func reportsWithoutAssessmentsAreCounted() throws {
    var sample = SampleReport()
    let records = try ReportRecords(ReportWriter(format: .jsonl).render(sample.ofEverything()))
    #expect(records.items.isEmpty)
    #expect(records.unassessed == 5)
    #expect(records.isComplete == false)
  }

  @Test(arguments: [
    ("", "no sprawl report"), ("hello\n", "line 1"), ("{}\n", "line 1"), ("\n\n[1]\n", "line 3"),
    ("{\"version\": \"2.1.0\", \"runs\": []}", "line 1"),
  ])
  func otherFilesAreRefused(text: String, place: String) {
    let error = #expect(throws: ReportRecords.Failure.self) {
      _ = try ReportRecords(Array(text.utf8))
    }
    #expect(error?.description.contains(place) == true, "\(String(describing: error))")
  }

  @Test func aReportThatWasCutOffSaysSo() throws {
    var sample = SampleReport()
    let bytes = ReportWriter(format: .jsonl).render(sample.ofAssessments())
    let lines = bytes.split(separator: 0x0A)
    let records = try ReportRecords(Array(lines.dropLast().joined(separator: [0x0A])))
    #expect(records.items.count == 4)
    #expect(records.isComplete == nil)
  }

  @Test(arguments: HostileTextTests.payloads)
  func markdownObeysNoStranger(payload: String) throws {
    var sample = SampleReport()
    var finding = sample.finding(path: BlobPath(payload))
    finding.name = payload
    finding.assessment = SampleReport.hostileAssessment(payload)
    let text = PlanMarkdown(MigrationPlan([finding].compactMap(PlanItem.init))).text
    for line in text.unicodeScalars.split(separator: "\n") {
      #expect(line.allSatisfy { !$0.isInvisible })
      #expect(!String(line).hasPrefix("::"))
    }
    // What stands in code is no markup; elsewhere every bracket of a stranger's is escaped.
    let prose = text.replacing(/(?s)(`{3,})\w*\n.*?\n\1(?=\n)/, with: "").replacing(
      /`[^`\n]*`/, with: "")
    #expect(!prose.contains(/[^\\]\]\(/))
    #expect(!prose.contains(/[^\\]<script/))
  }
}
