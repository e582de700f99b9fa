public import Model
internal import Synchronization

extension GitChanges {
  /// Reads every blob that came, each once, with `jobs` threads, each with a consumer of its own that is made and used on
  /// that thread only.
  ///
  /// - Parameter makeConsumer: called once on each worker's thread with the worker's number, from 0.
  /// - Returns: what was read, finding the changes included, and the consumers in the workers' order.
  public func read<Consumer: BlobConsumer & SendableMetatype>(
    _ makeConsumer: @Sendable (Int) -> sending Consumer
  ) -> (coverage: Coverage, consumers: [Consumer]) {
    var coverage = coverage
    let wanted = list.requests.indices.filter { isWanted($0) }
    let chunks = ChangeChunks(wanted, jobs: max(1, options.jobs))
    let results = WorkerResults<Consumer>()
    WorkerThreads.run(max(1, min(options.jobs, chunks.count))) { number in
      var worker = ChangeWorker(changes: self, consumer: makeConsumer(number))
      worker.run(chunks)
      results.add(number, worker.coverage, worker.consumer)
    }
    let ended = results.sorted()
    for result in ended { coverage.merge(result.coverage) }
    coverage.stopped = repository.cancellation.reason
    return (coverage, ended.map(\.consumer))
  }
}

/// Runs of requests that workers take one after the other.
private final class ChangeChunks: Sendable {
  /// Fewer blobs are not worth another process; more would leave the others idle at the end.
  private static let sizes = 200...2000

  private let requests: [Int]
  private let size: Int
  private let next = Atomic<Int>(0)

  init(_ requests: [Int], jobs: Int) {
    self.requests = requests
    let even = (requests.count + jobs - 1) / jobs
    size = min(max(even, ChangeChunks.sizes.lowerBound), ChangeChunks.sizes.upperBound)
  }

  var count: Int { (requests.count + size - 1) / size }

  /// The next run that nobody has taken.
  func take() -> ArraySlice<Int>? {
    let start = next.wrappingAdd(1, ordering: .relaxed).oldValue * size
    return start < requests.count ? requests[start..<min(start + size, requests.count)] : nil
  }
}

/// One worker: takes runs of blobs, has git write them, and hands them to its consumer.
private struct ChangeWorker<Consumer: BlobConsumer & SendableMetatype> {
  private let changes: GitChanges
  private let reader: BlobReader
  private(set) var coverage = Coverage()
  private(set) var consumer: Consumer

  init(changes: GitChanges, consumer: Consumer) {
    self.changes = changes
    self.consumer = consumer
    reader = BlobReader(
      cancellation: changes.repository.cancellation, progress: changes.repository.progress)
  }

  private var isCancelled: Bool { changes.repository.cancellation.isCancelled }

  mutating func run(_ chunks: ChangeChunks) {
    while !isCancelled, var rest = chunks.take() {
      while !rest.isEmpty, !isCancelled { rest = read(rest) }
    }
  }

  /// Reads with one git process; returns what the next one has to read.
  private mutating func read(_ requests: ArraySlice<Int>) -> ArraySlice<Int> {
    let store = changes.repository.store
    var rest = requests
    let ending: ChildProcess.Ending
    do throws(SystemError) {
      var names: [UInt8] = []
      for request in requests { names += changes.digits(request) + [0x0A] }
      let input = try store.temporaryFile(names)
      defer { SystemCalls.close(input) }
      let output = try store.start(["cat-file", "--batch", "--buffer"], input: input)
      while let request = rest.first, !isCancelled, take(request, from: output) {
        rest.removeFirst()
      }
      ending = output.finish()
    } catch {
      ending = ChildProcess.Ending(status: nil, message: error.text)
    }
    // Git ends at an object that it cannot read; those behind it may be sound.
    if let culprit = rest.popFirst(), !isCancelled {
      note(culprit, ending.message.isEmpty ? "git ended before it was read" : ending.message)
    }
    return rest
  }

  /// Takes one blob from git's answer; false where the answer ends before the blob does.
  private mutating func take(_ request: Int, from output: ChildOutput) -> Bool {
    guard let line = output.next(endingWith: 0x0A) else { return false }
    // NAME SP TYPE SP SIZE, or NAME SP missing.
    let words = line.split(separator: 0x20)
    guard words.count == 3 else {
      miss(request)
      return true
    }
    let size = words[2].reduce(0) { $0 &* 10 &+ Int($1 &- 0x30) }
    let isRepeated = changes.list.requests[request].isRepeated
    guard size <= changes.options.maxFileSize else {
      if !isRepeated { coverage.skip(.tooLarge) }
      return output.skip(size + 1) == size + 1
    }
    if !isRepeated, GitLFS.isPointer(output.peek(min(size, GitLFS.pointerLimit)), size: size) {
      coverage.skip(.lfsPointer)
    }
    var blob = Blob(
      path: path(of: request), isDependency: changes.list.requests[request].pathClass & 1 == 1)
    blob.number = request
    var reading = BlobReader.Request(descriptor: -1, expectedSize: size)
    reading.childOutput = output
    let outcome = reader.read(reading, as: blob, to: &consumer)
    if !isRepeated {
      coverage.bytes += outcome.bytes
      if outcome.failure == nil || outcome.bytes > 0 { coverage.files += 1 }
    }
    return outcome.failure == nil && output.skip(1) == 1
  }

  private func path(of request: Int) -> BlobPath {
    BlobPath(changes.list.paths[Int(changes.list.requests[request].path)])
  }

  private mutating func miss(_ request: Int) {
    guard changes.repository.store.location.isPartialClone else {
      return note(request, "the object is missing")
    }
    coverage.skip(.notFetched)
    if !changes.options.allowsPartial {
      note(request, "a partial clone does not have it (--allow-partial accepts it)")
    }
  }

  private mutating func note(_ request: Int, _ message: String) {
    coverage.note(Coverage.Problem(path: path(of: request), message: message))
  }
}
