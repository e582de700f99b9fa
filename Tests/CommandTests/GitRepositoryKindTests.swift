import Foundation
import Testing

/// Repositories that are not simply whole.
@Suite struct GitRepositoryKindTests {
  private let fixture: GitFixture
  private let commits: [String]

  init() throws {
    fixture = try GitFixture()
    var commits: [String] = []
    for number in 0..<3 {
      try fixture.write(
        "k = \"\(try Sample.token(UInt64(number)))\"\n", to: "f\(number).py")
      commits.append(try fixture.commit())
    }
    self.commits = commits
  }

  private func clone(_ options: String...) throws -> URL {
    let copy = fixture.folder.appending(path: "copy-\(UUID())")
    try fixture.git(
      ["clone", "--quiet"] + options + ["file://\(fixture.repository.path)", copy.path])
    return copy
  }

  @Test func anEmptyRepositoryIsCleanAndSaysSo() throws {
    let empty = try GitFixture()
    let report = try empty.scan()
    #expect(report.code == 0 && report.coverage.complete && report.coverage.files == 0)
    #expect(report.coverage.remarks.map(\.message) == ["nothing has been committed yet"])
  }

  @Test func bareRepositoriesAndWorkTreesAreRead() throws {
    let bare = try clone("--bare")
    let linked = fixture.folder.appending(path: "linked")
    try fixture.git(["worktree", "add", "--quiet", "--detach", linked.path])
    try Data("k = \"\(try Sample.token(9))\"\n".utf8).write(
      to: linked.appending(path: "only-here.py"))
    try fixture.git(["add", "--all"], in: linked)
    try fixture.git(["commit", "--quiet", "--message", "detached"], in: linked)
    #expect(try fixture.scan(of: bare).findings.count == 3)
    #expect(try fixture.scan(of: bare).findings.allSatisfy { $0.in_head == true })
    // A detached HEAD of another work tree is reached by no branch.
    #expect(try fixture.scan().findings.count == 4)
    #expect(try fixture.scan(of: linked).findings.count == 4)
    #expect(try fixture.scan(of: fixture.repository.appending(path: ".git")).findings.count == 4)
  }

  @Test func aShallowCloneIsIncompleteUnlessAllowed() throws {
    let copy = try clone("--depth", "1")
    let report = try fixture.scan(of: copy)
    #expect(report.code == 3)
    #expect(report.coverage.problems.contains { $0.message.contains("shallow") })
    // The files are all in the one commit that is there.
    #expect(report.findings.count == 3)
    #expect(try fixture.scan(["--allow-partial"], of: copy).code == 1)
  }

  @Test func aPartialCloneIsIncompleteUnlessAllowed() throws {
    try fixture.git(["config", "uploadpack.allowFilter", "true"])
    let copy = try clone("--filter=blob:none", "--no-checkout")
    let report = try fixture.scan(of: copy)
    #expect(report.code == 3 && report.coverage.skipped == ["not-fetched": 3])
    #expect(report.coverage.problems.contains { $0.message.contains("partial clone") })
    #expect(try fixture.scan(["--allow-partial"], of: copy).code == 0)
    // Nothing was fetched meanwhile.
    #expect(try fixture.scan(of: copy).coverage.skipped == ["not-fetched": 3])
  }

  @Test func objectsOfAlternatesAreRead() throws {
    let copy = try clone("--shared", "--bare")
    #expect(try fixture.scan(of: copy).findings.count == 3)
  }

