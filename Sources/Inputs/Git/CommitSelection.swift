internal import Model

/// The commits that a scan is about, and what references name that is no commit.
struct CommitSelection: Sendable {
  /// Names of commits, children before parents.
  private(set) var names: NameTable
  /// The same with trees and parents; nil where git or a memory has listed them.
  private(set) var graph: CommitGraph?
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

  /// Finds out, in `index` or by git, which commits references reach.
  init(
    _ store: ObjectStore, _ options: GitHistoryOptions, _ references: References,
    _ index: ObjectIndex?, _ memory: ListMemory?
  ) throws(InputError) {
    names = NameTable(width: store.location.usesSHA256 ? 32 : 20)
    head = references.head
    if let memory, !options.isLimited, let known = memory.commits(of: references, width: width) {
      var walk: CommitWalk?
      _ = peel(references.tips, store, &walk)
      names = known
      return
    }
    let since = try options.since.map { text throws(InputError) in
      guard HistoryDate.isUnderstood(text) else { throw .unknownDate(text) }
      return text
    }
    var walk =
      options.isLimited
      ? nil : index.flatMap { CommitWalk($0, jobs: options.jobs, store.cancellation) }
    let tips = peel(references.tips, store, &walk)
    if let graph = walk?.graph(reachedFrom: tips.map(\.digits)) {
      self.graph = graph
      names = graph.names
    } else {
      let asked: [UInt8] = (tips + references.limits).flatMap { $0.digits + [0x0A] }
      try list(asked, store, options, since: since)
    }
    if !options.isLimited, !hasHole, !store.cancellation.isCancelled {
      memory?.keep(names, of: references)
    }
  }

  // MARK: References

  /// Replaces tags by what they name; keeps only commits, and notes the rest.
  private mutating func peel(
    _ tips: [References.Tip], _ store: ObjectStore, _ walk: inout CommitWalk?
  ) -> [References.Tip] {
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
  private mutating func ask(_ tips: [References.Tip], _ store: ObjectStore) -> [References.Tip?] {
    var rest = tips[...]
    var commits: [References.Tip?] = []
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
        var commit: References.Tip?
        switch words.last {
        case "commit": commit = References.Tip(digits: digits, name: tip.name)
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

  private mutating func lose(_ tip: References.Tip, _ reason: String) {
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
