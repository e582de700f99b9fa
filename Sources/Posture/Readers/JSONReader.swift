/// Reads JSON with comments and trailing commas, as tools' settings have it.
///
/// Source: https://www.rfc-editor.org/rfc/rfc8259
public enum JSONReader: DocumentReader {
  /// The one document of a text.
  ///
  /// - Throws: ``ReadError`` where it is no JSON, or beyond the limits.
  public static func read(_ text: [UInt8], limits: ReadLimits) throws(ReadError) -> [Node] {
    var parser = JSONParser(TextCursor(text, limits: limits))
    return [try parser.document()]
  }
}

/// JSON's grammar over a cursor; HCL and YAML take JSON's strings from it too.
struct JSONParser {
  var cursor: TextCursor

  init(_ cursor: TextCursor) { self.cursor = cursor }

  mutating func document() throws(ReadError) -> Node {
    try skipSpace()
    let root = try value()
    try skipSpace()
    guard cursor.atEnd else { throw cursor.error("something follows the document") }
    return root
  }

  private mutating func skipSpace() throws(ReadError) {
    while true {
      cursor.skip { $0 == 0x20 || $0 == 0x09 || $0.isLineEnd }
      if cursor.starts(with: "//") {
        cursor.skipLine()
      } else if cursor.take("/*") {
        cursor.skip(past: "*/")
      } else {
        return
      }
    }
  }

  private mutating func value() throws(ReadError) -> Node {
    let start = cursor.at
    switch cursor.byte {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""):
      let text = try JSONParser.string(&cursor)
      return try cursor.node(.scalar(text, isQuoted: true), start..<cursor.at)
    default:
      cursor.skip { $0.isWord || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "+") }
      let text = cursor.string(start..<cursor.at)
      guard !text.isEmpty else { throw cursor.error("a value is expected") }
      let isKnown = ["true", "false", "null"].contains(text) || Double(text) != nil
      guard isKnown else { throw cursor.error("no JSON value") }
      return try cursor.node(
        text == "null" ? .null : .scalar(text, isQuoted: false), start..<cursor.at)
    }
  }

  private mutating func object() throws(ReadError) -> Node {
    let start = cursor.at
    try cursor.enter()
    cursor.at += 1
    var mapping = Node.Mapping()
    while true {
      try skipSpace()
      if cursor.take("}") { break }
      guard cursor.byte == UInt8(ascii: "\"") else { throw cursor.error("a name is expected") }
      let keyStart = cursor.at
      let key = try JSONParser.string(&cursor)
      let keySpan = keyStart..<cursor.at
      try skipSpace()
      guard cursor.take(":") else { throw cursor.error("a colon is expected") }
      try skipSpace()
      mapping.members.append(Node.Member(key: key, keySpan: keySpan, value: try value()))
      try skipSpace()
      if !cursor.take(","), cursor.byte != UInt8(ascii: "}") {
        throw cursor.error("a comma or a closing brace is expected")
      }
    }
    cursor.leave()
    return try cursor.node(.mapping(mapping), start..<cursor.at)
  }

  private mutating func array() throws(ReadError) -> Node {
    let start = cursor.at
    try cursor.enter()
    cursor.at += 1
    var elements: [Node] = []
    while true {
      try skipSpace()
      if cursor.take("]") { break }
      elements.append(try value())
      try skipSpace()
      if !cursor.take(","), cursor.byte != UInt8(ascii: "]") {
        throw cursor.error("a comma or a closing bracket is expected")
      }
    }
    cursor.leave()
    return try cursor.node(.sequence(elements), start..<cursor.at)
  }

  /// A string in double quotation marks, with JSON's escapes; what else is escaped stands for itself.
  static func string(_ cursor: inout TextCursor) throws(ReadError) -> String {
    var bytes: [UInt8] = []
    cursor.at += 1
    while true {
      guard !cursor.atEnd else { throw cursor.error("a text does not end") }
      let byte = cursor.byte
      cursor.at += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
      case UInt8(ascii: "\\"): escape(&cursor, into: &bytes)
      default: bytes.append(byte)
      }
    }
  }

  /// What follows a backslash.
  static func escape(_ cursor: inout TextCursor, into bytes: inout [UInt8]) {
    let byte = cursor.byte
    cursor.at += 1
    switch byte {
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "u"): scalar(4, &cursor, into: &bytes)
    case UInt8(ascii: "U"): scalar(8, &cursor, into: &bytes)
    case UInt8(ascii: "x"): scalar(2, &cursor, into: &bytes)
    default: bytes.append(byte)
    }
  }

  private static func scalar(_ digits: Int, _ cursor: inout TextCursor, into bytes: inout [UInt8]) {
    func number(at offset: Int) -> UInt32? {
      UInt32(cursor.string((cursor.at + offset)..<(cursor.at + offset + digits)), radix: 16)
    }
    guard var value = number(at: 0) else { return }
    cursor.at = min(cursor.at + digits, cursor.text.count)
    // The second half of a pair that UTF-16 writes a scalar with.
    if digits == 4, (0xD800..<0xDC00).contains(value), cursor.starts(with: "\\u"),
      let low = number(at: 2), (0xDC00..<0xE000).contains(low)
    {
      value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
      cursor.at += 6
    }
    bytes += String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8
  }
}
