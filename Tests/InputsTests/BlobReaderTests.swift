internal import Glibc
@testable internal import Inputs
internal import Model
internal import TestKit
internal import Testing

@Suite struct BlobReaderTests {
  /// Reads a descriptor with small windows, so that their borders are met often.
  private func read(
    _ request: BlobReader.Request, windowSize: Int = 8192, overlap: Int = 1000,
    onWindow: (@Sendable (Int) -> Void)? = nil
  ) -> (outcome: BlobReader.Outcome, record: Recorder.Record?) {
    let reader = BlobReader(
      cancellation: Cancellation(), progress: nil, windowSize: windowSize, overlap: overlap)
    var recorder = Recorder(onWindow: onWindow)
    let outcome = reader.read(request, as: Blob(path: BlobPath("blob")), to: &recorder)
    return (outcome, recorder.records.first)
  }

  private func openForReading(_ path: String) throws -> Int32 {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    try #require(descriptor >= 0)
    return descriptor
  }

  @Test(arguments: 0..<40) func ownedPartsMakeUpTheText(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let text = Encoded.text(Int.random(in: 1...30_000, using: &random), &random)
    let encoding = ([.bytes] + Encoded.all).randomElement(using: &random) ?? .bytes
    let bytes = Encoded.bytes(text, encoding, mark: encoding != .bytes)
    let tree = try TemporaryTree()
    try tree.write(bytes, to: "file")
    let descriptor = try openForReading(tree.absolute("file"))
    defer { close(descriptor) }
    let expectedSize = Bool.random(using: &random) ? bytes.count : nil
    let result = read(
      BlobReader.Request(descriptor: descriptor, expectedSize: expectedSize),
      overlap: Int.random(in: 0...4096, using: &random))
    let record = try #require(result.record)
    #expect(record.text == text, "seed \(seed)")
    #expect(record.encoding == encoding, "seed \(seed)")
    #expect(record.overlapsAgree && record.jumps.isEmpty && record.readWhole, "seed \(seed)")
    #expect(result.outcome.bytes == bytes.count, "seed \(seed)")
  }

  @Test func sixteenBitsWithoutAMarkOverWindowBorders() throws {
    // Surrogate pairs at every alignment against the border of the raw buffer and of the window.
    for shift in 0..<8 {
      let text =
        String(repeating: "plain ascii ", count: 400) + String(repeating: "x", count: shift)
        + String(repeating: "😀", count: 6000) + "end"
      let tree = try TemporaryTree()
      try tree.write(Encoded.bytes(text, .utf16LittleEndian), to: "file")
      let descriptor = try openForReading(tree.absolute("file"))
      defer { close(descriptor) }
      let record = try #require(read(BlobReader.Request(descriptor: descriptor)).record)
      #expect(record.text == text, "shift \(shift)")
      #expect(record.encoding == .utf16LittleEndian)
    }
  }

  @Test func anEmptyFileHasNoWindow() throws {
    let tree = try TemporaryTree()
    try tree.write("", to: "file")
    let descriptor = try openForReading(tree.absolute("file"))
    defer { close(descriptor) }
    let record = try #require(read(.init(descriptor: descriptor, expectedSize: 0)).record)
    #expect(record.windows == 0 && record.readWhole)
  }

  @Test(arguments: [7, 8191, 8192, 8193, 20_000]) func aFileSmallerThanItsStatus(count: Int) throws
  {
    let tree = try TemporaryTree()
    try tree.write([UInt8](repeating: 0x61, count: count), to: "file")
    let descriptor = try openForReading(tree.absolute("file"))
    defer { close(descriptor) }
    let result = read(.init(descriptor: descriptor, expectedSize: count + 50_000))
    #expect(result.outcome.failure == nil)
    #expect(result.record?.bytes.count == count)
    #expect(result.record?.readWhole == true)
  }

  @Test func aFileCutWhileItIsRead() throws {
    let tree = try TemporaryTree()
    try tree.write([UInt8](repeating: 0x61, count: 50_000), to: "file")
    let path = tree.absolute("file")
    let descriptor = try openForReading(path)
    defer { close(descriptor) }
    let result = read(.init(descriptor: descriptor, expectedSize: 50_000)) { number in
      if number == 2 { truncate(path, 100) }
    }
    let record = try #require(result.record)
    #expect(record.readWhole && record.bytes.count < 50_000 && record.overlapsAgree)
  }

  @Test func aFileThatGrowsIsReadOnUpToTheLimit() throws {
    let tree = try TemporaryTree()
    try tree.write([UInt8](repeating: 0x61, count: 10_000), to: "file")
    let path = tree.absolute("file")
    let grow: @Sendable (Int) -> Void = { _ in
      let file = open(path, O_WRONLY | O_APPEND)
      let more = [UInt8](repeating: 0x62, count: 10_000)
      _ = more.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      close(file)
    }
    let descriptor = try openForReading(path)
    defer { close(descriptor) }
    let result = read(.init(descriptor: descriptor, limit: 100_000), onWindow: grow)
    #expect(result.outcome.failure == .overLimit)
    #expect(result.outcome.bytes < 120_000)
    #expect(result.record?.readWhole == false)
  }

  @Test func aReadErrorIsAFailureNotABlob() throws {
    let tree = try TemporaryTree()
    let descriptor = open(tree.path, O_RDONLY | O_DIRECTORY)
    defer { close(descriptor) }
    let result = read(.init(descriptor: descriptor))
    #expect(result.outcome.failure == .system(SystemError(code: EISDIR)))
    #expect(result.record == nil)
  }

  @Test func holesAreJumpedOver() throws {
    let tree = try TemporaryTree()
    try tree.write("first\n", to: "file")
    let size = 2 << 30
    let descriptor = open(tree.absolute("file"), O_RDWR)
    defer { close(descriptor) }
    let tail = Array("last".utf8)
    let start = size - tail.count
    try #require(pwrite(descriptor, tail, tail.count, off_t(start)) == tail.count)
    try #require(SparseExtents.count(descriptor) < 1 << 20)
    lseek(descriptor, 0, SEEK_SET)
    let result = read(.init(descriptor: descriptor, mayHaveHoles: true), windowSize: 1 << 16)
    let record = try #require(result.record)
    #expect(record.readWhole)
    #expect(record.bytes.starts(with: Array("first\n".utf8)))
    #expect(record.bytes.suffix(tail.count).elementsEqual(tail))
    #expect(record.jumps.allSatisfy { $0 <= start } && !record.jumps.isEmpty)
    #expect(result.outcome.bytes == record.bytes.count)
    #expect(result.outcome.bytes < 1 << 20)
  }

  @Test func aHoleAloneCostsNothing() throws {
    let tree = try TemporaryTree()
    try tree.write("", to: "file")
    try #require(truncate(tree.absolute("file"), 1 << 31) == 0)
    let scan = TreeScan(
      roots: [tree.path], options: TreeOptions(jobs: 1, maxFileSize: 1 << 20),
      environment: GitEnvironment())
    let result = try scan.run { _ in Recorder() }
    #expect(result.coverage.files == 1 && result.coverage.bytes == 0)
    #expect(result.coverage.isComplete)
    #expect(result.consumers[0].records.first?.readWhole == true)
  }
}
