internal import Detection
internal import Inputs
internal import Model
internal import Posture
internal import Store

/// A scan of a git history, and of its submodules where they are asked for.
struct HistoryRun {
  /// A submodule of a submodule, and so on: a repository can hold itself.
  private static let deepest = 16

  private let repository: String
  private let options: GitHistoryOptions
  private let cache: HistoryCache?
  private let recursesSubmodules: Bool
  private let wantsValues: Bool

  /// - Parameters:
  ///   - cache: what earlier scans know; nil for nothing.
  ///   - wantsValues: reports show secrets, of which the cache has none.
  init(
    _ repository: String, _ options: GitHistoryOptions, cache: HistoryCache?,
    recursesSubmodules: Bool, wantsValues: Bool
  ) {
    self.repository = repository
    self.cache = cache
    self.recursesSubmodules = recursesSubmodules
    self.wantsValues = wantsValues
    var options = options
    options.commitMemory = cache?.commits
    self.options = options
  }

  /// What was found and read.
  struct Result {
    var findings: [Finding] = []
    var coverage = Coverage()
    /// The repository itself; what is known of owners stands in it.
    var repository: HistoryRepository?
    /// The submodules in which something was found, by their places in it; theirs in them, too.
    var submodules: [(path: BlobPath, repository: HistoryRepository)] = []
    /// How many blobs no one had to read.
    var knownBlobs = 0
    /// Whether the next scan would come to the same, as long as the history stays as it is.
    var isLasting = false
  }

  /// - Parameters:
  ///   - leavesOut: tells which paths policy leaves out.
  ///   - settings: tells which settings are checked; nil for none.
  ///   - way: names what decides over findings beside the engine, settings and options.
  ///   - makeConsumer: told whether many blobs will be like the one before.
  func read(
    _ cancellation: Cancellation, _ progress: Progress,
    leavesOut: (@Sendable (BlobPath, Bool) -> Bool)?,
    settings: HistorySettings?, way: [UInt8],
    _ makeConsumer: @escaping @Sendable (_ expectsSimilarBlobs: Bool) -> ScanConsumer
  ) throws(InputError) -> Result {
    let reading = HistoryOfRepositories(
      run: self, cancellation: cancellation, progress: progress, leavesOut: leavesOut,
      settings: settings, way: way + self.way(settings), makeConsumer: makeConsumer)
    var result = try reading.read(repository)
    for remark in cache?.remarks ?? [] {
      result.coverage.remark(
        Coverage.Problem(path: BlobPath("."), message: "the cache: \(remark)"))
    }
    return result
  }

  private func way(_ settings: HistorySettings?) -> [UInt8] {
    let said =
      "\n\(options.maxFileSize) \(options.includesUnreachable) \(options.includesStash) "
      + "\(options.readsPacks)\n"
    return Array(said.utf8) + (settings?.name ?? [])
  }

  /// One read of this run: a repository, then what lies in it.
  private struct HistoryOfRepositories {
    let run: HistoryRun
    let cancellation: Cancellation
    let progress: Progress
    let leavesOut: (@Sendable (BlobPath, Bool) -> Bool)?
    let settings: HistorySettings?
    let way: [UInt8]
    let makeConsumer: @Sendable (Bool) -> ScanConsumer

    func read(_ repository: String, depth: Int = 0) throws(InputError) -> Result {
      let scan = GitHistoryScan(
        repository: repository, options: run.options, cancellation: cancellation,
        progress: progress)
      let repository = try scan.open()
      let state = run.cache == nil ? nil : repository.state
      let known =
        run.wantsValues ? nil : run.cache?.kept(of: repository, state: state, way: way)
      var submodules = known?.kept.submodules ?? []
      var result = Result(repository: repository)
      if let known, known.isCurrent {
        (result.findings, result.coverage) = (known.kept.findings, known.kept.coverage)
        result.coverage.remark(
          Coverage.Problem(
            path: BlobPath("."),
            message: "all is known from the cache: nothing has changed since the last scan"))
      } else {
        (result, submodules) = try read(repository, scan, known?.kept.findings ?? [])
        if let state, result.isLasting {
          run.cache?.keep(
            KeptHistory(
              findings: result.findings, coverage: result.coverage, submodules: submodules),
            of: repository, state: state, way: way)
        }
        if result.knownBlobs > 0 {
          result.coverage.remark(
            Coverage.Problem(
              path: BlobPath("."), message: "\(result.knownBlobs) blobs are known from the cache"))
        }
      }
      for submodule in submodules where !cancellation.isCancelled {
        add(submodule, of: repository, to: &result, depth: depth)
      }
      return result
    }

