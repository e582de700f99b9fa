internal import Glibc
@testable internal import Inputs
internal import Model
internal import TestKit
internal import Testing

@Suite struct TreeScanTests {
  static func scan(
    _ roots: [String], jobs: Int = 1, options: TreeOptions? = nil,
    cancellation: Cancellation = Cancellation(), progress: Progress? = nil,
    onBegin: (@Sendable (String) -> Void)? = nil
  ) throws -> (coverage: Coverage, records: [Recorder.Record]) {
    let scan = TreeScan(
      roots: roots, options: options ?? TreeOptions(jobs: jobs, maxFileSize: 1 << 24),
      cancellation: cancellation, progress: progress, environment: GitEnvironment())
    let result = try scan.run { _ in Recorder(onBegin: onBegin) }
    let records = result.consumers.flatMap(\.records).sorted { $0.path < $1.path }
    return (result.coverage, records)
  }

  @Test(arguments: 0..<12) func seesWhatANaiveListingSees(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let tree = try TemporaryTree()
    var directories = [""]
    for number in 0..<Int.random(in: 1...30, using: &random) {
      let parent = directories.randomElement(using: &random) ?? ""
      let name = [".hidden", "plain", "with space"].randomElement(using: &random) ?? ""
      directories.append((parent.isEmpty ? "" : parent + "/") + "\(name)\(number)")
    }
    var expected: [String: String] = [:]
    for directory in directories { try tree.makeDirectory(directory) }
    for number in 0..<Int.random(in: 0...1500, using: &random) {
      // Most files fall into one directory, so that it is listed in several chunks.
      let directory =
        Int.random(in: 0..<4, using: &random) > 0
        ? directories[directories.count - 1] : directories.randomElement(using: &random) ?? ""
      let path = (directory.isEmpty ? "" : directory + "/") + "file\(number)"
      expected[path] = "text of \(number)"
      try tree.write("text of \(number)", to: path)
    }
    for jobs in [1, 2, 8] {
      let progress = Progress()
      let result = try Self.scan([tree.path], jobs: jobs, progress: progress)
      let seen = Dictionary(
        result.records.map { ($0.path, $0.text) }, uniquingKeysWith: { $0 + " twice " + $1 })
      #expect(seen == expected, "seed \(seed), \(jobs) jobs")
      #expect(result.coverage.files == expected.count && result.coverage.isComplete, "seed \(seed)")
      #expect(progress.files == expected.count && progress.bytes == result.coverage.bytes)
    }
  }

