import Foundation
import TestKit
import Testing

/// `sprawl git --range BASE..HEAD --new-only`.
@Suite struct ReviewTests {
  private let fixture: GitFixture
  private let base: String

  init() throws {
    fixture = try GitFixture()
    try fixture.write(try GitFixture.line(1) + "a\n", to: "a.py")
    try fixture.write("/fixtures/\n", to: ".sprawlignore")
    try fixture.write(Self.rule("old"), to: "rules/house.yml")
    try fixture.write("version: 1\npaths: {exclude: [/others/]}\n", to: "sprawl.yml")
    base = try fixture.commit()
    try fixture.git(["branch", "base"])
  }

  private static func rule(_ id: String) -> String {
    """
    provider: House
    families:
      - id: house-key
        name: House key
        description: Opens the house.
        lifetime: {class: static}
        identity: workload
        revoke: {how: Change the lock, url: "https://example.org"}
        frameworks: [CWE-798]
    detectors:
      - id: house-\(id)
        family: house-key
        literals: [\(id)house_]
        pattern: '(?<secret>\(id)house_[A-Za-z0-9]{20})'
        confidence: high
        severity: high
        examples: ['k = "\(id)house_{alnum:20}"', 'key: \(id)house_{alnum:20}']
        counterexamples: ['k = "\(id)house_x"']

    """
  }

  private func review(_ arguments: String..., range: String = "base..HEAD") throws -> HistoryReport
  {
    try HistoryReport(
      Program.run(
        ["git", "--new-only", "--range", range, "--format", "jsonl"] + arguments + ["."],
        in: fixture.repository))
  }

  @Test func onlyWhatTheChangeAddsIsReported() throws {
    try fixture.write(try "b\n" + GitFixture.line(1) + "a\n" + GitFixture.line(2), to: "a.py")
    let first = try fixture.commit()
    // Taken back, and moved: still in the history of the change, but no second time.
    try fixture.write(try GitFixture.line(3) + "x\n", to: "b.py")
    let second = try fixture.commit()
    try fixture.git(["rm", "--quiet", "b.py"])
    try fixture.git(["mv", "a.py", "c.py"])
    try fixture.commit()
    let report = try review()
    #expect(report.code == 1 && report.lines == ["a.py:4", "b.py:1"], "\(report)")
    #expect(report.findings.map(\.commit) == [first, second])
    #expect(report.findings.map(\.in_head) == [false, false])
    #expect(report.findings.allSatisfy { $0.author == "Ann Author <ann@example.org>" })
    #expect(try review("--path", "b.py").lines == ["b.py:1"])
    #expect(try review(range: "base...HEAD").lines == report.lines)
    #expect(try review(range: "\(base)..").lines == report.lines)
    #expect(try review(range: "HEAD..HEAD").code == 0)
  }

  @Test func headIsLookedAt() throws {
    try fixture.write(try GitFixture.line(2), to: "b.py")
    try fixture.commit()
    try fixture.write(try "x\n" + GitFixture.line(2), to: "b.py")
    try fixture.commit()
    let report = try review()
    #expect(report.lines == ["b.py:1"] && report.findings[0].in_head == true)
  }

  /// A merge of the base into the change brings nothing; what was put in by hand while merging does.
  @Test func mergesAreReadAgainstAllParents() throws {
    try fixture.git(["checkout", "--quiet", "-b", "change"])
    try fixture.write("mine\n", to: "mine.py")
    try fixture.commit()
    try fixture.git(["checkout", "--quiet", "base"])
    try fixture.write(try GitFixture.line(4), to: "theirs.py")
    try fixture.commit()
    try fixture.git(["checkout", "--quiet", "change"])
    try fixture.git(["merge", "--quiet", "--no-commit", "base"])
    try fixture.write(try "mine\n" + GitFixture.line(5), to: "mine.py")
    try fixture.commit("merge")
    #expect(try review().lines == ["mine.py:2"])
    #expect(try review(range: "\(base)..HEAD").lines == ["mine.py:2", "theirs.py:1"])
  }

