import Testing

@testable import Governance

/// Tables from the hosts' published documentation.
@Suite struct CodeOwnersTests {
  struct Case: CustomTestStringConvertible {
    var path: String
    /// Owners of each deciding section; nil where no line matches.
    var owners: [[String]]
    var testDescription: String { path }

    init(_ path: String, _ owners: [String]...) {
      self.path = path
      self.owners = owners
    }
  }

  private func check(_ text: String, _ dialect: CodeOwners.Dialect, _ cases: [Case]) {
    let file = CodeOwners(Array(text.utf8), path: "CODEOWNERS", dialect: dialect)
    for one in cases {
      #expect(file.matches(one.path.utf8).map(\.owners) == one.owners, "\(one.path)")
    }
  }

  /// https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#example-of-a-codeowners-file
  static let gitHubExample = """
    # This is a comment.
    *       @global-owner1 @global-owner2
    *.js    @js-owner #This is an inline comment.
    *.go docs@example.com
    *.txt @octo-org/octocats
    /build/logs/ @doctocat
    docs/*  docs@example.com
    apps/ @octocat
    /docs/ @doctocat
    /scripts/ @doctocat @octocat
    **/logs @octocat
    /apps/ @octocat
    /apps/github
    """

  @Test func gitHubsExample() {
    check(
      Self.gitHubExample, .gitHub,
      [
        Case("README.md", ["@global-owner1", "@global-owner2"]),
        Case("deep/down/file.c", ["@global-owner1", "@global-owner2"]),
        Case("index.js", ["@js-owner"]), Case("src/deep/index.js", ["@js-owner"]),
        Case("main.go", ["docs@example.com"]), Case("notes.txt", ["@octo-org/octocats"]),
        Case("scripts/run.js", ["@doctocat", "@octocat"]),
        // `/build/logs/` is overruled by `**/logs` further down.
        Case("build/logs/a.txt", ["@octocat"]), Case("deeply/nested/logs/a", ["@octocat"]),
        Case("docs/getting-started.md", ["@doctocat"]),
        Case("docs/build-app/troubleshooting.md", ["@doctocat"]),
        Case("other/docs/x.md", ["@global-owner1", "@global-owner2"]),
        Case("other/apps/x.js", ["@octocat"]), Case("apps/main/index.js", ["@octocat"]),
        Case("apps/github", []), Case("apps/github/index.js", []),
      ])
  }

  @Test func gitHubsLevels() {
    check(
      """
      docs/* @one
      /* @root
      src/**/test @tests
      lib/** @lib
      /exact.c @exact
      name @name
      a?c.txt @question
      /with\\ space/ @space
      """, .gitHub,
      [
        Case("docs/getting-started.md", ["@one"]), Case("docs/build-app/troubleshooting.md"),
        Case("x/docs/a.md"), Case("top", ["@root"]), Case("sub/top"),
        Case("src/test/a", ["@tests"]), Case("src/a/b/test", ["@tests"]), Case("src/tester"),
        Case("lib/a/b", ["@lib"]), Case("exact.c", ["@exact"]), Case("sub/exact.c"),
        Case("any/name", ["@name"]), Case("any/name/below/x", ["@name"]),
        Case("any/abc.txt", ["@question"]), Case("any/Abc.TXT"),
        Case("with space/x", ["@space"]),
      ])
  }

  @Test func gitHubSkipsWhatItCallsInvalid() {
    check(
      """
      * @all
      !keep.txt @no
      \\#file @no
      file[0-9].c @no
      bad.c notanowner
      ok.c @team-x
      """, .gitHub,
      [
        Case("keep.txt", ["@all"]), Case("#file", ["@all"]), Case("file1.c", ["@all"]),
        Case("bad.c", ["@all"]), Case("ok.c", ["@team-x"]),
      ])
  }

  @Test func gitHubDoesNotLoadThreeMegabytes() {
    let line = "* @all\n"
    let full = String(repeating: line, count: (3 << 20) / line.utf8.count + 1)
    check(full, .gitHub, [Case("x")])
  }

