/// Keys, and the values that stand on a key's line.
extension YAMLParser {
  /// A key with its colon begins here and ends on this line.
  func isImplicitKey() -> Bool {
    var ahead = self
    return ((try? ahead.implicitKey()) ?? nil) != nil
  }

  /// Moves behind a key and its colon.
  ///
  /// - Returns: the key and where it ends; nil where none stands here.
  mutating func implicitKey() throws(ReadError) -> (text: String, end: Int)? {
    let start = cursor.at
    while cursor.byte == UInt8(ascii: "&") || cursor.byte == UInt8(ascii: "!") {
      cursor.skip { !$0.isBreak }
      cursor.skipSpaces()
    }
    var text: String
    var end: Int
    switch cursor.byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let line = cursor.at
      text = try quoted()
      end = cursor.at
      guard !cursor.text[line..<end].contains(0x0A) else { return restore(start) }
      cursor.skipSpaces()
      guard cursor.byte == UInt8(ascii: ":"), cursor.peek(1).isBreak else { return restore(start) }
    case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: ">"),
      UInt8(ascii: "#"):
      return nil
    default:
      while true {
        guard !cursor.atEnd, !cursor.byte.isLineEnd else { return restore(start) }
        if cursor.byte == UInt8(ascii: ":"), cursor.peek(1).isBreak { break }
        if cursor.byte == UInt8(ascii: "#"), cursor.peek(-1).isBlank { return restore(start) }
        cursor.at += 1
      }
      let span = cursor.trimmed(start..<cursor.at)
      text = cursor.string(span)
      end = span.upperBound
    }
    cursor.at += 1
    return (text, end)
  }

  private mutating func restore(_ start: Int) -> (text: String, end: Int)? {
    cursor.at = start
    return nil
  }

  /// A scalar, an alias or a flow collection.
  mutating func inline(minimum: Int) throws(ReadError) -> Node {
    let start = cursor.at
    switch cursor.byte {
    case UInt8(ascii: "*"):
      cursor.at += 1
      cursor.skip { !$0.isBreak && !",[]{}".utf8.contains($0) }
      return try alias(cursor.string((start + 1)..<cursor.at), start..<cursor.at)
    case UInt8(ascii: "|"), UInt8(ascii: ">"): return try blockScalar(minimum: minimum)
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let text = try quoted()
      return try scalar(text, isQuoted: true, start..<cursor.at)
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      if isTemplate { return try plain(minimum: minimum) }
      return try flow()
    default: return try plain(minimum: minimum)
    }
  }

  mutating func alias(_ name: String, _ span: Range<Int>) throws(ReadError) -> Node {
    guard let anchored = anchors[name] else {
      return try cursor.node(.unresolved("*\(name)"), span)
    }
    try cursor.count(anchored.weight)
    return anchored
  }

  mutating func scalar(
    _ text: String, isQuoted: Bool, _ span: Range<Int>
  ) throws(ReadError) -> Node {
    if YAMLParser.holdsTemplate(text) { return try cursor.node(.unresolved(text), span) }
    if !isQuoted, ["", "~", "null", "Null", "NULL"].contains(text) {
      return try cursor.node(.null, span)
    }
    return try cursor.node(.scalar(text, isQuoted: isQuoted), span)
  }

  /// `{{ … }}` of Helm, Jinja and GitHub's expressions, `{% … %}`, `$[[ … ]]` of GitLab's inputs.
  private static func holdsTemplate(_ text: String) -> Bool {
    text.utf8.contains(UInt8(ascii: "{"))
      ? text.contains("{{") || text.contains("{%") : text.contains("$[[")
  }

  // MARK: - Plain

  /// A plain scalar of a block: this line and those behind it that stand at column `minimum` or more.
  private mutating func plain(minimum: Int) throws(ReadError) -> Node {
    let start = cursor.at
    plainLine()
    var end = cursor.trimmed(start..<cursor.at).upperBound
    var text = cursor.string(start..<end)
    while true {
      var ahead = self
      var breaks = 0
      while ahead.cursor.byte.isBlank || ahead.cursor.byte.isLineEnd {
        if ahead.cursor.byte == 0x0A { breaks += 1 }
        ahead.advance()
      }
      guard breaks > 0, !ahead.cursor.atEnd, ahead.column >= max(minimum, 1),
        ahead.cursor.byte != UInt8(ascii: "#"), !ahead.isTemplate
      else { break }
      // A line that is a key of its own ends a scalar that is not well-formed YAML.
      if ahead.isImplicitKey() { throw ahead.cursor.error("a key is not expected here") }
      let lineStart = ahead.cursor.at
      ahead.plainLine()
      end = ahead.cursor.trimmed(lineStart..<ahead.cursor.at).upperBound
      text += breaks == 1 ? " " : String(repeating: "\n", count: breaks - 1)
      text += ahead.cursor.string(lineStart..<end)
      self = ahead
    }
    cursor.at = max(cursor.at, end)
    return try scalar(text, isQuoted: false, start..<end)
  }

  /// To the line's end or the comment there; a template is passed whole.
  private mutating func plainLine() {
    while !cursor.atEnd, !cursor.byte.isLineEnd {
      if cursor.byte == UInt8(ascii: "#"), cursor.peek(-1).isBlank { return }
      if cursor.starts(with: "{{"), let length = templateLength() {
        cursor.at += length
      } else {
        cursor.at += 1
      }
    }
  }

  private func templateLength() -> Int? {
    var ahead = cursor
    while !ahead.atEnd, !ahead.byte.isLineEnd {
      if ahead.take("}}") { return ahead.at - cursor.at }
      ahead.at += 1
    }
    return nil
  }

  // MARK: - Quoted

  /// Moves behind a quoted scalar; gives its text.
  mutating func quoted() throws(ReadError) -> String {
    let quote = cursor.byte
    var bytes: [UInt8] = []
    advance()
    while true {
      guard !cursor.atEnd else { throw cursor.error("a quoted text does not end") }
      let byte = cursor.byte
      if byte == quote {
        cursor.at += 1
        guard quote == UInt8(ascii: "'"), cursor.byte == quote else {
          return String(decoding: bytes, as: UTF8.self)
        }
        bytes.append(quote)
        cursor.at += 1
      } else if byte.isLineEnd {
        fold(into: &bytes)
      } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        cursor.at += 1
        if cursor.byte.isLineEnd {
          while cursor.byte.isBlank || cursor.byte.isLineEnd { advance() }
        } else {
          JSONParser.escape(&cursor, into: &bytes)
        }
      } else {
        bytes.append(byte)
        cursor.at += 1
      }
    }
  }

  /// A line end in a quoted scalar is a blank; n + 1 of them are n.
  private mutating func fold(into bytes: inout [UInt8]) {
    while let last = bytes.last, last.isBlank { bytes.removeLast() }
    var breaks = 0
    while cursor.byte.isBlank || cursor.byte.isLineEnd {
      if cursor.byte == 0x0A { breaks += 1 }
      advance()
    }
    bytes += breaks <= 1 ? [0x20] : [UInt8](repeating: 0x0A, count: breaks - 1)
  }

  // MARK: - Block scalars

  /// `|` or `>` and the lines that are indented more than what holds it.
  private mutating func blockScalar(minimum: Int) throws(ReadError) -> Node {
    let start = cursor.at
    let isFolded = cursor.byte == UInt8(ascii: ">")
    cursor.at += 1
    var indent = 0
    while !cursor.atEnd, !cursor.byte.isBreak {
      if cursor.byte.isDigit { indent = max(minimum - 1, 0) + Int(cursor.byte & 15) }
      cursor.at += 1
    }
    cursor.skipLine()
    advance()
    var lines: [Range<Int>] = []
    var end = cursor.at
    while !cursor.atEnd {
      let lineBegin = cursor.at
      cursor.skipSpaces()
      if cursor.byte.isLineEnd || cursor.atEnd {
        lines.append(lineBegin..<lineBegin)
        if cursor.atEnd { break }
        if cursor.byte == 0x0D { cursor.at += 1 }
        advance()
        continue
      }
      if indent == 0 { indent = max(column, max(minimum, 1)) }
      guard column >= indent else {
        cursor.at = lineBegin
        break
      }
      cursor.skipLine()
      var contentEnd = cursor.at
      if contentEnd > lineBegin, cursor.text[contentEnd - 1] == 0x0D { contentEnd -= 1 }
      // Behind a lone carriage return a line has fewer bytes than columns.
      lines.append(min(lineBegin + indent, contentEnd)..<contentEnd)
      end = contentEnd
      if cursor.atEnd { break }
      advance()
    }
    while let last = lines.last, last.isEmpty { lines.removeLast() }
    let texts = lines.map { cursor.string($0) }
    let text = texts.joined(separator: isFolded ? " " : "\n") + (lines.isEmpty ? "" : "\n")
    return try scalar(text, isQuoted: true, start..<max(end, start))
  }
}
