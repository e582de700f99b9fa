public import Model

/// What a history says about its blobs: at which paths each stands, which commit brought it there, what HEAD has.
///
/// Blobs are known by the number in ``Model/Blob/number``; a blob whose paths are read in different ways has one for each
/// way.
public final class GitHistory: Sendable {
  /// A path at which a blob stands.
  public struct Place: Sendable, Equatable {
    /// Number of the path, for ``path(_:)``.
    public var path: Int
    /// Number of the commit that brought the blob to the path: a higher one is older. Nil where none is known.
    public var commit: Int?
    /// HEAD has this blob at this path.
    public var isInHead: Bool
  }

  /// A blob to read, as one class of its paths has it read.
  struct Request: Sendable {
    var blob: UInt32
    var pathClass: UInt8
    /// The blob has been asked for before, for another class.
    var isRepeated: Bool
  }

  /// The repository that it is of.
  public let repository: HistoryRepository
  private let commits: CommitSelection
  let table: ObjectTable
  private let paths: [[UInt8]]
  private let pathClasses: [UInt8]
  /// Records by blob; those of blob `n` are at `starts[n] ..< starts[n + 1]`.
  private let records: [HistoryLog.Record]
  private let starts: [UInt32]
  private let head: Set<UInt64>
  /// Paths at which a commit names another repository, and whether HEAD does.
  let submodulePaths: [[UInt8]: Bool]
  let requests: [Request]
  /// How many problems come of blobs that commits name and the store does not have: they stay as long as the store is as
  /// it is.
  public let missingCount: Int

  /// - Parameters:
  ///   - log: all records; those of HEAD's tree only in `head`.
  ///   - submodules: their paths, and whether HEAD names them.
  ///   - includesAll: blobs without a path are asked for, too.
  init(
    repository: HistoryRepository, commits: CommitSelection, table: ObjectTable, paths: [[UInt8]],
    records: [HistoryLog.Record], head: Set<UInt64>, submodules: [[UInt8]: Bool],
    missingCount: Int, includesAll: Bool,
    pathClass: (BlobPath) -> UInt8
  ) {
    self.repository = repository
    self.commits = commits
    self.table = table
    self.paths = paths
    self.head = head
    submodulePaths = submodules
    self.missingCount = missingCount
    let classes = paths.map { path in
      let folder = PathBytes.parent(path) ?? []
      return pathClass(BlobPath(path)) << 1 | (DependencyFolders.contain(folder) ? 1 : 0)
    }
    var starts = [UInt32](repeating: 0, count: table.count + 1)
    for record in records { starts[Int(record.blob) + 1] += 1 }
    for blob in 0..<table.count { starts[blob + 1] += starts[blob] }
    var ends = starts
    var sorted = records
    for record in records {
      sorted[Int(ends[Int(record.blob)])] = record
      ends[Int(record.blob)] += 1
    }
    // As the path is read that stands for the missing one.
    let unplaced = pathClass(GitHistory.path(ofBlob: [])) << 1
    var requests: [Request] = []
    var seen: [UInt8] = []
    for blob in 0..<table.count {
      seen.removeAll(keepingCapacity: true)
      for index in starts[blob]..<starts[blob + 1] {
        let pathClass = classes[Int(sorted[Int(index)].path)]
        if seen.contains(pathClass) { continue }
        requests.append(
          Request(blob: UInt32(blob), pathClass: pathClass, isRepeated: !seen.isEmpty))
        seen.append(pathClass)
      }
      if seen.isEmpty, includesAll {
        requests.append(Request(blob: UInt32(blob), pathClass: unplaced, isRepeated: false))
      }
    }
    pathClasses = classes
    self.records = sorted
    self.starts = starts
    self.requests = requests
  }

  var store: ObjectStore { repository.store }

  /// How many blobs have a path.
  var placedCount: Int {
    (0..<table.count).count { starts[$0] < starts[$0 + 1] }
  }

  /// Bytes of a request's text.
  func size(of request: Request) -> Int { table.size(Int(request.blob)) }

