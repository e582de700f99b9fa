internal import Glibc
@testable internal import Inputs
internal import Model
internal import Synchronization
internal import Testing

@Suite struct StandardInputTests {
  /// Reads a pipe that gets `bytes` in small writes and then ends. The writer is a thread of its own: reads block, and
  /// the pool that runs the tests must not be what they wait for.
  private func pipeGiving(_ bytes: [UInt8], nonBlocking: Bool = false) throws -> Recorder.Record? {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    if nonBlocking { _ = fcntl(reading, F_SETFL, O_NONBLOCK) }
    defer { close(reading) }
    let result = Mutex<(coverage: Coverage, consumer: Recorder)?>(nil)
    WorkerThreads.run(2) { number in
      if number == 0 {
        let ended = StandardInput.run(descriptor: reading, consumer: Recorder())
        result.withLock { $0 = ended }
        return
      }
      var start = 0
      while start < bytes.count {
        let piece = bytes[start..<min(start + 1777, bytes.count)]
        start += piece.withUnsafeBytes { max(1, write(writing, $0.baseAddress, $0.count)) }
      }
      close(writing)
    }
    let ended = try #require(result.withLock { $0 })
    #expect(ended.coverage.bytes == bytes.count && ended.coverage.files == 1)
    #expect(ended.coverage.isComplete)
    return ended.consumer.records.first
  }

  @Test(arguments: [false, true]) func aPipeIsReadToItsEnd(nonBlocking: Bool) throws {
    let bytes = (0..<300_000).map { UInt8(0x20 + $0 % 90) }
    let record = try pipeGiving(bytes, nonBlocking: nonBlocking)
    #expect(record?.bytes == bytes)
    #expect(record?.path == "<stdin>" && record?.readWhole == true)
  }

  @Test func manyWindows() throws {
    let bytes = (0..<9_500_000).map { UInt8(0x20 + $0 % 89) }
    let record = try pipeGiving(bytes)
    #expect(record?.bytes == bytes)
    #expect((record?.windows ?? 0) >= 3 && record?.overlapsAgree == true)
  }

  @Test func nothing() throws {
    let record = try pipeGiving([])
    #expect(record?.windows == 0 && record?.readWhole == true)
  }

  @Test func aClosedDescriptorIsAProblem() {
    let result = StandardInput.run(descriptor: -1, name: "-", consumer: Recorder())
    #expect(result.coverage.problems.map(\.path.text) == ["-"])
    #expect(result.coverage.files == 0 && result.consumer.records.isEmpty)
  }

  @Test func theFirstReasonStands() {
    let cancellation = Cancellation()
    #expect(!cancellation.isCancelled && cancellation.reason == nil)
    cancellation.cancel(signal: SIGINT)
    cancellation.cancel("too long")
    #expect(cancellation.isCancelled && cancellation.reason == "interrupted (SIGINT)")
    let other = Cancellation()
    other.cancel("too long")
    other.cancel(signal: SIGTERM)
    #expect(other.reason == "too long")
  }
}
