import Foundation
import Testing

/// `sprawl.yml` with the real program.
@Suite struct PolicyCommandTests {
  private let tree: TemporaryFolder
  private let token: String

  init() throws {
    tree = try TemporaryFolder()
    token = try Sample.token()
    try tree.write("k = \"\(token)\"\n", to: "src/app.py")
  }

  private func scan(_ arguments: [String] = [], path: String = ".") throws -> Program.Result {
    try Program.run(["scan", "--format", "jsonl"] + arguments + [path], in: tree.url)
  }

  /// The one finding's id.
  private func findingID() throws -> String {
    try #require(try scan().records().first?["id"] as? String)
  }

  private func outcomes(_ result: Program.Result) throws -> [String: Int] {
    let summary = try #require(try result.records().last)
    let policy = try #require(summary["policy"] as? [String: Any])
    return try #require(policy["outcomes"] as? [String: Int]).filter { $0.value > 0 }
  }

  // MARK: The file

  @Test func aMistakeExitsWithTwoAndItsPlace() throws {
    try tree.write("version: 1\nownres: []\n", to: "sprawl.yml")
    let result = try scan()
    #expect(result.code == 2)
    #expect(result.errors.contains("sprawl.yml:2:1: unknown key 'ownres': did you mean 'owners'?"))
    #expect(result.output.isEmpty)
    #expect(try scan(["--no-config"]).code == 1)
  }

