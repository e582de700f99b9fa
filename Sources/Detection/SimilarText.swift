internal import Model

/// Finds literals in texts of which each is much like the one before, as the versions of a file in a git history are.
///
/// What two texts have in common has the same literals at the same distances, so that only what lies between has to be
/// searched: comparing is ten times as fast as searching. And where all that a detector looks at around a literal is in
/// common, what led to nothing before leads to nothing again.
// Safety (all raw pointers here): the buffer belongs to the object from `init` to `deinit`, and `count` never exceeds
// its size.
final class SimilarText {
  /// Longer texts are not kept; bytes.
  private static let limit = 4 << 20
  /// Less in common is not worth the trouble; bytes.
  private static let smallest = 512

  private var text: UnsafeMutableRawBufferPointer
  private var count = 0
  private var hits: [LiteralHit] = []
  private var syntax = SyntaxKind.other
  private var alignment = TextAlignment()
  /// Whether there is a text to compare with.
  private var isKept = false

  init() { text = .allocate(byteCount: 64 << 10, alignment: 64) }

  deinit { text.deallocate() }

  /// Appends the literals in `bytes`, nearly in the order of their places.
  ///
  /// - Parameter reaches: how far each detector looks, those that have quiet hits.
  func find(
    in bytes: UnsafeRawBufferPointer, as syntax: SyntaxKind, _ index: LiteralIndex,
    reaches: [DetectorReach], candidates: UnsafeMutableBufferPointer<UInt32>,
    into found: inout [LiteralHit]
  ) {
    // A literal is shorter than a run, so that it reaches over one end of it at most.
    let smallest = max(SimilarText.smallest, 2 * index.longestLiteral)
    guard isKept, bytes.count <= SimilarText.limit, min(bytes.count, count) >= smallest else {
      return index.find(in: bytes, candidates: candidates, into: &found)
    }
    alignment.align(
      UnsafeRawBufferPointer(rebasing: text[..<count]), bytes, smallest: smallest)
    let isSameSyntax = syntax == self.syntax
    var next = 0
    var end = 0
    for run in alignment.runs where run.count >= smallest {
      let begins = run.old == 0 && run.new == 0
      let ends = run.old + run.count == count && run.new + run.count == bytes.count
      if !begins {
        search(bytes, end..<run.new, index, candidates: candidates, into: &found)
      }
      // What stands before a literal decides whether it is found, so that one at the beginning of a run does not count
      // with it.
      let first = begins ? 0 : run.old + ByteBefore.reach
      while next < hits.count, hits[next].offset < first { next += 1 }
      while next < hits.count {
        var hit = hits[next]
        // One that ends where the run ends does not count with it, since the byte behind a literal may decide whether it
        // is found.
        guard ends || hit.offset + Int(hit.length) < run.old + run.count else {
          if hit.offset >= run.old + run.count { break }
          next += 1
          continue
        }
        if hit.isQuiet {
          let reach = reaches[Int(hit.detector)]
          hit.isQuiet =
            (begins || hit.offset - Int(reach.before) >= run.old)
            && (ends || hit.offset + Int(reach.after) <= run.old + run.count)
            && (isSameSyntax || !reach.dependsOnSyntax)
        }
        hit.offset += run.new - run.old
        found.append(hit)
        next += 1
      }
      end = ends ? .max : run.new + run.count
    }
    if end != .max {
      search(bytes, end..<bytes.count, index, candidates: candidates, into: &found)
    }
  }

  /// Appends the literals that stand in a gap between runs or reach into it.
  private func search(
    _ bytes: UnsafeRawBufferPointer, _ gap: Range<Int>, _ index: LiteralIndex,
    candidates: UnsafeMutableBufferPointer<UInt32>, into found: inout [LiteralHit]
  ) {
    let reach = index.longestLiteral + ByteBefore.reach
    let start = max(0, gap.lowerBound - reach)
    let end = min(bytes.count, gap.upperBound + reach)
    let first = found.count
    index.find(
      in: UnsafeRawBufferPointer(rebasing: bytes[start..<end]), candidates: candidates,
      into: &found)
    let isLast = gap.upperBound == bytes.count
    var kept = first
    for at in first..<found.count {
      var hit = found[at]
      hit.offset += start
      if gap.lowerBound > 0, hit.offset + Int(hit.length) < gap.lowerBound { continue }
      if !isLast, hit.offset >= gap.upperBound + ByteBefore.reach { continue }
      found[kept] = hit
      kept += 1
    }
    found.removeLast(found.count - kept)
  }

  /// Keeps a text to compare the next one with.
  ///
  /// - Parameter found: its literals in the order of their places, those quiet that led to nothing. Is given what was
  ///   kept before in exchange.
  func keep(
    _ bytes: UnsafeRawBufferPointer, as syntax: SyntaxKind, _ found: inout [LiteralHit]
  ) {
    isKept = bytes.count <= SimilarText.limit
    guard isKept else { return }
    if text.count < bytes.count {
      text.deallocate()
      text = .allocate(byteCount: max(bytes.count, text.count * 2), alignment: 64)
    }
    text.copyMemory(from: bytes)
    count = bytes.count
    self.syntax = syntax
    swap(&hits, &found)
  }
}

/// The last texts of some files, each to be compared with the next version of its own: versions of several files may take
/// turns.
final class SimilarTexts {
  /// So many files.
  private static let count = 4

  /// The last one was kept last.
  private var texts: [(name: ArraySlice<UInt8>, text: SimilarText)] = []

  /// The text that is likely to be most like that of a file.
  func text(for path: BlobPath) -> SimilarText {
    if let known = texts.last(where: { $0.name == path.name }) { return known.text }
    if let last = texts.last { return last.text }
    return SimilarText()
  }

  /// Keeps a text to compare others of the same name with; see ``SimilarText/keep(_:as:_:)``.
  func keep(
    _ bytes: UnsafeRawBufferPointer, of path: BlobPath, as syntax: SyntaxKind,
    _ found: inout [LiteralHit]
  ) {
    var kept = SimilarText?.none
    if let known = texts.lastIndex(where: { $0.name == path.name }) {
      kept = texts.remove(at: known).text
    } else if texts.count == SimilarTexts.count {
      kept = texts.removeFirst().text
    }
    let text = kept ?? SimilarText()
    text.keep(bytes, as: syntax, &found)
    texts.append((path.name, text))
  }
}
