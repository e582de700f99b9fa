import Foundation
import Testing

/// `sprawl baseline` with the real program.
@Suite struct BaselineCommandTests {
  private let fixture: GitFixture
  private var folder: URL { fixture.repository }
  private let tokens: [String]

  init() throws {
    fixture = try GitFixture()
    tokens = try (1...4).map { try Sample.token($0) }
    try fixture.write("k = \"\(tokens[0])\"\n", to: "src/a.py")
    try fixture.write("x = 1\nk = \"\(tokens[1])\"\n", to: "src/b.py")
    try fixture.commit()
  }

  private func baseline(_ arguments: String...) throws -> Program.Result {
    try Program.run(["baseline"] + arguments, in: folder)
  }

  private func scan(_ arguments: [String] = []) throws -> Program.Result {
    try Program.run(
      ["scan", "--baseline", ".sprawl-baseline"] + arguments + ["."], in: folder)
  }

  private func file() throws -> String {
    try String(contentsOf: folder.appending(path: ".sprawl-baseline"), encoding: .utf8)
  }

  @Test func whatIsKnownIsCountedAndFailsNoScan() throws {
    let created = try baseline("create")
    #expect(created.code == 0)
    #expect(created.output == ".sprawl-baseline: 2 entries\n")
    #expect(try Program.run(["scan", "."], in: folder).code == 1)
    let text = try scan()
    #expect(text.code == 0, "\(text.output)")
    #expect(text.output.contains("Accepted: 2 in the baseline."))
    #expect(text.output.contains("Nothing found that is not accepted"))
    let json = try scan(["--format", "jsonl"])
    #expect(json.output.contains("\"baseline\":2"))
    #expect(try baseline("check").code == 0)
    for token in tokens { #expect(try !file().contains(token.dropFirst(4))) }
  }

  @Test func itIsNotOverwrittenByCreate() throws {
    #expect(try baseline("create").code == 0)
    let again = try baseline("create")
    #expect(again.code == 2)
    #expect(again.errors.contains("sprawl baseline update"))
    #expect(try baseline("check", "elsewhere").code == 2)
  }

  @Test func shiftedLinesChangeNothing() throws {
    #expect(try baseline("create").code == 0)
    let before = try file()
    try fixture.write("# one\n# two\n\n  k = \"\(tokens[0])\"  # three\n", to: "src/a.py")
    #expect(try scan().code == 0)
    #expect(try baseline("check").code == 0)
    #expect(try baseline("update").code == 0)
    #expect(try file() == before)
  }

  @Test func aRenameIsFollowedAndSaid() throws {
    #expect(try baseline("create").code == 0)
    let before = try file().split(separator: "\n")
    try fixture.git(["mv", "src/a.py", "moved.py"])
    #expect(try scan().code == 0)
    let check = try baseline("check")
    #expect(check.code == 0)
    #expect(check.output.contains("moved  moved.py"))
    #expect(check.output.contains("was src/a.py"))
    #expect(try baseline("update").output.contains("0 ended, 1 moved, 0 new"))
    // The line of a credential stays where it is.
    let after = try file().split(separator: "\n")
    #expect(zip(before, after).count { $0 != $1 } == 1)
    #expect(try baseline("check").output.contains("2 as it says, 0 ended, 0 moved, 0 new"))
  }

  @Test func whatEndsAndWhatIsNewIsTold() throws {
    #expect(try baseline("create").code == 0)
    try fixture.write("k = 1\n", to: "src/a.py")
    let ended = try baseline("check")
    #expect(ended.code == 1)
    #expect(ended.output.contains("ended  src/a.py"))
    #expect(try scan().output.contains("Ended: 1 entry of the baseline"))
    try fixture.write("k = \"\(tokens[2])\"\n", to: "src/c.py")
    let new = try baseline("check")
    #expect(new.code == 1)
    #expect(new.output.contains("new    src/c.py:1"))
    #expect(try scan().code == 1)
    #expect(
      try baseline("update", "--prune").output.contains("1 ended, 0 moved, 1 new (not added)"))
    #expect(try scan().code == 1)
    #expect(try baseline("update").code == 0)
    #expect(try scan().code == 0)
    #expect(try baseline("check").code == 0)
  }

  @Test func aCopyIsNew() throws {
    #expect(try baseline("create").code == 0)
    try fixture.write("k = \"\(tokens[0])\"\n", to: "copy.py")
    #expect(try scan().code == 1)
    // Also where the scan reads nothing but the copy: the first one is still there.
    let part = try Program.run(
      ["scan", "--baseline", ".sprawl-baseline", "copy.py"], in: folder)
    #expect(part.code == 1)
    try fixture.git(["rm", "--quiet", "--force", "src/a.py"])
    let renamed = try Program.run(
      ["scan", "--baseline", ".sprawl-baseline", "copy.py"], in: folder)
    #expect(renamed.code == 0)
  }

  @Test func aHistoryKnowsItToo() throws {
    #expect(try baseline("create").code == 0)
    try fixture.git(["mv", "src/a.py", "moved.py"])
    try fixture.commit()
    let result = try Program.run(
      ["git", "--baseline", ".sprawl-baseline", "--format", "jsonl", "."], in: folder)
    #expect(result.code == 0, "\(result.output)")
    #expect(result.output.contains("\"baseline\":2"))
  }

  @Test func twoBranchesMergeWithoutAConflict() throws {
    try fixture.write(".sprawl-baseline merge=union\n", to: ".gitattributes")
    #expect(try baseline("create").code == 0)
    try fixture.commit()
    for (branch, token) in [("one", tokens[2]), ("two", tokens[3])] {
      try fixture.git(["checkout", "--quiet", "-b", branch, "main"])
      try fixture.write("k = \"\(token)\"\n", to: "\(branch).py")
      #expect(try baseline("update").code == 0)
      try fixture.commit()
    }
    try fixture.git(["merge", "--quiet", "--no-edit", "one"])
    #expect(try scan().code == 0)
    #expect(try baseline("check").code == 0)
    #expect(try file().split(separator: "\n").count == 6)
  }

  @Test func whatGitIgnoresIsNotInIt() throws {
    try fixture.write("local.env\n", to: ".gitignore")
    try fixture.write("k = \"\(tokens[2])\"\n", to: "local.env")
    #expect(try baseline("create").output.contains("2 entries"))
    #expect(try baseline("check").code == 0)
  }

  @Test func nothingEndsWhereNotAllCouldBeRead() throws {
    #expect(try baseline("create").code == 0)
    let before = try file()
    let result = try baseline("update", "--max-file-size", "5")
    #expect(result.code == 3)
    #expect(try file() == before)
    #expect(try baseline("check", "--max-file-size", "5").code == 3)
  }

  @Test func marksOfAMergeAreSaid() throws {
    #expect(try baseline("create").code == 0)
    try fixture.write(try file() + "<<<<<<< HEAD\n", to: ".sprawl-baseline")
    let result = try scan()
    #expect(result.code == 2)
    #expect(result.errors.contains(".sprawl-baseline:5: a merge has left its marks"))
  }
}