  /// https://docs.gitlab.com/user/project/codeowners/reference/
  @Test func gitLabsReference() {
    check(
      """
      # Specify a default Code Owner for all files with a wildcard:
      * @default-owner
      # A comment
      README.md @doc-team @tech-lead
      *.rb @ruby-owner
      LICENSE @legal janedoe@gitlab.com
      \\#file_with_pound.rb @owner-file-with-pound
      /docs/ @all-docs
      /docs/* @root-docs
      /docs/**/*.md @markdown-docs
      /db/**/index.md @index-docs
      lib/ @lib-owner
      /config/ @@maintainer
      path\\ with\\ spaces/ @space-owner
      """, .gitLab,
      [
        Case("a.c", ["@default-owner"]), Case(".gitignore", ["@default-owner"]),
        Case("README.md", ["@doc-team", "@tech-lead"]),
        Case("sub/README.md", ["@doc-team", "@tech-lead"]),
        Case("app/models/x.rb", ["@ruby-owner"]),
        Case("LICENSE", ["@legal", "janedoe@gitlab.com"]),
        Case("#file_with_pound.rb", ["@owner-file-with-pound"]),
        Case("docs/a.txt", ["@root-docs"]), Case("docs/deep/a.txt", ["@all-docs"]),
        Case("docs/deep/a.md", ["@markdown-docs"]), Case("docs/a.md", ["@markdown-docs"]),
        Case("db/index.md", ["@index-docs"]), Case("db/a/b/index.md", ["@index-docs"]),
        Case("any/lib/x", ["@lib-owner"]), Case("config/x", ["@@maintainer"]),
        Case("sub/config/x", ["@default-owner"]), Case("path with spaces/x", ["@space-owner"]),
      ])
  }

  /// `ee/docs` is a file of that name: only a final slash means a folder.
  @Test func gitLabsFolders() {
    check(
      """
      [Documentation]
      ee/docs    @docs
      /internal/** @one-level
      [README Owners]
      README.md @readme
      internal/README.md @internal
      """, .gitLab,
      [
        Case("ee/docs", ["@docs"]), Case("sub/ee/docs", ["@docs"]), Case("ee/docs/x.md"),
        Case("internal/a", ["@one-level"]), Case("internal/a/b"),
        Case("internal/README.md", ["@one-level"], ["@internal"]), Case("README.md", ["@readme"]),
      ])
  }

  /// https://docs.gitlab.com/user/project/codeowners/advanced/
  @Test func gitLabsSections() {
    check(
      """
      # Required for all files
      * @general-approvers

      [Documentation][2] @docs-team
      docs/
      README.md
      *.txt

      ^[Database] @database-team
      model/db/
      config/db/database-setup.md @docs-team

      [DOCUMENTATION] @writers
      CHANGELOG.md
      """, .gitLab,
      [
        Case("main.c", ["@general-approvers"]),
        Case("docs/a.md", ["@general-approvers"], ["@docs-team"]),
        Case("model/db/x.rb", ["@general-approvers"], ["@database-team"]),
        Case("config/db/database-setup.md", ["@general-approvers"], ["@docs-team"]),
        Case("CHANGELOG.md", ["@general-approvers"], ["@writers"]),
        Case("notes.txt", ["@general-approvers"], ["@docs-team"]),
      ])
    let file = CodeOwners(
      Array("^[Optional] @o\n*.c\n[Required] @r\n*.c\n".utf8), path: "CODEOWNERS",
      dialect: .gitLab)
    let matches = file.matches("x.c".utf8)
    #expect(matches.map(\.section) == ["Required", "Optional"])
    #expect(matches.map(\.line) == [4, 2])
  }

  /// https://docs.gitlab.com/user/project/codeowners/reference/#exclusion-patterns
  @Test func gitLabsExclusions() {
    check(
      """
      * @group-x
      !*.rb
      *.special.rb @never

      [Ruby]
      *.rb @ruby-devs
      !/config/**/*.rb
      """, .gitLab,
      [
        Case("a.c", ["@group-x"]), Case("a.rb", ["@ruby-devs"]),
        Case("a.special.rb", ["@ruby-devs"]), Case("config/a.rb"), Case("config/x/a.rb"),
      ])
  }

  /// An entry given twice counts once, with the later owners in the earlier place; comments behind entries are read as
  /// owners; what is no owner leaves the entry without one; a heading without its end is skipped.
  @Test func gitLabsOddities() {
    check(
      """
      *.c @first
      * @all
      *.c @second
      x.h @a # not a comment @b
      y.h nobody
      [Broken
      z.h @z
      [a-z]*.q @q
      """, .gitLab,
      [
        Case("main.c", ["@all"]), Case("x.h", ["@a", "@b"]), Case("y.h", []), Case("z.h", ["@z"]),
      ])
    check(
      "/src/[a-c]?.[!h] @set\n", .gitLab,
      [Case("src/b1.c", ["@set"]), Case("src/d1.c"), Case("src/b1.h")])
  }

  /// Many stars cost no more than pattern times path.
  @Test func patternsOfManyStarsEnd() {
    let pattern =
      String(repeating: "*a", count: 200) + "/**/" + String(repeating: "**/", count: 100)
    let path = String(repeating: "a", count: 400) + String(repeating: "/b", count: 400)
    check("\(pattern)c @x\n", .gitLab, [Case(path)])
    check("\(pattern)c @x\n", .gitHub, [Case(path)])
  }
}
