import Foundation
import Model
import TestKit
import Testing

@testable import Reports

/// What code scanning needs, checked on the parsed file.
@Suite struct SARIFTests {
  typealias Object = [String: Any]

  private func run(_ report: Report) throws -> Object {
    let log = try #require(
      JSONSerialization.jsonObject(with: Data(ReportWriter(format: .sarif).render(report)))
        as? Object)
    #expect(log["$schema"] as? String == "https://json.schemastore.org/sarif-2.1.0.json")
    #expect(log["version"] as? String == "2.1.0")
    let runs = try #require(log["runs"] as? [Object])
    #expect(runs.count == 1)
    return try #require(runs.first)
  }

  private func results(_ report: Report) throws -> [Object] {
    try #require(try run(report)["results"] as? [Object])
  }

  private func rules(_ run: Object) throws -> [Object] {
    let driver = try #require((run["tool"] as? Object)?["driver"] as? Object)
    return try #require(driver["rules"] as? [Object])
  }

  private func place(_ result: Object) throws -> (uri: String, region: Object) {
    let locations = try #require(result["locations"] as? [Object])
    #expect(locations.count == 1)
    let physical = try #require(locations.first?["physicalLocation"] as? Object)
    let artifact = try #require(physical["artifactLocation"] as? Object)
    #expect(artifact["uriBaseId"] as? String == "%SRCROOT%")
    return (
      try #require(artifact["uri"] as? String), try #require(physical["region"] as? Object)
    )
  }

  private func notifications(_ run: Object) throws -> [Object] {
    let invocation = try #require((run["invocations"] as? [Object])?.first)
    #expect(invocation["executionSuccessful"] as? Bool == true)
    return try #require(invocation["toolExecutionNotifications"] as? [Object])
  }

  private func text(_ object: Object, _ name: String) -> String? {
    (object[name] as? Object)?["text"] as? String
  }

  @Test func golden() throws {
    var sample = SampleReport()
    try ProjectFiles.expectGolden(
      ReportWriter(format: .sarif).render(sample.ofEverything()), "everything.sarif")
  }

  @Test func goldenOfAHistory() throws {
    var sample = SampleReport()
    try ProjectFiles.expectGolden(
      ReportWriter(format: .sarif).render(sample.ofAHistory()), "history.sarif")
  }

  /// One line of a path, at two times: two results. And nobody's address goes out.
  @Test func goldenOfAssessments() throws {
    var sample = SampleReport()
    try ProjectFiles.expectGolden(
      ReportWriter(format: .sarif).render(sample.ofAssessments()), "assessments.sarif")
  }

  /// Every reference to a framework finds its entry by both indices.
  @Test func referencesToFrameworksHold() throws {
    var sample = SampleReport()
    let run = try run(sample.ofAssessments())
    let taxonomies = try #require(run["taxonomies"] as? [Object])
    #expect(taxonomies.count == 3)
    let relations = try rules(run).flatMap { $0["relationships"] as? [Object] ?? [] }
      .compactMap { $0["target"] as? Object }
    let taxa = try #require(run["results"] as? [Object]).flatMap { $0["taxa"] as? [Object] ?? [] }
    #expect(taxa.count == 6)
    for reference in relations + taxa {
      let component = try #require(reference["toolComponent"] as? Object)
      let taxonomy = taxonomies[try #require(component["index"] as? Int)]
      #expect(taxonomy["name"] as? String == component["name"] as? String)
      let entries = try #require(taxonomy["taxa"] as? [Object])
      let entry = entries[try #require(reference["index"] as? Int)]
      #expect(entry["id"] as? String == reference["id"] as? String)
    }
  }

  @Test func commitsKeepResultsApart() throws {
    var sample = SampleReport()
    let report = sample.ofAHistory()
    #expect(try results(report).count == 3)
    let output = String(decoding: ReportWriter(format: .sarif).render(report), as: UTF8.self)
    #expect(!output.contains("example.org"))
  }

  // MARK: structure

  @Test func everyResultHasItsRuleAndItsPlace() throws {
    var sample = SampleReport()
    let run = try run(sample.ofEverything())
    let rules = try rules(run)
    #expect(
      rules.compactMap { $0["id"] as? String } == ["acme-key-pair", "acme-token", "private-key"])
    let results = try #require(run["results"] as? [Object])
    #expect(results.count == 5)
    for result in results {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
      #expect(result["kind"] as? String == "fail")
      let message = try #require(text(result, "message"))
      #expect(message.contains("found by rule \(result["ruleId"] as? String ?? "?")"))
      #expect(message.hasSuffix("."))
      let (uri, region) = try place(result)
      #expect(!uri.isEmpty && !uri.hasPrefix("/") && !uri.contains(":") && !uri.contains(" "))
      let numbers = ["startLine", "startColumn", "endLine", "endColumn"].map {
        region[$0] as? Int ?? 0
      }
      #expect(numbers[0] == numbers[2] && numbers[1] >= 1 && numbers[3] > numbers[1])
      #expect(
        Set(region.keys).isSubset(of: [
          "startLine", "startColumn", "endLine", "endColumn", "snippet",
        ]))
      let prints = try #require(result["partialFingerprints"] as? [String: String])
      #expect(prints["secretIdentity/v1"] != nil)
    }
    #expect(run["automationDetails"] == nil)
    #expect(run["columnKind"] as? String == "utf16CodeUnits")
    #expect(run["redactionTokens"] as? [String] == ["[REDACTED]"])
    let bases = try #require(run["originalUriBaseIds"] as? [String: Object])
    #expect(bases["%SRCROOT%"]?["uri"] == nil && bases["%SRCROOT%"]?["description"] != nil)
  }

  @Test func rulesSayWhatWhyAndHow() throws {
    let rule = try #require(
      try rules(run(SampleReport.report([firstFinding()]))).first)
    #expect(rule["name"] as? String == "AcmeToken")
    #expect(text(rule, "shortDescription") == "Hard-coded Acme token")
    #expect(text(rule, "fullDescription") == "Acts as its owner on everything the owner can reach.")
    let help = try #require(rule["help"] as? [String: String])
    for word in [
      "Acme token", "Acts as its owner", "Static", "A person", "Tokens", "Revoke it first",
    ] {
      #expect(help["text"]?.contains(word) == true, "\(word)")
      #expect(help["markdown"]?.contains(word) == true, "\(word)")
    }
    #expect(help["markdown"]?.contains("(<https://acme.example/tokens>)") == true)
    #expect(rule["helpUri"] as? String == "https://acme.example/tokens")
    #expect((rule["defaultConfiguration"] as? Object)?["level"] as? String == "error")
    let properties = try #require(rule["properties"] as? Object)
    #expect(
      properties["tags"] as? [String] == [
        "security", "external/cwe/cwe-798", "NHI2:2025", "NHI7:2025", "CWE-798",
      ])
    #expect(properties["precision"] as? String == "high")
    #expect(properties["security-severity"] as? String == "8.0")
    let relation = try #require((rule["relationships"] as? [Object])?.first)
    #expect(relation["kinds"] as? [String] == ["superset"])
    #expect((relation["target"] as? Object)?["id"] as? String == "CWE-798")
  }

  private func firstFinding(severity: Severity = .high) -> Finding {
    var sample = SampleReport()
    return sample.finding(severity: severity)
  }

  @Test(arguments: [
    (Severity.critical, "error", "9.5"), (.high, "error", "8.0"), (.medium, "warning", "5.5"),
    (.low, "note", "2.0"), (.info, "note", "0.1"),
  ])
  func severities(severity: Severity, level: String, score: String) throws {
    let run = try run(
      SampleReport.report(
        [firstFinding(severity: severity)], rules: [SampleReport.rule(severity: severity)]))
    #expect((run["results"] as? [Object])?.first?["level"] as? String == level)
    let rule = try #require(try rules(run).first)
    #expect((rule["properties"] as? Object)?["security-severity"] as? String == score)
    #expect((rule["defaultConfiguration"] as? Object)?["level"] as? String == level)
  }

  @Test func textsStayWithinGitHubsLimits() throws {
    var rule = SampleReport.rule(
      "acme-token", frameworks: (1...30).map { "NHI\($0):2025" } + ["CWE-798"])
    rule.name = String(repeating: "long 😀 ", count: 400)
    rule.summary = String(repeating: "words ", count: 400)
    rule.revocationURL = "javascript:alert(1)"
    let written = try #require(
      try rules(run(SampleReport.report([firstFinding()], rules: [rule]))).first)
    #expect((written["name"] as? String ?? "").utf16.count <= 255)
    for name in ["shortDescription", "fullDescription"] {
      let length = try #require(text(written, name)).utf16.count
      #expect((1000...1024).contains(length))
    }
    #expect(((written["properties"] as? Object)?["tags"] as? [String])?.count == 10)
    #expect(written["helpUri"] == nil)
  }

  @Test func ruleWithoutDescriptionIsStillListed() throws {
    let run = try run(SampleReport.report([firstFinding()], rules: []))
    let rule = try #require(try rules(run).first)
    #expect(rule["id"] as? String == "acme-token")
    for name in ["shortDescription", "fullDescription", "help"] {
      #expect(text(rule, name)?.isEmpty == false)
    }
  }

  @Test func postureRulesAreTiedToTheirOwnWeakness() throws {
    var finding = firstFinding()
    finding.kind = .posture
    let run = try run(
      SampleReport.report(
        [finding], rules: [SampleReport.rule(frameworks: ["NHI5:2025", "CWE-250"])]))
    let rule = try #require(try rules(run).first)
    #expect(text(rule, "shortDescription") == "Acme token")
    #expect(
      (rule["properties"] as? Object)?["tags"] as? [String] == [
        "security", "external/cwe/cwe-250", "NHI5:2025", "CWE-250",
      ])
    let taxa = (run["taxonomies"] as? [Object])?.first?["taxa"] as? [Object]
    #expect(taxa?.compactMap { $0["id"] as? String } == ["CWE-250"])
  }

  // MARK: places

  @Test func columnsCountUTF16() throws {
    var sample = SampleReport()
    let finding = sample.finding(line: 4, before: "ë😀=", value: sample.secret(length: 30))
    let region = try place(try #require(try results(SampleReport.report([finding])).first)).region
    #expect(region["startColumn"] as? Int == 5)
    #expect(region["endColumn"] as? Int == 35)
  }

  @Test func aKeyBlockIsReportedByItsFirstLine() throws {
    var sample = SampleReport()
    let marker = String(repeating: "-", count: 5)
    for lineEnd in ["\n", "\r\n"] {
      let block = "\(marker)BEGIN 😀\(marker)\(lineEnd)x\(lineEnd)y"
      let finding = sample.finding(line: 4, before: "  ", value: Array(block.utf8))
      #expect(finding.location.end.line == 6)
      let result = try #require(try results(SampleReport.report([finding])).first)
      let region = try place(result).region
      #expect(region["startLine"] as? Int == 4 && region["endLine"] as? Int == 4)
      #expect(region["startColumn"] as? Int == 3)
      #expect(region["endColumn"] as? Int == 3 + 18)
      #expect(text(result, "message")?.contains("It ends on line 6.") == true)
    }
  }

  @Test(arguments: [
    (BlobPath("a b/c:d.env"), "a%20b/c%3Ad.env"),
    (BlobPath("c:/x"), "c%3A/x"),
    (BlobPath("./a//b/./c"), "a/b/c"),
    (BlobPath("/abs/x"), "abs/x"),
    (BlobPath(""), "unnamed"),
    (BlobPath([0x61, 0xFF, 0x2F, 0xC3, 0xA9]), "a%FF/%C3%A9"),
    (BlobPath("[id]/(a)?#%\\\n"), "%5Bid%5D/%28a%29%3F%23%25%5C%0A"),
    (BlobPath("é.env"), "%C3%A9.env"),
  ])
  func uris(path: BlobPath, uri: String) throws {
    var sample = SampleReport()
    let result = try #require(try results(SampleReport.report([sample.finding(path: path)])).first)
    #expect(try place(result).uri == uri)
  }

  @Test func partsAreRelatedLocationsThatTheMessageLinksTo() throws {
    var sample = SampleReport()
    let result = try results(sample.ofEverything())[1]
    let related = try #require(result["relatedLocations"] as? [Object])
    #expect(related.count == 1)
    #expect(related[0]["id"] as? Int == 1)
    let region = (related[0]["physicalLocation"] as? Object)?["region"] as? Object
    #expect(region?["startLine"] as? Int == 13)
    #expect(text(result, "message")?.contains("[secret_key](1)") == true)
  }

  // MARK: merging and cutting

  @Test func findingsOfARuleOnALineAreOneResult() throws {
    var sample = SampleReport()
    var findings = [
      sample.finding(line: 3, before: "a "), sample.finding(line: 3, before: "a and b "),
      sample.finding(rule: "other", line: 3), sample.finding(line: 4),
      sample.finding(path: "z", line: 3),
    ]
    findings[1].severity = .critical
    let results = try results(SampleReport.report(findings))
    #expect(results.count == 4)
    #expect(text(results[0], "message")?.contains("This line holds 2 of them.") == true)
    #expect(results[0]["level"] as? String == "error")
    #expect((results[0]["properties"] as? Object)?["findingsOnLine"] as? Int == 2)
    #expect((results[0]["properties"] as? Object)?["severity"] as? String == "critical")
    #expect((results[0]["relatedLocations"] as? [Object])?.count == 1)
  }

  @Test func overflowKeepsTheWorstAndSaysSo() throws {
    var sample = SampleReport()
    let severities = Severity.allCases
    let findings = (1...6000).map { line in
      sample.finding(
        line: line, severity: severities[line % 5], confidence: line % 2 == 0 ? .high : .low)
    }
    let run = try run(SampleReport.report(findings))
    let results = try #require(run["results"] as? [Object])
    #expect(results.count == 5000)
    // 1,200 of each severity: of the mildest, the 200 first sure ones stay.
    let kept = try results.map { try #require(try place($0).region["startLine"] as? Int) }
    #expect(kept == kept.sorted())
    let mildest = kept.filter { severities[$0 % 5] == .info }
    #expect(mildest == Array(stride(from: 10, through: 2000, by: 10)))
    let notes = try notifications(run).compactMap { text($0, "message") }
    #expect(notes.count == 1)
    #expect(notes[0].hasPrefix("1,000 results left out"))
  }

  // MARK: notifications

  @Test func holesAreTold() throws {
    var sample = SampleReport()
    var report = sample.ofEverything()
    report.coverage.stopped = "time-out"
    let run = try run(report)
    let notes = try notifications(run)
    let ids = notes.compactMap { ($0["descriptor"] as? Object)?["id"] as? String }
    #expect(
      ids == ["scan-stopped", "file-too-large", "match-limit"]
        + [String](repeating: "scan-problem", count: 12) + ["allowed-inline", "allowed-inline"])
    let driver = (run["tool"] as? Object)?["driver"] as? Object
    let known = try #require(driver?["notifications"] as? [Object])
    for note in notes {
      let descriptor = try #require(note["descriptor"] as? Object)
      let index = try #require(descriptor["index"] as? Int)
      #expect(known[index]["id"] as? String == descriptor["id"] as? String)
      #expect(text(note, "message")?.hasSuffix(".") == true)
    }
  }

  // MARK: validators

  private static let checks = ProjectFiles.format("checks/sarif_checks.py")

  // Needs the reference data and python3 with jsonschema; the structural tests above always run.
  @Test(
    .enabled(
      if: ProjectFiles.exists(checks) && Python.hasJSONSchema,
      "no shared reference data or no python3 with jsonschema"))
  func validatorsAccept() throws {
    var sample = SampleReport()
    var stopped = sample.ofEverything()
    stopped.coverage.stopped = "time-out"
    var hostile = sample.ofEverything()
    let paths = [
      BlobPath("a\u{1B}[31m](http://x)/[b](c) d"), BlobPath([0xFF, 0x0A]), BlobPath(""),
    ]
    for index in paths.indices { hostile.findings[index].path = paths[index] }
    for index in hostile.findings.indices { hostile.findings[index].lineHash = "ab:1" }
    for index in stopped.findings.indices { stopped.findings[index].lineHash = "ab:1" }
    let many = (1...6000).map { line in
      var finding = sample.finding(line: line)
      finding.lineHash = "ab:\(line)"
      return finding
    }
    var history = sample.ofAHistory()
    for index in history.findings.indices { history.findings[index].lineHash = "ab:1" }
    var assessed = sample.ofAssessments()
    for index in assessed.findings.indices { assessed.findings[index].lineHash = "ab:\(index)" }
    let reports = [
      stopped, hostile, history, SampleReport.report([], rules: []), SampleReport.report(many),
      assessed,
    ]
    try withTemporaryFolder { folder in
      for (index, report) in reports.enumerated() {
        let file = folder.appendingPathComponent("\(index).sarif")
        try Data(ReportWriter(format: .sarif).render(report)).write(to: file)
        let result = try Python.run([SARIFTests.checks.path, file.path])
        #expect(result.output == "0 errors, 0 warnings\n", "report \(index)")
        #expect(result.status == 0)
      }
    }
  }
}