  /// The path that stands for all of a request's in reports of problems, and tells how to read it.
  func path(of request: Request) -> (path: BlobPath, isDependency: Bool) {
    for index in range(of: request) {
      let path = Int(records[index].path)
      if pathClasses[path] == request.pathClass {
        return (BlobPath(paths[path]), request.pathClass & 1 == 1)
      }
    }
    return (GitHistory.path(ofBlob: table.name(Int(request.blob))), false)
  }

  /// Names of blobs, one a line, as git takes them on standard input.
  func lines(_ numbers: ArraySlice<Int>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(numbers.count * (table.width * 2 + 1))
    for number in numbers {
      text += ObjectName.text(table.name(Int(requests[number].blob))) + [0x0A]
    }
    return text
  }

  /// Calls `body` with every place of a blob, the same path several times where several commits brought it there.
  ///
  /// - Parameter number: the blob's ``Model/Blob/number``. A blob without a path has no place.
  public func forEachPlace(ofBlob number: Int, _ body: (Place) -> Void) {
    let request = requests[number]
    for index in range(of: request) {
      let record = records[index]
      guard pathClasses[Int(record.path)] == request.pathClass else { continue }
      body(
        Place(
          path: Int(record.path), commit: record.commit == .max ? nil : Int(record.commit),
          isInHead: head.contains(GitHistory.pair(record))))
    }
  }

  /// How many blobs there are to read: their numbers are below.
  public var blobCount: Int { requests.count }

  /// Bytes of an object's name: 20 or 32.
  public var nameWidth: Int { table.width }

  /// What tells a blob from all others, in every history: its object's name, and how its paths have it read.
  public func key(ofBlob number: Int) -> (name: ArraySlice<UInt8>, pathClass: UInt8) {
    (table.name(Int(requests[number].blob)), requests[number].pathClass)
  }

  /// The number of the blob with such a key; nil where it is not to be read.
  public func number(ofName name: UnsafeRawBufferPointer, pathClass: UInt8) -> Int? {
    guard let blob = table.number(of: name) else { return nil }
    return requests(ofBlob: blob).first { requests[$0].pathClass == pathClass }
  }

  /// What is asked of a blob of the table; requests have the table's order.
  func requests(ofBlob blob: Int) -> Range<Int> {
    var low = 0
    var high = requests.count
    while low < high {
      let middle = (low + high) / 2
      if Int(requests[middle].blob) < blob { low = middle + 1 } else { high = middle }
    }
    let first = low
    while low < requests.count, Int(requests[low].blob) == blob { low += 1 }
    return first..<low
  }

  /// The path that stands for all of a blob's.
  public func path(ofBlob number: Int) -> BlobPath { path(of: requests[number]).path }

  /// Bytes of a blob's text.
  public func size(ofBlob number: Int) -> Int { size(of: requests[number]) }

  /// The path with a number.
  public func path(_ number: Int) -> BlobPath { BlobPath(paths[number]) }

  /// A blob's object name, in hex.
  public func name(ofBlob number: Int) -> String {
    String(
      decoding: ObjectName.text(table.name(Int(requests[number].blob))), as: UTF8.self)
  }

  /// What reports say about commits, asked of git.
  ///
  /// - Parameter numbers: as in ``Place/commit``.
  /// - Returns: by number. A commit that git cannot read has only its name.
  public func describe(_ numbers: some Collection<Int>) -> [Int: Finding.Commit] {
    store.describe(numbers) { commits.digits($0) }
  }

  private func range(of request: Request) -> Range<Int> {
    Int(starts[Int(request.blob)])..<Int(starts[Int(request.blob) + 1])
  }

  static func pair(_ record: HistoryLog.Record) -> UInt64 {
    UInt64(record.blob) << 32 | UInt64(record.path)
  }

  /// What stands for a path where none is known.
  static func path(ofBlob name: some Sequence<UInt8>) -> BlobPath {
    BlobPath(Array("<blob ".utf8) + ObjectName.text(name) + [UInt8(ascii: ">")])
  }
}
