internal import Model

/// The commits that a scan is about, and what references name that is no commit.
struct CommitSelection: Sendable {
  /// Names of commits, children before parents.
  private(set) var names: NameTable
  /// Digits of blobs and trees that references name directly.
  private(set) var blobs: [[UInt8]] = []
  private(set) var trees: [[UInt8]] = []
  /// Digits of HEAD's commit; nil where nothing has been committed on its branch.
  private(set) var head: [UInt8]?
  private(set) var problems: [Coverage.Problem] = []
  /// Commits are missing, so what was reachable through them is not known.
  private(set) var hasHole = false

  /// Bytes of a name: 20 or 32.
  var width: Int { names.width }

  var count: Int { names.count }

  /// The name of a commit, in digits.
  func digits(_ number: Int) -> [UInt8] { ObjectName.text(names[number]) }

  /// Commits as git takes them on standard input.
  func lines(_ numbers: some Collection<UInt32>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(numbers.count * (width * 2 + 1))
    for number in numbers { text += digits(Int(number)) + [0x0A] }
    return text
  }

  /// Asks git which references there are, and it or `index` which commits they reach.
  init(
    _ store: ObjectStore, _ options: GitHistoryOptions, _ index: ObjectIndex?,
    _ memory: ListMemory?
  ) throws(InputError) {
    names = NameTable(width: store.location.usesSHA256 ? 32 : 20)
    let since = try options.since.map { text throws(InputError) in
      guard HistoryDate.isUnderstood(text) else { throw .unknownDate(text) }
      return text
    }
    let answer = try store.answerOfRepository(["rev-parse", "--verify", "--quiet", "HEAD"])
    head = answer.bytes.split(separator: 0x0A).first.map { Array($0) }
      .flatMap { ObjectName.isHexadecimal($0) ? $0 : nil }
    var (tips, limits) = try tips(store, options)
    var walk =
      options.isLimited
      ? nil : index.flatMap { CommitWalk($0, jobs: options.jobs, store.cancellation) }
    tips = peel(tips, store, &walk)
    let asked: [UInt8] = (tips + limits).flatMap { $0.digits + [0x0A] }
    if let memory, !options.isLimited, let known = memory.commits(of: asked, width: width) {
      names = known
      return
    }
    if let names = walk?.names(reachedFrom: tips.map(\.digits)) {
      self.names = names
    } else {
      try list(asked, store, options, since: since)
    }
    if !options.isLimited, !hasHole, !store.cancellation.isCancelled {
      memory?.keep(names, of: asked)
    }
  }

  // MARK: References

  private struct Tip {
    var digits: [UInt8]
    var name: [UInt8]
  }

  private func tips(
    _ store: ObjectStore, _ options: GitHistoryOptions
  ) throws(InputError) -> (tips: [Tip], limits: [Tip]) {
    if options.range == nil, options.branches.isEmpty { return (try allTips(store, options), []) }
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

  private func allTips(
    _ store: ObjectStore, _ options: GitHistoryOptions
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

  /// Replaces tags by what they name; keeps only commits, and notes the rest.
  private mutating func peel(
    _ tips: [Tip], _ store: ObjectStore, _ walk: inout CommitWalk?
  ) -> [Tip] {
    var seen: Set<[UInt8]> = []
    let tips = tips.filter { seen.insert($0.digits).inserted }
    let others = tips.indices.filter { !(walk?.hasCommit(tips[$0].digits) ?? false) }
    var peeled = tips.map { Optional($0) }
    for (index, tip) in zip(others, ask(others.map { tips[$0] }, store)) { peeled[index] = tip }
    return peeled.compactMap { $0 }
  }

  /// Asks git what references name.
  ///
  /// - Returns: for each its commit; nil where it names none, which is noted.
  private mutating func ask(_ tips: [Tip], _ store: ObjectStore) -> [Tip?] {
    var rest = tips[...]
    var commits: [Tip?] = []
    while !rest.isEmpty, !store.cancellation.isCancelled {
      let input = rest.flatMap { $0.digits + Array("^{}\n".utf8) }
      guard
        let answer = try? store.answer(
          ["cat-file", "--batch-check=%(objectname) %(objecttype)"], input: input)
      else { break }
      for line in answer.bytes.split(separator: 0x0A) {
        guard let tip = rest.popFirst() else { break }
        let words = line.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        let digits = Array(words.first?.utf8 ?? "".utf8)
        var commit: Tip?
        switch words.last {
        case "commit": commit = Tip(digits: digits, name: tip.name)
        case "blob": blobs.append(digits)
        case "tree": trees.append(digits)
        default: lose(tip, "the object that it names is missing")
        }
        commits.append(commit)
      }
      // Git ends at an object that it cannot read; the next one may be sound.
      if let culprit = rest.popFirst() {
        lose(culprit, answer.ending.message)
        commits.append(nil)
      }
    }
    return commits + repeatElement(nil, count: rest.count)
  }

  private mutating func lose(_ tip: Tip, _ reason: String) {
    problems.append(Coverage.Problem(path: BlobPath(tip.name), message: reason))
    hasHole = true
  }

  // MARK: Commits

  private mutating func list(
    _ tips: [UInt8], _ store: ObjectStore, _ options: GitHistoryOptions, since: String?
  ) throws(InputError) {
    guard !tips.isEmpty else { return }
    var command = ["rev-list", "--topo-order", "--stdin"]
    if let since { command.append("--since-as-filter=\(since)") }
    if let count = options.maxCommits { command.append("--max-count=\(count)") }
    let answer = try store.answer(command, input: tips)
    append(answer.bytes)
    guard !answer.ending.isSuccess, !store.cancellation.isCancelled else { return }
    hasHole = true
    problems.append(
      Coverage.Problem(
        path: BlobPath("."),
        message: "the history has a hole: \(answer.ending.message); all commits that are there"
          + " were read, in no certain order"))
    // No walk can pass the hole; the commits behind it are found in the store.
    guard !options.isLimited else { return }
    names.removeAll()
    let all = try store.answer([
      "cat-file", "--batch-all-objects", "--buffer", "--batch-check=%(objectname) %(objecttype)",
    ])
    let suffix = Array(" commit".utf8)
    for line in all.bytes.split(separator: 0x0A)
    where line.reversed().starts(with: suffix.reversed()) {
      append(Array(line.dropLast(suffix.count)))
    }
  }

  private mutating func append(_ lines: [UInt8]) {
    lines.withUnsafeBytes { bytes in
      for line in bytes.split(separator: 0x0A) {
        _ = names.append(digits: UnsafeRawBufferPointer(rebasing: line))
      }
    }
  }
}

/// Dates that git reads as they are meant. It takes any words for a date, mistakes for the present moment.
enum HistoryDate {
  static func isUnderstood(_ text: String) -> Bool {
    let number = /\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?(Z| ?[+-]\d{2}:?\d{2})?/
    let age = /\d{1,6}[. ](second|minute|hour|day|week|month|year)s?[. ]ago/
    return text.wholeMatch(of: number) != nil || text.wholeMatch(of: age) != nil
      || text == "yesterday"
  }
}
