internal import Model

/// One worker of a history scan: takes runs of blobs, has git write them, and hands them to its consumer.
struct HistoryWorker<Consumer: BlobConsumer & SendableMetatype> {
  private let history: GitHistory
  private let store: ObjectStore
  private let maxFileSize: Int
  private let reader: BlobReader
  private(set) var coverage = Coverage()
  private(set) var consumer: Consumer

  init(
    history: GitHistory, store: ObjectStore, maxFileSize: Int, progress: Progress?,
    consumer: Consumer
  ) {
    self.history = history
    self.store = store
    self.maxFileSize = maxFileSize
    self.consumer = consumer
    reader = BlobReader(cancellation: store.cancellation, progress: progress)
  }

  /// Works until all runs are taken.
  mutating func run(_ chunks: HistoryChunks) {
    while !store.cancellation.isCancelled, let range = chunks.take() {
      var next = range.lowerBound
      while next < range.upperBound, !store.cancellation.isCancelled {
        next = read(next..<range.upperBound)
      }
    }
  }

  /// Reads with one git process; returns where the next one has to begin.
  private mutating func read(_ range: Range<Int>) -> Int {
    // What is too large is left out before git reads it.
    var start = range.lowerBound
    while start < range.upperBound, history.size(of: history.requests[start]) > maxFileSize {
      if !history.requests[start].isRepeated { coverage.skip(.tooLarge) }
      start += 1
    }
    let end =
      (start..<range.upperBound)
      .first { history.size(of: history.requests[$0]) > maxFileSize } ?? range.upperBound
    guard start < end else { return end }
    var next = start
    let ending: ChildProcess.Ending
    do throws(SystemError) {
      let input = try store.temporaryFile(history.lines(start..<end))
      defer { SystemCalls.close(input) }
      let output = try store.start(["cat-file", "--batch", "--buffer"], input: input)
      while next < end, !store.cancellation.isCancelled, take(next, from: output) { next += 1 }
      ending = output.finish()
    } catch {
      ending = ChildProcess.Ending(status: nil, message: error.text)
    }
    guard next < end, !store.cancellation.isCancelled else { return end }
    // Git ends at an object that it cannot read; those behind it may be sound.
    note(next, ending.message.isEmpty ? "git ended before it was read" : ending.message)
    return next + 1
  }

  /// Takes one blob from git's answer; false where the answer ends before the blob does.
  private mutating func take(_ number: Int, from output: ChildOutput) -> Bool {
    guard let line = output.next(endingWith: 0x0A) else { return false }
    // NAME SP TYPE SP SIZE, or NAME SP missing.
    let words = line.split(separator: 0x20)
    guard words.count == 3 else {
      note(number, "the object is missing")
      return true
    }
    let size = words[2].reduce(0) { $0 &* 10 &+ Int($1 &- 0x30) }
    let request = history.requests[number]
    let (path, isDependency) = history.path(of: request)
    if GitLFS.isPointer(output.peek(min(size, GitLFS.pointerLimit)), size: size),
      !request.isRepeated
    {
      coverage.skip(.lfsPointer)
    }
    var blob = Blob(path: path, isDependency: isDependency)
    blob.number = number
    var reading = BlobReader.Request(descriptor: -1, expectedSize: size)
    reading.childOutput = output
    let outcome = reader.read(reading, as: blob, to: &consumer)
    if !request.isRepeated {
      coverage.bytes += outcome.bytes
      if outcome.failure == nil || outcome.bytes > 0 { coverage.files += 1 }
    }
    return outcome.failure == nil && output.skip(1) == 1
  }

  private mutating func note(_ number: Int, _ message: String) {
    coverage.note(
      Coverage.Problem(path: history.path(of: history.requests[number]).path, message: message))
  }
}

/// Git Large File Storage: what stands in a history is a pointer.
enum GitLFS {
  /// Pointers are shorter; bytes. https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
  static let pointerLimit = 1024
  private static let version = Array("version https://git-lfs.github.com/spec/v1\n".utf8)

  static func isPointer(_ text: UnsafeRawBufferPointer, size: Int) -> Bool {
    size < pointerLimit && text.starts(with: version)
  }
}
