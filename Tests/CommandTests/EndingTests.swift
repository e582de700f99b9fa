import Foundation
import Glibc
import Testing

/// How a scan ends when it may not go on: signals, time limits, readers and disks that are gone.
@Suite struct EndingTests {
  private let tree: TemporaryFolder
  private let token: String

  init() throws {
    tree = try TemporaryFolder()
    token = try Sample.token()
    try tree.write("k = \"\(token)\"\n", to: "app.py")
  }

  /// Starts a scan of a pipe that gets `text` and then nothing more, and calls `act` when it has been read.
  private func scanOfIdlePipe(
    _ arguments: [String], _ text: String, act: (Process) -> Void
  ) throws -> Program.Result {
    let process = Process()
    process.executableURL = URL(filePath: Program.path)
    process.arguments = ["scan", "-", "--format", "jsonl"] + arguments
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    defer {
      close(reading)
      close(writing)
    }
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle(fileDescriptor: reading, closeOnDealloc: false)
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    try #require(write(writing, text, text.utf8.count) == text.utf8.count)
    var waiting: Int32 = 1
    while waiting > 0, process.isRunning {
      try #require(ioctl(reading, UInt(FIONREAD), &waiting) == 0)
      usleep(1000)
    }
    act(process)
    process.waitUntilExit()
    return Program.Result(
      code: process.terminationStatus,
      output: String(
        decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self),
      errors: String(
        decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self))
  }

  @Test(arguments: [(SIGINT, Int32(130), "interrupted"), (SIGTERM, 3, "terminated")])
  func aSignalEndsTheScanWithWhatWasFound(signal: Int32, code: Int32, word: String) throws {
    let result = try scanOfIdlePipe([], "k = \"\(token)\"\n") {
      _ = kill($0.processIdentifier, signal)
    }
    #expect(result.code == code)
    let records = try result.records()
    #expect(records.map { $0["kind"] as? String } == ["secret", "summary"])
    let coverage = try #require(records.last?["coverage"] as? [String: Any])
    #expect(coverage["complete"] as? Bool == false)
    #expect((coverage["stopped"] as? String)?.contains(word) == true)
    #expect(result.errors.isEmpty, "\(result.errors)")
  }

  @Test func aTimeLimitEndsTheScanWithWhatWasFound() throws {
    let result = try scanOfIdlePipe(["--timeout", "0.3"], "k = \"\(token)\"\n") { _ in }
    #expect(result.code == 3)
    let records = try result.records()
    #expect(records.count == 2)
    let coverage = try #require(records.last?["coverage"] as? [String: Any])
    #expect((coverage["stopped"] as? String)?.contains("--timeout") == true)
  }

  @Test(arguments: ["0", "-1", "nan", "inf", "1e30", "soon"])
  func aTimeLimitThatIsNoneIsRefused(limit: String) throws {
    let result = try Program.run(["scan", "--timeout=\(limit)", tree.path])
    #expect(result.code == 2)
    #expect(result.errors.contains("--timeout"))
  }

  @Test func aReaderThatGoesAwayChangesNothing() throws {
    for index in 0..<2000 { try tree.write("k = \"\(token)\"\n", to: "d/f\(index).py") }
    // The code is the scan's, not `head`'s.
    let result = try Program.shell(
      "{ \"$sprawl\" scan --format jsonl --output - --output r.sarif .; echo $? >code; } | head -n 1",
      in: tree.url)
    #expect(result.output.split(separator: "\n").count == 1)
    #expect(result.errors.isEmpty, "\(result.errors)")
    let code = try String(contentsOf: tree.url.appending(path: "code"), encoding: .utf8)
    #expect(code == "1\n")
    let sarif = try Data(contentsOf: tree.url.appending(path: "r.sarif"))
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: sarif) }
  }

  @Test(arguments: [
    ("--format jsonl --output /dev/full .", "No space left"),
    ("--format jsonl . >/dev/full", "No space left"),
    (". >&-", "Bad file descriptor"),
    ("--output /no/such/folder/r.json .", "No such file"),
    ("--output folder --format json .", "directory"),
  ])
  func aReportThatCannotBeWrittenIsAnErrorOfItsOwn(arguments: String, reason: String) throws {
    try tree.write("", to: "folder/file")
    let result = try Program.shell("\"$sprawl\" scan \(arguments)", in: tree.url)
    #expect(result.code == 2)
    #expect(result.errors.contains("cannot be written"))
    #expect(result.errors.contains(reason))
  }

  @Test func noFileTakesAClosedDescriptorsPlace() throws {
    let result = try Program.shell(
      "\"$sprawl\" scan --output r.jsonl . <&- >&- 2>&-", in: tree.url)
    #expect(result.code == 1)
    let text = try String(contentsOf: tree.url.appending(path: "r.jsonl"), encoding: .utf8)
    #expect(text.split(separator: "\n").count == 2)
    let noInput = try Program.shell("\"$sprawl\" scan - <&-", in: tree.url)
    #expect(noInput.code == 3)
    #expect(noInput.output.contains("Bad file descriptor"))
  }

  @Test func devicesAndPipesAreWrittenToAndNotReplaced() throws {
    let result = try Program.shell(
      """
      "$sprawl" scan --format jsonl --output /dev/stdout app.py >out.txt
      "$sprawl" scan --format jsonl --output /dev/null app.py
      mkfifo fifo; cat fifo >piped.txt & "$sprawl" scan --format jsonl --output fifo app.py; wait
      test -p fifo && test -c /dev/null && test -e /dev/stdout && cmp out.txt piped.txt
      """, in: tree.url)
    #expect(result.code == 0, "\(result.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: tree.path)
    #expect(!names.contains { $0.hasSuffix(".part") })
    let text = try String(contentsOf: tree.url.appending(path: "out.txt"), encoding: .utf8)
    #expect(text.split(separator: "\n").count == 2)
  }
}