  @Test(arguments: ["blob", "tree", "commit"], [false, true])
  func aCorruptObjectDoesNotEndTheScan(kind: String, isMissing: Bool) throws {
    let name = [
      "blob": "\(commits[1]):f1.py", "tree": "\(commits[1])^{tree}", "commit": commits[0],
    ]
    let object = try fixture.git(["rev-parse", try #require(name[kind])])
    let file = try fixture.looseObject(object)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
    if isMissing {
      try FileManager.default.removeItem(at: file)
    } else {
      var bytes = try Data(contentsOf: file)
      for index in 8..<bytes.count { bytes[index] ^= 0x5A }
      try bytes.write(to: file)
    }
    let report = try fixture.scan()
    #expect(report.code == 3 && !report.coverage.problems.isEmpty, "\(report)")
    // Two tokens stand in other blobs; the third too where only its tree or commit is gone.
    #expect(report.findings.count == (kind == "blob" ? 2 : 3), "\(report)")
  }

  @Test func filesOverTheLimitAreCounted() throws {
    let report = try fixture.scan(["--max-file-size", "10"])
    #expect(report.code == 3 && report.coverage.skipped == ["too-large": 3])
  }

  @Test func pointersLinksAndSubmodulesAreCounted() throws {
    let digest = String(repeating: "0f", count: 32)
    try fixture.write(
      "version https://git-lfs.github.com/spec/v1\noid sha256:\(digest)\nsize 12345\n",
      to: "large.bin")
    try FileManager.default.createSymbolicLink(
      atPath: fixture.repository.appending(path: "link").path, withDestinationPath: "f0.py")
    try fixture.git(["update-index", "--add", "--cacheinfo", "160000,\(commits[0]),modules/one"])
    try fixture.git(["add", "large.bin", "link"])
    try fixture.git(["commit", "--quiet", "--message", "odd"])
    let report = try fixture.scan()
    #expect(report.code == 1)
    #expect(report.coverage.skipped["lfs-pointer"] == 1)
    #expect(report.coverage.skipped["submodule"] == 1)
    #expect(report.coverage.skipped["symbolic-link"] == 1)
    #expect(report.coverage.remarks.map(\.path) == ["modules/one"])
  }

  @Test func tagsOfBlobsAndTreesAreRead() throws {
    let blob = try fixture.git(
      ["hash-object", "-w", "--stdin"], input: "k = \"\(try Sample.token(20))\"\n")
    try fixture.git(["tag", "a-blob", blob])
    let other = try fixture.git(
      ["hash-object", "-w", "--stdin"], input: "k = \"\(try Sample.token(21))\"\n")
    let tree = try fixture.git(["mktree"], input: "100644 blob \(other)\tin-a-tree.py\n")
    try fixture.git(["tag", "--annotate", "--message", "m", "a-tree", tree])
    let paths = try Set(fixture.scan().findings.map(\.path))
    #expect(paths.isSuperset(of: ["<blob \(blob)>", "in-a-tree.py"]))
    #expect(paths.count == 5)
  }

  /// What stands in for another object hides nothing: both are read.
  @Test func replacementsHideNothing() throws {
    let blob = try fixture.git(["rev-parse", "\(commits[2]):f2.py"])
    let harmless = try fixture.git(["hash-object", "-w", "--stdin"], input: "nothing\n")
    try fixture.git(["replace", blob, harmless])
    let other = try fixture.git(
      ["hash-object", "-w", "--stdin"], input: "k = \"\(try Sample.token(30))\"\n")
    try fixture.write("clean\n", to: "clean.py")
    try fixture.commit()
    try fixture.git(["replace", try fixture.git(["rev-parse", "HEAD:clean.py"]), other])
    let empty = try fixture.git(["commit-tree", "-m", "m", try fixture.git(["mktree"])])
    try fixture.git(["replace", commits[0], empty])
    let report = try fixture.scan()
    #expect(report.findings.count == 4 && report.coverage.complete, "\(report)")
    #expect(report.findings.map(\.path).contains("<blob \(other)>"))
  }

  @Test func graftsHideNothing() throws {
    try fixture.git(["rm", "--quiet", "f0.py"])
    try fixture.commit()
    let grafts = fixture.repository.appending(path: ".git/info/grafts")
    try FileManager.default.createDirectory(
      at: grafts.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("\(commits[2])\n".utf8).write(to: grafts)
    #expect(try fixture.git(["rev-list", "--count", "HEAD"]) == "2")
    #expect(try fixture.scan().findings.count == 3)
  }

  @Test func alternatesOfAlternatesAreRead() throws {
    let middle = fixture.folder.appending(path: "middle")
    // Of a URL git would copy the objects.
    try fixture.git(
      ["clone", "--quiet", "--shared", "--bare", fixture.repository.path, middle.path])
    let outer = fixture.folder.appending(path: "outer")
    try fixture.git(["clone", "--quiet", "--shared", "--bare", middle.path, outer.path])
    #expect(try fixture.scan(of: outer).findings.count == 3)
    // One that is gone is a hole.
    try FileManager.default.removeItem(at: fixture.repository.appending(path: ".git/objects"))
    #expect(try fixture.scan(of: outer).code == 3)
  }

  /// References that git keeps in tables are read by a git that can, and an error elsewhere.
  @Test func tablesOfReferencesAreReadWhereGitCan() throws {
    let folder = fixture.folder.appending(path: "tables")
    try fixture.git(
      ["init", "--quiet", "--ref-format=reftable", "--initial-branch=main", folder.path],
      fails: true)
    let isKnown = FileManager.default.fileExists(atPath: folder.path)
    if isKnown {
      try Data("k = \"\(try Sample.token(1))\"\n".utf8).write(to: folder.appending(path: "a.py"))
      try fixture.git(["add", "--all"], in: folder)
      try fixture.git(["commit", "--quiet", "--message", "m"], in: folder)
      #expect(try fixture.scan(of: folder).findings.count == 1)
    } else {
      for (name, value) in [
        ("core.repositoryFormatVersion", "1"), ("extensions.refStorage", "reftable"),
      ] {
        try fixture.git(["config", name, value])
      }
      let result = try Program.run(["git", fixture.repository.path])
      #expect(result.code == 2 && result.errors.contains("refstorage"), "\(result)")
    }
  }

  /// Packs that were cut off, overwritten, or whose index lies: said, and the rest is read.
  @Test(arguments: ["pack", "idx"], ["cut", "flipped", "gone"])
  func aDamagedPackDoesNotEndTheScan(ending: String, damage: String) throws {
    try fixture.git(["gc", "--quiet"])
    try fixture.write("k = \"\(try Sample.token(40))\"\n", to: "loose.py")
    try fixture.commit()
    let folder = fixture.repository.appending(path: ".git/objects/pack")
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder.path)
        .first { $0.hasSuffix(".\(ending)") })
    let file = folder.appending(path: name)
    var bytes = try Data(contentsOf: file)
    switch damage {
    case "cut": bytes = bytes.prefix(bytes.count / 2)
    case "flipped": for index in bytes.indices.dropFirst(20) { bytes[index] ^= 0x24 }
    default: bytes = Data()
    }
    try FileManager.default.removeItem(at: file)
    if damage != "gone" { try bytes.write(to: file) }
    let result = try Program.run(
      ["git", "--format", "jsonl", fixture.repository.path])
    // Nothing of the pack can be had, perhaps not even its commits: never clean, never a crash.
    #expect(result.code == 3 || result.code == 2, "\(result)")
    if result.code == 3 {
      let report = try HistoryReport(result)
      #expect(!report.coverage.complete && !report.coverage.problems.isEmpty)
      #expect(
        report.findings.contains { $0.path == "loose.py" || $0.path.hasPrefix("<blob") },
        "\(report)")
    }
  }
}
