internal import Model

/// One worker of a history scan: takes runs of blobs, has git write them, and hands them to its consumer.
struct HistoryWorker<Consumer: BlobConsumer & SendableMetatype> {
  private let history: GitHistory
  private let store: ObjectStore
  private let reader: BlobReader
  private(set) var coverage = Coverage()
  private(set) var consumer: Consumer

  init(
    history: GitHistory, store: ObjectStore, progress: Progress?, consumer: Consumer
  ) {
    self.history = history
    self.store = store
    self.consumer = consumer
    reader = BlobReader(cancellation: store.cancellation, progress: progress)
  }

  /// Works until all runs are taken.
  mutating func run(_ chunks: HistoryChunks) {
    while !store.cancellation.isCancelled, let numbers = chunks.take() { read(numbers) }
  }

  /// Reads what packs hold, until all of it is taken.
  mutating func run(_ packs: PackedBlobs) {
    guard packs.count > 0, let reader = PackReader(budget: packs.budget) else { return }
    while !store.cancellation.isCancelled, let part = packs.take() {
      /// What git has to read after all.
      var left: [Int] = []
      let layout = packs.layout(of: part)
      for root in part.roots {
        reader.read(root, of: layout, packs.bytes(of: part)) { blob, text in
          guard text.count == history.table.size(Int(blob)) else { return false }
          for number in packs.pending(ofBlob: Int(blob)) { take(number, text) }
          return !store.cancellation.isCancelled
        } failed: { number in
          layout.forEachBelow(number) { object in
            if object.blob != .max { left += packs.pending(ofBlob: Int(object.blob)) }
          }
        }
      }
      read(left.sorted()[...])
    }
  }

  /// Reads blobs with git.
  mutating func read(_ numbers: ArraySlice<Int>) {
    var rest = numbers
    while !rest.isEmpty, !store.cancellation.isCancelled { rest = readWithOneProcess(rest) }
  }

  /// Returns what the next process has to read.
  private mutating func readWithOneProcess(_ numbers: ArraySlice<Int>) -> ArraySlice<Int> {
    var rest = numbers
    let ending: ChildProcess.Ending
    do throws(SystemError) {
      let input = try store.temporaryFile(history.lines(numbers))
      defer { SystemCalls.close(input) }
      let output = try store.start(["cat-file", "--batch", "--buffer"], input: input)
      while let number = rest.first, !store.cancellation.isCancelled, take(number, from: output) {
        rest.removeFirst()
      }
      ending = output.finish()
    } catch {
      ending = ChildProcess.Ending(status: nil, message: error.text)
    }
    // Git ends at an object that it cannot read; those behind it may be sound.
    if let culprit = rest.popFirst(), !store.cancellation.isCancelled {
      note(culprit, ending.message.isEmpty ? "git ended before it was read" : ending.message)
    }
    return rest
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
    let blob = blob(
      number,
      isLFSPointer: GitLFS.isPointer(output.peek(min(size, GitLFS.pointerLimit)), size: size))
    var reading = BlobReader.Request(descriptor: -1, expectedSize: size)
    reading.childOutput = output
    let outcome = reader.read(reading, as: blob, to: &consumer)
    count(outcome, of: number)
    return outcome.failure == nil && output.skip(1) == 1
  }

  /// Takes one blob whose text is here.
  private mutating func take(_ number: Int, _ text: UnsafeRawBufferPointer) {
    let blob = blob(number, isLFSPointer: GitLFS.isPointer(text, size: text.count))
    count(reader.read(text, as: blob, to: &consumer), of: number)
  }

  private mutating func blob(_ number: Int, isLFSPointer: Bool) -> Blob {
    let request = history.requests[number]
    let (path, isDependency) = history.path(of: request)
    if isLFSPointer, !request.isRepeated { coverage.skip(.lfsPointer) }
    var blob = Blob(path: path, isDependency: isDependency)
    blob.isLFSPointer = isLFSPointer
    blob.number = number
    return blob
  }

  private mutating func count(_ outcome: BlobReader.Outcome, of number: Int) {
    guard !history.requests[number].isRepeated else { return }
    coverage.bytes += outcome.bytes
    if outcome.failure == nil || outcome.bytes > 0 { coverage.files += 1 }
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
