import Foundation
import Testing

/// Posture findings through the real program.
@Suite struct PostureCommandTests {
  private static let workflow = """
    on: push
    permissions: write-all
    jobs:
      deploy:
        runs-on: ubuntu-latest
        steps:
          - uses: aws-actions/configure-aws-credentials@v4
            with:
              role-duration-seconds: 43200

    """

  private static func repository() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(workflow, to: ".github/workflows/deploy.yml")
    return folder
  }

  private static func rules(_ result: Program.Result) throws -> [String] {
    try result.records().compactMap {
      $0["kind"] as? String == "posture" ? $0["rule"] as? String : nil
    }
  }

  @Test func aScanReportsSettings() throws {
    let folder = try Self.repository()
    let result = try Program.run(["scan", "--format", "jsonl", folder.path])
    #expect(result.code == 1)
    let record = try #require(
      try result.records().first { $0["rule"] as? String == "gha-permissions-write-all" })
    #expect(record["kind"] as? String == "posture")
    #expect(record["family"] as? String == "github-actions")
    #expect(record["path"] as? String == ".github/workflows/deploy.yml")
    #expect(record["start_line"] as? Int == 2 && record["start_column"] as? Int == 1)
    #expect(record["end_line"] as? Int == 2 && record["end_column"] as? Int == 23)
    #expect(record["secret"] as? String == "")
    #expect(record["excerpt"] as? String == "permissions: write-all")
    #expect((record["message"] as? String)?.contains("GITHUB_TOKEN") == true)
    #expect(try Self.rules(result).contains("gha-role-duration-very-long"))
  }

  @Test func textAndSARIFHoldThem() throws {
    let folder = try Self.repository()
    let text = try Program.run(["scan", "--color", "never", folder.path]).output
    #expect(text.contains("Workflow token with every permission"))
    #expect(text.contains("| permissions: write-all\n"))
    #expect(!text.contains("secret:"))
    let sarif = try Program.run(["scan", "--format", "sarif", folder.path]).output
    #expect(sarif.contains("postureIdentity/v1") && sarif.contains("How to fix it"))
    #expect(sarif.contains("\"text\": \"permissions: write-all\""))
    #expect(!sarif.contains("Hard-coded Workflow"))
  }

  @Test func theyCanBeSwitchedOff() throws {
    let folder = try Self.repository()
    func rules(_ arguments: String...) throws -> [String] {
      try Self.rules(try Program.run(["scan", "--format", "jsonl"] + arguments + [folder.path]))
    }
    #expect(try rules("--no-posture").isEmpty)
    #expect(
      try !rules("--disable-rule", "gha-permissions-write-all").contains(
        "gha-permissions-write-all"))
    #expect(try !rules("--disable-rule", "GHA-01").contains("gha-permissions-write-all"))
    #expect(try rules("--enable-rule", "GHA-01") == ["gha-permissions-write-all"])
    #expect(try Program.run(["scan", "--enable-rule", "GHA-99", folder.path]).code == 2)
  }

  @Test func aCommentAllowsOne() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      Self.workflow.replacing(
        "write-all", with: "write-all # sprawl:allow gha-permissions-write-all -- a demo"),
      to: ".github/workflows/deploy.yml")
    let result = try Program.run(["scan", "--format", "jsonl", folder.path])
    #expect(try !Self.rules(result).contains("gha-permissions-write-all"))
    #expect(result.output.contains("\"sprawl:allow\":1"))
  }

  @Test func whatIsUnresolvedIsShownOnRequest() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "on: push\njobs: {a: {steps: [{uses: aws-actions/configure-aws-credentials@v4, with: {role-duration-seconds: '${{ inputs.d }}'}}]}}\n",
      to: ".github/workflows/a.yml")
    let usual = try Program.run(["scan", "--format", "jsonl", folder.path])
    #expect(try !Self.rules(usual).contains("gha-role-duration"))
    let all = try Program.run(["scan", "--format", "jsonl", "--show-unresolved", folder.path])
    let record = try #require(
      try all.records().first { $0["rule"] as? String == "gha-role-duration" })
    #expect(record["confidence"] as? String == "low")
    #expect((record["message"] as? String)?.hasPrefix("unresolved") == true)
  }

  /// A secret on the line of a setting is masked in the setting's excerpt too.
  @Test func anExcerptHidesTheSecretsOfItsLine() throws {
    let token = try Sample.token()
    let folder = try TemporaryFolder()
    try folder.write(
      "on: push\npermissions: write-all # \(token)\njobs: {}\n", to: ".github/workflows/a.yml")
    for format in ["text", "jsonl", "sarif"] {
      let result = try Program.run(["scan", "--format", format, folder.path])
      #expect(result.output.contains("permissions: write-all"))
      #expect(!result.output.contains(token))
    }
  }

  @Test func aHistoryHasThoseOfHeadAlone() throws {
    let folder = try Self.repository()
    let git = "git -c user.name=a -c user.email=a@example.org -c init.defaultBranch=main"
    let made = try Program.shell(
      "\(git) init -q . && git add -A && \(git) commit -qm one && sed -i 's/write-all/read-all/' .github/workflows/deploy.yml"
        + " && \(git) commit -qam two", in: folder.url)
    try #require(made.code == 0, "\(made.errors)")
    let rules = try Self.rules(try Program.run(["git", "--format", "jsonl", folder.path]))
    #expect(!rules.contains("gha-permissions-write-all"))
    #expect(rules.contains("gha-role-duration-very-long"))
  }
}
