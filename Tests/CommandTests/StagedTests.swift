import Foundation
import TestKit
import Testing

extension GitFixture {
  /// Runs `sprawl staged` on the repository and reads its JSON lines.
  func staged(_ arguments: [String] = [], in place: URL? = nil) throws -> HistoryReport {
    try HistoryReport(
      Program.run(["staged", "--format", "jsonl"] + arguments + [(place ?? repository).path]))
  }

  /// A line with a credential of its own.
  static func line(_ seed: UInt64) throws -> String { "k = \"\(try Sample.token(seed))\"\n" }
}

extension HistoryReport {
  /// `PATH:LINE` of all findings.
  var lines: [String] { findings.map { "\($0.path):\($0.start_line)" } }
}

@Suite struct StagedTests {
  private let fixture: GitFixture

  init() throws { fixture = try GitFixture() }

  /// The first line is what HEAD has, the second what is staged, the third what only the disk has.
  @Test func readsWhatIsStagedAndNothingElse() throws {
    try fixture.write(try GitFixture.line(1) + "a\n", to: "a.py")
    try fixture.commit()
    try fixture.write(try GitFixture.line(1) + "a\n" + GitFixture.line(2), to: "a.py")
    try fixture.git(["add", "a.py"])
    try fixture.write(try GitFixture.line(3), to: "a.py")
    try fixture.write(try GitFixture.line(4), to: "untracked.py")
    let report = try fixture.staged()
    #expect(report.code == 1 && report.lines == ["a.py:3"], "\(report)")
    #expect(report.findings.allSatisfy { $0.commit == nil && $0.history == nil })
    #expect(try fixture.staged(["--whole-files"]).lines == ["a.py:1", "a.py:3"])
  }

  /// Who answers is not for the change to say.
  @Test func theOwnerIsWhomHeadNames() throws {
    try fixture.write("* @example/payments\n", to: "CODEOWNERS")
    try fixture.commit()
    try fixture.write("* @example/someone-else\n", to: "CODEOWNERS")
    try fixture.write(try GitFixture.line(1), to: "src/a.py")
    try fixture.git(["add", "."])
    let output = try Program.run([
      "staged", "--format", "jsonl", fixture.repository.path,
    ]).output
    let line = try #require(output.split(separator: "\n").first { $0.contains("a.py") })
    let finding = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    let assessment = finding?["assessment"] as? [String: Any]
    let owner = try #require(assessment?["owner"] as? [String: Any], "\(line)")
    #expect(owner["name"] as? String == "@example/payments")
    #expect(owner["source"] as? String == "CODEOWNERS:1")
  }

  @Test func aCommitWithoutCredentialsIsClean() throws {
    try fixture.write(try GitFixture.line(1), to: "a.py")
    try fixture.commit()
    #expect(try fixture.staged().code == 0)
    try fixture.git(["rm", "--quiet", "a.py"])
    try fixture.write("b\n", to: "b.py")
    try fixture.git(["add", "b.py"])
    let report = try fixture.staged()
    #expect(report.code == 0 && report.coverage.complete && report.coverage.files == 1)
  }

  @Test(arguments: ["sha1", "sha256"]) func theFirstCommitIsAllNew(format: String) throws {
    let fixture = try GitFixture(format: format)
    #expect(try fixture.staged().code == 0)
    try fixture.write(try GitFixture.line(1), to: "a/b.py")
    try fixture.git(["add", "."])
    #expect(try fixture.staged().lines == ["a/b.py:1"])
  }

  @Test func movesAndModesBringNothing() throws {
    let text = (0..<30).map { "line \($0)\n" }.joined()
    try fixture.write(try text + GitFixture.line(1), to: "old.py")
    try fixture.write(try GitFixture.line(2), to: "run.py")
    try fixture.commit()
    try fixture.git(["mv", "old.py", "new.py"])
    try fixture.git(["update-index", "--chmod=+x", "run.py"])
    #expect(try fixture.staged().code == 0)
    #expect(try fixture.staged(["--whole-files"]).lines == ["new.py:31", "run.py:1"])
    // Moved and edited.
    try fixture.write(try GitFixture.line(3) + text + GitFixture.line(1), to: "new.py")
    try fixture.git(["add", "new.py"])
    #expect(try fixture.staged().lines == ["new.py:1"])
  }

  @Test func anIntentToAddIsNotInTheCommit() throws {
    try fixture.commit()
    try fixture.write(try GitFixture.line(1), to: "later.py")
    try fixture.git(["add", "--intent-to-add", "later.py"])
    let report = try fixture.staged(["--whole-files"])
    #expect(report.code == 0 && report.coverage.files == 0, "\(report)")
  }

