import Foundation
import Testing

/// Hooks as git runs them: installed, in the way of commits and pushes, removed.
@Suite struct HookTests {
  private let fixture: GitFixture

  init() throws {
    fixture = try GitFixture()
    try fixture.write("a\n", to: "a.py")
    try fixture.commit()
  }

  private func hook(_ arguments: String..., in place: URL? = nil) throws -> Program.Result {
    try Program.run(
      ["hook"] + arguments, in: place ?? fixture.repository,
      environment: ["HOME": fixture.folder.path, "PATH": "/usr/local/bin:/usr/bin:/bin"])
  }

  private var hooks: URL { fixture.repository.appending(path: ".git/hooks") }

  private func script(_ text: String, at file: URL) throws {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("#!/bin/sh\n\(text)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }

  /// What a folder holds, names and contents.
  private func snapshot(_ folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      files[name] = try Data(contentsOf: folder.appending(path: name))
    }
    return files
  }

  private func commit(_ message: String = "m", in place: URL? = nil) throws -> String {
    try fixture.gitErrors(["commit", "--quiet", "--message", message], in: place)
  }

  @Test func aCommitWithACredentialIsStopped() throws {
    #expect(try hook("install").code == 0)
    try fixture.write("b\n", to: "a.py")
    try fixture.git(["add", "a.py"])
    #expect(try commit() == "")
    let token = try Sample.token(1)
    try fixture.write("b\nk = \"\(token)\"\n", to: "a.py")
    try fixture.git(["add", "a.py"])
    let message = try commit()
    #expect(message.contains("the commit is stopped: 1 credential"), "\(message)")
    #expect(message.contains("a.py:2:6") && message.contains("(github-pat-classic)"))
    #expect(message.contains("revoke: https://") && message.contains("sprawl:allow"))
    #expect(!message.contains(token.dropFirst(4)))
    #expect(try fixture.git(["log", "--format=%s"]) == "m\nchange")
    try fixture.git(["commit", "--quiet", "--no-verify", "--message", "passed by"])
  }

  @Test func aHookThatWasThereRunsFirstAndComesBack() throws {
    let ran = fixture.folder.appending(path: "ran").path
    try script(
      "echo before >> '\(ran)'; [ ! -e '\(ran)-no' ] || exit 7",
      at: hooks.appending(path: "pre-commit"))
    let before = try snapshot(hooks)
    let installed = try hook("install")
    #expect(
      installed.output.contains("pre-commit: installed in \(hooks.path); the hook that was there"))
    #expect(installed.output.contains("pre-push: installed in"))
    #expect(try hook("install").output.contains("pre-commit: renewed"))
    try fixture.write("b\n", to: "a.py")
    try fixture.git(["add", "a.py"])
    #expect(try commit() == "")
    #expect(try String(contentsOfFile: ran, encoding: .utf8) == "before\n")
    // What it refuses is refused.
    try Data().write(to: URL(filePath: "\(ran)-no"))
    try fixture.write("c\n", to: "a.py")
    try fixture.git(["add", "a.py"])
    _ = try commit("refused")
    #expect(try fixture.git(["log", "--format=%s", "-1"]) == "m")
    let removed = try hook("uninstall")
    #expect(removed.code == 0 && removed.output.contains("the hook that was there is back"))
    #expect(try snapshot(hooks) == before)
    #expect(try hook("uninstall").output == "no hook was there\n")
  }

  @Test func nothingIsOverwritten() throws {
    let file = hooks.appending(path: "pre-commit")
    try script("exit 0", at: file)
    try script("exit 1", at: hooks.appending(path: "pre-commit.sprawl-previous"))
    let before = try snapshot(hooks)
    let result = try hook("install")
    #expect(result.code == 2 && result.errors.contains("pre-commit.sprawl-previous"))
    #expect(try snapshot(hooks) == before)
    // A hook of another's that took our place stays where it is.
    try FileManager.default.removeItem(at: hooks.appending(path: "pre-commit.sprawl-previous"))
    _ = try hook("install", "pre-commit")
    try script("exit 0 # other", at: file)
    let theirs = try snapshot(hooks)
    #expect(try hook("uninstall").output == "no hook was there\n")
    #expect(try snapshot(hooks) == theirs)
  }

  /// husky's scripts find their commands by their own name, which they would lose.
  @Test func aHookThatAsksForItsNameIsLeftAlone() throws {
    let file = hooks.appending(path: "pre-commit")
    try script(". \"$(dirname -- \"$0\")/h\"", at: file)
    let result = try hook("install", "pre-commit")
    #expect(result.code == 2 && result.errors.contains("sprawl hook run pre-commit"))
    #expect(try hook("install", "pre-commit", "--force").code == 0)
  }

