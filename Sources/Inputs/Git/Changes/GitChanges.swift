public import Model

/// What a ``ChangedRepository`` reads and how.
public struct GitChangeOptions: Sendable {
  /// Worker threads, each with a git process that reads for it; at least one runs whatever this says.
  public var jobs = 1
  /// Larger blobs are left out and counted; bytes.
  public var maxFileSize = 1 << 30
  /// Only these files, and those below these folders.
  public var paths: [String] = []
  /// All of a file counts that a change touches, not only the lines that it adds.
  public var readsWholeFiles = false
  /// A shallow or partial clone is not a hole.
  public var allowsPartial = false
  /// Rule files and others below these paths of the repository are settings of the scan: a change of one is said.
  public var settings: [[UInt8]] = []
  /// Whether a path is left out, whatever `.sprawlignore` says.
  public var leavesOut: (@Sendable (BlobPath) -> Bool)?
  /// Tells which paths are read alike: a blob is read once for each number that its paths have. Below 128.
  public var pathClass: @Sendable (BlobPath) -> UInt8 = { _ in 0 }

  /// Added lines, one worker.
  public init() {}
}

/// Which blobs came to which paths, and what stood there before: the index against HEAD, or the commits of a range
/// against their parents.
///
/// Blobs are known by the number in ``Model/Blob/number``.
public final class GitChanges: Sendable {
  /// A path to which a blob came.
  public struct Change: Sendable {
    /// Number of the change.
    public var number: Int
    /// Where.
    public var path: BlobPath
    /// Number of the commit that brought it, for ``describe(_:)``: a higher one is older. Nil for the index.
    public var commit: Int?
  }

  /// Where they are changes of.
  public let repository: ChangedRepository
  let options: GitChangeOptions
  let list: ChangeList
  /// What finding the changes met.
  let coverage: Coverage
  private let ignored: [Bool]
  /// Numbers of changes by request; those of request `n` are at `starts[n] ..< starts[n + 1]`.
  private let byRequest: [UInt32]
  private let starts: [UInt32]
  /// Digits of a name.
  private let width: Int

  init(
    _ list: ChangeList, of repository: ChangedRepository, ignore: TreeIgnore,
    _ options: GitChangeOptions
  ) {
    self.repository = repository
    self.options = options
    self.list = list
    width = repository.nameWidth
    var ignore = ignore
    let excluded = list.paths.map { options.leavesOut?(BlobPath($0)) == true }
    let ignored = zip(list.paths, excluded).map { $1 || ignore.isIgnored($0) }
    var starts = [UInt32](repeating: 0, count: list.requests.count + 1)
    for change in list.changes { starts[Int(change.request) + 1] += 1 }
    for request in list.requests.indices { starts[request + 1] += starts[request] }
    var ends = starts
    var byRequest = [UInt32](repeating: 0, count: list.changes.count)
    for (number, change) in list.changes.enumerated() {
      byRequest[Int(ends[Int(change.request)])] = UInt32(number)
      ends[Int(change.request)] += 1
    }
    self.ignored = ignored
    self.byRequest = byRequest
    self.starts = starts
    var coverage = list.coverage
    let left = Set(list.changes.map(\.path)).filter { ignored[Int($0)] }
    let byPolicy = left.count { excluded[Int($0)] }
    if byPolicy > 0 { coverage.skip(.policyExcluded, count: byPolicy) }
    if left.count > byPolicy { coverage.skip(.sprawlIgnored, count: left.count - byPolicy) }
    self.coverage = coverage
  }

  /// They are changes of commits, not of the index.
  public var haveCommits: Bool { !list.commits.isEmpty }
  /// There is nothing to read.
  public var isEmpty: Bool { list.changes.isEmpty }

  /// Calls `body` with every change that brought a blob, those left out that `.sprawlignore` names.
  ///
  /// - Parameter number: the blob's ``Model/Blob/number``.
  public func forEachChange(ofBlob number: Int, _ body: (Change) -> Void) {
    for index in starts[number]..<starts[number + 1] {
      let change = list.changes[Int(byRequest[Int(index)])]
      if ignored[Int(change.path)] { continue }
      body(
        Change(
          number: Int(byRequest[Int(index)]), path: BlobPath(list.paths[Int(change.path)]),
          commit: change.commit == .max ? nil : Int(change.commit)))
    }
  }

  /// A blob's object name, in hex.
  public func name(ofBlob number: Int) -> String {
    String(decoding: digits(number), as: UTF8.self)
  }

  /// What reports say about commits, asked of git.
  ///
  /// - Parameter numbers: as in ``Change/commit``.
  public func describe(_ numbers: some Collection<Int>) -> [Int: Finding.Commit] {
    repository.store.describe(numbers) { list.commits[$0] }
  }

  /// Whether a path of the blob is left that is to be read.
  func isWanted(_ request: Int) -> Bool {
    (starts[request]..<starts[request + 1]).contains {
      !ignored[Int(list.changes[Int(byRequest[Int($0)])].path)]
    }
  }

  func digits(_ request: Int) -> ArraySlice<UInt8> {
    list.names[request * width..<(request + 1) * width]
  }

  /// Digits of what stood at the path of a change before it.
  func olds(ofChange number: Int) -> [ArraySlice<UInt8>] {
    let olds = list.changes[number].olds
    return stride(from: Int(olds.lowerBound), to: Int(olds.upperBound), by: width).map {
      list.olds[$0..<$0 + width]
    }
  }

  /// Digits of what a change brought.
  func name(ofChange number: Int) -> ArraySlice<UInt8> {
    digits(Int(list.changes[number].request))
  }
}
