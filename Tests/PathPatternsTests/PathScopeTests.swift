internal import PathPatterns
internal import Testing

@Suite struct PathScopeTests {
  @Test(
    arguments: [
      (["tests/"], "tests/a/b.py", true), (["tests/"], "src/tests/b.py", true),
      (["/tests/"], "src/tests/b.py", false), (["tests/"], "tests", false),
      (["*.md"], "docs/a.md", true), (["*.md", "!README.md"], "README.md", false),
      (["docs/", "!docs/keep.md"], "docs/keep.md", true),
      (["docs/*", "!docs/keep.md"], "docs/keep.md", false),
      (["a/**/z"], "a/b/c/z/file", true), ([], "a", false), (["", "# a"], "a", false),
    ] as [([String], String, Bool)])
  func containsWhatGitWouldIgnore(patterns: [String], path: String, isIn: Bool) {
    #expect(PathScope(patterns).contains(path.utf8) == isIn)
  }

  @Test func aFolderItselfIsOneToo() {
    #expect(PathScope(["tests/"]).contains("tests".utf8, isDirectory: true))
  }
}
