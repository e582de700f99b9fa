/// Reads TOML. Numbers and dates stay as they are written.
///
/// Source: https://toml.io/en/v1.0.0
public enum TOMLReader: DocumentReader {
  /// The one document of a text.
  ///
  /// - Throws: ``ReadError`` where it is no TOML, or beyond the limits.
  public static func read(_ text: [UInt8], limits: ReadLimits) throws(ReadError) -> [Node] {
    var parser = TOMLParser(TextCursor(text, limits: limits))
    return [try parser.document()]
  }
}

/// TOML's grammar over a cursor.
struct TOMLParser {
  private typealias Key = (text: String, span: Range<Int>)

  private var cursor: TextCursor
  private let depthLimit = 64
  /// Each table and dotted key is put into what is there already.
  private static let mostTables = 4_000
  private var tables = 0

  init(_ cursor: TextCursor) { self.cursor = cursor }

  mutating func document() throws(ReadError) -> Node {
    var root = Node.Mapping()
    var table: [Key] = []
    var isListed = false
    var own = Node.Mapping()
    while true {
      skipSpace(withLines: true)
      guard !cursor.atEnd else { break }
      if cursor.byte == UInt8(ascii: "[") {
        TOMLParser.put(own, at: table[...], isListed: isListed, into: &root)
        own = Node.Mapping()
        isListed = cursor.take("[[")
        if !isListed { cursor.at += 1 }
        table = try keys()
        guard isListed ? cursor.take("]]") : cursor.take("]") else {
          throw cursor.error("a table's name does not end")
        }
        try countTable()
      } else {
        try pair(into: &own)
      }
      skipSpace(withLines: false)
      guard cursor.atEnd || cursor.byte.isLineEnd else {
        throw cursor.error("something follows a value")
      }
    }
    TOMLParser.put(own, at: table[...], isListed: isListed, into: &root)
    return try cursor.node(.mapping(root), 0..<cursor.text.count)
  }

  private mutating func pair(into mapping: inout Node.Mapping) throws(ReadError) {
    let keys = try keys()
    guard cursor.take("=") else { throw cursor.error("'=' is expected") }
    skipSpace(withLines: false)
    let value = try value()
    guard let last = keys.last else { return }
    if keys.count > 1 { try countTable() }
    let member = Node.Member(key: last.text, keySpan: last.span, value: value)
    TOMLParser.put(
      Node.Mapping(members: [member]), at: keys.dropLast(), isListed: false, into: &mapping)
  }

  /// Adds `own` to the table of that name in `mapping`, or as a further element where the table is listed.
  private static func put(
    _ own: Node.Mapping, at path: ArraySlice<Key>, isListed: Bool, into mapping: inout Node.Mapping
  ) {
    guard let first = path.first else {
      mapping.members += own.members
      return
    }
    let isLast = path.count == 1
    let index = mapping.members.lastIndex { $0.key == first.text }
    let known = index.map { mapping.members[$0].value }
    var elements: [Node] = []
    if case .sequence(let nodes) = known?.value { elements = nodes }
    var value: Node
    if isLast, isListed {
      elements.append(Node(.mapping(own), span: first.span))
      value = Node(.sequence(elements), span: known?.span ?? first.span)
    } else if let last = elements.last {
      var inner = last.mapping ?? Node.Mapping()
      put(own, at: path.dropFirst(), isListed: isListed, into: &inner)
      elements[elements.count - 1] = Node(.mapping(inner), span: last.span)
      value = Node(.sequence(elements), span: known?.span ?? first.span)
    } else {
      var inner = known?.mapping ?? Node.Mapping()
      put(own, at: path.dropFirst(), isListed: isListed, into: &inner)
      value = Node(.mapping(inner), span: known?.span ?? first.span)
    }
    if let index {
      mapping.members[index].value = value
    } else {
      mapping.members.append(Node.Member(key: first.text, keySpan: first.span, value: value))
    }
  }

  private mutating func countTable() throws(ReadError) {
    tables += 1
    if tables > TOMLParser.mostTables { throw cursor.error("more tables than a configuration has") }
  }

  private mutating func keys() throws(ReadError) -> [Key] {
    var keys: [Key] = []
    repeat {
      skipSpace(withLines: false)
      let start = cursor.at
      if cursor.byte == UInt8(ascii: "\"") || cursor.byte == UInt8(ascii: "'") {
        keys.append((try string(), start..<cursor.at))
      } else {
        cursor.skip { $0.isWord }
        guard cursor.at > start else { throw cursor.error("a key is expected") }
        keys.append((cursor.string(start..<cursor.at), start..<cursor.at))
      }
      guard keys.count <= depthLimit else { throw cursor.error("tables nested too deep") }
      skipSpace(withLines: false)
    } while cursor.take(".")
    return keys
  }

  private mutating func value() throws(ReadError) -> Node {
    let start = cursor.at
    switch cursor.byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let text = try string()
      return try cursor.node(.scalar(text, isQuoted: true), start..<cursor.at)
    case UInt8(ascii: "["):
      try cursor.enter()
      cursor.at += 1
      var elements: [Node] = []
      while true {
        skipSpace(withLines: true)
        if cursor.take("]") { break }
        elements.append(try value())
        skipSpace(withLines: true)
        if !cursor.take(","), cursor.byte != UInt8(ascii: "]") {
          throw cursor.error("a comma or a closing bracket is expected")
        }
      }
      cursor.leave()
      return try cursor.node(.sequence(elements), start..<cursor.at)
    case UInt8(ascii: "{"):
      try cursor.enter()
      cursor.at += 1
      var mapping = Node.Mapping()
      while true {
        skipSpace(withLines: true)
        if cursor.take("}") { break }
        try pair(into: &mapping)
        skipSpace(withLines: true)
        if !cursor.take(","), cursor.byte != UInt8(ascii: "}") {
          throw cursor.error("a comma or a closing brace is expected")
        }
      }
      cursor.leave()
      return try cursor.node(.mapping(mapping), start..<cursor.at)
    default:
      cursor.skip { $0.isWord || ".+:".utf8.contains($0) }
      guard cursor.at > start else { throw cursor.error("a value is expected") }
      return try cursor.node(
        .scalar(cursor.string(start..<cursor.at), isQuoted: false), start..<cursor.at)
    }
  }

  private mutating func string() throws(ReadError) -> String {
    let quote = cursor.byte
    let isBasic = quote == UInt8(ascii: "\"")
    let isLong = isBasic ? cursor.starts(with: "\"\"\"") : cursor.starts(with: "'''")
    cursor.at += isLong ? 3 : 1
    if isLong, cursor.byte == 0x0A { cursor.at += 1 }
    var bytes: [UInt8] = []
    while true {
      guard !cursor.atEnd, isLong || !cursor.byte.isLineEnd else {
        throw cursor.error("a text does not end")
      }
      let byte = cursor.byte
      if byte == quote, !isLong || (cursor.peek(1) == quote && cursor.peek(2) == quote) {
        cursor.at += isLong ? 3 : 1
        return String(decoding: bytes, as: UTF8.self)
      }
      cursor.at += 1
      guard isBasic, byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      if isLong, cursor.byte.isLineEnd {
        cursor.skip { $0 <= 0x20 }
      } else {
        JSONParser.escape(&cursor, into: &bytes)
      }
    }
  }

  private mutating func skipSpace(withLines: Bool) {
    while true {
      cursor.skip { $0.isBlank || (withLines && $0.isLineEnd) }
      guard cursor.byte == UInt8(ascii: "#") else { return }
      cursor.skipLine()
    }
  }
}
