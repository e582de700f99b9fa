import Foundation
import Model
import TestKit
import Testing

@testable import Reports

@Suite struct JSONReportTests {
  private func lines(_ report: Report) throws -> [[String: Any]] {
    try ReportWriter(format: .jsonl).render(report)
      .split(separator: 0x0A)
      .map { try #require(JSONSerialization.jsonObject(with: Data($0)) as? [String: Any]) }
  }

  @Test(arguments: [ReportFormat.json, .jsonl])
  func golden(format: ReportFormat) throws {
    var sample = SampleReport()
    try ProjectFiles.expectGolden(
      ReportWriter(format: format).render(sample.ofEverything()), "everything.\(format.rawValue)")
  }

  @Test func goldenOfAHistory() throws {
    var sample = SampleReport()
    try ProjectFiles.expectGolden(
      ReportWriter(format: .jsonl).render(sample.ofAHistory()), "history.jsonl")
  }

  @Test func goldenOfAssessments() throws {
    var sample = SampleReport()
    try ProjectFiles.expectGolden(
      ReportWriter(format: .json).render(sample.ofAssessments()), "assessments.json")
  }

  @Test func membersComeInTheirOrder() throws {
    var sample = SampleReport()
    let output = ReportWriter(format: .jsonl).render(SampleReport.report([sample.finding()]))
    let line = String(decoding: output.prefix { $0 != 0x0A }, as: UTF8.self)
    let names = line.matches(of: /"([a-z_]+)":/).map { String($0.output.1) }
    #expect(
      names == [
        "schema", "kind", "rule", "name", "family", "provider", "confidence", "severity", "path",
        "start_line", "start_column", "end_line", "end_column", "secret", "secret_id", "id",
        "decoded", "ignored", "occurrences", "parts", "excerpt",
      ])
  }

  @Test func columnsCountBytesAndTheEndIsExclusive() throws {
    var sample = SampleReport()
    let value = sample.secret(length: 30)
    let finding = sample.finding(line: 9, before: "ë😀 = ", value: value)
    let record = try #require(try lines(SampleReport.report([finding])).first)
    #expect(record["start_line"] as? Int == 9)
    #expect(record["start_column"] as? Int == 10)
    #expect(record["end_line"] as? Int == 9)
    #expect(record["end_column"] as? Int == 40)
  }

