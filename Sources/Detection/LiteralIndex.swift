internal import CByteScan
internal import Rules

/// A literal found in a text.
struct LiteralHit {
  /// The detector that asked for the literal.
  var detector: Int32
  /// The literal's length in bytes.
  var length: Int32
  /// Where it begins.
  var offset: Int

  /// By place; the rest only makes the order one that does not depend on the way of searching.
  @inline(__always)
  static func < (left: LiteralHit, right: LiteralHit) -> Bool {
    if left.offset != right.offset { return left.offset < right.offset }
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
/// Each literal is represented by those four of its bytes that are rarest together in source code. At every position
/// of the text the four bytes that stand there are asked of a small filter (`CByteScan`); only where it lets them
/// through is the exact window looked up here, and the literals that own it compared. What a position costs does not
/// depend on the number of literals until the filter fills up.
// Safety: the tables are written in `init` and never changed; `deinit` frees them.
final class LiteralIndex: @unchecked Sendable {
  private struct Entry {
    /// Where the window stands in the literal.
    var window: Int32
    /// Where the literal stands in `texts`.
    var start: Int32
    var length: Int32
    var detector: Int32
    /// The next entry with the same window, or -1.
    var next: Int32
  }

  private let filter: UnsafeMutablePointer<cbytescan_filter>
  private let way = cbytescan_best_way()
  /// A hash table of the windows, and for each its first entry. A free key has all bits set; a key whose bit 5 is
  /// clear (it is set in every window) says that another window of the same hash stands further on.
  private let keys: UnsafeMutablePointer<UInt32>
  private let heads: UnsafeMutablePointer<Int32>
  private let slotMask: UInt32
  private let slotShift: UInt32
  private let entries: UnsafeMutablePointer<Entry>
  private let texts: UnsafeMutablePointer<UInt8>
  /// Bytes.
  let longestLiteral: Int

  private static let free = UInt32.max

  /// Builds the index; literals shorter than three bytes are left out.
  init(_ literals: [RulePack.Literal]) {
    let usable = literals.filter { $0.bytes.count >= 3 }
    longestLiteral = usable.reduce(3) { max($0, $1.bytes.count) }
    // A literal of three bytes owns a window for each caseless ASCII byte that may follow it; patterns are ASCII.
    let windowCount = usable.reduce(0) { $0 + ($1.bytes.count == 3 ? 64 : 1) }
    filter = .allocate(capacity: 1)
    filter.initialize(to: cbytescan_filter())
    entries = .allocate(capacity: max(1, windowCount))
    texts = .allocate(capacity: max(1, usable.reduce(0) { $0 + $1.bytes.count }))
    // Literals share windows, so there are fewer of these; a third of the table stays free in any case.
    var capacity: UInt32 = 64
    while capacity < UInt32(windowCount + windowCount / 2) { capacity *= 2 }
    slotMask = capacity - 1
    slotShift = UInt32(capacity.leadingZeroBitCount) + 1
    keys = .allocate(capacity: Int(capacity))
    keys.initialize(repeating: LiteralIndex.free, count: Int(capacity))
    heads = .allocate(capacity: Int(capacity))
    heads.initialize(repeating: -1, count: Int(capacity))
    var end = 0
    var entry: Int32 = 0
    for literal in usable {
      let count = literal.bytes.count
      for (at, byte) in literal.bytes.enumerated() { texts[end + at] = byte | 0x20 }
      let value = Entry(
        window: Int32(literal.window), start: Int32(end), length: Int32(count),
        detector: Int32(literal.detector), next: -1)
      let window = (0..<min(4, count)).reduce(UInt32(0)) {
        $0 | UInt32(texts[end + literal.window + $1]) << UInt32(8 * $1)
      }
      if count == 3 {
        for byte in UInt32(0)..<128 where byte & 0x20 != 0 {
          insert(window | byte << 24, entry, value)
          entry += 1
        }
      } else {
        insert(window, entry, value)
        entry += 1
      }
      end += count
    }
  }

  deinit {
    filter.deallocate()
    keys.deallocate()
    heads.deallocate()
    entries.deallocate()
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
      let found = cbytescan_windows(
        way, filter, text, bytes.count, &at, offsets, candidates.count)
      for index in 0..<known(offsets, found, in: base) {
        let offset = Int(offsets[index])
        let window = base.loadUnaligned(fromByteOffset: offset, as: UInt32.self) | 0x2020_2020
        verify(window, at: offset, in: text, count: bytes.count, &hits)
      }
    }
    // The last three bytes may be a literal with nothing behind it.
    let last = bytes.count - 3
    let tail = (0..<3).reduce(UInt32(0x2000_0000)) {
      $0 | UInt32(text[last + $1] | 0x20) << UInt32(8 * $1)
    }
    verify(tail, at: last, in: text, count: bytes.count, &hits)
  }

  /// Moves those offsets to the front whose window is (but for rare collisions) in the table; returns how many.
  ///
  /// Without a branch, so that the loads of many offsets overlap.
  // Safety: `count` offsets are written, each four bytes or more before the end of the text at `base`.
  @inline(__always)
  private func known(
    _ offsets: UnsafeMutablePointer<UInt32>, _ count: Int, in base: UnsafeRawPointer
  ) -> Int {
    var kept = 0
    for index in 0..<count {
      let offset = offsets[index]
      let window =
        base.loadUnaligned(fromByteOffset: Int(offset), as: UInt32.self) | 0x2020_2020
      let key = keys[Int(slot(window))]
      offsets[kept] = offset
      // All bits of `key ^ window` but bit 5 are clear, or bit 5 of the key is.
      kept &+= (key ^ window) & ~0x20 == 0 || key & 0x20 == 0 ? 1 : 0
    }
    return kept
  }

  @inline(__always)
  private func verify(
    _ window: UInt32, at offset: Int, in text: UnsafePointer<UInt8>, count: Int,
    _ hits: inout [LiteralHit]
  ) {
    var slot = self.slot(window)
    while heads[Int(slot)] >= 0 {
      if keys[Int(slot)] | 0x20 == window {
        var next = heads[Int(slot)]
        while next >= 0 {
          // Safety: entries are linked only to entries.
          let entry = entries[Int(next)]
          let start = offset - Int(entry.window)
          if start >= 0, start + Int(entry.length) <= count,
            LiteralIndex.equal(texts + Int(entry.start), text + start, Int(entry.length))
          {
            hits.append(
              LiteralHit(detector: entry.detector, length: entry.length, offset: start))
          }
          next = entry.next
        }
        return
      }
      slot = (slot + 1) & slotMask
    }
  }

  /// Compares with bit 5 set; that joins a few signs too (`@` and backquote), which the pattern then tells apart.
  @inline(__always)
  private static func equal(
    _ literal: UnsafePointer<UInt8>, _ text: UnsafePointer<UInt8>, _ count: Int
  ) -> Bool {
    for index in 0..<count where text[index] | 0x20 != literal[index] { return false }
    return true
  }

  private func insert(_ window: UInt32, _ index: Int32, _ value: Entry) {
    var value = value
    var slot = self.slot(window)
    while heads[Int(slot)] >= 0, keys[Int(slot)] | 0x20 != window {
      keys[Int(slot)] &= ~0x20
      slot = (slot + 1) & slotMask
    }
    value.next = heads[Int(slot)]
    entries[Int(index)] = value
    if value.next < 0 { keys[Int(slot)] = window }
    heads[Int(slot)] = index
    cbytescan_add(filter, window)
  }

  /// Fibonacci hashing: the product's top bits depend on all four bytes.
  @inline(__always)
  private func slot(_ window: UInt32) -> UInt32 { (window &* 0x9E37_79B1) &>> slotShift }
}
