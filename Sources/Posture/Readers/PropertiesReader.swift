/// Reads `name = value` files: dotenv, INI, properties. A section becomes a mapping of its own.
public enum PropertiesReader: DocumentReader {
  /// The one document of a text.
  ///
  /// - Throws: ``ReadError`` beyond the limits; every text is of this syntax.
  public static func read(_ text: [UInt8], limits: ReadLimits) throws(ReadError) -> [Node] {
    var cursor = TextCursor(text, limits: limits)
    var root = Node.Mapping()
    var section: (name: String, span: Range<Int>, mapping: Node.Mapping)?

    func close() -> Node.Member? {
      section.map {
        Node.Member(
          key: $0.name, keySpan: $0.span, value: Node(.mapping($0.mapping), span: $0.span))
      }
    }
    while !cursor.atEnd {
      cursor.skip { $0 <= 0x20 }
      if cursor.atEnd { break }
      let start = cursor.at
      if "#;!".utf8.contains(cursor.byte) {
        cursor.skipLine()
      } else if cursor.byte == UInt8(ascii: "[") {
        cursor.skip { $0 != UInt8(ascii: "]") && !$0.isLineEnd }
        let name = cursor.string((start + 1)..<cursor.at)
        if let closed = close() { root.members.append(closed) }
        section = (name, start..<cursor.at, Node.Mapping())
        cursor.skipLine()
      } else if let member = try member(&cursor) {
        if section == nil {
          root.members.append(member)
        } else {
          section?.mapping.members.append(member)
        }
      }
    }
    if let closed = close() { root.members.append(closed) }
    return [Node(.mapping(root), span: 0..<text.count)]
  }

  private static func member(_ cursor: inout TextCursor) throws(ReadError) -> Node.Member? {
    if cursor.starts(with: "export ") {
      cursor.at += 7
      cursor.skipSpaces()
    }
    let start = cursor.at
    cursor.skip { !$0.isLineEnd && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ":") }
    // A registry's name of `.npmrc` holds a colon: `//host/:_authToken=…`.
    if cursor.byte == UInt8(ascii: ":"), cursor.text[start] == UInt8(ascii: "/") {
      cursor.skip { !$0.isLineEnd && $0 != UInt8(ascii: "=") }
    }
    let keySpan = cursor.trimmed(start..<cursor.at)
    guard !cursor.atEnd, !cursor.byte.isLineEnd else { return nil }
    cursor.at += 1
    cursor.skipSpaces()
    let value = try value(&cursor)
    cursor.skipLine()
    return Node.Member(key: cursor.string(keySpan), keySpan: keySpan, value: value)
  }

  private static func value(_ cursor: inout TextCursor) throws(ReadError) -> Node {
    let start = cursor.at
    let quote = cursor.byte
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      cursor.at += 1
      cursor.skip { $0 != quote && !$0.isLineEnd }
      if cursor.byte == quote {
        let text = cursor.string((start + 1)..<cursor.at)
        cursor.at += 1
        let isReference = quote == UInt8(ascii: "\"") && holdsReference(text)
        return try cursor.node(
          isReference ? .unresolved(text) : .scalar(text, isQuoted: true), start..<cursor.at)
      }
      cursor.at = start
    }
    cursor.skip { !$0.isLineEnd }
    let span = cursor.trimmed(start..<cursor.at)
    let text = cursor.string(span)
    if text.isEmpty { return try cursor.node(.null, start..<start) }
    return try cursor.node(
      holdsReference(text) ? .unresolved(text) : .scalar(text, isQuoted: false), span)
  }

  /// `${NAME}`, `$NAME`, `$(command)`, `%(name)s`, `{{ template }}`.
  private static func holdsReference(_ text: String) -> Bool {
    text.contains("${") || text.contains("$(") || text.contains("%(") || text.contains("{{")
      || (text.hasPrefix("$") && text.dropFirst().first?.isLetter == true)
  }
}
