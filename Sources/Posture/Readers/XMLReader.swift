/// Reads XML, property lists among it. An element's attributes are members `@name`, its elements members of their
/// names; an element of text alone is a scalar. A property list's `<key>` and the value behind it become a member.
///
/// No entity but the five of XML itself is expanded, and no document type is read.
///
/// Source: https://www.w3.org/TR/xml/
public enum XMLReader: DocumentReader {
  /// The one document of a text: a mapping with the root element.
  ///
  /// - Throws: ``ReadError`` where it is no XML, or beyond the limits.
  public static func read(_ text: [UInt8], limits: ReadLimits) throws(ReadError) -> [Node] {
    var parser = XMLParser(TextCursor(text, limits: limits))
    return [try parser.document()]
  }
}

/// XML's grammar over a cursor.
struct XMLParser {
  private var cursor: TextCursor

  init(_ cursor: TextCursor) { self.cursor = cursor }

  mutating func document() throws(ReadError) -> Node {
    try skipMisc()
    let root = try element()
    return try cursor.node(.mapping(Node.Mapping(members: [root])), 0..<cursor.text.count)
  }

  private mutating func skipMisc() throws(ReadError) {
    while true {
      cursor.skip { $0 <= 0x20 }
      if cursor.starts(with: "<!--") {
        cursor.skip(past: "-->")
      } else if cursor.starts(with: "<?") {
        cursor.skip(past: "?>")
      } else if cursor.starts(with: "<!") {
        skipDocumentType()
      } else {
        return
      }
    }
  }

  private mutating func skipDocumentType() {
    var depth = 0
    while !cursor.atEnd {
      if cursor.byte == UInt8(ascii: "<") || cursor.byte == UInt8(ascii: "[") { depth += 1 }
      if cursor.byte == UInt8(ascii: ">") || cursor.byte == UInt8(ascii: "]") { depth -= 1 }
      cursor.at += 1
      if depth == 0 { return }
    }
  }

  private mutating func element() throws(ReadError) -> Node.Member {
    guard cursor.byte == UInt8(ascii: "<"), cursor.peek(1).isWord else {
      throw cursor.error("an element is expected")
    }
    let start = cursor.at
    cursor.at += 1
    let name = name()
    let keySpan = (start + 1)..<cursor.at
    try cursor.enter()
    defer { cursor.leave() }
    var mapping = Node.Mapping()
    while true {
      cursor.skip { $0 <= 0x20 }
      if cursor.take("/>") { return try close(name, keySpan, mapping, [], start..<cursor.at) }
      if cursor.take(">") { break }
      mapping.members.append(try attribute())
    }
    let contentStart = cursor.at
    var text: [UInt8] = []
    while true {
      guard !cursor.atEnd else { throw cursor.error("element '\(name)' does not end") }
      if cursor.starts(with: "</") {
        let end = cursor.at
        cursor.skip(past: ">")
        let span = text.isEmpty ? start..<cursor.at : contentStart..<end
        return try close(name, keySpan, mapping, text, span)
      }
      if cursor.take("<![CDATA[") {
        let from = cursor.at
        cursor.skip(past: "]]>")
        text += cursor.text[from..<max(from, cursor.at - 3)]
      } else if cursor.starts(with: "<!") || cursor.starts(with: "<?") {
        try skipMisc()
      } else if cursor.byte == UInt8(ascii: "<") {
        mapping.members.append(try element())
      } else {
        character(into: &text)
      }
    }
  }

  private mutating func close(
    _ name: String, _ keySpan: Range<Int>, _ content: Node.Mapping, _ text: [UInt8],
    _ span: Range<Int>
  ) throws(ReadError) -> Node.Member {
    var trimmed = text[...].drop { $0 <= 0x20 }
    while let last = trimmed.last, last <= 0x20 { trimmed.removeLast() }
    let string = String(decoding: trimmed, as: UTF8.self)
    let value: Node.Value
    if content.members.isEmpty {
      let isTruth = string.isEmpty && (name == "true" || name == "false")
      value =
        isTruth
        ? .scalar(name, isQuoted: false)
        : string.isEmpty
          ? .null
          : string.contains("${") ? .unresolved(string) : .scalar(string, isQuoted: false)
    } else if name == "dict" {
      value = .mapping(XMLParser.propertyList(content))
    } else if name == "array" {
      value = .sequence(content.members.map(\.value))
    } else {
      var content = content
      if !string.isEmpty {
        content.members.append(
          Node.Member(
            key: "#text", keySpan: span, value: Node(.scalar(string, isQuoted: false), span: span)))
      }
      value = .mapping(content)
    }
    return Node.Member(key: name, keySpan: keySpan, value: try cursor.node(value, span))
  }

  private static func propertyList(_ content: Node.Mapping) -> Node.Mapping {
    var mapping = Node.Mapping()
    var key: Node?
    for member in content.members {
      if member.key == "key" {
        key = member.value
      } else if let name = key {
        mapping.members.append(
          Node.Member(key: name.text ?? "", keySpan: name.span, value: member.value))
        key = nil
      }
    }
    return mapping
  }

  private mutating func attribute() throws(ReadError) -> Node.Member {
    let start = cursor.at
    let name = name()
    guard !name.isEmpty else { throw cursor.error("an attribute is expected") }
    let keySpan = start..<cursor.at
    cursor.skip { $0 <= 0x20 }
    guard cursor.take("=") else { throw cursor.error("'=' is expected") }
    cursor.skip { $0 <= 0x20 }
    let quote = cursor.byte
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      throw cursor.error("a quotation mark is expected")
    }
    cursor.at += 1
    let from = cursor.at
    var text: [UInt8] = []
    while cursor.byte != quote {
      guard !cursor.atEnd else { throw cursor.error("an attribute does not end") }
      character(into: &text)
    }
    let span = from..<cursor.at
    cursor.at += 1
    let string = String(decoding: text, as: UTF8.self)
    let value: Node.Value =
      string.contains("${") ? .unresolved(string) : .scalar(string, isQuoted: true)
    return Node.Member(key: "@\(name)", keySpan: keySpan, value: try cursor.node(value, span))
  }

  private mutating func name() -> String {
    let start = cursor.at
    cursor.skip { $0.isWord || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
    return cursor.string(start..<cursor.at)
  }

  /// One byte, or what an entity of XML itself stands for.
  private mutating func character(into text: inout [UInt8]) {
    if cursor.byte == UInt8(ascii: "&") {
      if cursor.take("&amp;") { return text.append(UInt8(ascii: "&")) }
      if cursor.take("&lt;") { return text.append(UInt8(ascii: "<")) }
      if cursor.take("&gt;") { return text.append(UInt8(ascii: ">")) }
      if cursor.take("&quot;") { return text.append(UInt8(ascii: "\"")) }
      if cursor.take("&apos;") { return text.append(UInt8(ascii: "'")) }
    }
    text.append(cursor.byte)
    cursor.at += 1
  }
}
