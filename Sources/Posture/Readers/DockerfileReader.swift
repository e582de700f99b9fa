/// Reads a Dockerfile: each instruction is a member; `ENV`, `ARG` and `LABEL` hold mappings, the others their text.
///
/// Source: https://docs.docker.com/reference/dockerfile/
public enum DockerfileReader: DocumentReader {
  /// The one document of a text.
  ///
  /// - Throws: ``ReadError`` beyond the limits.
  public static func read(_ text: [UInt8], limits: ReadLimits) throws(ReadError) -> [Node] {
    var cursor = TextCursor(text, limits: limits)
    var root = Node.Mapping()
    while !cursor.atEnd {
      cursor.skip { $0 <= 0x20 }
      if cursor.atEnd { break }
      if cursor.byte == UInt8(ascii: "#") {
        cursor.skipLine()
        continue
      }
      let start = cursor.at
      cursor.skip { $0.isLetter }
      let name = cursor.string(start..<cursor.at).uppercased()
      let keySpan = start..<cursor.at
      guard !name.isEmpty else {
        cursor.skipLine()
        continue
      }
      let span = instruction(&cursor)
      let value =
        ["ENV", "ARG", "LABEL"].contains(name)
        ? try pairs(cursor, span, isPlain: name == "ENV") : try scalar(&cursor, span)
      try cursor.count(value.weight)
      root.members.append(Node.Member(key: name, keySpan: keySpan, value: value))
    }
    return [Node(.mapping(root), span: 0..<text.count)]
  }

  /// Moves behind an instruction, continued lines and here documents included; gives its arguments' span.
  private static func instruction(_ cursor: inout TextCursor) -> Range<Int> {
    cursor.skipSpaces()
    let start = cursor.at
    var word: [UInt8] = []
    while !cursor.atEnd {
      let line = cursor.at
      cursor.skipLine()
      if word.isEmpty, let end = hereDocument(cursor.text[line..<cursor.at]) { word = end }
      var end = cursor.at
      while end > line, cursor.text[end - 1] <= 0x20 { end -= 1 }
      cursor.at = min(cursor.at + 1, cursor.text.count)
      if !word.isEmpty {
        if cursor.text[line..<end].elementsEqual(word) { break }
      } else if end == line || cursor.text[end - 1] != UInt8(ascii: "\\") {
        break
      }
    }
    return cursor.trimmed(start..<max(start, cursor.at))
  }

  private static func hereDocument(_ line: ArraySlice<UInt8>) -> [UInt8]? {
    guard
      let at = line.indices.dropLast(2).first(where: {
        line[$0] == UInt8(ascii: "<") && line[$0 + 1] == UInt8(ascii: "<")
      })
    else { return nil }
    let word = line[(at + 2)...].drop { "-\"'".utf8.contains($0) }.prefix { $0.isWord }
    return word.isEmpty ? nil : Array(word)
  }

  private static func scalar(
    _ cursor: inout TextCursor, _ span: Range<Int>
  ) throws(ReadError) -> Node {
    let text = cursor.string(span)
    return Node(text.contains("$") ? .unresolved(text) : .scalar(text, isQuoted: false), span: span)
  }

  /// `NAME=value NAME="value" …`, or `NAME value` of old.
  private static func pairs(
    _ cursor: TextCursor, _ span: Range<Int>, isPlain: Bool
  ) throws(ReadError) -> Node {
    var mapping = Node.Mapping()
    var inner = cursor
    inner.at = span.lowerBound
    while inner.at < span.upperBound {
      inner.skip { $0 <= 0x20 || $0 == UInt8(ascii: "\\") }
      let start = inner.at
      guard start < span.upperBound else { break }
      inner.skip { $0 > 0x20 && $0 != UInt8(ascii: "=") }
      let keySpan = start..<min(inner.at, span.upperBound)
      var value = Node(.null, span: keySpan)
      if inner.byte == UInt8(ascii: "=") {
        inner.at += 1
        value = word(&inner, end: span.upperBound)
      } else if isPlain {
        inner.skipSpaces()
        let rest = min(inner.at, span.upperBound)..<span.upperBound
        value = Node(.scalar(inner.string(rest), isQuoted: false), span: rest)
        inner.at = span.upperBound
      }
      mapping.members.append(
        Node.Member(key: inner.string(keySpan), keySpan: keySpan, value: value))
    }
    return Node(.mapping(mapping), span: span)
  }

  private static func word(_ cursor: inout TextCursor, end: Int) -> Node {
    let start = cursor.at
    var bytes: [UInt8] = []
    var quote: UInt8 = 0
    while cursor.at < end {
      let byte = cursor.byte
      if quote == 0, byte <= 0x20 { break }
      cursor.at += 1
      if byte == quote {
        quote = 0
      } else if quote == 0, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: "\\"), cursor.at < end {
        bytes.append(cursor.byte)
        cursor.at += 1
      } else {
        bytes.append(byte)
      }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return Node(
      text.contains("$") ? .unresolved(text) : .scalar(text, isQuoted: false),
      span: start..<cursor.at)
  }
}
