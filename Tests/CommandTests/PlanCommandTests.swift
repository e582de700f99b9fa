import Foundation
import Testing

/// `sprawl plan` and `sprawl explain`, which read reports and rules.
@Suite struct PlanCommandTests {
  @Test func aRuleIsExplained() throws {
    let result = try Program.run(["explain", "github-pat-classic"])
    #expect(result.code == 0, "\(result.errors)")
    for word in [
      "GitHub personal access token", "What replaces it", "How to revoke it", "https://",
    ] {
      #expect(result.output.contains(word), "\(word)")
    }
  }

  /// The frameworks that the rule files describe reach SARIF by name.
  @Test func frameworksAreNamedInSARIF() throws {
    let folder = try TemporaryFolder()
    try folder.write("token = \"\(try Sample.token())\"\n", to: "a.env")
    let scan = try Program.run(["scan", "--format", "sarif", folder.path])
    #expect(scan.output.contains("OWASP Non-Human Identities Top 10"))
    #expect(scan.output.contains("\"id\": \"NHI7:2025\""))
  }

  @Test func aFactsIDStandsForAllItsChecks() throws {
    let grants = try Program.run(["explain", "GOV-03"])
    for id in ["codeowners-workflows-uncovered", "codeowners-identity-unowned"] {
      #expect(grants.output.contains("(\(id))"))
    }
  }

  @Test func whatNobodyKnowsIsSaid() throws {
    let result = try Program.run(["explain", "no-such-rule"])
    #expect(result.code == 2)
    #expect(result.errors.contains("no rule 'no-such-rule'"))
  }

  @Test(arguments: [
    ([String](), "", "standard input"), (["-"], "not a report\n", "line 1"),
    (["/no/such/file"], "", "No such file"),
  ])
  func whatIsNoReportIsRefused(arguments: [String], input: String, message: String) throws {
    let result = try Program.run(["plan"] + arguments, input: input)
    #expect(result.code == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test func aReportThatWasCutOffIsIncomplete() throws {
    let folder = try TemporaryFolder()
    try folder.write("token = \"\(try Sample.token())\"\n", to: "a.env")
    let scan = try Program.run(["scan", "--format", "jsonl", folder.path])
    let lines = scan.output.split(separator: "\n")
    try #require(lines.count == 2)
    let result = try Program.run(
      ["explain", "nothing-here", "--report", "-"], input: String(lines[0]))
    #expect(result.code == 2)
    #expect(result.errors.contains("no finding 'nothing-here'"))
  }
}
