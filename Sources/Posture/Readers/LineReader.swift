/// Reads a text as a list of its lines, for languages without a reader.
public enum LineReader: DocumentReader {
  /// One list.
  ///
  /// - Throws: ``ReadError`` beyond the limits.
  public static func read(_ text: [UInt8], limits: ReadLimits) throws(ReadError) -> [Node] {
    var cursor = TextCursor(text, limits: limits)
    var lines: [Node] = []
    while !cursor.atEnd {
      cursor.skipSpaces()
      let start = cursor.at
      cursor.skipLine()
      let span = cursor.trimmed(start..<cursor.at)
      lines.append(try cursor.node(.scalar(cursor.string(span), isQuoted: true), span))
      cursor.at += 1
    }
    return [Node(.sequence(lines), span: 0..<text.count)]
  }
}
