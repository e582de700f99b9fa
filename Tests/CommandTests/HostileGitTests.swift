import Foundation
import Testing

/// A repository whose every setting that can name a program names a trap.
@Suite struct HostileGitTests {
  private let fixture: GitFixture
  private let traps: URL
  private let fired: URL

  init() throws {
    fixture = try GitFixture()
    traps = fixture.folder.appending(path: "traps")
    fired = fixture.folder.appending(path: "fired")
    for folder in [traps, fired] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    try fixture.write("k = \"\(try Sample.token(1))\"\n", to: "a.txt")
    try fixture.write("x\u{0}y", to: "b.bin")
    try fixture.write(
      "* diff=evil filter=evil merge=evil\n", to: ".gitattributes")
    try fixture.commit()
    try fixture.write("changed\n", to: "a.txt")
    try fixture.commit()
    try sign()
    // Staged edits, a file that git moved and edited, and a file that only the disk has changed.
    try fixture.write(try "changed\nk = \"\(Sample.token(2))\"\n", to: "a.txt")
    try fixture.git(["mv", "b.bin", "c.bin"])
    try fixture.git(["add", "--all"])
    try fixture.write("on the disk\n", to: "a.txt")
    try setTraps()
  }

  /// The path of a program that leaves a mark when it is run.
  private func trap(_ name: String) throws -> String {
    let file = traps.appending(path: name)
    try Data("#!/bin/sh\ntouch '\(fired.path)/\(name)'\ncat\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    return file.path
  }

  /// Gives HEAD a signature, which `log.showSignature` wants checked.
  private func sign() throws {
    let text = try fixture.git(["cat-file", "commit", "HEAD"])
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let end = try #require(lines.firstIndex { $0.hasPrefix("committer") })
    // Put together here: the line would look like a key's head in this file.
    let rule = String(repeating: "-", count: 5)
    let signature = [
      "gpgsig \(rule)BEGIN PGP SIGNATURE\(rule)", " ", " iQ", " \(rule)END PGP SIGNATURE\(rule)",
    ]
    let signed = (lines[...end] + signature + lines[(end + 1)...]).joined(separator: "\n") + "\n"
    let commit = try fixture.git(
      ["hash-object", "-t", "commit", "-w", "--stdin"], input: signed)
    try fixture.git(["update-ref", "refs/heads/main", commit])
  }

  private func setTraps() throws {
    let hooks = fixture.repository.appending(path: ".git/evil-hooks")
    try FileManager.default.createDirectory(at: hooks, withIntermediateDirectories: true)
    let hook = try trap("hook")
    for name in [
      "post-index-change", "reference-transaction", "pre-auto-gc", "post-checkout", "pre-commit",
      "pre-push", "pre-receive", "pre-merge-commit", "proc-receive", "sendemail-validate",
    ] {
      try FileManager.default.createSymbolicLink(
        at: hooks.appending(path: name), withDestinationURL: URL(filePath: hook))
    }
    let included = fixture.folder.appending(path: "included")
    try Data("[core]\n\tfsmonitor = \(try trap("included-fsmonitor"))\n".utf8).write(to: included)
    var settings = [
      ("core.hooksPath", hooks.path), ("include.path", included.path),
      ("log.showSignature", "true"),
      ("core.fsmonitor", try trap("fsmonitor")), ("diff.external", try trap("external-diff")),
      ("diff.evil.command", try trap("diff-command")), ("merge.evil.driver", try trap("merge")),
      ("diff.evil.textconv", try trap("textconv")), ("filter.evil.clean", try trap("clean")),
      ("filter.evil.smudge", try trap("smudge")), ("filter.evil.process", try trap("process")),
      ("filter.evil.required", "true"), ("core.sshCommand", try trap("ssh-command")),
      ("core.gitProxy", try trap("git-proxy")), ("core.askPass", try trap("ask-pass")),
      ("credential.helper", "!\(try trap("credential-helper"))"),
      ("core.pager", try trap("pager")), ("pager.log", try trap("pager-log")),
      ("pager.rev-list", "true"), ("core.editor", try trap("editor")),
      ("sequence.editor", try trap("sequence-editor")), ("gpg.program", try trap("gpg")),
      ("gpg.ssh.program", try trap("gpg-ssh")), ("gpg.x509.program", try trap("gpg-x509")),
      ("core.alternateRefsCommand", try trap("alternate-refs")),
      ("uploadpack.packObjectsHook", try trap("pack-objects")),
      ("hook.evil.event", "post-index-change"), ("hook.evil.command", try trap("config-hook")),
      ("core.repositoryFormatVersion", "1"), ("extensions.partialClone", "evil"),
      ("remote.evil.url", "ext::\(try trap("ext-url")) %S"), ("remote.evil.promisor", "true"),
      ("remote.evil.uploadpack", try trap("upload-pack")), ("protocol.ext.allow", "always"),
    ]
    for command in ["log", "cat-file", "rev-list", "rev-parse", "for-each-ref", "ls-tree"] {
      settings.append(("alias.\(command)", "!\(try trap("alias-\(command)"))"))
    }
    let file = fixture.repository.appending(path: ".git/config")
    var text = try String(contentsOf: file, encoding: .utf8)
    for (name, value) in settings {
      // SECTION.KEY or SECTION.NAME.KEY
      let parts = name.split(separator: ".").map(String.init)
      let head = parts.count == 3 ? "\(parts[0]) \"\(parts[1])\"" : parts[0]
      text += "[\(head)]\n\t\(parts[parts.count - 1]) = \"\(value)\"\n"
    }
    try Data(text.utf8).write(to: file)
  }

  private func marks() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: fired.path).sorted()
  }

  /// Every command that reads a repository, in every way, with what git would write to its standard input.
  private func commands() throws -> [(arguments: [String], input: String)] {
    let head = try fixture.git(["rev-parse", "main"])
    let before = try fixture.git(["rev-parse", "main~1"])
    let zero = String(repeating: "0", count: head.count)
    for name in try marks() { try FileManager.default.removeItem(at: fired.appending(path: name)) }
    let update = "\(head) refs/heads"
    let git: [[String]] = [
      [], ["--stash", "--unreachable"], ["--branch", "main"], ["--range", "main~1..main"],
      ["--since", "2020-01-01", "--jobs", "2"], ["--range", "main~1..main", "--new-only"],
      ["--range", "main~1...main", "--new-only", "--rules", "absent"],
    ]
    let staged: [[String]] = [[], ["--whole-files"], ["--amend"], ["--format", "sarif"]]
    let hooks: [[String]] = [
      ["run", "pre-commit"], ["run", "pre-commit", "--amend"], ["run", "pre-merge-commit"],
      ["install", "pre-push"], ["uninstall"],
    ]
    var commands: [(arguments: [String], input: String)] = [
      (["scan"], ""), (["scan", "--respect-gitignore", "."], ""),
    ]
    for arguments in git { commands.append((["git"] + arguments, "")) }
    for arguments in staged { commands.append((["staged"] + arguments, "")) }
    for arguments in hooks { commands.append((["hook"] + arguments, "")) }
    for old in [zero, before] {
      commands.append(
        (
          ["hook", "run", "pre-push", "--", "evil", "ext::sh"],
          "refs/heads/main \(update)/main \(old)\n"
        ))
      commands.append((["hook", "run", "pre-receive"], "\(old) \(update)/new\n"))
    }
    return commands
  }

  @Test func nothingOfItRuns() throws {
    // A blob that is gone would be fetched from the promisor by whoever asks for it.
    let blob = try fixture.git(["rev-parse", "HEAD~1:b.bin"])
    for name in try marks() { try FileManager.default.removeItem(at: fired.appending(path: name)) }
    try FileManager.default.removeItem(at: fixture.looseObject(blob))
    for name in try marks() { try FileManager.default.removeItem(at: fired.appending(path: name)) }
    let report = try fixture.scan()
    #expect(report.code == 1 || report.code == 3, "\(report)")
    for command in try commands() {
      let result = try Program.run(
        command.arguments, input: command.input, in: fixture.repository)
      #expect([0, 1, 3].contains(result.code), "\(command): \(result)")
      #expect(try marks() == [], "\(command)")
    }
    #expect(try fixture.scan().findings.count == 1)
    #expect(try fixture.scan().coverage.skipped["not-fetched"] == 1)
    #expect(try marks() == [])
  }

  /// The traps are real: git as it comes runs into them.
  @Test func gitAloneWouldRunThem() throws {
    try fixture.git(["log", "-p", "--all"], fails: true)
    try fixture.git(["status"], fails: true)
    try fixture.git(["diff", "HEAD~1"], fails: true)
    let marks = try marks()
    #expect(marks.count >= 3, "\(marks)")
    #expect(marks.contains { $0.hasSuffix("fsmonitor") } && marks.contains("gpg"), "\(marks)")
  }

  /// Variables by which a caller's git is led elsewhere do not count, and no git of the repository is run.
  @Test func theCallersEnvironmentDoesNotLead() throws {
    let git = fixture.repository.appending(path: "git")
    try FileManager.default.copyItem(atPath: try trap("own-git"), toPath: git.path)
    let result = try Program.run(
      ["git", "--format", "jsonl", fixture.repository.path], in: fixture.repository,
      environment: [
        "PATH": "\(fixture.repository.path):.:"
          + (ProcessInfo.processInfo.environment["PATH"] ?? ""),
        "GIT_DIR": "/nonexistent", "GIT_OBJECT_DIRECTORY": "/nonexistent",
        "GIT_EXTERNAL_DIFF": try trap("environment-diff"), "GIT_EXEC_PATH": traps.path,
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": try trap("environment-fsmonitor"),
      ])
    let report = try HistoryReport(result)
    #expect(report.findings.count == 1, "\(report)")
    #expect(try marks() == [])
  }
}
