import Foundation
import Glibc
import TestKit
import Testing

/// Trees that are unlike what people keep. What takes long or much room is in `Scripts/stress`.
@Suite struct TreeExtremesTests {
  private let tree: TemporaryFolder
  private let token: String

  init() throws {
    tree = try TemporaryFolder()
    token = try Sample.token()
  }

  /// Scans the tree and takes the report apart.
  private func scan(_ arguments: String...) throws -> (
    code: Int32, findings: [[String: Any]], coverage: [String: Any]
  ) {
    let result = try Program.run(["scan", "--format", "jsonl"] + arguments + [tree.path])
    #expect(result.errors.isEmpty, "\(result.errors)")
    var records = try result.records()
    let coverage = try #require(records.popLast()?["coverage"] as? [String: Any])
    return (result.code, records, coverage)
  }

  @Test func aDirectoryDeeperThanAPathMayBeLong() throws {
    let levels = 2000
    let name = "level-name"
    var descriptor = open(tree.path, O_RDONLY | O_DIRECTORY)
    for _ in 0..<levels {
      try #require(mkdirat(descriptor, name, 0o755) == 0)
      let next = openat(descriptor, name, O_RDONLY | O_DIRECTORY)
      close(descriptor)
      descriptor = next
      try #require(descriptor >= 0)
    }
    let file = openat(descriptor, "deep.py", O_WRONLY | O_CREAT, 0o644)
    let text = Array("k = \"\(token)\"\n".utf8)
    try #require(write(file, text, text.count) == text.count)
    close(file)
    close(descriptor)
    for jobs in ["1", "4"] {
      let result = try scan("--jobs", jobs)
      #expect(result.code == 1)
      let path = try #require(result.findings.first?["path"] as? String)
      #expect(path.hasSuffix("/deep.py"))
      #expect(path.utf8.count == levels * (name.utf8.count + 1) + "deep.py".utf8.count)
      #expect(result.coverage["complete"] as? Bool == true)
    }
  }

  @Test func whatIsNoFileIsCountedAndNeverWaitedFor() throws {
    try tree.write("k = \"\(token)\"\n", to: "a/real.py")
    try #require(mkfifo(tree.path + "/a/fifo", 0o644) == 0)
    try #require(symlink("..", tree.path + "/a/loop") == 0)
    try #require(symlink("itself", tree.path + "/a/itself") == 0)
    try #require(symlink("nowhere", tree.path + "/a/dangling") == 0)
    let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // A socket's path may have 107 bytes, fewer than this folder's may: the name of a link to it is short.
    let link = "/tmp/s\(UInt32.random(in: 0 ... .max))"
    try #require(symlink(tree.path, link) == 0)
    defer { unlink(link) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "\(link)/socket".utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    let result = try scan()
    #expect(result.code == 1)
    #expect(result.findings.count == 1)
    #expect(result.coverage["skipped"] as? [String: Int] == ["special": 2, "symbolic-link": 3])
    #expect(result.coverage["complete"] as? Bool == true)
  }

  @Test func whatMayNotBeReadMakesTheScanIncomplete() throws {
    let isRoot = getuid() == 0
    let other = "/usr/bin/setpriv"
    if isRoot, access(other, X_OK) != 0 {
      print("skipped: root may read all, and there is no setpriv to become somebody else with")
      return
    }
    try tree.write("k = \"\(token)\"\n", to: "open.py")
    try tree.write("k = \"\(token)\"\n", to: "shut/inside.py")
    try tree.write("k = \"\(token)\"\n", to: "file.py")
    chmod(tree.path + "/shut", 0)
    chmod(tree.path + "/file.py", 0)
    defer { chmod(tree.path + "/shut", 0o755) }
    let arguments = ["scan", "--format", "jsonl", tree.path]
    let result =
      isRoot
      ? try Program.run(
        other, ["--reuid=65534", "--clear-groups", Program.path] + arguments, in: tree.url)
      : try Program.run(arguments)
    #expect(result.code == 3, "\(result.errors)")
    let records = try result.records()
    #expect(records.first?["path"] as? String == "open.py")
    let coverage = try #require(records.last?["coverage"] as? [String: Any])
    let problems = try #require(coverage["problems"] as? [[String: String]])
    #expect(problems.map { $0["path"] } == ["file.py", "shut"])
    #expect(problems.allSatisfy { $0["message"] == "Permission denied" })
  }

  @Test func namesThatAreNotUTF8() throws {
    let names: [[UInt8]] = [
      [0x63, 0x61, 0x66, 0xE9], [0xFF, 0xFE], Array("new\nline".utf8), Array("\u{1B}[2J".utf8),
    ]
    for name in names {
      let path = (Array(tree.path.utf8) + [0x2F] + name + [0]).map { CChar(bitPattern: $0) }
      let file = open(path, O_WRONLY | O_CREAT, 0o644)
      try #require(file >= 0)
      let text = Array("k = \"\(token)\"\n".utf8)
      _ = write(file, text, text.count)
      close(file)
    }
    let result = try scan()
    #expect(result.findings.count == names.count)
    #expect(
      result.findings.compactMap { $0["path_percent"] as? String } == ["caf%E9", "%FF%FE"])
    let text = try Program.run(["scan", tree.path])
    #expect(text.code == 1)
    #expect(!text.output.contains("\u{1B}"))
  }

  @Test func theSameBytesAtAnyNumberOfJobsAndTwice() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    let tokens = try (0..<40).map { try Sample.token(UInt64($0)) }
    for index in 0..<3000 {
      var text = ""
      for _ in 0..<Int.random(in: 0..<12, using: &random) {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: text += "k = \"\(tokens[Int.random(in: 0..<40, using: &random)])\"\n"
        case 1: text += "db_password = \"x\(UInt64.random(in: 0 ... .max, using: &random))q\"\n"
        default: text += "value \(index)\r\n"
        }
      }
      try tree.write(text, to: "d\(index % 13)/e\(index % 7)/f\(index).py")
    }
    for format in ["jsonl", "sarif"] {
      let outputs = try ["1", "2", "8", "8"].map { jobs in
        try Program.run(["scan", "--jobs", jobs, "--format", format, tree.path]).output
      }
      #expect(Set(outputs).count == 1, "seed \(seed)")
      #expect(outputs[0].contains("github-pat-classic"))
    }
  }
}
