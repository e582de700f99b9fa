internal import Glibc
@testable internal import Inputs
internal import Model
internal import Testing

@Suite struct RootTests {
  @Test(arguments: [
    ("./a/../b", "b"), ("a//b/./c/", "a/b/c"), (".", ""), ("../x", "../x"), ("a/../../x", "../x"),
    ("/", "/"), ("/a/../../b", "/b"), ("//a///b", "/a/b"), ("", ""),
  ])
  func cleans(_ path: String, _ expected: String) {
    #expect(PathBytes.cleaned(Array(path.utf8)) == Array(expected.utf8))
  }

  @Test(
    arguments: [
      ("/a/b/c", "/a", "b/c"), ("/a", "/a", ""), ("/ab", "/a", nil), ("/a", "/", "a"),
      ("/b", "/a", nil),
    ] as [(String, String, String?)])
  func relatives(_ path: String, _ directory: String, _ expected: String?) {
    let result = PathBytes.relative(Array(path.utf8), to: Array(directory.utf8))
    #expect(result == expected.map { Array($0.utf8) })
  }

  private func paths(_ roots: [String], jobs: Int = 1) throws -> [String] {
    try TreeScanTests.scan(roots, jobs: jobs).records.map(\.path)
  }

  @Test func oneDirectoryIsLeftOutOfThePaths() throws {
    let tree = try TemporaryTree()
    try tree.write("text", to: "a/b")
    #expect(try paths([tree.path]) == ["a/b"])
    #expect(try paths([tree.path + "//./"]) == ["a/b"])
  }

  @Test func severalRootsAndFilesKeepWhatWasTyped() throws {
    let tree = try TemporaryTree()
    try tree.write("text", to: "one/a")
    try tree.write("text", to: "two/b")
    let base = String(tree.path.dropFirst())
    #expect(
      try paths([tree.absolute("one"), tree.absolute("./one/../two/")]) == [
        base + "/one/a", base + "/two/b",
      ])
    #expect(try paths([tree.absolute("one/a")]) == [base + "/one/a"])
  }

  @Test(arguments: [1, 4]) func rootsThatOverlapAreReadOnce(jobs: Int) throws {
    let tree = try TemporaryTree()
    for name in ["a", "d/b", "d/e/c", "d/e/f/g"] { try tree.write("text", to: name) }
    try tree.link("alias", to: "d/e")
    let base = String(tree.path.dropFirst())
    let expected = ["a", "d/b", "d/e/c", "d/e/f/g"].map { "\(base)/\($0)" }
    let typed = ["", "d/e", "d/e", "d", "d/e/c", "alias", "a"].map(tree.absolute)
    #expect(try paths(typed, jobs: jobs) == expected)
    #expect(try paths(typed.reversed(), jobs: jobs).count == expected.count)
  }

  @Test func relativeAndAbsoluteSpellingsBelowTheWorkingDirectoryAgree() throws {
    let here = String(decoding: try PathBytes.workingDirectory(), as: UTF8.self)
    let roots = try Root.resolve([".", "Tests/.."].filter { access($0, F_OK) == 0 } + [here])
    #expect(roots.map(\.prefix) == [[]])
  }

  @Test func aLinkGivenAsRootIsFollowed() throws {
    let tree = try TemporaryTree()
    try tree.write("text", to: "real/file")
    try tree.link("alias", to: "real")
    #expect(try paths([tree.absolute("alias")]) == ["file"])
  }

  @Test func whatIsNoRootIsAnErrorBeforeAnythingIsRead() throws {
    let tree = try TemporaryTree()
    try tree.write("text", to: "file")
    try tree.link("broken", to: "nowhere")
    mkfifo(tree.absolute("fifo"), 0o644)
    let missing = tree.absolute("missing")
    #expect(throws: InputError.rootNotFound(missing)) { try paths([tree.path, missing]) }
    #expect(throws: InputError.rootNotFound("")) { try paths([""]) }
    #expect(throws: InputError.rootNotFound(tree.absolute("file/x"))) {
      try paths([tree.absolute("file/x")])
    }
    #expect(throws: InputError.rootNotFound(tree.absolute("broken"))) {
      try paths([tree.absolute("broken")])
    }
    #expect(throws: InputError.rootIsSpecial(tree.absolute("fifo"))) {
      try paths([tree.absolute("fifo")])
    }
  }

  @Test func gitsAnswerFollowsThePathsAsReported() throws {
    let tree = try TemporaryTree()
    for name in ["one", "two"] {
      try tree.makeDirectory("\(name)/.git")
      try tree.write("\(name).tmp\n", to: "\(name)/.gitignore")
      try tree.write("text", to: "\(name)/one.tmp")
    }
    let roots = [tree.absolute("one"), tree.absolute("two"), tree.absolute("two/one.tmp")]
    let scan = TreeScan(
      roots: roots, options: TreeOptions(jobs: 1, maxFileSize: 10), environment: GitEnvironment())
    let base = String(tree.path.dropFirst())
    #expect(scan.isGitIgnored(BlobPath("\(base)/one/one.tmp")))
    #expect(!scan.isGitIgnored(BlobPath("\(base)/two/one.tmp")))
    #expect(!scan.isGitIgnored(BlobPath("elsewhere")))
  }
}