  @Test func whatIsNotReadIsCounted() throws {
    let tree = try TemporaryTree()
    try tree.write("text", to: "a/file")
    try tree.link("a/loop", to: "..")
    try tree.link("a/self", to: "self")
    try tree.link("a/alias", to: "file")
    try #require(mkfifo(tree.absolute("a/fifo"), 0o644) == 0)
    let socketFile = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socketFile) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: tree.absolute("a/s").utf8) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socketFile, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    try tree.write([UInt8](repeating: 0x61, count: 101), to: "large")
    let result = try Self.scan([tree.path], options: TreeOptions(jobs: 2, maxFileSize: 100))
    #expect(result.records.map(\.path) == ["a/file"])
    #expect(result.coverage.skipped == [.symbolicLink: 3, .special: 2, .tooLarge: 1])
    #expect(!result.coverage.isComplete && result.coverage.problemCount == 0)
  }

  @Test func ofGitOnlyTheConfigurationIsRead() throws {
    let tree = try TemporaryTree()
    for name in [".git/config", ".git/HEAD", ".git/objects/aa/bb", "sub/.git", "x/.git/index", "f"]
    {
      try tree.write("text", to: name)
    }
    let result = try Self.scan([tree.path])
    #expect(result.records.map(\.path) == [".git/config", "f", "sub/.git"])
    #expect(result.coverage.skipped == [.gitInternals: 2])
    #expect(result.coverage.isComplete)
  }

  @Test(arguments: [1, 4]) func twoThousandLevels(jobs: Int) throws {
    let tree = try TemporaryTree()
    let name = "level"
    var descriptor = open(tree.path, O_RDONLY | O_DIRECTORY)
    for _ in 0..<2000 {
      try #require(mkdirat(descriptor, name, 0o755) == 0)
      let next = openat(descriptor, name, O_RDONLY | O_DIRECTORY)
      close(descriptor)
      descriptor = next
    }
    let file = openat(descriptor, "deep", O_WRONLY | O_CREAT, 0o644)
    _ = write(file, "text", 4)
    close(file)
    close(descriptor)
    try tree.write("text", to: "shallow")
    let result = try Self.scan([tree.path], jobs: jobs)
    #expect(result.records.map(\.text) == ["text", "text"])
    #expect(result.records.first?.path == String(repeating: "level/", count: 2000) + "deep")
    #expect(result.coverage.isComplete)
  }

  @Test func namesNeedNotBeText() throws {
    let tree = try TemporaryTree()
    let directory = open(tree.path, O_RDONLY | O_DIRECTORY)
    defer { close(directory) }
    let name: [UInt8] = [0x66, 0xFF, 0x0A, 0xC3]
    let file = openat(
      directory, (name + [0]).map { CChar(bitPattern: $0) }, O_WRONLY | O_CREAT, 0o644)
    try #require(file >= 0)
    close(file)
    struct Paths: BlobConsumer {
      var paths: [BlobPath] = []
      mutating func begin(_ blob: Blob) { paths.append(blob.path) }
      mutating func take(_ window: BlobWindow) {}
      mutating func end(readWhole: Bool) {}
    }
    let scan = TreeScan(roots: [tree.path], options: TreeOptions(jobs: 1, maxFileSize: 10))
    #expect(try scan.run { _ in Paths() }.consumers[0].paths.map(\.bytes) == [name])
  }

  @Test func aDirectoryGoneMeanwhileIsAProblem() throws {
    let tree = try TemporaryTree()
    try tree.write("text", to: "file")
    try tree.makeDirectory("gone")
    let path = tree.absolute("gone")
    // With one worker the root's files are read after it was listed and before what lies below.
    let result = try Self.scan([tree.path]) { _ in rmdir(path) }
    #expect(result.coverage.problems.map(\.path.text) == ["gone"])
    #expect(result.coverage.files == 1 && !result.coverage.isComplete)
  }

  @Test func aFileReplacedMeanwhileIsNotOpened() throws {
    let tree = try TemporaryTree()
    for name in ["a", "b", "c"] { try tree.write("text", to: name) }
    let root = tree.path
    let result = try Self.scan([tree.path]) { first in
      // Whichever comes first, the other two are no longer what the listing said.
      let others = ["a", "b", "c"].filter { $0 != first }
      unlink("\(root)/\(others[0])")
      unlink("\(root)/\(others[1])")
      mkfifo("\(root)/\(others[0])", 0o644)
      symlink("/etc/passwd", "\(root)/\(others[1])")
    }
    #expect(result.records.count == 1)
    #expect(result.coverage.skipped == [.special: 1, .symbolicLink: 1])
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func anUnreadableDirectoryIsAProblem() throws {
    let tree = try TemporaryTree()
    try tree.makeDirectory("closed")
    chmod(tree.absolute("closed"), 0)
    defer { chmod(tree.absolute("closed"), 0o755) }
    #expect(try Self.scan([tree.path]).coverage.problems.map(\.path.text) == ["closed"])
  }

  @Test(.enabled(if: access("/proc/self/mountinfo", R_OK) == 0, "no /proc"))
  func pseudoFileSystemsAreKnown() throws {
    let status = try FileStatus.of(path: Array("/proc".utf8))
    #expect(MountTable().isPseudo(device: status.device))
    let tree = try TemporaryTree()
    #expect(!MountTable().isPseudo(device: try FileStatus.of(path: Array(tree.path.utf8)).device))
  }

  @Test(arguments: [1, 3]) func cancellationStopsBetweenFiles(jobs: Int) throws {
    let tree = try TemporaryTree()
    for number in 0..<2000 { try tree.write("text", to: "d\(number % 7)/f\(number)") }
    let cancellation = Cancellation()
    let result = try Self.scan([tree.path], jobs: jobs, cancellation: cancellation) { _ in
      cancellation.cancel("enough")
    }
    #expect(result.records.count <= jobs)
    #expect(result.coverage.stopped == "enough" && !result.coverage.isComplete)
  }

  @Test func largeFilesGoToWhoeverIsIdle() throws {
    let tree = try TemporaryTree()
    for name in ["a", "d/b"] {
      try tree.write([UInt8](repeating: 0x61, count: TreeWalk.largeFileSize + 1), to: name)
    }
    let result = try Self.scan(
      [tree.path], options: TreeOptions(jobs: 2, maxFileSize: 1 << 30))
    #expect(result.records.map(\.path) == ["a", "d/b"])
    #expect(result.records.allSatisfy { $0.bytes.count == TreeWalk.largeFileSize + 1 })
  }

  @Test func foldersOfDependencies() throws {
    let tree = try TemporaryTree()
    let dependent = [
      "node_modules/a", "x/vendor/y/b", ".cargo/registry/c", "p/Pods/d",
      ".venv/lib/site-packages/e",
    ]
    let own = ["src/a", "registry/b", "vendored/c", ".cargo/d", "node_modules2/e"]
    for name in dependent + own { try tree.write("text", to: name) }
    let records = try Self.scan([tree.path]).records
    #expect(Set(records.filter(\.isDependency).map(\.path)) == Set(dependent))
    #expect(records.count == dependent.count + own.count)
  }
}
