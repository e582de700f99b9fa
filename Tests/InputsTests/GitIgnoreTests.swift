internal import FoundationEssentials
internal import Glibc
@testable internal import Inputs
internal import Model
internal import Testing

/// Files of a repository, and for paths in it whether git ignores them.
struct IgnoreCase: Sendable, Decodable, CustomTestStringConvertible {
  var name: String
  /// `name->` is a symbolic link; `.git/GLOBAL` stands for core.excludesFile.
  var files: [String: String]
  var paths: [String: Bool]

  var testDescription: String { name }
}

/// The cases that git itself answered, where they are at hand.
enum SharedCases {
  private struct File: Decodable { var cases: [IgnoreCase] }

  static let cases: [IgnoreCase] = {
    let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let shared = getenv("SPRAWL_SHARED").map { String(cString: $0) } ?? "/\(package)/../shared"
    let file = Array("\(shared)/formats/data/gitignore-cases.json".utf8)
    guard let text = try? SystemCalls.contents(of: file, limit: 1 << 24) else { return [] }
    return (try? JSONDecoder().decode(File.self, from: Data(text.bytes)))?.cases ?? []
  }()
}

@Suite struct GitIgnoreTests {
  /// Checks one case through the public question, after a scan or without one.
  private func check(_ test: IgnoreCase) throws {
    let tree = try TemporaryTree()
    try tree.makeDirectory(".git")
    let home = try TemporaryTree()
    for (name, text) in test.files {
      if name.hasSuffix("->") {
        try tree.link(String(name.dropLast(2)), to: text)
      } else if name == ".git/GLOBAL" {
        try home.write(text, to: "git/ignore")
      } else {
        try tree.write(text, to: name)
      }
    }
    for path in test.paths.keys { try tree.write("text", to: path) }
    let environment = GitEnvironment(
      home: Array(home.path.utf8), configurationHome: Array(home.path.utf8))
    let scan = TreeScan(
      roots: [tree.path], options: TreeOptions(jobs: 1, maxFileSize: 1 << 20),
      environment: environment)
    for (path, expected) in test.paths {
      #expect(scan.isGitIgnored(BlobPath(path)) == expected, "\(test.name): \(path)")
    }
    // The walk that leaves ignored files out must agree with the question.
    let walk = TreeScan(
      roots: [tree.path],
      options: TreeOptions(jobs: 1, maxFileSize: 1 << 20, respectsGitignore: true),
      environment: environment)
    let result = try walk.run { _ in Recorder() }
    let seen = Set(result.consumers.flatMap { $0.records.map(\.path) })
    for (path, expected) in test.paths {
      #expect(seen.contains(path) != expected, "\(test.name): walk, \(path)")
    }
    #expect(result.coverage.problemCount == 0)
  }

  // Needs the oracle's file beside the package; the table below covers the same ground.
  @Test(.enabled(if: !SharedCases.cases.isEmpty, "no gitignore-cases.json at hand"))
  func answersAsGitDid() throws {
    for test in SharedCases.cases { try check(test) }
  }

  @Test(arguments: IgnoreTable.cases)
  func answers(_ test: IgnoreCase) throws { try check(test) }

  @Test func outsideARepositoryNothingIsIgnored() throws {
    let tree = try TemporaryTree()
    try tree.write("*\n", to: ".gitignore")
    try tree.write("x", to: "file")
    let scan = TreeScan(
      roots: [tree.path], options: TreeOptions(jobs: 1, maxFileSize: 1 << 20),
      environment: GitEnvironment())
    #expect(!scan.isGitIgnored(BlobPath("file")))
  }

  @Test func rulesAboveTheRootHoldAndNestedRepositoriesStartAfresh() throws {
    let tree = try TemporaryTree()
    try tree.makeDirectory(".git")
    try tree.write("*.tmp\n/sub/only\n", to: ".gitignore")
    for name in ["sub/a.tmp", "sub/only", "sub/kept", "sub/nested/b.tmp", "sub/nested/.git/HEAD"] {
      try tree.write("x", to: name)
    }
    let scan = TreeScan(
      roots: [tree.absolute("sub")], options: TreeOptions(jobs: 1, maxFileSize: 1 << 20),
      environment: GitEnvironment())
    #expect(scan.isGitIgnored(BlobPath("a.tmp")))
    #expect(scan.isGitIgnored(BlobPath("only")))
    #expect(!scan.isGitIgnored(BlobPath("kept")))
    #expect(!scan.isGitIgnored(BlobPath("nested/b.tmp")))
  }

  @Test func linkedWorkTreesUseTheCommonDirectory() throws {
    let tree = try TemporaryTree()
    try tree.write("*.shared\n", to: "main/.git/info/exclude")
    try tree.write("[core]\n\tignoreCase\n", to: "main/.git/config")
    try tree.write("../..\n", to: "main/.git/worktrees/w/commondir")
    try tree.write("gitdir: ../main/.git/worktrees/w\n", to: "w/.git")
    try tree.write("x", to: "w/A.SHARED")
    let scan = TreeScan(
      roots: [tree.absolute("w")], options: TreeOptions(jobs: 1, maxFileSize: 1 << 20),
      environment: GitEnvironment())
    #expect(scan.isGitIgnored(BlobPath("A.SHARED")))
  }

  @Test func configurationNamesTheExcludesFile() throws {
    let tree = try TemporaryTree()
    try tree.write("*.one\n", to: "home/ignore one")
    try tree.write("*.two\n", to: "two")
    try tree.write("[core]\n excludesFile = \"~/ignore one\" ; spaces\n", to: "home/.gitconfig")
    try tree.makeDirectory("repository/.git")
    try tree.write("x", to: "repository/a.one")
    try tree.write("x", to: "repository/a.two")
    let environment = GitEnvironment(home: Array(tree.absolute("home").utf8))
    let options = TreeOptions(jobs: 1, maxFileSize: 1 << 20)
    let root = tree.absolute("repository")
    let first = TreeScan(roots: [root], options: options, environment: environment)
    #expect(first.isGitIgnored(BlobPath("a.one")))
    #expect(!first.isGitIgnored(BlobPath("a.two")))
    // The repository's own setting wins.
    try tree.write(
      "[core]\n\texcludesFile = \(tree.absolute("two"))\n", to: "repository/.git/config")
    let second = TreeScan(roots: [root], options: options, environment: environment)
    #expect(!second.isGitIgnored(BlobPath("a.one")))
    #expect(second.isGitIgnored(BlobPath("a.two")))
  }
}
