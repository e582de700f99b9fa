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
}
