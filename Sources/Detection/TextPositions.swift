internal import CByteScan
internal import Model

/// Turns offsets of a window into lines and columns; carries the count from one window of a blob to the next.
struct TextPositions {
  /// The line that the window's first byte stands on, 1-based.
  private var line = 1
  /// Bytes and UTF-16 units of that line before the window.
  private var bytesBefore = 0
  private var unitsBefore = 0
  /// The last position asked for in this window, so that a file of many findings is counted once.
  private var known = Known()

  private struct Known {
    var offset = 0
    var line = 0
    var lineStart = 0
  }

  /// The position of byte `offset` of `bytes`; offsets may come in any order, rising ones are cheap.
  mutating func position(of offset: Int, in bytes: UnsafeRawBufferPointer) -> Position {
    advance(to: offset, in: bytes)
    let isFirst = known.line == 0
    let start = known.lineStart
    let column = offset - start + (isFirst ? bytesBefore : 0)
    let units =
      TextPositions.utf16Units(UnsafeRawBufferPointer(rebasing: bytes[start..<offset]))
      + (isFirst ? unitsBefore : 0)
    return Position(line: line + known.line, column: column + 1, utf16Column: units + 1)
  }

  /// The window's bytes below `end` are done; the next window begins with the byte there.
  mutating func advanceWindow(to end: Int, in bytes: UnsafeRawBufferPointer) {
    advance(to: end, in: bytes)
    let units = TextPositions.utf16Units(
      UnsafeRawBufferPointer(rebasing: bytes[known.lineStart..<end]))
    if known.line == 0 {
      bytesBefore += end
      unitsBefore += units
    } else {
      bytesBefore = end - known.lineStart
      unitsBefore = units
      line += known.line
    }
    known = Known()
  }

  private mutating func advance(to offset: Int, in bytes: UnsafeRawBufferPointer) {
    if offset < known.lineStart { known = Known() }
    guard let base = bytes.baseAddress, offset > known.offset else {
      known.offset = max(known.offset, offset)
      return
    }
    let text = base.assumingMemoryBound(to: UInt8.self)
    // Safety: known.offset < offset <= bytes.count.
    let ends = cbytescan_count_line_ends(
      text + known.offset, offset - known.offset,
      offset < bytes.count ? Int32(text[offset]) : -1)
    var start = offset
    while start > known.offset, !TextPositions.endsLine(text, start - 1, bytes.count) { start -= 1 }
    if start > known.offset { known.lineStart = start }
    known.line += ends
    known.offset = offset
  }

  private static func endsLine(_ text: UnsafePointer<UInt8>, _ at: Int, _ count: Int) -> Bool {
    text[at] == 0x0A || (text[at] == 0x0D && (at + 1 == count || text[at + 1] != 0x0A))
  }

  /// UTF-16 units of UTF-8 text; a byte that is not UTF-8 counts as one.
  static func utf16Units(_ bytes: UnsafeRawBufferPointer) -> Int {
    if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.count }
    return String(decoding: bytes, as: UTF8.self).utf16.count
  }
}