    /// Reads what no earlier scan has read.
    ///
    /// - Parameter earlier: what the last scan found.
    private func read(
      _ repository: HistoryRepository, _ scan: GitHistoryScan, _ earlier: [Finding]
    ) throws(InputError) -> (result: Result, submodules: [KeptHistory.Submodule]) {
      let (cache, makeConsumer, leavesOut) = (run.cache, makeConsumer, leavesOut)
      let settings = settings
      var credentials = HistoryCredentials()
      var known = 0
      let read = try scan.run(
        repository,
        known: { history in
          guard let cache else { return KnownBlobs() }
          let blobs = cache.known(
            in: history, maxFileSize: run.options.maxFileSize, &credentials, leavesOut: leavesOut,
            settings: settings)
          known = blobs.count
          return blobs
        }
      ) { _, history in
        HistoryConsumer(
          makeConsumer(true), history: history, cache: cache, leavesOut: leavesOut,
          settings: settings)
      }
      var result = Result(
        coverage: read.coverage, repository: repository, knownBlobs: known)
      for var consumer in read.consumers {
        consumer.finish()
        credentials.merge(consumer.credentials)
        if consumer.leftOut > 0 { result.coverage.skip(.policyExcluded, count: consumer.leftOut) }
        if let posture = consumer.scan.posture { result.coverage.merge(posture.coverage) }
        if let scanner = consumer.scan.scanner {
          result.coverage.merge(scanner.coverage)
        } else {
          result.coverage.note(
            Coverage.Problem(path: BlobPath("."), message: "a worker had no memory to scan with"))
        }
      }
      let all = read.consumers.contains { $0.wantsDetails }
      credentials.complete(from: earlier, read.history)
      let problems = credentials.complete(all: all, read.history, scan) { makeConsumer(false) }
      for problem in problems { result.coverage.note(problem) }
      result.findings = credentials.findings(read.history)
      result.isLasting = result.coverage.problemCount == read.history.missingCount
      let submodules = read.history.submodules.map {
        KeptHistory.Submodule(path: $0.path, isInHead: $0.isInHead)
      }
      return (result, submodules)
    }

    private func add(
      _ submodule: KeptHistory.Submodule, of repository: HistoryRepository,
      to result: inout Result, depth: Int
    ) {
      guard run.recursesSubmodules else {
        return leave(submodule, "a submodule: scan its repository by itself", &result)
      }
      guard let directory = repository.gitDirectory(ofSubmoduleAt: submodule.path),
        depth < HistoryRun.deepest
      else {
        let isHole = submodule.isInHead && !run.options.allowsPartial
        return leave(
          submodule,
          "a submodule that is not here; git submodule update --init brings it"
            + (isHole ? " (--allow-partial accepts it)" : ""), isHole: isHole, &result)
      }
      do throws(InputError) {
        result.merge(try read(directory, depth: depth + 1), at: submodule.path)
      } catch {
        leave(submodule, "\(error)", isHole: true, &result)
      }
    }

    private func leave(
      _ submodule: KeptHistory.Submodule, _ message: String, isHole: Bool = false,
      _ result: inout Result
    ) {
      result.coverage.skip(.submodule)
      let problem = Coverage.Problem(path: submodule.path, message: message)
      if isHole { result.coverage.note(problem) } else { result.coverage.remark(problem) }
    }
  }
}

extension HistoryRun.Result {
  /// Adds what lies in a submodule at `path`. A credential that is known already gets further places.
  fileprivate mutating func merge(_ other: HistoryRun.Result, at path: BlobPath) {
    coverage.merge(other.coverage.moved(below: path))
    if let repository = other.repository, !other.findings.isEmpty {
      submodules.append((path, repository))
    }
    submodules += other.submodules.map { ($0.path.moved(below: path), $0.repository) }
    var known: [String: Int] = [:]
    for (index, finding) in findings.enumerated() { known[finding.secretID] = index }
    for var finding in other.findings {
      finding.move(to: finding.path.moved(below: path))
      for index in finding.history.indices {
        finding.history[index].path = finding.history[index].path.moved(below: path)
      }
      guard let index = known[finding.secretID] else {
        findings.append(finding)
        continue
      }
      findings[index].occurrences += finding.occurrences
      findings[index].history += finding.history.prefix(
        Finding.historyLimit - findings[index].history.count)
    }
  }
}

extension BlobPath {
  /// The same path, as the folder that holds `folder` sees it.
  fileprivate func moved(below folder: BlobPath) -> BlobPath {
    bytes == Array(".".utf8) ? folder : BlobPath(folder.bytes + [0x2F] + bytes)
  }
}

extension Coverage {
  /// The same, with what went wrong placed below a folder.
  fileprivate func moved(below folder: BlobPath) -> Coverage {
    map { Problem(path: $0.path.moved(below: folder), message: $0.message) }
  }
}
