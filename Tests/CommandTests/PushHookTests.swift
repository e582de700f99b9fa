import Foundation
import Testing

/// What a push brings, seen from the side that sends it and from the side that receives it.
@Suite struct PushHookTests {
  private let fixture: GitFixture
  private let server: URL

  init() throws {
    fixture = try GitFixture()
    server = fixture.folder.appending(path: "server.git")
    try fixture.git(["init", "--quiet", "--bare", "--initial-branch=main", server.path])
    try fixture.git(["remote", "add", "origin", server.path])
    try fixture.write(try GitFixture.line(1), to: "old.py")
    try fixture.commit("before")
    try fixture.git(["push", "--quiet", "origin", "main"])
  }

  private func install(_ event: String, in place: URL) throws {
    let result = try Program.run(["hook", "install", event, "--in", place.path])
    #expect(result.code == 0, "\(result)")
  }

  private func push(_ arguments: String...) throws -> String {
    try fixture.gitErrors(["push", "--quiet"] + arguments)
  }

  private func serverHas(_ reference: String) throws -> String {
    try fixture.git(["rev-parse", "--quiet", "--verify", reference], in: server, fails: true)
  }

  /// Both sides say the same of every kind of push.
  @Test(arguments: ["pre-push", "pre-receive"]) func onlyWhatIsNewCounts(event: String) throws {
    try install(event, in: event == "pre-push" ? fixture.repository : server)
    let before = try serverHas("main")
    // What is there already is not reported, on a new branch neither.
    try fixture.write("b\n", to: "b.py")
    try fixture.commit("clean")
    #expect(try push("origin", "main") == "")
    #expect(try push("origin", "main:refs/heads/copy") == "")
    // A commit that a later one takes back is still pushed.
    let token = try Sample.token(2)
    try fixture.write("x\nk = \"\(token)\"\n", to: "c d.py")
    let bad = try fixture.commit("bad")
    try fixture.write("x\n", to: "c d.py")
    try fixture.commit("taken back")
    for target in ["main", "main:refs/heads/new", "HEAD:refs/tags/t"] {
      let message = try push("origin", target)
      #expect(message.contains("c d.py:2:6"), "\(target): \(message)")
      #expect(message.contains("(github-pat-classic)") && message.contains(bad.prefix(12)))
      #expect(message.contains("revoke: https://") && message.contains("git rebase -i"))
      #expect(message.contains(event == "pre-push" ? "push is stopped" : "push is refused"))
      #expect(!message.contains(token.dropFirst(4)) && !message.contains("old.py"))
    }
    #expect(try serverHas("main") != before && serverHas("new") == "")
    // Rewritten, it may go; forced, since what the other side has is rewritten, too.
    try fixture.git(["reset", "--quiet", "--hard", "HEAD~3"])
    try fixture.write("other\n", to: "e.py")
    try fixture.commit("rewritten")
    #expect(try push("--force", "origin", "main") == "")
    try fixture.write(try GitFixture.line(3), to: "e.py")
    try fixture.git(["commit", "--quiet", "--all", "--amend", "--message", "again"])
    #expect(try push("--force", "origin", "main").contains("e.py:1:6"))
    // Several at once: every line counts, also behind one that takes a branch away.
    try fixture.git(["branch", "clean", "HEAD~1"])
    #expect(try push("origin", ":copy", "clean", "main:more").contains("e.py:1:6"))
    #expect(try push("origin", ":copy") == "")
  }

  @Test(arguments: ["sha1", "sha256"], ["annotated", "blob", "tree"])
  func everyKindOfObjectIsRead(format: String, kind: String) throws {
    let fixture = try GitFixture(format: format)
    let server = fixture.folder.appending(path: "server.git")
    try fixture.git(
      ["init", "--quiet", "--bare", "--object-format=\(format)", server.path])
    try install("pre-receive", in: server)
    let blob = try fixture.git(
      ["hash-object", "-w", "--stdin"], input: try GitFixture.line(5))
    var object = blob
    if kind != "blob" {
      object = try fixture.git(["mktree"], input: "100644 blob \(blob)\tx.py\n")
    }
    if kind == "annotated" {
      let commit = try fixture.git(["commit-tree", "-m", "m", object])
      try fixture.git(["tag", "--annotate", "--message", "m", "t", commit])
      object = "refs/tags/t"
    }
    let message = try fixture.gitErrors(
      ["push", "--quiet", server.path, "\(object):refs/tags/t"])
    #expect(message.contains(kind == "blob" ? "<blob \(blob)>:1:6" : "x.py:1:6"), "\(message)")
    #expect(try fixture.git(["for-each-ref"], in: server) == "")
  }

  /// The server's own HEAD says what is ignored; a push cannot say it of itself, and that it tries is told.
  @Test func aPushDoesNotDecideAboutItself() throws {
    try install("pre-receive", in: server)
    try fixture.write("*.py\n", to: ".sprawlignore")
    try fixture.write(try GitFixture.line(6), to: "f.py")
    try fixture.commit()
    let message = try push("origin", "main")
    #expect(message.contains("f.py:1:6") && message.contains(".sprawlignore: changed here"))
  }

  /// A first push by URL: nothing is known of the other side.
  @Test func anUnknownRemoteHasNothing() throws {
    try install("pre-push", in: fixture.repository)
    let other = fixture.folder.appending(path: "other.git")
    try fixture.git(["init", "--quiet", "--bare", other.path])
    #expect(try push(other.path, "main").contains("old.py:1:6"))
  }

  /// Lines of which the other side's commit is not here, as when someone else has pushed meanwhile.
  @Test func whatIsNotHereLimitsNothing() throws {
    let head = try fixture.git(["rev-parse", "HEAD"])
    let nobody = String(repeating: "ab", count: 20)
    let zero = String(repeating: "0", count: 40)
    func run(_ input: String, _ arguments: String...) throws -> Program.Result {
      try Program.run(
        ["hook", "run", "pre-push", "--"] + arguments, input: input, in: fixture.repository)
    }
    #expect(try run("refs/heads/main \(head) refs/heads/main \(nobody)\n", "elsewhere").code == 1)
    #expect(try run("refs/heads/main \(head) refs/heads/main \(nobody)\n", "origin").code == 0)
    #expect(try run("(delete) \(zero) refs/heads/main \(head)\n", "origin").code == 0)
    #expect(try run("", "origin").code == 0)
    #expect(try run("nonsense\n", "origin").code == 2)
    let missing = try run("refs/heads/main \(nobody) refs/heads/main \(zero)\n", "origin")
    #expect(missing.code == 3 && missing.errors.contains("missing"), "\(missing)")
  }

  @Test func reportsAreWrittenOnRequest() throws {
    let head = try fixture.git(["rev-parse", "HEAD"])
    let zero = String(repeating: "0", count: 40)
    let report = try HistoryReport(
      Program.run(
        ["hook", "run", "pre-push", "--format", "jsonl", "--", "elsewhere"],
        input: "refs/heads/main \(head) refs/heads/main \(zero)\n", in: fixture.repository))
    #expect(report.code == 1 && report.lines == ["old.py:1"])
    #expect(report.findings[0].commit == head && report.findings[0].in_head == true)
  }
}
