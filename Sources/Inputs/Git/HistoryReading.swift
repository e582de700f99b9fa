internal import Model
internal import Synchronization

/// Finds out what a history holds before any blob is read: commits, blobs, paths, and what is missing.
struct HistoryReading {
  private let repository: HistoryRepository
  private let options: GitHistoryOptions

  /// Fewer commits are not worth another process.
  private static let smallestSlice = 500
  /// What trees that are kept for comparisons may take together; bytes.
  private static let treeMemory = 24 << 20

  init(_ repository: HistoryRepository, _ options: GitHistoryOptions) {
    self.repository = repository
    self.options = options
  }

  private var store: ObjectStore { repository.store }

  /// - Returns: the store's index, too, where there is one: what is read next needs its packs.
  func run() throws(InputError) -> (
    history: GitHistory, coverage: Coverage, index: ObjectIndex?
  ) {
    let index = repository.takeIndex(options)
    let (commits, listed) = try lists(index)
    let table = listed.table
    let selected = PathSelection(options.paths)
    let slices = logs(commits, table, index, selected)

    var coverage = Coverage()
    for problem in commits.problems { coverage.note(problem) }
    if let hole = listed.hole {
      coverage.note(
        Coverage.Problem(path: BlobPath("."), message: "not all objects could be listed: \(hole)"))
    }
    var merged = MergedLog()
    for slice in slices { merged.add(slice) }
    // As one log of all commits would have them: some are remembered, some are left to git at a slice's end.
    merged.sort(commitCount: commits.count)
    var trees = HistoryLog()
    for tree in commits.trees {
      trees.readTree(tree, in: table, store, selected: selected)
    }
    merged.add(trees)
    for blob in commits.blobs where options.paths.isEmpty { merged.add(blob: blob, table) }
    for problem in merged.problems { coverage.note(problem) }
    let head = headPairs(commits, table, selected, &merged)

    // Where a commit or a tree cannot be read nobody knows what was reachable through it.
    let hasHole = commits.hasHole || merged.hasHole
    let includesAll = options.includesUnreachable || hasHole && !options.isLimited
    let history = GitHistory(
      repository: repository, commits: commits, table: table, paths: merged.paths,
      records: merged.records,
      head: head.pairs,
      submodules: Dictionary(
        uniqueKeysWithValues: merged.submodules.map { ($0, head.submodules.contains($0)) }),
      missingCount: store.location.isPartialClone ? 0 : merged.missing.count,
      includesAll: includesAll, pathClass: options.pathClass)
    describe(&coverage, commits, history, merged, blobCount: table.count, includesAll: includesAll)
    return (history, coverage, index)
  }

  // MARK: Steps

  /// The commits and the blobs, side by side.
  private func lists(_ index: ObjectIndex?) throws(InputError) -> (
    commits: CommitSelection, listed: (table: ObjectTable, hole: String?)
  ) {
    let lists = memory.map { ListMemory($0, store.location) }
    let select = { @Sendable () throws(InputError) in
      try CommitSelection(store, options, repository.references, index, lists)
    }
    let list = { @Sendable () throws(InputError) in
      try ObjectTable.list(store, index, jobs: options.jobs, lists)
    }
    let commits = Mutex<Result<CommitSelection, InputError>?>(nil)
    let blobs = Mutex<Result<(table: ObjectTable, hole: String?), InputError>?>(nil)
    WorkerThreads.run(2) { number in
      if number == 0 {
        let result = Result(catching: select)
        commits.withLock { $0 = result }
      } else {
        let result = Result(catching: list)
        blobs.withLock { $0 = result }
      }
    }
    // Where no second thread could be had.
    let table = blobs.withLock { $0 } ?? Result(catching: list)
    guard let selection = commits.withLock({ $0 }) else {
      throw .gitFailed(command: "rev-list", reason: "no thread could be started")
    }
    return (try selection.get(), try table.get())
  }

  /// What earlier scans remember of commits; nil where that would not be the whole truth.
  private var memory: CommitMemory? {
    store.location.shallow.isEmpty ? options.commitMemory : nil
  }

  /// What the commits brought, newest slice first; before them what is remembered.
  private func logs(
    _ commits: CommitSelection, _ table: ObjectTable, _ index: ObjectIndex?,
    _ selected: PathSelection
  ) -> [HistoryLog] {
    var known: [HistoryLog] = []
    var numbers = Array(0..<UInt32(commits.count))
    let key = CommitMemory.key(width: commits.width)
    if let memory {
      var log = HistoryLog()
      var isKnown = [Bool](repeating: false, count: commits.count)
      var names = commits.names
      names.buildIndex()
      memory.read(key) {
        log.replay($0, of: names, isKnown: &isKnown, in: table, selected: selected)
      }
      log.finish()
      known.append(log)
      numbers.removeAll { isKnown[Int($0)] }
    }
    guard !numbers.isEmpty else { return known }
    let count = max(1, min(options.jobs, numbers.count / HistoryReading.smallestSlice))
    let logs = Mutex<[Int: HistoryLog]>([:])
    let next = Counter()
    let unknown = numbers
    // A part of a commit's changes is not worth remembering.
    let recorder =
      options.paths.isEmpty
      ? memory.map { memory in CommitRecorder { memory.write(key, $0) } } : nil
    WorkerThreads.run(count) { _ in
      while let slice = next.take(below: count) {
        var log = HistoryLog()
        log.recorder = recorder
        var rest = unknown[unknown.count * slice / count..<unknown.count * (slice + 1) / count]
        if let index, let reader = ObjectReader(index, budget: HistoryReading.treeMemory / count) {
          rest =
            log.compare(
              rest, of: commits, in: table, reader, store.cancellation, selected: selected)[...]
        }
        log.read(rest, of: commits, in: table, store, selected: selected)
        log.finish()
        let finished = log
        logs.withLock { $0[slice] = finished }
      }
    }
    return known + logs.withLock { logs in (0..<count).compactMap { logs[$0] } }
  }

