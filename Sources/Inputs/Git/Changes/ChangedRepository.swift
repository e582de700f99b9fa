public import Model

/// A repository of which changes are read: what is staged, what a range of commits brings, what a push brings.
///
/// As for a whole history, git reads objects through a repository of our own; nothing that the repository holds or is
/// configured to do is executed.
public final class ChangedRepository: Sendable {
  let store: ObjectStore
  let cancellation: Cancellation
  let progress: Progress?
  let environment: GitHookEnvironment

  /// Opens a repository.
  ///
  /// - Parameters:
  ///   - path: a work tree, a folder in one, or a bare repository; nil for the one that git runs a hook for, else the
  ///     one that the working directory lies in.
  ///   - environment: what git tells a hook; not looked at where a path is given.
  ///   - isReceiving: objects are in the quarantine that the environment names.
  ///   - cancellation: looked at between blobs and while git is waited for; git's processes then end.
  /// - Throws: ``InputError`` where it is no repository, or git is not there.
  public init(
    _ path: String?, environment: GitHookEnvironment = .current(), isReceiving: Bool = false,
    cancellation: Cancellation = Cancellation(), progress: Progress? = nil
  ) throws(InputError) {
    self.environment = path == nil ? environment : GitHookEnvironment()
    self.cancellation = cancellation
    self.progress = progress
    let location: GitLocation
    if let directory = self.environment.gitDirectory {
      location = try GitLocation(gitDirectory: directory)
    } else {
      location = try GitLocation(path ?? ".")
    }
    let quarantine = isReceiving ? self.environment.objectDirectory : nil
    store = try ObjectStore(
      location: location, cancellation: cancellation, objects: quarantine,
      alternates: quarantine == nil ? nil : self.environment.alternateObjectDirectories)
  }

  /// The address of the remote named origin.
  public var remote: String? { store.remote }

  /// The branch that HEAD names; nil where it names a commit.
  public var branch: String? { store.branch }

  /// Digits of a name.
  var nameWidth: Int { store.location.usesSHA256 ? 64 : 40 }

  /// The name of the tree without entries, which git knows without having it.
  var emptyTree: [UInt8] {
    Array(
      (store.location.usesSHA256
        ? "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
        : "4b825dc642cb6eb9a060e54bf8d69288fbee4904").utf8)
  }

  /// Digits of HEAD's commit; nil where nothing has been committed on its branch.
  ///
  /// Found in the files where they say it; git is asked where references are kept in another way.
  func head() throws(InputError) -> [UInt8]? {
    switch store.location.head {
    case .commit(let digits): return digits
    case .unborn: return nil
    case .unknown: break
    }
    let answer = try store.answerOfRepository(["rev-parse", "--verify", "--quiet", "HEAD"])
    return answer.bytes.split(separator: 0x0A).first.map { Array($0) }
      .flatMap { ObjectName.isHexadecimal($0) ? $0 : nil }
  }

  /// The files of HEAD's tree; of none where nothing has been committed.
  public func headTree() throws(InputError) -> GitTree { GitTree(store, name: try head()) }

  /// What HEAD has at some paths: as changes that brought it there, to look whether a credential still stands in it.
  public func headFiles(
    at paths: [BlobPath], _ options: GitChangeOptions
  ) throws(InputError) -> GitChanges {
    var options = options
    options.paths = []
    options.readsWholeFiles = true
    var list = ChangeList(options)
    if let head = try head(), !paths.isEmpty {
      for entry in try store.entries(of: head, at: paths.map(\.bytes)) where entry.mode == .regular
      {
        list.add(
          RawChange(
            path: entry.path, mode: .regular, name: entry.name, olds: [], isUnmerged: false))
      }
    }
    return GitChanges(list, of: self, ignore: TreeIgnore(), options)
  }
}
