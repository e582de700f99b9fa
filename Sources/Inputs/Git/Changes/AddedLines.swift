/// Which lines of a file a change adds.
public enum AddedLines: Sendable, Equatable {
  /// The file is new, or what stood there before cannot be compared.
  case all
  /// These, counted from 1 and ended by LF.
  case only([Range<Int>])

  /// Whether one of `lines` is added.
  public func touch(_ lines: ClosedRange<Int>) -> Bool {
    switch self {
    case .all: true
    case .only(let ranges): ranges.contains { $0.overlaps(lines) }
    }
  }

  /// The lines that both add: what a merge has that no parent had.
  func intersection(_ other: AddedLines) -> AddedLines {
    guard case .only(let own) = self else { return other }
    guard case .only(let others) = other else { return self }
    // Both are in order.
    var common: [Range<Int>] = []
    var (left, right) = (0, 0)
    while left < own.count, right < others.count {
      let shared = own[left].clamped(to: others[right])
      if !shared.isEmpty { common.append(shared) }
      if own[left].upperBound < others[right].upperBound { left += 1 } else { right += 1 }
    }
    return .only(common)
  }
}

extension GitChanges {
  /// Which lines the changes of some blobs add, by the number of the change. Changes of new files are not among them.
  ///
  /// Git compares, so that the lines are those that `git diff` shows. It compares two trees made for the purpose, in our
  /// own scratch folder, that hold all pairs of versions: two processes, whatever the number of files.
  public func addedLines(ofBlobs blobs: some Sequence<Int>) throws(InputError) -> [Int: AddedLines]
  {
    var pairs: [Pair: Int] = [:]
    var ordered: [Pair] = []
    var wanted: [(change: Int, pairs: [Int])] = []
    for blob in blobs {
      forEachChange(ofBlob: blob) { change in
        let numbers = olds(ofChange: change.number).map { old in
          let pair = Pair(old: old, new: name(ofChange: change.number))
          if let known = pairs[pair] { return known }
          pairs[pair] = ordered.count
          ordered.append(pair)
          return ordered.count - 1
        }
        if !numbers.isEmpty { wanted.append((change.number, numbers)) }
      }
    }
    guard !ordered.isEmpty else { return [:] }
    let lines = try compare(ordered)
    var added: [Int: AddedLines] = [:]
    for (change, pairs) in wanted {
      added[change] = pairs.reduce(AddedLines.all) { $0.intersection(lines[$1]) }
    }
    return added
  }

  private struct Pair: Hashable {
    var old: ArraySlice<UInt8>
    var new: ArraySlice<UInt8>
  }

  private func compare(_ pairs: [Pair]) throws(InputError) -> [AddedLines] {
    var before: [UInt8] = []
    var after: [UInt8] = []
    for (number, pair) in pairs.enumerated() {
      before += Array("100644 blob ".utf8) + pair.old + Array("\t\(number)\n".utf8)
      after += Array("100644 blob ".utf8) + pair.new + Array("\t\(number)\n".utf8)
    }
    let made = try repository.store.answer(
      ["mktree", "--missing", "--batch"], input: before + [0x0A] + after, writes: true)
    let trees = made.bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    guard trees.count == 2 else {
      throw .gitFailed(command: "mktree", reason: made.ending.message)
    }
    var reading = HunkReading(count: pairs.count)
    do throws(SystemError) {
      let output = try repository.store.start(
        [
          "diff-tree", "-r", "--patch", "--unified=0", "--text", "--no-renames", "--no-color",
          "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/",
        ] + trees, writes: true)
      while let line = output.next(endingWith: 0x0A) { reading.take(line) }
      if !output.finish().isSuccess { reading.fail() }
    } catch {
      throw .gitFailed(command: "diff-tree", reason: error.text)
    }
    return reading.lines
  }
}

/// Reads which lines a patch without context adds, to files that are called by numbers.
private struct HunkReading {
  /// By file; nil where the patch has not said it, or not in lines.
  private var ranges: [[Range<Int>]?]
  private var current: Int?

  private static let file = Array("diff --git a/".utf8)
  private static let hunk = Array("@@ -".utf8)
  private static let binary = Array("Binary files ".utf8)

  init(count: Int) { ranges = Array(repeating: nil, count: count) }

  var lines: [AddedLines] { ranges.map { $0.map { .only($0) } ?? .all } }

  /// A line of a file begins with `+`, `-` or a backslash, so none is taken for a head.
  mutating func take(_ line: UnsafeRawBufferPointer) {
    if line.starts(with: HunkReading.file) {
      current = HunkReading.number(line.dropFirst(HunkReading.file.count).prefix { $0 != 0x20 })
        .flatMap { ranges.indices.contains($0) ? $0 : nil }
      if let current { ranges[current] = [] }
    } else if line.starts(with: HunkReading.hunk), let current {
      // @@ -START,COUNT +START,COUNT @@, where a count of 1 may be left out.
      let after = line.drop { $0 != UInt8(ascii: "+") }.dropFirst().prefix { $0 != 0x20 }
      let numbers = after.split(separator: UInt8(ascii: ",")).map { HunkReading.number($0) }
      guard let first = numbers.first, let start = first,
        let count = numbers.count > 1 ? numbers[1] : 1
      else { return fail() }
      if count > 0 { ranges[current]?.append(start..<start + count) }
    } else if line.starts(with: HunkReading.binary) {
      fail()
    }
  }

  /// The file that the patch is about cannot be compared, or the patch ended too early to say all of it.
  mutating func fail() {
    if let current { ranges[current] = nil }
  }

  private static func number(_ digits: some Collection<UInt8>) -> Int? {
    Int(String(decoding: digits, as: UTF8.self))
  }
}
