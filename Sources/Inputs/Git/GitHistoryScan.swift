internal import CAllocator
public import Model
internal import Synchronization

/// Reads every blob of a git history once, in parallel, whatever the number of commits that have it.
///
/// First git lists the store's blobs in the order of the packs, then what each commit brought to which path, and last it
/// writes the blobs' texts, each worker reading from a git process of its own. Nothing that the repository holds or is
/// configured to do is executed.
public struct GitHistoryScan: Sendable {
  private let repository: String
  private let options: GitHistoryOptions
  private let cancellation: Cancellation
  private let progress: Progress?

  /// Nothing is looked at yet.
  ///
  /// - Parameters:
  ///   - repository: a work tree, a folder in one, or a bare repository.
  ///   - cancellation: looked at between blobs and while git is waited for; git's processes then end.
  public init(
    repository: String, options: GitHistoryOptions, cancellation: Cancellation = Cancellation(),
    progress: Progress? = nil
  ) {
    self.repository = repository
    self.options = options
    self.cancellation = cancellation
    self.progress = progress
  }

  /// Whether it was stopped.
  public var isCancelled: Bool { cancellation.isCancelled }

  /// Finds the repository and its references; no object is read yet.
  ///
  /// - Throws: ``InputError`` where there is no repository, or what was asked of it is not there.
  public func open() throws(InputError) -> HistoryRepository {
    try HistoryRepository(
      store: ObjectStore(location: GitLocation(repository), cancellation: cancellation),
      options: options)
  }

  /// Reads with `jobs` threads, each with a consumer of its own that is made and used on that thread only.
  ///
  /// - Parameters:
  ///   - repository: as ``open()`` has found it.
  ///   - known: called once with the history before blobs are read; what it returns counts as read.
  ///   - makeConsumer: called once on each worker's thread with the worker's number, from 0, and the history, which
  ///     knows the paths of all blobs by then.
  /// - Returns: what was read, the consumers in the workers' order, and the history.
  /// - Throws: ``InputError`` where nothing can be read at all.
  public func run<Consumer: BlobConsumer & SendableMetatype>(
    _ repository: HistoryRepository, known: (GitHistory) -> KnownBlobs = { _ in KnownBlobs() },
    _ makeConsumer: @Sendable (Int, GitHistory) -> sending Consumer
  ) throws(InputError) -> (coverage: Coverage, consumers: [Consumer], history: GitHistory) {
    let store = repository.store
    let prepared = try prepare(repository, known)
    // What was known of each object is given up, and workers' texts come out of other arenas.
    _ = malloc_trim(0)
    let (history, packs, chunks) = (prepared.history, prepared.packs, prepared.chunks)
    var coverage = prepared.coverage
    let results = WorkerResults<Consumer>()
    let jobs = max(1, min(options.jobs, packs.count + chunks.count))
    WorkerThreads.run(jobs) { number in
      var worker = HistoryWorker(
        history: history, store: store, progress: progress,
        consumer: makeConsumer(number, history))
      worker.run(packs)
      worker.run(chunks)
      results.add(number, worker.coverage, worker.consumer)
    }
    let ended = results.sorted()
    for result in ended { coverage.merge(result.coverage) }
    coverage.stopped = cancellation.reason
    return (coverage, ended.map(\.consumer), history)
  }

  /// Finds out what is to be read. The index of the store's objects, which may be large, ends with this.
  private func prepare(
    _ repository: HistoryRepository, _ known: (GitHistory) -> KnownBlobs
  ) throws(InputError) -> (
    history: GitHistory, packs: PackedBlobs, chunks: HistoryChunks, coverage: Coverage
  ) {
    let read = try HistoryReading(repository, options).run()
    let history = read.history
    var coverage = read.coverage
    let pending = pending(history, known(history), &coverage)
    let jobs = max(1, options.jobs)
    let packs = PackedBlobs(
      options.readsPacks ? pending : [], history, read.index?.packs, jobs: jobs)
    let chunks = HistoryChunks(
      pending.filter { !packs.contains($0) }, history, jobs: jobs)
    return (history, packs, chunks, coverage)
  }

  /// Reads some blobs once more, with `jobs` threads.
  ///
  /// - Parameters:
  ///   - numbers: the blobs', in their order.
  ///   - makeConsumer: called on each worker's thread; the consumer is used on that thread only.
  /// - Returns: problems with them, and the consumers.
  public func readAgain<Consumer: BlobConsumer & SendableMetatype>(
    _ numbers: [Int], of history: GitHistory,
    _ makeConsumer: @Sendable () -> sending Consumer
  ) -> (problems: [Coverage.Problem], consumers: [Consumer]) {
    let chunks = HistoryChunks(
      numbers, history, jobs: max(1, options.jobs), smallest: HistoryChunks.smallestAgain)
    let results = WorkerResults<Consumer>()
    WorkerThreads.run(max(1, min(options.jobs, chunks.count))) { number in
      var worker = HistoryWorker(
        history: history, store: history.store, progress: nil, consumer: makeConsumer())
      worker.run(chunks)
      results.add(number, worker.coverage, worker.consumer)
    }
    let ended = results.sorted()
    return (ended.flatMap(\.coverage.problems), ended.map(\.consumer))
  }

  /// The blobs to read. Known ones are counted as read, and what is over the limit as left out.
  private func pending(
    _ history: GitHistory, _ known: KnownBlobs, _ coverage: inout Coverage
  ) -> [Int] {
    if known.pointerCount > 0 { coverage.skip(.lfsPointer, count: known.pointerCount) }
    return history.requests.indices.filter { number in
      let request = history.requests[number]
      let size = history.size(of: request)
      guard size <= options.maxFileSize else {
        if !request.isRepeated { coverage.skip(.tooLarge) }
        return false
      }
      guard known.contains(number) else { return true }
      if !request.isRepeated {
        coverage.files += 1
        coverage.bytes += size
      }
      return false
    }
  }
}

/// Runs of requests, near each other in the packs, that workers take one after the other.
final class HistoryChunks: Sendable {
  static let smallest = 4 << 20
  /// Of those that are read again more is wanted to know than what they hold.
  static let smallestAgain = 512 << 10
  private static let largest = 64 << 20
  /// What a blob costs beside its bytes, in bytes.
  private static let overhead = 1024

  private let numbers: [Int]
  private let ranges: [Range<Int>]
  private let next = Atomic<Int>(0)

  /// - Parameters:
  ///   - numbers: the blobs to read.
  ///   - smallest: a run has so many bytes, but for the last.
  init(
    _ numbers: [Int], _ history: GitHistory, jobs: Int, smallest: Int = HistoryChunks.smallest
  ) {
    self.numbers = numbers
    let costs = numbers.map { history.size(ofBlob: $0) + HistoryChunks.overhead }
    let total = costs.reduce(0, +)
    // Enough of them that no worker is long alone at the end; each costs a start of git and cold caches.
    let size = min(max(total / (jobs * 8), smallest), HistoryChunks.largest)
    var ranges: [Range<Int>] = []
    var start = 0
    var sum = 0
    for (index, cost) in costs.enumerated() {
      sum += cost
      if sum >= size {
        ranges.append(start..<index + 1)
        start = index + 1
        sum = 0
      }
    }
    if start < costs.count { ranges.append(start..<costs.count) }
    self.ranges = ranges
  }

  var count: Int { ranges.count }

  /// The next run that nobody has taken.
  func take() -> ArraySlice<Int>? {
    let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return number < ranges.count ? numbers[ranges[number]] : nil
  }
}
