/// A place in one column of text: a 1-based line and 1-based columns in the two units that readers use.
public struct Position: Sendable, Equatable, Hashable {
  /// 1-based line; LF, CRLF and a lone CR each end one.
  public var line: Int
  /// 1-based column counted in UTF-8 bytes.
  public var column: Int
  /// 1-based column counted in UTF-16 code units, as SARIF wants it; a byte that is not UTF-8 counts as one unit.
  public var utf16Column: Int

  /// Makes a position from its three numbers.
  public init(line: Int, column: Int, utf16Column: Int) {
    self.line = line
    self.column = column
    self.utf16Column = utf16Column
  }
}

/// A span of a blob.
public struct Location: Sendable, Equatable, Hashable {
  /// The first byte.
  public var start: Position
  /// One past the last byte.
  public var end: Position
  /// 0-based byte offsets in the text as it was scanned (UTF-16 files are scanned as UTF-8).
  public var offsets: Range<Int>

  /// Makes a location; `end` is exclusive.
  public init(start: Position, end: Position, offsets: Range<Int>) {
    self.start = start
    self.end = end
    self.offsets = offsets
  }
}