  @Test func pathsThatAreNotUTF8KeepTheirBytes() throws {
    var sample = SampleReport()
    let path = BlobPath(Array("a b/".utf8) + [0xC3, 0x28, 0x3A])
    let record = try #require(
      try lines(SampleReport.report([sample.finding(path: path)])).first)
    #expect(record["path"] as? String == "a b/\u{FFFD}(:")
    #expect(record["path_percent"] as? String == "a%20b/%C3%28%3A")
    let plain = try #require(
      try lines(SampleReport.report([sample.finding(path: "a b/é:c")])).first)
    #expect(plain["path"] as? String == "a b/é:c")
    #expect(plain["path_percent"] == nil)
  }

  @Test func secretsAreClearOnlyOnRequest() throws {
    var sample = SampleReport()
    let value = sample.secret()
    let finding = sample.finding(value: value)
    let masked = try #require(try lines(SampleReport.report([finding])).first)
    #expect(masked["secret"] as? String == finding.secret.redacted)
    let shown = try #require(
      try lines(SampleReport.report([finding], showsSecrets: true)).first)
    #expect(shown["secret"] as? String == String(decoding: value, as: UTF8.self))
  }

  @Test func summaryCounts() throws {
    var sample = SampleReport()
    let summary = try #require(try lines(sample.ofEverything()).last)
    #expect(summary["kind"] as? String == "summary")
    let findings = try #require(summary["findings"] as? [String: Any])
    #expect(findings["total"] as? Int == 5)
    #expect(findings["distinct"] as? Int == 4)
    #expect(findings["ignored"] as? Int == 1)
    #expect(
      findings["severity"] as? [String: Int] == [
        "critical": 2, "high": 1, "medium": 2, "low": 0, "info": 0,
      ])
    let coverage = try #require(summary["coverage"] as? [String: Any])
    #expect(coverage["complete"] as? Bool == false)
    #expect(coverage["problem_count"] as? Int == 12)
    #expect(coverage["stopped"] is NSNull)
    #expect(
      coverage["skipped"] as? [String: Int] == [
        "git-ignored": 10, "symbolic-link": 2, "too-large": 1,
      ])
  }

  @Test func theDocumentHoldsTheSameRecords() throws {
    var sample = SampleReport()
    let report = sample.ofEverything()
    let records = try lines(report)
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(ReportWriter(format: .json).render(report)))
        as? [String: Any])
    let findings = try #require(document["findings"] as? [[String: Any]])
    #expect(findings as NSArray == Array(records.dropLast()) as NSArray)
    let summary = try #require(document["summary"] as? [String: Any])
    #expect(summary as NSDictionary == records.last as NSDictionary?)
  }

  @Test func emptyReportIsStillADocument() throws {
    let records = try lines(SampleReport.report([], rules: []))
    #expect(records.count == 1)
    let document = try JSONSerialization.jsonObject(
      with: Data(ReportWriter(format: .json).render(SampleReport.report([], rules: []))))
    #expect((document as? [String: Any])?["findings"] as? [String] == [])
  }

  // MARK: documentation

  private static let schema = ProjectFiles.root.appendingPathComponent("docs/json.schema.json")

  /// Every name the schema knows stands in the documentation as code.
  @Test func documentationNamesEveryMember() throws {
    let document = try String(
      contentsOf: ProjectFiles.root.appendingPathComponent("docs/json.md"), encoding: .utf8)
    var words: Set<String> = []
    for match in document.matches(of: /[A-Za-z0-9_-]+/) { words.insert(String(match.output)) }
    let schema = try JSONSerialization.jsonObject(with: Data(contentsOf: JSONReportTests.schema))
    let names = memberNames(schema)
    #expect(names.count > 40)
    #expect(names.subtracting(words).sorted() == [])
    #expect(SkipReason.allCases.allSatisfy { words.contains($0.rawValue) })
  }

  private func memberNames(_ schema: Any) -> Set<String> {
    var names: Set<String> = []
    if let object = schema as? [String: Any] {
      if let properties = object["properties"] as? [String: Any] {
        names.formUnion(properties.keys)
      }
      for value in object.values { names.formUnion(memberNames(value)) }
    } else if let array = schema as? [Any] {
      for value in array { names.formUnion(memberNames(value)) }
    }
    return names
  }

  // Needs python3 with the jsonschema package; the order, type and count tests above always run.
  @Test(.enabled(if: Python.hasJSONSchema, "no python3 with jsonschema"))
  func outputFollowsTheSchema() throws {
    var sample = SampleReport()
    let reports = [
      sample.ofEverything(), sample.ofEverything(showsSecrets: true), sample.ofAHistory(),
      sample.ofAssessments(),
      SampleReport.report([], rules: []),
    ]
    // Readers have to accept unknown members; our own output must not have any.
    let script = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      def strict(node):
        if isinstance(node, dict):
          if "properties" in node: node.setdefault("additionalProperties", False)
          for value in node.values(): strict(value)
        elif isinstance(node, list):
          for value in node: strict(value)
      strict(schema["$defs"])
      validator = jsonschema.Draft202012Validator(schema)
      count = 0
      for name in sys.argv[2:]:
        text = open(name, encoding="utf-8").read()
        for record in (text.splitlines() if name.endswith("l") else [text]):
          for error in validator.iter_errors(json.loads(record)):
            deepest = jsonschema.exceptions.best_match([error])
            print(name, deepest.json_path, deepest.message[:300])
            sys.exit(1)
          count += 1
      print(count)
      """
    try withTemporaryFolder { folder in
      var files: [String] = []
      for (index, report) in reports.enumerated() {
        for format in [ReportFormat.json, .jsonl] {
          let file = folder.appendingPathComponent("\(index).\(format.rawValue)")
          try Data(ReportWriter(format: format).render(report)).write(to: file)
          files.append(file.path)
        }
      }
      let result = try Python.run(["-c", script, JSONReportTests.schema.path] + files)
      #expect(result.status == 0, "\(result.output)")
      #expect(result.output == "27\n")
    }
  }
}
