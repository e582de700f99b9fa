internal import Synchronization

/// A repository whose history is to be read: its objects, its references, and what HEAD's tree has.
public final class HistoryRepository: Sendable {
  let store: ObjectStore
  let references: References
  private let isLimited: Bool
  private let early: Mutex<ObjectIndex?>

  private static let authorCommitLimit = 50_000

  init(store: ObjectStore, options: GitHistoryOptions) throws(InputError) {
    self.store = store
    isLimited = options.isLimited
    // Where nothing is remembered all objects will be asked for.
    let isFirst = options.commitMemory == nil
    let asked = Mutex<Result<References, InputError>?>(nil)
    let ask = { @Sendable () throws(InputError) in try References(store, options) }
    var index: ObjectIndex?
    if isFirst {
      // On this thread, so that other threads' arenas do not keep its memory when it is given up.
      let own = Mutex<ObjectIndex?>(nil)
      WorkerThreads.run(2) { number in
        if number == 0 {
          let index = HistoryRepository.index(store.location, options)
          own.withLock { $0 = index }
        } else {
          let result = Result(catching: ask)
          asked.withLock { $0 = result }
        }
      }
      index = own.withLock { $0 }
    }
    early = Mutex(index)
    references = try (asked.withLock { $0 } ?? Result(catching: ask)).get()
  }

  private static func index(
    _ location: GitLocation, _ options: GitHistoryOptions
  ) -> ObjectIndex? {
    // A shallow clone's oldest commits name parents that are not there.
    options.readsPacks && location.shallow.isEmpty ? ObjectIndex(location) : nil
  }

  /// Its objects; nil where git has to list them. It is large, and not kept here.
  func takeIndex(_ options: GitHistoryOptions) -> ObjectIndex? {
    early.withLock { early in
      defer { early = nil }
      return early
    } ?? HistoryRepository.index(store.location, options)
  }

  /// Changes whenever the history may have changed: what references name, and which objects there are. Two that are the
  /// same are of one history; nil where that cannot be known, or only a part of the history is asked for.
  public var state: [UInt8]? {
    let location = store.location
    guard !isLimited, location.shallow.isEmpty, !location.isPartialClone else { return nil }
    return location.storeState.map { references.text + [0x0A] + $0 }
  }

  /// Where its objects are: what tells the repository from others of this machine.
  public var objects: [UInt8] { store.location.objects }

  /// The address of the remote `origin` as configured, credentials included; nil where there is none.
  public var remote: String? { store.remote }

  /// The branch that HEAD names; nil where it names a commit.
  public var branch: String? { store.branch }

  /// Files of HEAD's tree.
  ///
  /// - Parameters:
  ///   - paths: relative to the root.
  ///   - limit: bytes; a larger file is left out.
  /// - Returns: by path; what is no file or cannot be read is not there.
  public func filesAtHead(_ paths: [String], limit: Int) -> [String: [UInt8]] {
    references.head.map { GitTree(store, name: $0).files(named: paths, limit: limit) } ?? [:]
  }

  /// The e-mail addresses, in lower case, of those who wrote commits that HEAD reaches since a point in time.
  ///
  /// - Parameter time: seconds since 1970.
  public func authors(since time: Int) -> Set<String> {
    guard let head = references.head else { return [] }
    let command = [
      "log", "--no-show-signature", "--no-mailmap", "--no-decorate", "--no-notes", "--no-patch",
      "--encoding=UTF-8", "--format=%ae", "--max-count=\(HistoryRepository.authorCommitLimit)",
      "--since=@\(time)", String(decoding: head, as: UTF8.self),
    ]
    guard let answer = try? store.answer(command) else { return [] }
    return Set(
      answer.bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self).lowercased() })
  }
}
