internal import Model

/// Where the lines of a text begin; LF, CRLF and a lone CR each end one.
struct TextLines {
  private let text: UnsafeRawBufferPointer
  private let starts: [Int]

  /// - Parameter text: has to outlive this value.
  init(_ text: UnsafeRawBufferPointer) {
    self.text = text
    var starts = [0]
    for index in text.indices {
      let byte = text[index]
      let ends =
        byte == 0x0A || (byte == 0x0D && (index + 1 == text.count || text[index + 1] != 0x0A))
      if ends { starts.append(index + 1) }
    }
    self.starts = starts
  }

  /// The place of a span, clamped to the text.
  func location(of span: Range<Int>) -> Location {
    let span = span.clamped(to: 0..<text.count)
    return Location(
      start: position(of: span.lowerBound), end: position(of: span.upperBound), offsets: span)
  }

  /// The 0-based number of the line of byte `offset`.
  func line(of offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  private func position(of offset: Int) -> Position {
    let line = line(of: offset)
    let start = starts[line]
    var units = 0
    for byte in text[start..<offset] {
      // Of a UTF-8 sequence its first byte counts; four bytes are two UTF-16 units.
      if byte & 0xC0 != 0x80 { units += byte >= 0xF0 ? 2 : 1 }
    }
    return Position(line: line + 1, column: offset - start + 1, utf16Column: units + 1)
  }
}
