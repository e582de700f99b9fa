internal import CByteScan
internal import Rules

/// A literal found in a text.
struct LiteralHit {
  /// The detector that asked for the literal.
  var detector: Int32
  /// The literal's length in bytes.
  var length: Int32
  private var start: UInt32
  /// Known to lead to nothing, by the text around it.
  var isQuiet = false

  /// Where it begins.
  var offset: Int {
    get { Int(start) }
    set { start = UInt32(truncatingIfNeeded: newValue) }
  }

  /// A hit in a text of fewer than 2^32 bytes.
  init(detector: Int32, length: Int32, offset: Int) {
    self.detector = detector
    self.length = length
    start = UInt32(truncatingIfNeeded: offset)
  }

  /// By place; the rest only makes the order one that does not depend on the way of searching.
  @inline(__always)
  static func < (left: LiteralHit, right: LiteralHit) -> Bool {
    if left.start != right.start { return left.start < right.start }
    if left.detector != right.detector { return left.detector < right.detector }
    return left.length < right.length
  }
}

extension [LiteralHit] {
  /// Sorts hits that are nearly in order, as a search gives them: none is far from its place.
  mutating func settle() {
    for index in indices.dropFirst() where self[index] < self[index - 1] {
      let hit = self[index]
      var to = index
      while to > 0, hit < self[to - 1] {
        self[to] = self[to - 1]
        to -= 1
      }
      self[to] = hit
    }
  }
}

/// All detectors' literals, looked for caselessly in one pass over the text.
///
/// Only every second position of the text is looked at: a literal owns two windows of four bytes, one behind the other,
/// of which one stands at an even offset wherever the literal does. They are those that are rarest in source code. A
/// literal of three or four bytes has no second window, and owns one with a byte more before or behind it, whatever that
/// is. A small filter (`CByteScan`) says where a window may stand, and the bytes beside it whether a literal may; only
/// then the window is looked up, and the literals that own it compared. What a position costs does not depend on the
/// number of literals until the filter fills up.
// Safety: the tables are written in `init` and never changed; `deinit` frees them.
final class LiteralIndex: @unchecked Sendable {
  /// A literal as an owner of a window.
  private struct Entry {
    /// The literal's first four bytes, with bit 5 set; of a literal of three, three.
    var beginning: UInt32
    /// Where the window stands in the literal; -1 is the byte before it.
    var window: Int32
    /// Where the literal stands in `texts`.
    var start: Int32
    var length: Int32
    var detector: Int32
    /// A ``LiteralBoundary``.
    var boundary: UInt8
  }

  private let filter: UnsafeMutablePointer<cbytescan_filter>
  private let neighbours = WindowNeighbours(bits: 14)
  /// Those of open windows, which are few: so few that the processor has them at hand.
  private let openNeighbours = WindowNeighbours(bits: 12)
  private let windows: WindowTable
  /// The entries, those of one place in `windows` beside each other; and where each place's begin, with one more for
  /// the end.
  private let entries: UnsafeMutablePointer<Entry>
  private let firsts: UnsafeMutablePointer<Int32>
  private let texts: UnsafeMutablePointer<UInt8>
  /// Bytes.
  let longestLiteral: Int

  /// Builds the index; literals shorter than three bytes are left out.
  init(_ literals: [RulePack.Literal]) {
    let usable = literals.filter { $0.bytes.count >= 3 }
    longestLiteral = usable.reduce(3) { max($0, $1.bytes.count) }
    filter = .allocate(capacity: 1)
    filter.initialize(to: cbytescan_filter())
    texts = .allocate(capacity: max(1, usable.reduce(0) { $0 + $1.bytes.count }))
    var windows = WindowTable()
    var owners: [(window: UInt32, entry: Entry)] = []
    owners.reserveCapacity(2 * usable.count)
    var end = 0
    for literal in usable {
      let count = literal.bytes.count
      for (at, byte) in literal.bytes.enumerated() { texts[end + at] = byte | 0x20 }
      let first = count == 3 ? -1 : literal.window
      for at in first...(first + 1) {
        let window = Window(of: texts + end, count, at: at)
        window.add(to: filter)
        (window.isOpen ? openNeighbours : neighbours).add(
          window, at: at, in: texts + end, count, literal.boundary)
        windows.insert(window.number)
        owners.append(
          (
            window.number,
            Entry(
              beginning: LiteralIndex.beginning(texts + end, count), window: Int32(at),
              start: Int32(end), length: Int32(count), detector: Int32(literal.detector),
              boundary: UInt8(literal.boundary.rawValue))
          ))
      }
      end += count
    }
    self.windows = windows

    // Counted, then summed up, then put into their places.
    firsts = .allocate(capacity: windows.places + 1)
    firsts.initialize(repeating: 0, count: windows.places + 1)
    entries = .allocate(capacity: max(1, owners.count))
    for (window, _) in owners { firsts[windows.place(of: window)] += 1 }
    for place in 0..<windows.places { firsts[place + 1] += firsts[place] }
    for (window, entry) in owners {
      let place = windows.place(of: window)
      firsts[place] -= 1
      (entries + Int(firsts[place])).initialize(to: entry)
    }
  }

  deinit {
    filter.deallocate()
    neighbours.deallocate()
    openNeighbours.deallocate()
    windows.deallocate()
    entries.deallocate()
    firsts.deallocate()
    texts.deallocate()
  }