  @Test func theChangeDoesNotDecideAboutItself() throws {
    let (old, new) = ("oldhouse_", "newhouse_")
    let value = "Zq7Rt2Lm9Xw4Bn6Kd8Vs"
    try fixture.write("", to: ".sprawlignore")
    try fixture.write("*\n", to: "deep/.sprawlignore")
    try fixture.write(Self.rule("new"), to: "rules/house.yml")
    try fixture.write("version: 1\npaths: {exclude: [/deep/]}\n", to: "sprawl.yml")
    try fixture.write("what only the change has\n", to: ".sprawl-baseline")
    try fixture.write(try GitFixture.line(6), to: "fixtures/x.py")
    try fixture.write(try GitFixture.line(7), to: "others/y.py")
    try fixture.write("k = \"\(old)\(value)\"\nl = \"\(new)\(value)\"\n", to: "deep/h.py")
    try fixture.commit()
    let report = try review("--rules", "rules", "--baseline", ".sprawl-baseline")
    #expect(report.findings.map(\.rule) == ["house-old"], "\(report)")
    #expect(report.lines == ["deep/h.py:1"])
    #expect(report.coverage.skipped == ["sprawl-ignored": 1, "policy-excluded": 1])
    let told = report.coverage.remarks.filter { $0.message.contains("changed here") }.map(\.path)
    #expect(
      told == [
        ".sprawl-baseline", ".sprawlignore", "deep/.sprawlignore", "rules/house.yml", "sprawl.yml",
      ])
    // Rules that only the change has.
    try fixture.git(["mv", "rules", "other"])
    try fixture.commit()
    #expect(try review("--rules", "other").findings.map(\.rule).contains("house-new") == false)
    // Rules of the reviewer's own, outside of the repository.
    let outside = fixture.folder.appending(path: "outside")
    try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
    try Data(Self.rule("new").utf8).write(to: outside.appending(path: "h.yml"))
    #expect(try review("--rules", outside.path).findings.map(\.rule) == ["house-new"])
    // A link that leads into the repository leads to the base, too.
    let link = fixture.folder.appending(path: "link")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: fixture.repository.appending(path: "other"))
    #expect(try review("--rules", link.path).findings.map(\.rule).contains("house-new") == false)
  }

  @Test func aShallowCloneCannotTellWhatIsNew() throws {
    try fixture.write("b\n", to: "b.py")
    try fixture.commit()
    let copy = fixture.folder.appending(path: "copy")
    try fixture.git(
      ["clone", "--quiet", "--depth", "1", "file://\(fixture.repository.path)", copy.path])
    try Data(GitFixture.line(7).utf8).write(to: copy.appending(path: "c.py"))
    try fixture.git(["add", "."], in: copy)
    try fixture.git(["commit", "--quiet", "--message", "m"], in: copy)
    let arguments = [
      "git", "--new-only", "--range", "HEAD~1..HEAD", "--format", "jsonl", copy.path,
    ]
    #expect(try HistoryReport(Program.run(arguments)).lines == ["c.py:1"])
    // The commit at which it was cut off looks as if it brought all of its files.
    let empty = try fixture.git(["commit-tree", "-m", "root", "HEAD^{tree}"], in: copy)
    let report = try HistoryReport(
      Program.run([
        "git", "--new-only", "--range", "\(empty)..HEAD", "--format", "jsonl", copy.path,
      ]))
    #expect(report.code == 3 && report.coverage.problems[0].message.contains("shallow clone"))
  }

  @Test(arguments: [
    ["--new-only"], ["--new-only", "--range", "main"], ["--new-only", "--range", "nobody..main"],
    ["--new-only", "--range", "main..--all"], ["--new-only", "--range", "a..b", "--stash"],
    ["--new-only", "--range", "a..b", "--since", "2024-01-01"],
  ])
  func mistakesAreSaid(arguments: [String]) throws {
    let result = try Program.run(["git"] + arguments, in: fixture.repository)
    #expect(result.code == 2 && !result.errors.isEmpty, "\(result)")
  }

  /// What the whole scan of the range finds, less what stood at the same lines before: on generated histories.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func findsWhatTheTreesOfTheRangeAdd(seed: UInt64) throws {
    let secrets = try (0..<5).map { try Sample.token(seed * 100 + $0) }
    let history = GeneratedHistory(seed: seed, count: 30, secrets: secrets)
    let fixture = try GitFixture()
    try fixture.git(["fast-import", "--quiet"], input: history.stream)
    let commits = try fixture.git(["rev-list", "--topo-order", "main"]).split(separator: "\n")
    let base = String(commits[commits.count / 2])
    var expected: Set<[String]> = []
    for commit in try fixture.git(["rev-list", "\(base)..main"]).split(separator: "\n") {
      // Git's own words for what a commit adds against each of its parents.
      let parents = try fixture.git(["rev-parse", "\(commit)^@"]).split(separator: "\n").count
      let shown = try fixture.git(
        [
          "-c", "core.quotePath=false",
          "show", "--format=", "--cc", "--root", "--unified=0", "--find-renames=50%",
          String(commit),
        ])
      var path = ""
      for line in shown.split(separator: "\n") {
        if line.hasPrefix("+++ b/") {
          // A tab ends a path that has a space.
          path = String(line.dropFirst(6).prefix { $0 != "\t" })
        } else if line.hasPrefix(String(repeating: "+", count: max(1, parents))) {
          for secret in secrets where line.contains(secret) { expected.insert([path, secret]) }
        }
      }
    }
    let report = try HistoryReport(
      Program.run([
        "git", "--new-only", "--range", "\(base)..main", "--format", "jsonl", "--show-secrets",
        fixture.repository.path,
      ]))
    let found = Set(
      report.findings.flatMap { finding in
        (finding.history ?? []).map { [$0.path, finding.secret] }
      })
    #expect(found == expected, "seed \(seed)")
  }
}