  @Test func linksSubmodulesAndPointersAreCounted() throws {
    let head = try fixture.commit()
    try FileManager.default.createSymbolicLink(
      atPath: fixture.repository.appending(path: "link").path, withDestinationPath: "a.py")
    let digest = String(repeating: "0f", count: 32)
    try fixture.write(
      "version https://git-lfs.github.com/spec/v1\noid sha256:\(digest)\nsize 12345\n",
      to: "large.bin")
    try fixture.git(["add", "."])
    try fixture.git(["update-index", "--add", "--cacheinfo", "160000,\(head),module"])
    let report = try fixture.staged()
    #expect(report.code == 0)
    #expect(report.coverage.skipped == ["symbolic-link": 1, "submodule": 1, "lfs-pointer": 1])
    #expect(report.coverage.remarks.map(\.path) == ["module"])
    #expect(try fixture.staged(["--max-file-size", "10"]).code == 3)
  }

  @Test func aLinkThatBecomesAFileIsNew() throws {
    let file = fixture.repository.appending(path: "a.py")
    try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "b")
    try fixture.commit()
    try FileManager.default.removeItem(at: file)
    try fixture.write(try GitFixture.line(1), to: "a.py")
    try fixture.git(["add", "."])
    #expect(try fixture.staged().lines == ["a.py:1"])
  }

  @Test func aConflictIsIncomplete() throws {
    try fixture.write("a\n", to: "a.py")
    try fixture.commit()
    try fixture.git(["checkout", "--quiet", "-b", "other"])
    try fixture.write("b\n", to: "a.py")
    try fixture.commit()
    try fixture.git(["checkout", "--quiet", "main"])
    try fixture.write("c\n", to: "a.py")
    try fixture.commit()
    try fixture.git(["merge", "--quiet", "other"], fails: true)
    let report = try fixture.staged()
    #expect(report.code == 3 && report.coverage.problems.map(\.path) == ["a.py"])
    #expect(report.coverage.problems.allSatisfy { $0.message.contains("conflict") })
  }

  /// A merge that is resolved by hand brings what neither side had, not what the other branch has brought.
  @Test func aMergeBringsWhatNoParentHas() throws {
    try fixture.write("1\n2\n3\n", to: "a.py")
    try fixture.commit()
    try fixture.git(["checkout", "--quiet", "-b", "other"])
    try fixture.write(try "1\nb\n3\n" + GitFixture.line(1), to: "a.py")
    try fixture.write(try GitFixture.line(2), to: "theirs.py")
    try fixture.commit()
    try fixture.git(["checkout", "--quiet", "main"])
    try fixture.write("1\nc\n3\n", to: "a.py")
    try fixture.commit()
    try fixture.git(["merge", "--quiet", "other"], fails: true)
    try fixture.write(try "1\nd\n3\n" + GitFixture.line(1) + GitFixture.line(3), to: "a.py")
    try fixture.git(["add", "a.py"])
    #expect(try fixture.staged().lines == ["a.py:5"])
  }

  @Test func anAmendedCommitIsComparedWithItsParents() throws {
    try fixture.write(try GitFixture.line(1), to: "old.py")
    try fixture.commit()
    try fixture.write(try GitFixture.line(2), to: "a.py")
    try fixture.commit()
    #expect(try fixture.staged().code == 0)
    #expect(try fixture.staged(["--amend"]).lines == ["a.py:1"])
    // What the amended commit no longer has.
    try fixture.write("clean\n", to: "a.py")
    try fixture.git(["add", "a.py"])
    #expect(try fixture.staged(["--amend"]).code == 0)
    let first = try GitFixture()
    try first.write(try GitFixture.line(3), to: "a.py")
    try first.commit()
    #expect(try first.staged(["--amend"]).lines == ["a.py:1"])
  }

  /// `commit -a` and `commit FILE` commit an index of their own, which only the hook's environment names.
  @Test func theIndexOfTheCommitCounts() throws {
    try fixture.write("a\n", to: "a.py")
    try fixture.write("b\n", to: "b.py")
    try fixture.commit()
    let hook = fixture.repository.appending(path: ".git/hooks/pre-commit")
    try FileManager.default.createDirectory(
      at: hook.deletingLastPathComponent(), withIntermediateDirectories: true)
    let report = fixture.folder.appending(path: "report.jsonl").path
    try Data(
      "#!/bin/sh\n'\(Program.path)' staged --exit-zero --output '\(report)'\n".utf8
    ).write(to: hook)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook.path)
    func paths() throws -> [String] {
      let text = try String(contentsOfFile: report, encoding: .utf8)
      return try HistoryReport(Program.Result(code: 0, output: text, errors: "")).findings.map(
        \.path)
    }
    try fixture.write(try GitFixture.line(1), to: "a.py")
    try fixture.write(try GitFixture.line(2), to: "b.py")
    try fixture.git(["add", "b.py"])
    try fixture.git(["commit", "--quiet", "--message", "only a", "a.py"])
    #expect(try paths() == ["a.py"])
    try fixture.write(try GitFixture.line(3), to: "a.py")
    try fixture.git(["commit", "--quiet", "--all", "--message", "both"])
    #expect(try paths() == ["a.py", "b.py"])
  }

  @Test(arguments: ["sparse", "split", "packed", "worktree"]) func otherKindsOfIndex(kind: String)
    throws
  {
    try fixture.write(try GitFixture.line(1), to: "in/a.py")
    try fixture.write(try GitFixture.line(2), to: "out/b.py")
    try fixture.commit()
    var place = fixture.repository
    switch kind {
    case "sparse":
      try fixture.git(["sparse-checkout", "set", "--cone", "--sparse-index", "in"])
    case "split": try fixture.git(["update-index", "--split-index"])
    case "packed":
      try fixture.git(["gc", "--quiet"])
      try fixture.git(["pack-refs", "--all"])
    default:
      place = fixture.folder.appending(path: "linked")
      try fixture.git(["worktree", "add", "--quiet", place.path])
    }
    try Data((GitFixture.line(1) + GitFixture.line(3)).utf8).write(
      to: place.appending(path: "in/a.py"))
    try fixture.git(["add", "in/a.py"], in: place)
    let report = try fixture.staged(in: place)
    #expect(report.lines == ["in/a.py:2"] && report.coverage.complete, "\(report)")
  }

  @Test func ignoreFilesCountAsTheIndexHasThem() throws {
    try fixture.write("/fixtures/\n", to: ".sprawlignore")
    try fixture.commit()
    try fixture.write(try GitFixture.line(1), to: "fixtures/a.py")
    try fixture.write(try GitFixture.line(2), to: "deep/b.py")
    try fixture.git(["add", "fixtures", "deep"])
    try fixture.write("b.py\n", to: "deep/.sprawlignore")
    // What is not staged does not count.
    let report = try fixture.staged()
    #expect(report.lines == ["deep/b.py:1"] && report.coverage.skipped == ["sprawl-ignored": 1])
    try fixture.git(["add", "."])
    #expect(try fixture.staged().code == 0)
    try fixture.git(["rm", "--quiet", "--cached", ".sprawlignore"])
    #expect(try fixture.staged().lines == ["fixtures/a.py:1"])
  }

  @Test func linesAreThoseOfGit() throws {
    // A lone CR ends a line for a reader of the report, not for git; UTF-16 is compared as it is.
    try fixture.write(try "a\rb\n" + GitFixture.line(1) + "c\r\n", to: "cr.py")
    let wide = try #require(
      "a\n\(try GitFixture.line(2))".data(using: .utf16LittleEndian))
    let mark = Data([0xFF, 0xFE])
    try (mark + wide).write(to: fixture.repository.appending(path: "wide.ps1"))
    try fixture.commit()
    try fixture.write(
      try "a\rb\n" + GitFixture.line(1) + "c\r\n\r" + GitFixture.line(3), to: "cr.py")
    let more = try #require(try GitFixture.line(4).data(using: .utf16LittleEndian))
    try (mark + wide + more).write(to: fixture.repository.appending(path: "wide.ps1"))
    try fixture.git(["add", "."])
    #expect(try fixture.staged().lines == ["cr.py:6", "wide.ps1:3"])
  }

  /// Whatever is staged: the findings are the credentials on the lines that `git diff` shows as added.
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func reportsTheLinesThatGitShowsAsAdded(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var serial: UInt64 = seed * 1000
    func line() throws -> String {
      serial += 1
      return Bool.random(using: &random)
        ? try GitFixture.line(serial) : "x = \(Int.random(in: 0..<4, using: &random))\n"
    }
    var files: [String: [String]] = [:]
    for number in 0..<8 {
      files["d\(number % 3)/f\(number).py"] = try (0..<20).map { _ in try line() }
    }
    for (path, lines) in files { try fixture.write(lines.joined(), to: path) }
    try fixture.commit()
    for path in files.keys.sorted() {
      var lines = files[path] ?? []
      for _ in 0..<Int.random(in: 1..<6, using: &random) {
        let at = Int.random(in: 0..<lines.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: lines.remove(at: at)
        case 1: lines.insert(try line(), at: at)
        case 2: lines.append(lines.remove(at: at))
        default: lines[at] = try line()
        }
      }
      try fixture.write(lines.joined(), to: path)
      if Int.random(in: 0..<4, using: &random) == 0 {
        try fixture.git(["add", path])
        try fixture.git(["mv", path, "moved-\(path.dropFirst(3))"])
      }
    }
    try fixture.git(["add", "--all"])
    var expected: Set<String> = []
    var path = ""
    var number = 0
    let diff = try fixture.git(["diff", "--cached", "--unified=0", "--find-renames=50%"])
    for line in diff.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("+++ b/") {
        path = String(line.dropFirst(6))
      } else if line.hasPrefix("@@") {
        let after = try #require(line.split(separator: "+").dropFirst().first)
        number = try #require(Int(after.prefix { $0.isNumber }))
      } else if line.hasPrefix("+") {
        if line.contains("ghp_") { expected.insert("\(path):\(number)") }
        number += 1
      }
    }
    let report = try fixture.staged(["--jobs", "2"])
    #expect(Set(report.lines) == expected && !expected.isEmpty, "seed \(seed)")
  }
}
