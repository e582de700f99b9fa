public import Model

/// Walks directories and reads their files, in parallel.
///
/// Every regular file is read, hidden ones too. Left out and counted: git's own store (but `.git/config` is read),
/// symbolic links, special files and pseudo file systems, files over the size limit, and what ignore files name.
public struct TreeScan: Sendable {
  private let options: TreeOptions
  private let cancellation: Cancellation
  private let progress: Progress?
  private let roots: Result<[Root], InputError>
  let gitIgnore: GitIgnore

  /// Looks the roots up; what is wrong with them is thrown by ``run(_:)``.
  ///
  /// - Parameters:
  ///   - roots: directories or files, as typed. Several may overlap: each file is read once.
  ///   - cancellation: looked at between files and between windows.
  public init(
    roots: [String], options: TreeOptions, cancellation: Cancellation = Cancellation(),
    progress: Progress? = nil
  ) {
    self.init(
      roots: roots, options: options, cancellation: cancellation, progress: progress,
      environment: .current())
  }

  init(
    roots: [String], options: TreeOptions, cancellation: Cancellation = Cancellation(),
    progress: Progress? = nil, environment: GitEnvironment
  ) {
    self.options = options
    self.cancellation = cancellation
    self.progress = progress
    gitIgnore = GitIgnore(environment: environment)
    do throws(InputError) {
      self.roots = .success(try Root.resolve(roots))
    } catch {
      self.roots = .failure(error)
    }
  }

  /// Walks and reads with `jobs` threads, each with a consumer of its own that is made and used on that thread only.
  ///
  /// - Parameter makeConsumer: called once on each worker's thread with the worker's number, from 0.
  /// - Returns: what was read, and the consumers in the workers' order.
  /// - Throws: ``InputError`` for a root that cannot be scanned, before anything is read.
  public func run<Consumer: BlobConsumer & SendableMetatype>(
    _ makeConsumer: @Sendable (Int) -> sending Consumer
  ) throws(InputError) -> (coverage: Coverage, consumers: [Consumer]) {
    let roots = try roots.get()
    let workers = max(1, options.jobs)
    let needsRootCheck = roots.count > 1 && roots.contains { $0.isDirectory }
    let context = TreeContext(
      options: options, cancellation: cancellation, progress: progress,
      pool: WorkPool(workers: workers), mounts: MountTable(), gitIgnore: gitIgnore,
      roots: needsRootCheck ? Set(roots.map(\.canonical)) : [])
    context.pool.push(roots.reversed().map { .root($0) }, worker: 0)
    let results = WorkerResults<Consumer>()
    WorkerThreads.run(workers) { number in
      var worker = TreeWorker(context: context, number: number, consumer: makeConsumer(number))
      worker.run()
      results.add(number, worker.coverage, worker.consumer)
    }
    var coverage = Coverage()
    let ended = results.sorted()
    for result in ended { coverage.merge(result.coverage) }
    coverage.stopped = cancellation.reason
    return (coverage, ended.map(\.consumer))
  }

  /// Whether git would ignore the file: patterns of `.gitignore` files, `info/exclude` and `core.excludesFile` name it
  /// and the index does not have it. Read from the files when first asked, then kept; git is not run.
  ///
  /// - Parameter path: as reported by this scan.
  public func isGitIgnored(_ path: BlobPath) -> Bool {
    guard let place = place(of: path) else { return false }
    return gitIgnore.isIgnored(file: PathBytes.join(place.root.canonical, place.relative))
  }

  /// Reads one file of this scan once more, for what can only be said when its findings are known.
  ///
  /// - Parameter path: as reported by this scan.
  /// - Returns: whether it was read to its end; the file may be gone or the scan be stopped.
  public func readAgain<Consumer: BlobConsumer>(
    _ path: BlobPath, to consumer: inout Consumer
  ) -> Bool {
    guard let place = place(of: path) else { return false }
    do throws(SystemError) {
      let file = try SystemCalls.openRegularFile(
        PathBytes.join(place.root.path, place.relative), followsLinks: place.relative.isEmpty)
      defer { SystemCalls.close(file.descriptor) }
      let reader = BlobReader(cancellation: cancellation, progress: nil)
      var request = BlobReader.Request(descriptor: file.descriptor, limit: options.maxFileSize)
      request.mayHaveHoles = file.status.isSparse
      return reader.read(request, as: Blob(path: path), to: &consumer).failure == nil
    } catch {
      return false
    }
  }

  /// The root that a reported path came from, and the path below it; empty for a root that is a file.
  func place(of path: BlobPath) -> (root: Root, relative: [UInt8])? {
    guard case .success(let roots) = roots else { return nil }
    // The longest prefix is the root that the path came from, since overlapping roots are walked once.
    let candidates = roots.filter { root in
      root.isDirectory
        ? PathBytes.relative(path.bytes, to: root.prefix) != nil || root.prefix.isEmpty
        : root.prefix == path.bytes
    }
    guard let root = candidates.max(by: { $0.prefix.count < $1.prefix.count }) else { return nil }
    guard root.isDirectory else { return (root, []) }
    return root.prefix.isEmpty
      ? (root, path.bytes) : (root, PathBytes.relative(path.bytes, to: root.prefix) ?? path.bytes)
  }
}