  @Test func aRuleThatIsNotThereExitsWithTwoAndItsPlace() throws {
    try tree.write("version: 1\nrules:\n  disable: [github-pat-clasic]\n", to: "sprawl.yml")
    for arguments in [["scan", "."], ["policy", "check"]] {
      let result = try Program.run(arguments, in: tree.url)
      #expect(result.code == 2)
      #expect(
        result.errors.contains(
          "sprawl.yml:3:13: no rule 'github-pat-clasic': did you mean 'github-pat-classic'?"))
    }
  }

  @Test func rulesConfidenceAndPathsAreFollowed() throws {
    try tree.write("version: 1\nrules: {disable: [github-pat-classic]}\n", to: "sprawl.yml")
    #expect(try scan().code == 0)
    // The command line goes before the file.
    #expect(try scan(["--enable-rule", "github-pat-classic"]).code == 1)
    try tree.write("version: 1\npaths: {exclude: [/src/]}\n", to: "sprawl.yml")
    let excluded = try scan()
    #expect(excluded.code == 0)
    #expect(excluded.output.contains("\"policy-excluded\":1"))
    try tree.write("version: 1\npaths: {include: [/docs/]}\n", to: "sprawl.yml")
    #expect(try scan().code == 0)
    try tree.write("version: 1\npaths: {include: [\"*.py\"]}\n", to: "sprawl.yml")
    #expect(try scan().code == 1)
  }

  @Test func aHistoryLeavesPathsOutToo() throws {
    let fixture = try GitFixture()
    try fixture.write("k = \"\(token)\"\n", to: "src/app.py")
    try fixture.write("k = \"\(try Sample.token(6))\"\n", to: "vendored/old.py")
    try fixture.write("k = \"\(token)\"\n", to: "vendored/copy.py")
    try fixture.write("version: 1\npaths: {exclude: [/vendored/]}\n", to: "sprawl.yml")
    try fixture.commit()
    let report = try fixture.scan()
    #expect(report.code == 1)
    // The same blob stands at an open path, too.
    #expect(Set(report.places.map { $0[1] }) == ["src/app.py"])
    #expect(report.coverage.skipped["policy-excluded"] == 1)
    #expect(try fixture.scan(["--no-config"]).findings.count == 2)
  }

  @Test func twoFilesAreOneTooMany() throws {
    try tree.write("version: 1\n", to: "sprawl.yml")
    try tree.write("version: 1\n", to: ".sprawl.yml")
    let result = try scan()
    #expect(result.code == 2)
    #expect(result.errors.contains("keep one of them"))
    #expect(try scan(["--config", "sprawl.yml"]).code == 1)
  }

  @Test func theRepositorysPolicyHoldsInItsFolders() throws {
    try FileManager.default.createDirectory(
      at: tree.url.appending(path: ".git"), withIntermediateDirectories: true)
    try tree.write("version: 1\npaths: {exclude: [/src/app.py]}\n", to: ".sprawl.yml")
    #expect(try scan(path: "src").code == 0)
    #expect(try scan(["--no-config"], path: "src").code == 1)
    // A file by its name, too.
    #expect(try scan(path: "src/app.py").code == 0)
    // Outside of a repository a folder above says nothing.
    try FileManager.default.removeItem(at: tree.url.appending(path: ".git"))
    #expect(try scan(path: "src").code == 1)
  }

  @Test func aLinkOrAPipeIsNoPolicy() throws {
    try tree.write("version: 1\npaths: {exclude: [src/]}\n", to: "elsewhere/p.yml")
    #expect(try Program.shell("ln -s elsewhere/p.yml sprawl.yml", in: tree.url).code == 0)
    #expect(try scan().code == 1)
    #expect(
      try Program.shell("rm sprawl.yml && mkfifo sprawl.yml .sprawl.yml", in: tree.url).code == 0)
    #expect(try scan().code == 1)
  }

  @Test func missingFilesAreSaid() throws {
    for flag in ["--config", "--baseline"] {
      let result = try scan([flag, "none.yml"])
      #expect(result.code == 2)
      #expect(result.errors.contains("none.yml: no such"))
    }
  }

  @Test func aPolicyIsChecked() throws {
    let none = try Program.run(["policy", "check"], in: tree.url)
    #expect(none.code == 2)
    try tree.write("version: 1\nmin-confidence: high\n", to: "sprawl.yml")
    let result = try Program.run(["policy", "check"], in: tree.url)
    #expect(result.code == 0)
    #expect(result.output == "sprawl.yml: sound, 0 exceptions\n")
    let schema = try Program.run(["policy", "schema"])
    #expect(try JSONSerialization.jsonObject(with: Data(schema.output.utf8)) is [String: Any])
  }

  // MARK: Exceptions

  private func except(_ id: String, until: String = "2026-06-30") throws -> String {
    let result = try Program.run(
      [
        "policy", "except", id, "--owner", "@acme/pay", "--reason", "sandbox", "--until", until,
        "--as-of", "2026-06-01",
      ], in: tree.url)
    try #require(result.code == 0, "\(result.errors)")
    return "version: 1\nexceptions:\n" + result.output
  }

  @Test func anExceptionHoldsUntilItsDayAndIsReportedWithItsReason() throws {
    try tree.write(try except(findingID()), to: "sprawl.yml")
    let granted = try scan(["--as-of", "2026-06-30"])
    #expect(granted.code == 0, "\(granted.errors)\(granted.output)")
    #expect(try outcomes(granted) == ["excepted": 1])
    let text = try Program.run(["scan", "--as-of", "2026-06-30", "."], in: tree.url)
    #expect(text.output.contains("excepted until 2026-06-30 by @acme/pay (sprawl.yml:3): sandbox"))
    #expect(text.output.contains("Accepted: 1 by exceptions."))
    let ended = try scan(["--as-of", "2026-07-01"])
    #expect(ended.code == 1)
    #expect(try outcomes(ended) == ["reopened": 1])
    let told = try Program.run(["scan", "--as-of", "2026-07-01", "."], in: tree.url)
    #expect(told.output.contains("does not hold: it ended on 2026-06-30"))
  }

  @Test func aCopyReopensIt() throws {
    try tree.write(try except(findingID()), to: "sprawl.yml")
    try tree.write("k = \"\(token)\"\n", to: "src/copy.py")
    let result = try scan(["--as-of", "2026-06-02"])
    #expect(result.code == 1)
    #expect(try outcomes(result) == ["reopened": 1, "reported": 1])
    let text = try Program.run(["scan", "--as-of", "2026-06-02", "."], in: tree.url)
    #expect(text.output.contains("does not hold: new path src/copy.py"))
  }

  /// The same files in another repository: somebody else answers there.
  @Test func aSecondRepositoryReopensIt() throws {
    let fixture = try GitFixture()
    try fixture.write("k = \"\(token)\"\n", to: "src/app.py")
    try fixture.git(["remote", "add", "origin", "https://github.com/acme/app.git"])
    func run(_ arguments: [String]) throws -> Program.Result {
      try Program.run(arguments + ["--as-of", "2026-06-02"], in: fixture.repository)
    }
    let id = try #require(
      try run(["scan", "--format", "jsonl", "."]).records().first?["id"] as? String)
    let entry = try run([
      "policy", "except", id, "--owner", "@acme/pay", "--reason", "sandbox", "--until",
      "2026-06-30",
    ])
    #expect(entry.output.contains("repositories: [\"github.com/acme/app\"]"), "\(entry.output)")
    try fixture.write("version: 1\nexceptions:\n" + entry.output, to: "sprawl.yml")
    try fixture.commit()
    for command in [["scan", "."], ["git", "."]] {
      #expect(try run(command).code == 0, "\(command)")
    }
    try fixture.git(["remote", "set-url", "origin", "git@gitlab.acme.test:pay/app.git"])
    for command in [["scan", "."], ["git", "."]] {
      let moved = try run(command)
      #expect(moved.code == 1)
      #expect(
        moved.output.contains("does not hold: second repository gitlab.acme.test/pay/app"),
        "\(moved.output)")
    }
  }

  @Test func anExceptionForNothingIsSaid() throws {
    try tree.write(try except(findingID()), to: "sprawl.yml")
    try tree.write("", to: "src/app.py")
    let result = try scan(["--as-of", "2026-06-02"])
    #expect(result.code == 0)
    let summary = try #require(try result.records().last)
    #expect((summary["policy"] as? [String: Any])?["unused_exceptions"] as? Int == 1)
    #expect(result.output.contains("is for no finding: remove it"))
    // Part of the folder says nothing of the rest.
    #expect(try !scan(["--as-of", "2026-06-02"], path: "src/app.py").output.contains("no finding"))
  }

  @Test func anExceptionIsNotForLong() throws {
    let id = try findingID()
    for (until, code) in [("2026-11-28", Int32(0)), ("2026-11-29", 2), ("2026-05-31", 2)] {
      let result = try Program.run(
        [
          "policy", "except", id, "--owner", "a", "--reason", "b", "--until", until, "--as-of",
          "2026-06-01",
        ], in: tree.url)
      #expect(result.code == code, "\(until)")
    }
    let unknown = try Program.run(
      ["policy", "except", "0123", "--owner", "a", "--reason", "b", "--until", "2099-01-01"],
      in: tree.url)
    #expect(unknown.code == 2)
  }

  @Test func suppressedResultsCarryTheirReasonAndCanBeLeftOut() throws {
    try tree.write(try except(findingID()), to: "sprawl.yml")
    let arguments = ["scan", "--format", "sarif", "--as-of", "2026-06-02"]
    let sarif = try Program.run(arguments + ["."], in: tree.url)
    #expect(sarif.code == 0)
    #expect(sarif.output.contains("\"kind\": \"external\""))
    #expect(sarif.output.contains("by @acme/pay (sprawl.yml:3): sandbox"))
    let hidden = try Program.run(arguments + ["--hide-accepted", "."], in: tree.url)
    #expect(hidden.code == 0)
    #expect(!hidden.output.contains("external"))
    #expect(!hidden.output.contains("src/app.py"))
  }

  @Test func thePolicyAndTheBaselineAreNoFindingsThemselves() throws {
    try tree.write(try except(findingID()), to: "sprawl.yml")
    #expect(try Program.run(["baseline", "create", "--no-config"], in: tree.url).code == 0)
    try tree.write("", to: "src/app.py")
    let result = try scan(["--min-confidence", "low", "--no-config"])
    #expect(result.code == 0, "\(result.output)")
  }
}