  /// What HEAD's tree has: blobs at their paths, submodules.
  private func headPairs(
    _ commits: CommitSelection, _ table: ObjectTable, _ selected: PathSelection,
    _ merged: inout MergedLog
  ) -> (pairs: Set<UInt64>, submodules: Set<[UInt8]>) {
    guard let head = commits.head else { return ([], []) }
    var tree = HistoryLog()
    tree.readTree(head, in: table, store, selected: selected)
    let pairs = tree.records.compactMap { record in
      // A path that no selected commit has touched has no finding either.
      merged.number(ofKnown: tree.paths[Int(record.path)]).map {
        GitHistory.pair(HistoryLog.Record(blob: record.blob, path: $0, commit: 0))
      }
    }
    return (Set(pairs), tree.submodules)
  }

  // MARK: Coverage

  private func describe(
    _ coverage: inout Coverage, _ commits: CommitSelection, _ history: GitHistory,
    _ merged: MergedLog, blobCount: Int, includesAll: Bool
  ) {
    let repository = BlobPath(".")
    func say(_ message: String, isHole: Bool) {
      let problem = Coverage.Problem(path: repository, message: message)
      if isHole { coverage.note(problem) } else { coverage.remark(problem) }
    }
    if merged.symbolicLinks > 0 { coverage.skip(.symbolicLink, count: merged.symbolicLinks) }
    // A scan that was stopped this early knows nothing of what is not there.
    if store.cancellation.isCancelled { return }
    let left = includesAll ? 0 : blobCount - history.placedCount
    if left > 0 { coverage.skip(options.isLimited ? .notSelected : .unreachable, count: left) }
    if commits.count == 0 {
      say(
        options.isLimited
          ? "no commit is in what was asked for" : "nothing has been committed yet",
        isHole: false)
    }
    let isPartial = store.location.isPartialClone
    if !store.location.shallow.isEmpty {
      say(
        "a shallow clone: older commits are not here; git fetch --unshallow brings them"
          + " (--allow-partial accepts it)", isHole: !options.allowsPartial)
    }
    if isPartial, !merged.missing.isEmpty {
      coverage.skip(.notFetched, count: merged.missing.count)
      say(
        "a partial clone: \(merged.missing.count) blobs are not here; a clone without --filter"
          + " brings them (--allow-partial accepts it)", isHole: !options.allowsPartial)
    } else if !isPartial {
      for (name, path) in merged.missing {
        coverage.note(
          Coverage.Problem(
            path: BlobPath(path),
            message: "blob \(String(decoding: name, as: UTF8.self)) is missing"))
      }
    }
  }
}

/// The slices of a history as one, with one numbering of paths.
private struct MergedLog {
  private(set) var records: [HistoryLog.Record] = []
  private(set) var paths: [[UInt8]] = []
  private(set) var submodules: Set<[UInt8]> = []
  private(set) var symbolicLinks = 0
  private(set) var missing: [[UInt8]: [UInt8]] = [:]
  private(set) var problems: [Coverage.Problem] = []
  private(set) var hasHole = false
  private var numbers: [[UInt8]: UInt32] = [:]

  mutating func add(_ log: HistoryLog) {
    let translated = log.paths.map { number(of: $0) }
    records.reserveCapacity(records.count + log.records.count)
    for var record in log.records {
      record.path = translated[Int(record.path)]
      records.append(record)
    }
    submodules.formUnion(log.submodules)
    symbolicLinks += log.symbolicLinks
    missing.merge(log.missing) { $0.lexicographicallyPrecedes($1) ? $0 : $1 }
    problems += log.problems
    hasHole = hasHole || log.hasHole
  }

  /// A blob that a reference names directly.
  mutating func add(blob digits: [UInt8], _ table: ObjectTable) {
    var name = [UInt8](repeating: 0, count: table.width)
    let isName = digits.withUnsafeBytes { digits in
      name.withUnsafeMutableBytes { ObjectName.parse(digits, into: $0) }
    }
    let path = GitHistory.path(ofBlob: name).bytes
    guard isName, let blob = name.withUnsafeBytes({ table.number(of: $0) }) else {
      missing[digits] = path
      return
    }
    records.append(
      HistoryLog.Record(blob: UInt32(blob), path: number(of: path), commit: .max))
  }

  /// Orders the records by their commits; those of one commit stay in their order.
  mutating func sort(commitCount: Int) {
    func bucket(_ record: HistoryLog.Record) -> Int { min(Int(record.commit), commitCount) }
    var starts = [Int](repeating: 0, count: commitCount + 2)
    for record in records { starts[bucket(record) + 1] += 1 }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    var sorted = records
    for record in records {
      sorted[starts[bucket(record)]] = record
      starts[bucket(record)] += 1
    }
    records = sorted
  }

  func number(ofKnown path: [UInt8]) -> UInt32? { numbers[path] }

  private mutating func number(of path: [UInt8]) -> UInt32 {
    if let number = numbers[path] { return number }
    let number = UInt32(paths.count)
    numbers[path] = number
    paths.append(path)
    return number
  }
}