  /// Appends every literal in `bytes` to `hits`: those of one literal in order, those of different ones nearly so.
  ///
  /// - Parameters:
  ///   - bytes: fewer than 2^32.
  ///   - candidates: room for offsets, more than `CBYTESCAN_RESERVE`; what it holds does not matter.
  func find(
    in bytes: UnsafeRawBufferPointer, candidates: UnsafeMutableBufferPointer<UInt32>,
    into hits: inout [LiteralHit]
  ) {
    guard let base = bytes.baseAddress, let offsets = candidates.baseAddress, bytes.count >= 3
    else { return }
    let text = base.assumingMemoryBound(to: UInt8.self)
    var at = 0
    while at + 4 <= bytes.count {
      // Safety: writes at most `candidates.count` offsets, all below `bytes.count - 3`.
      let found = cbytescan_windows(filter, text, bytes.count, &at, offsets, candidates.count)
      for index in 0..<fitting(offsets, found, in: text, bytes.count) {
        let mayBeOpen = offsets[index] & 1 == 1
        let offset = Int(offsets[index] & ~1)
        let window = Window(base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        verify(window, at: offset, in: text, bytes.count, &hits)
        guard mayBeOpen else { continue }
        verify(window.openEnd, at: offset, in: text, bytes.count, &hits)
        verify(window.openStart, at: offset, in: text, bytes.count, &hits)
      }
    }
    // The last three bytes may be a literal or the end of one, with nothing behind it.
    let last = bytes.count - 3
    if last % 2 == 0 {
      let tail = (0..<3).reduce(UInt32(0)) { $0 | UInt32(text[last + $1]) << UInt32(8 * $1) }
      verify(Window(tail).openEnd, at: last, in: text, bytes.count, &hits)
    }
  }

  /// Moves those offsets to the front at which the bytes beside a window are a literal's; returns how many.
  ///
  /// They are even; one more is where an open window may stand.
  /// Without a branch, so that the loads of many offsets overlap.
  // Safety: `found` offsets are written, each four bytes or more before the end of the text.
  @inline(__always)
  private func fitting(
    _ offsets: UnsafeMutablePointer<UInt32>, _ found: Int, in text: UnsafePointer<UInt8>,
    _ count: Int
  ) -> Int {
    var kept = 0
    let kinds = ByteBefore.kinds
    for index in 0..<found {
      let offset = Int(offsets[index])
      let window = Window(UnsafeRawPointer(text + offset).loadUnaligned(as: UInt32.self))
      // Where the text begins anything goes that does where a blank stands. Where it ends only literals that end there,
      // too, are there; to those every byte is right.
      let before = kinds[Int(offset > 0 ? text[offset &- 1] : 0x20)]
      let first = kinds[Int(text[offset])]
      let behind = text[min(offset &+ 4, count &- 1)]
      let open =
        openNeighbours.fit(window.openEnd, before: before, behind: behind)
        | openNeighbours.fit(window.openStart, before: first, behind: behind)
      offsets[kept] = UInt32(truncatingIfNeeded: offset) | UInt32(truncatingIfNeeded: open)
      kept &+= Int(neighbours.fit(window, before: before, behind: behind) | open)
    }
    return kept
  }

  /// Compares the literals that own a window.
  @inline(__always)
  private func verify(
    _ window: Window, at offset: Int, in text: UnsafePointer<UInt8>, _ count: Int,
    _ hits: inout [LiteralHit]
  ) {
    let place = windows.place(of: window.number)
    if place >= 0 { compare(place, at: offset, in: text, count, &hits) }
  }

  private func compare(
    _ place: Int, at offset: Int, in text: UnsafePointer<UInt8>, _ count: Int,
    _ hits: inout [LiteralHit]
  ) {
    // Safety: `firsts` has an element more than there are places; they are indices of `entries`, or its end.
    var entry = entries + Int(firsts[place])
    let end = entries + Int(firsts[place + 1])
    while entry < end {
      let start = offset - Int(entry.pointee.window)
      let length = Int(entry.pointee.length)
      if start >= 0, start + length <= count,
        LiteralIndex.beginning(text + start, length) == entry.pointee.beginning,
        ByteBefore.allows(entry.pointee.boundary, start, in: text),
        LiteralIndex.equal(texts + Int(entry.pointee.start), text + start, length)
      {
        hits.append(
          LiteralHit(detector: entry.pointee.detector, length: Int32(length), offset: start))
      }
      entry += 1
    }
  }

  /// The first four bytes, or three, as a number; bit 5 set in each of four.
  // Safety: `count` bytes, three or more, stand at `text`.
  @inline(__always)
  private static func beginning(_ text: UnsafePointer<UInt8>, _ count: Int) -> UInt32 {
    if count == 3 {
      return UInt32(text[0]) | UInt32(text[1]) << 8 | UInt32(text[2]) << 16 | 0x2020_2020
    }
    return UnsafeRawPointer(text).loadUnaligned(as: UInt32.self) | 0x2020_2020
  }

  /// Compares with bit 5 set; that joins a few signs too (`@` and backquote), which the pattern then tells apart.
  @inline(__always)
  private static func equal(
    _ literal: UnsafePointer<UInt8>, _ text: UnsafePointer<UInt8>, _ count: Int
  ) -> Bool {
    for index in 0..<count where text[index] | 0x20 != literal[index] { return false }
    return true
  }
}