  @Test func theConfiguredFolderIsUsed() throws {
    let folder = fixture.repository.appending(path: "team/hooks")
    try fixture.git(["config", "core.hooksPath", "team/hooks"])
    let ran = fixture.folder.appending(path: "ran").path
    try script("cat > '\(ran)'", at: folder.appending(path: "pre-commit"))
    #expect(try hook("install", "pre-commit").output.contains(folder.path))
    try fixture.write(try GitFixture.line(1), to: "a.py")
    try fixture.git(["add", "a.py"])
    #expect(try commit().contains("is stopped") && FileManager.default.fileExists(atPath: ran))
    // Every repository's folder is not touched unless told so.
    try fixture.git(["config", "--unset", "core.hooksPath"])
    let shared = fixture.folder.appending(path: "shared").path
    try fixture.git(["config", "--global", "core.hooksPath", shared])
    let refused = try hook("install")
    #expect(refused.code == 2 && refused.errors.contains(shared))
    #expect(!FileManager.default.fileExists(atPath: shared))
    #expect(try hook("install", "--force").output.contains(shared))
  }

  @Test func allRepositoriesKeepTheirOwnHooks() throws {
    let ran = fixture.folder.appending(path: "ran").path
    for name in ["pre-commit", "commit-msg", "pre-push"] {
      try script("echo \(name) >> '\(ran)'", at: hooks.appending(path: name))
    }
    let before = try snapshot(hooks)
    #expect(try hook("install", "--global").code == 0)
    #expect(try hook("install", "--global").code == 0)
    try fixture.write("b\n", to: "a.py")
    try fixture.git(["add", "a.py"])
    #expect(try commit() == "")
    #expect(try String(contentsOfFile: ran, encoding: .utf8) == "pre-commit\ncommit-msg\n")
    try fixture.write(try GitFixture.line(1), to: "a.py")
    try fixture.git(["add", "a.py"])
    #expect(try commit().contains("is stopped"))
    // Another repository, without hooks of its own.
    let other = fixture.folder.appending(path: "other")
    try fixture.git(["init", "--quiet", other.path])
    try Data(GitFixture.line(2).utf8).write(to: other.appending(path: "b.py"))
    try fixture.git(["add", "."], in: other)
    #expect(try commit(in: other).contains("b.py:1:6"))
    #expect(try hook("uninstall", "--global").code == 0)
    #expect(try fixture.git(["config", "--global", "--get", "core.hooksPath"], fails: true) == "")
    let own = fixture.folder.appending(path: ".config/sprawl/hooks").path
    #expect(!FileManager.default.fileExists(atPath: own))
    #expect(try snapshot(hooks) == before)
    #expect(try commit(in: other) == "")
  }

  @Test func linkedWorkTreesShareTheHook() throws {
    #expect(try hook("install").code == 0)
    let linked = fixture.folder.appending(path: "linked")
    try fixture.git(["worktree", "add", "--quiet", linked.path])
    try Data(GitFixture.line(1).utf8).write(to: linked.appending(path: "b.py"))
    try fixture.git(["add", "."], in: linked)
    #expect(try commit(in: linked).contains("b.py:1:6"))
    #expect(
      try hook("uninstall", in: linked).output.contains("pre-commit: removed from \(hooks.path)"))
    #expect(try commit(in: linked) == "")
  }

  /// `git --git-dir=… --work-tree=…`, by which people keep the files of their home.
  @Test func aGitDirectoryElsewhereIsFound() throws {
    let bare = fixture.folder.appending(path: "dotfiles")
    let tree = fixture.folder.appending(path: "tree")
    try FileManager.default.createDirectory(at: tree, withIntermediateDirectories: true)
    try fixture.git(["init", "--quiet", "--bare", bare.path])
    #expect(try hook("install", "--in", bare.path).code == 0)
    try Data(GitFixture.line(1).utf8).write(to: tree.appending(path: ".env"))
    let place = ["--git-dir=\(bare.path)", "--work-tree=\(tree.path)"]
    try fixture.git(place + ["add", ".env"], in: tree)
    let message = try fixture.gitErrors(place + ["commit", "--quiet", "--message", "m"], in: tree)
    #expect(message.contains(".env:1:6"), "\(message)")
  }

  @Test func aProgramThatIsGoneStopsTheCommit() throws {
    let link = fixture.folder.appending(path: "gone").path
    try FileManager.default.copyItem(atPath: Program.path, toPath: link)
    _ = try Program.run(link, ["hook", "install"], in: fixture.repository)
    try FileManager.default.removeItem(atPath: link)
    try fixture.write("b\n", to: "a.py")
    try fixture.git(["add", "a.py"])
    #expect(try commit().contains("not found"))
  }

  @Test(arguments: [
    ["run", "post-commit"], ["install", "pre-comit"], ["install", "--global", "--in", "x"], ["run"],
    ["install", "--in", "/nowhere"],
  ])
  func mistakesAreSaid(arguments: [String]) throws {
    let result = try Program.run(["hook"] + arguments, in: fixture.repository)
    #expect(result.code == 2 && !result.errors.isEmpty, "\(result)")
  }
}
