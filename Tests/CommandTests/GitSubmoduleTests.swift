import Foundation
import Testing

/// `sprawl git --recurse-submodules`.
@Suite struct GitSubmoduleTests {
  private let fixture: GitFixture
  private let other: GitFixture

  init() throws {
    fixture = try GitFixture()
    other = try GitFixture()
  }

  private func add(_ source: GitFixture, at path: String, to target: URL? = nil) throws {
    try fixture.git(
      [
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "--force",
        source.repository.path, path,
      ], in: target)
  }

  private func places(_ history: GeneratedHistory, below folder: String, in scratch: URL) throws
    -> Set<[String]>
  {
    for (number, commit) in history.commits.enumerated() {
      for (path, text) in commit.tree {
        let file = scratch.appending(path: "\(number)/\(folder)\(path)")
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
    }
    let scanned = try HistoryReport(
      Program.run(["scan", "--format", "jsonl", "--no-progress", scratch.path]))
    return Set(
      scanned.findings.map {
        [$0.secret_id, String($0.path.split(separator: "/", maxSplits: 1)[1])]
      })
  }

  /// What the trees of all commits of both repositories hold, one with the other checked out in it.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func findsWhatTheTreesOfAllCommitsHold(seed: UInt64) throws {
    let secrets = try (0..<5).map { try Sample.token(seed * 100 + $0) }
    let outer = GeneratedHistory(seed: seed, count: 15, secrets: secrets)
    let inner = GeneratedHistory(seed: seed + 50, count: 15, secrets: Array(secrets.prefix(3)))
    try fixture.git(["fast-import", "--quiet"], input: outer.stream)
    try other.git(["fast-import", "--quiet"], input: inner.stream)
    try fixture.git(["reset", "--quiet", "--hard", "main"])
    // One at its place, one that has been taken out again since.
    try add(other, at: "modules/one")
    try fixture.commit("with a submodule")
    try add(other, at: "gone")
    try fixture.commit()
    try fixture.git(["rm", "--quiet", "-f", "gone"])
    try fixture.commit()

    let report = try fixture.scan(["--recurse-submodules"])
    #expect(report.coverage.complete && report.errors.isEmpty, "seed \(seed): \(report)")
    #expect(report.coverage.skipped["submodule"] == nil)
    let oracle =
      try places(outer, below: "", in: fixture.folder.appending(path: "outer"))
      .union(places(inner, below: "modules/one/", in: fixture.folder.appending(path: "inner")))
      .union(places(inner, below: "gone/", in: fixture.folder.appending(path: "gone")))
    #expect(report.places == oracle, "seed \(seed)")
    #expect(Set(report.findings.map(\.secret_id)).count == report.findings.count)
    for finding in report.findings { #expect(finding.occurrences == finding.history?.count) }

    let listed = try fixture.scan()
    #expect(listed.coverage.skipped["submodule"] == 2)
    #expect(listed.coverage.remarks.map(\.path) == ["gone", "modules/one"])
    // The same with a cache, twice.
    let cache = fixture.folder.appending(path: "cache").path
    for _ in 0..<2 {
      #expect(try fixture.scan(["--recurse-submodules", "--cache", cache]).places == oracle)
    }
  }

  @Test func submodulesOfSubmodulesAreRead() throws {
    let deepest = try GitFixture()
    try deepest.write("k = \"\(try Sample.token(1))\"\n", to: "deep.py")
    try deepest.commit()
    try other.write("x\n", to: "f")
    try other.commit()
    try add(deepest, at: "below", to: other.repository)
    try other.commit()
    try add(other, at: "sub")
    try fixture.git(
      [
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init",
        "--recursive",
      ])
    try fixture.commit()
    let report = try fixture.scan(["--recurse-submodules"])
    #expect(report.findings.map(\.path) == ["sub/below/deep.py"], "\(report)")
    #expect(report.coverage.complete)
  }

  /// Each repository says itself who answers for what stands in it.
  @Test func aSubmodulesOwnersAreItsOwn() throws {
    try other.write("k = \"\(try Sample.token(1))\"\n", to: "app/f.py")
    try other.write("* @acme/inner\n", to: "CODEOWNERS")
    try other.commit()
    try add(other, at: "sub")
    try fixture.write("* @acme/outer\n", to: "CODEOWNERS")
    try fixture.write("k = \"\(try Sample.token(2))\"\n", to: "g.py")
    try fixture.commit()
    let result = try Program.run(
      ["git", "--recurse-submodules", "--format", "jsonl", "--exit-zero", fixture.repository.path])
    let owners = try result.records().filter { $0["kind"] as? String == "secret" }.map { record in
      let assessment = record["assessment"] as? [String: Any]
      let owner = assessment?["owner"] as? [String: Any]
      return [record["path"] as? String, owner?["name"] as? String]
    }
    #expect(
      Set(owners) == [["sub/app/f.py", "@acme/inner"], ["g.py", "@acme/outer"]], "\(owners)")
  }

  @Test func oneThatIsNotHereIsAHoleOnlyWhereHeadNamesIt() throws {
    try other.write("k = \"\(try Sample.token(1))\"\n", to: "f.py")
    let commit = try other.commit()
    try fixture.git(["update-index", "--add", "--cacheinfo", "160000,\(commit),sub"])
    try fixture.git(["commit", "--quiet", "--message", "names it"])
    let report = try fixture.scan(["--recurse-submodules"])
    #expect(report.code == 3 && report.coverage.problems.map(\.path) == ["sub"], "\(report)")
    #expect(try fixture.scan(["--recurse-submodules", "--allow-partial"]).code == 0)
    try fixture.git(["update-index", "--force-remove", "sub"])
    try fixture.git(["commit", "--quiet", "--message", "forgets it"])
    let later = try fixture.scan(["--recurse-submodules"])
    #expect(later.code == 0 && later.coverage.remarks.map(\.path) == ["sub"])
  }

  /// A repository cannot have others of this disk read by naming them.
  @Test(arguments: ["sub", "../other", "."]) func noFolderOutsideIsFollowed(path: String) throws {
    try other.write("k = \"\(try Sample.token(1))\"\n", to: "f.py")
    let commit = try other.commit()
    let tree = try fixture.git(
      ["mktree"], input: "160000 commit \(commit)\t\(path == "../other" ? ".." : path)\n",
      fails: true)
    try #require(!tree.isEmpty)
    let head = try fixture.git(["commit-tree", "-m", "m", tree])
    try fixture.git(["update-ref", "refs/heads/main", head])
    let folder = fixture.repository.appending(path: "sub")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data("gitdir: \(other.repository.path)/.git\n".utf8).write(
      to: folder.appending(path: ".git"))
    let report = try fixture.scan(["--recurse-submodules"])
    #expect(report.findings.isEmpty && report.code == 3, "\(report)")
  }

  @Test(arguments: [["--range", "a..b"], ["--branch", "main"], ["--path", "src"]])
  func whatOnlyOneRepositoryHasIsNotAskedOfAll(arguments: [String]) throws {
    let result = try Program.run(
      ["git", "--recurse-submodules"] + arguments + [fixture.repository.path])
    #expect(result.code == 2 && result.errors.contains("--recurse-submodules"))
  }
}
