internal import Model

/// The references that a scan begins with, as git names them: nothing is known yet of what they reach.
struct References: Sendable {
  /// A reference and what it names.
  struct Tip: Sendable {
    /// Digits of an object, of whatever kind; behind a `^` in ``References/limits``.
    var digits: [UInt8]
    /// The reference, for people.
    var name: [UInt8]
  }

  /// Digits of HEAD's commit; nil where nothing has been committed on its branch.
  let head: [UInt8]?
  /// What is asked for.
  let tips: [Tip]
  /// What is not, with all that it reaches.
  let limits: [Tip]

  /// Asks git which references there are.
  init(_ store: ObjectStore, _ options: GitHistoryOptions) throws(InputError) {
    let answer = try store.answerOfRepository(["rev-parse", "--verify", "--quiet", "HEAD"])
    head = answer.bytes.split(separator: 0x0A).first.map { Array($0) }
      .flatMap { ObjectName.isHexadecimal($0) ? $0 : nil }
    (tips, limits) = try References.tips(store, options, head)
  }

  /// All of it in lines: two that are the same here reach the same.
  var text: [UInt8] {
    (head ?? []) + [0x0A] + (tips + limits).flatMap { $0.digits + [0x20] + $0.name + [0x0A] }
  }

  private static func tips(
    _ store: ObjectStore, _ options: GitHistoryOptions, _ head: [UInt8]?
  ) throws(InputError) -> (tips: [Tip], limits: [Tip]) {
    if options.range == nil, options.branches.isEmpty {
      return (try allTips(store, options, head), [])
    }
    var tips: [Tip] = []
    var limits: [Tip] = []
    let asked =
      options.branches.map { ($0, "\($0)^{commit}") }
      + (options.range.map { [($0, $0)] } ?? [])
    for (name, revision) in asked {
      guard !name.isEmpty, !name.hasPrefix("-") else { throw .unknownRevision(name) }
      let answer = try store.answerOfRepository(["rev-parse", "--revs-only", revision])
      if store.cancellation.isCancelled { return ([], []) }
      let lines = answer.bytes.split(separator: 0x0A)
      guard answer.ending.isSuccess, !lines.isEmpty else { throw .unknownRevision(name) }
      for line in lines {
        let isLimit = line.first == UInt8(ascii: "^")
        let digits = Array(isLimit ? line.dropFirst() : line)
        guard ObjectName.isHexadecimal(digits) else { throw .unknownRevision(name) }
        if isLimit {
          limits.append(Tip(digits: Array(line), name: Array(name.utf8)))
        } else {
          tips.append(Tip(digits: digits, name: Array(name.utf8)))
        }
      }
    }
    return (tips, limits)
  }

  private static func allTips(
    _ store: ObjectStore, _ options: GitHistoryOptions, _ head: [UInt8]?
  ) throws(InputError) -> [Tip] {
    let answer = try store.answerOfRepository(
      ["for-each-ref", "--format=%(objectname) %(refname)"])
    guard answer.ending.isSuccess || store.cancellation.isCancelled else {
      throw .gitFailed(command: "for-each-ref", reason: answer.ending.message)
    }
    var tips: [Tip] = []
    let stash = Array("refs/stash".utf8)
    for line in answer.bytes.split(separator: 0x0A) {
      let words = line.split(separator: 0x20, maxSplits: 1).map { Array($0) }
      guard words.count == 2, options.includesStash || words[1] != stash else { continue }
      tips.append(Tip(digits: words[0], name: words[1]))
    }
    if let head { tips.append(Tip(digits: head, name: Array("HEAD".utf8))) }
    for digits in store.location.detachedHeads {
      tips.append(Tip(digits: digits, name: Array("HEAD of a linked work tree".utf8)))
    }
    if options.includesStash {
      tips += store.location.stashes.map { Tip(digits: $0, name: stash) }
    }
    return tips
  }
}
