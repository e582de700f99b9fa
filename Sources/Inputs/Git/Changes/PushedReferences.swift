internal import Model

/// A reference that a push moves: a line of what git tells `pre-push` and `pre-receive`.
public struct PushedReference: Sendable, Equatable {
  /// Its name on the receiving side.
  public var name: [UInt8]
  /// Digits of what it names now there; nil where it is new.
  public var old: [UInt8]?
  /// Digits of what it will name; nil where it is taken away.
  public var new: [UInt8]?

  /// A reference that is new on the other side.
  public init(name: String, new: [UInt8]) {
    self.init(name: Array(name.utf8), old: nil, new: new)
  }

  private init(name: [UInt8], old: [UInt8]?, new: [UInt8]?) {
    self.name = name
    self.old = old
    self.new = new
  }

  /// Reads the lines `LOCAL-REF LOCAL-NAME REMOTE-REF REMOTE-NAME` of `pre-push`; nil where one is otherwise.
  ///
  /// Source: https://git-scm.com/docs/githooks#_pre_push
  public static func pushed(_ lines: [UInt8]) -> [PushedReference]? {
    read(lines, count: 4) { PushedReference(name: $0[2], old: name($0[3]), new: name($0[1])) }
  }

  /// Reads the lines `OLD-NAME NEW-NAME REF` of `pre-receive`; nil where one is otherwise.
  ///
  /// Source: https://git-scm.com/docs/githooks#pre-receive
  public static func received(_ lines: [UInt8]) -> [PushedReference]? {
    read(lines, count: 3) { PushedReference(name: $0[2], old: name($0[0]), new: name($0[1])) }
  }

  private static func read(
    _ lines: [UInt8], count: Int, _ make: ([[UInt8]]) -> PushedReference
  ) -> [PushedReference]? {
    var references: [PushedReference] = []
    for line in lines.split(separator: 0x0A) {
      let words = line.split(separator: 0x20, omittingEmptySubsequences: false).map { Array($0) }
      let names = count == 4 ? [1, 3] : [0, 1]
      guard words.count == count, names.allSatisfy({ ObjectName.isHexadecimal(words[$0]) })
      else { return nil }
      references.append(make(words))
    }
    return references
  }

  /// Zeros, of either length, say that there is none.
  private static func name(_ digits: [UInt8]) -> [UInt8]? {
    digits.allSatisfy { $0 == UInt8(ascii: "0") } ? nil : digits
  }
}

extension ChangedRepository {
  /// What a push brings that the other side does not have: not what it has at the references that are moved, as far as
  /// that is known here, nor what it had when it was last heard of.
  ///
  /// `.sprawlignore` counts as the first of the pushed commits has it.
  ///
  /// - Parameter remote: the remote's name; a URL where the push names none, and then nothing is known of it.
  public func changes(
    pushing references: [PushedReference], to remote: String, _ options: GitChangeOptions
  ) throws(InputError) -> GitChanges {
    var limits = references.compactMap(\.old)
    if PushedReference.isRemoteName(remote) {
      limits += try names(below: "refs/remotes/\(remote)/")
    }
    let news = references.compactMap(\.new)
    let list = try list(news, without: limits, options)
    let settings = GitTree(store, name: news.first)
    return try finish(list, settings: settings, areForeign: false, options)
  }

  /// What a push brings that is being received: all that no reference here reaches yet. The objects are in quarantine.
  ///
  /// `.sprawlignore` counts as this repository's HEAD has it, never as the push has it.
  public func changes(
    receiving references: [PushedReference], _ options: GitChangeOptions
  ) throws(InputError) -> GitChanges {
    let news = references.compactMap(\.new)
    let list = try list(news, without: news.isEmpty ? [] : try names(below: "refs/"), options)
    return try finish(list, settings: headTree(), areForeign: true, options)
  }

  /// What references name, in digits.
  private func names(below prefix: String) throws(InputError) -> [[UInt8]] {
    let answer = try store.answerOfRepository(["for-each-ref", "--format=%(objectname)", prefix])
    guard answer.ending.isSuccess || cancellation.isCancelled else {
      throw .gitFailed(command: "for-each-ref", reason: answer.ending.message)
    }
    return answer.bytes.split(separator: 0x0A).map { Array($0) }
  }

  private func list(
    _ news: [[UInt8]], without limits: [[UInt8]], _ options: GitChangeOptions
  ) throws(InputError) -> ChangeList {
    let peeled = Set(limits).union(news).map { $0 + Array("^{}".utf8) }
    var kinds: [[UInt8]: (kind: String, digits: [UInt8])] = [:]
    for (name, resolved) in zip(peeled, try store.resolve(peeled)) {
      if let resolved { kinds[Array(name.dropLast(3))] = resolved }
    }
    // What is not here, or is no commit, limits nothing: then more is read, not less.
    let known = Set(limits.compactMap { kinds[$0] }.filter { $0.kind == "commit" }.map(\.digits))
    var list = ChangeList(options)
    var tips: [[UInt8]] = []
    for name in news {
      switch kinds[name] {
      case (kind: "commit", let digits)?: tips.append(digits)
      case (kind: "blob", let digits)?:
        let path = Array("<blob ".utf8) + digits + [UInt8(ascii: ">")]
        list.add(
          RawChange(path: path, mode: .regular, name: digits, olds: [], isUnmerged: false))
      case (kind: "tree", let digits)?:
        for entry in try store.entries(of: digits, at: []) {
          list.add(
            RawChange(
              path: entry.path, mode: entry.mode, name: entry.name, olds: [], isUnmerged: false))
        }
      default:
        list.coverage.note(
          Coverage.Problem(path: BlobPath(name), message: "the object is missing"))
      }
    }
    if !tips.isEmpty {
      try add(tips, without: known.sorted { $0.lexicographicallyPrecedes($1) }, to: &list, options)
    }
    return list
  }
}

extension PushedReference {
  /// Whether it may be the name of a remote, which `for-each-ref` must not take for a pattern.
  static func isRemoteName(_ text: String) -> Bool {
    !text.isEmpty && !text.contains(":") && !text.hasPrefix("/") && !text.hasPrefix(".")
      && !text.utf8.contains { $0 <= 0x20 || $0 == 0x7F || "*?[\\^~".utf8.contains($0) }
  }
}
