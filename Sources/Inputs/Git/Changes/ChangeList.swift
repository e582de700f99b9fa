internal import Model

/// Gathers what commits or the index change, with each blob and path once.
struct ChangeList: Sendable {
  /// A path to which a blob came.
  struct Change: Sendable {
    var path: UInt32
    /// Number of the blob's request.
    var request: UInt32
    /// Number of the commit; `UInt32.max` for none.
    var commit: UInt32
    /// Which of ``olds`` stood there before.
    var olds: Range<UInt32>
  }

  /// A blob to read, as one class of its paths has it read.
  struct Request: Sendable {
    /// A path of it, for reports of problems.
    var path: UInt32
    var pathClass: UInt8
    /// The blob has been asked for before, for another class.
    var isRepeated: Bool
  }

  private(set) var changes: [Change] = []
  private(set) var requests: [Request] = []
  private(set) var paths: [[UInt8]] = []
  /// Digits of the requests' blobs, one after the other.
  private(set) var names: [UInt8] = []
  /// Digits of blobs that stood somewhere before, one after the other.
  private(set) var olds: [UInt8] = []
  /// Digits of the commits, newest first.
  private(set) var commits: [[UInt8]] = []
  var coverage = Coverage()

  private let pathClass: @Sendable (BlobPath) -> UInt8
  private let selection: PathSelection
  /// Keep changes that bring no line: moves, changes of the mode.
  private let keepsAll: Bool
  private var pathNumbers: [[UInt8]: UInt32] = [:]
  private var requestNumbers: [[UInt8]: UInt32] = [:]
  private var classes: [UInt8] = []
  private var submodules: Set<[UInt8]> = []

  init(_ options: GitChangeOptions) {
    pathClass = options.pathClass
    selection = PathSelection(options.paths)
    keepsAll = options.readsWholeFiles
  }

  /// A commit begins; the changes that follow are its.
  mutating func begin(commit digits: [UInt8]) { commits.append(digits) }

  /// Adds a change, or counts why it is none that is read.
  mutating func add(_ change: RawChange) {
    guard change.path.withUnsafeBytes({ selection.contains($0) }) else { return }
    if change.isUnmerged {
      coverage.note(
        Coverage.Problem(
          path: BlobPath(change.path),
          message: "in conflict, so nothing can be committed: resolve it, then git add it"))
      return
    }
    switch change.mode {
    case nil: return
    case .symbolicLink: coverage.skip(.symbolicLink)
    case .submodule:
      guard submodules.insert(change.path).inserted else { return }
      coverage.skip(.submodule)
      coverage.remark(
        Coverage.Problem(
          path: BlobPath(change.path), message: "a submodule: scan its repository by itself"))
    case .regular:
      if !keepsAll, change.olds.contains(change.name) { return }
      append(change)
    }
  }

  private mutating func append(_ change: RawChange) {
    let path = number(of: change.path)
    let request = request(change.name, path: path)
    let start = UInt32(olds.count)
    for old in change.olds { olds += old }
    changes.append(
      Change(
        path: path, request: request,
        commit: commits.isEmpty ? .max : UInt32(commits.count - 1),
        olds: start..<UInt32(olds.count)))
  }

  private mutating func number(of path: [UInt8]) -> UInt32 {
    if let number = pathNumbers[path] { return number }
    let number = UInt32(paths.count)
    pathNumbers[path] = number
    paths.append(path)
    let folder = PathBytes.parent(path) ?? []
    classes.append(
      pathClass(BlobPath(path)) << 1 | (DependencyFolders.contain(folder) ? 1 : 0))
    return number
  }

  private mutating func request(_ name: [UInt8], path: UInt32) -> UInt32 {
    let pathClass = classes[Int(path)]
    let key = name + [pathClass]
    if let number = requestNumbers[key] { return number }
    let number = UInt32(requests.count)
    requestNumbers[key] = number
    // Whichever class came first counts as the one that reads it.
    let isRepeated = requestNumbers.updateValue(number, forKey: name) != nil
    requests.append(Request(path: path, pathClass: pathClass, isRepeated: isRepeated))
    names += name
    return number
  }
}
