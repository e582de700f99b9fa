internal import CByteScan
internal import Model

/// Turns offsets of a window into lines and columns; carries the count from one window of a blob to the next.
struct TextPositions {
  /// What is known of one place.
  private struct Point {
    /// In the window.
    var offset = 0
    /// 1-based.
    var line = 1
    /// Bytes and UTF-16 units between the line's start, which may lie windows back, and here.
    var bytes = 0
    var units = UTF16Count()
  }

  /// Bytes between two places that are kept.
  private static let spacing = 8192

  private var start = Point()
  /// The places `spacing`, 2 · `spacing` … as far as was looked, so that going back, as for the part of a credential
  /// that stands before it, does not mean counting the window again.
  private var marks: [Point] = []
  private var last = Point()

  /// The position of byte `offset` of `bytes`; offsets may come in any order.
  mutating func position(of offset: Int, in bytes: UnsafeRawBufferPointer) -> Position {
    if offset < last.offset {
      let mark = offset / Self.spacing
      last = mark == 0 ? start : marks[mark - 1]
    }
    while last.offset < offset {
      let stop = min(offset, (last.offset / Self.spacing + 1) * Self.spacing)
      TextPositions.advance(&last, to: stop, in: bytes)
      if stop == (marks.count + 1) * Self.spacing { marks.append(last) }
    }
    return Position(line: last.line, column: last.bytes + 1, utf16Column: last.units.units + 1)
  }

  /// The window's bytes below `end` are done; the next window begins with the byte there.
  mutating func advanceWindow(to end: Int, in bytes: UnsafeRawBufferPointer) {
    _ = position(of: end, in: bytes)
    begin(last)
  }

  /// So many NUL bytes, a sparse file's hole, lie before the next window.
  mutating func skipHole(_ count: Int) {
    var point = start
    point.bytes += count
    point.units.feedZeros(count)
    begin(point)
  }

  private mutating func begin(_ point: Point) {
    start = point
    start.offset = 0
    last = start
    marks.removeAll(keepingCapacity: true)
  }

  private static func advance(
    _ point: inout Point, to stop: Int, in bytes: UnsafeRawBufferPointer
  ) {
    guard let base = bytes.baseAddress else { return }
    let text = base.assumingMemoryBound(to: UInt8.self)
    let passed = point.offset..<stop
    // Safety: passed lies within the window.
    let lines = cbytescan_count_line_ends(
      text + passed.lowerBound, passed.count, stop < bytes.count ? Int32(text[stop]) : -1)
    var lineStart = passed.lowerBound
    if lines > 0 {
      lineStart = stop
      while !endsLine(text, lineStart - 1, bytes.count) { lineStart -= 1 }
      point.line += lines
      point.bytes = 0
      point.units = UTF16Count()
    }
    point.bytes += stop - lineStart
    point.units.feed(UnsafeRawBufferPointer(rebasing: bytes[lineStart..<stop]))
    point.offset = stop
  }

  private static func endsLine(_ text: UnsafePointer<UInt8>, _ at: Int, _ count: Int) -> Bool {
    text[at] == 0x0A || (text[at] == 0x0D && (at + 1 == count || text[at + 1] != 0x0A))
  }
}
