extension BicepParser {
  /// A value; what follows it on its line makes it an expression.
  mutating func value() throws(ReadError) -> Node {
    let start = cursor.at
    let node: Node
    switch cursor.byte {
    case UInt8(ascii: "{"): node = try object(of: "")
    case UInt8(ascii: "["): node = try list(of: "")
    case UInt8(ascii: "'"): node = try text()
    default:
      let name = literal()
      let isKnown = ["true", "false", "null"].contains(name) || Int(name) != nil
      let value: Node.Value = name == "null" ? .null : .scalar(name, isQuoted: false)
      node = try cursor.node(isKnown ? value : .unresolved(name), start..<cursor.at)
    }
    let end = try skipExpression()
    guard end > node.span.upperBound || node.span.isEmpty else { return node }
    guard end > start else { throw cursor.error("a value is expected") }
    return try cursor.node(.unresolved(cursor.string(start..<end)), start..<end)
  }

  private mutating func literal() -> String {
    let start = cursor.at
    cursor.skip { $0.isWord }
    return cursor.string(start..<cursor.at)
  }

  /// `{ name: value … }`; `type` is that of the resource whose body it is, if it is one's.
  mutating func object(of type: String) throws(ReadError) -> Node {
    let start = cursor.at
    guard cursor.take("{") else { throw cursor.error("an opening brace is expected") }
    try cursor.enter()
    var mapping = Node.Mapping()
    while true {
      cursor.skip { $0 == UInt8(ascii: ",") }
      skipSpace(withLines: true)
      if cursor.take("}") { break }
      if cursor.byte == UInt8(ascii: ",") { continue }
      let keyStart = cursor.at
      if cursor.take("...") {
        mapping.isOpen = true
        try skipExpression()
        continue
      }
      if cursor.byte == UInt8(ascii: "@") {
        try skipExpression()
        continue
      }
      let key: String
      if cursor.byte == UInt8(ascii: "'") {
        let name = try text()
        key = name.text ?? cursor.string(name.span)
        // A name that is made when it runs may be any.
        if name.text == nil { mapping.isOpen = true }
      } else {
        key = word()
      }
      let keySpan = keyStart..<cursor.at
      skipSpace(withLines: false)
      if key == "resource", !type.isEmpty, cursor.byte != UInt8(ascii: ":") {
        try resource(below: type)
        continue
      }
      guard !keySpan.isEmpty, cursor.take(":") else { throw cursor.error("a colon is expected") }
      skipSpace(withLines: true)
      mapping.members.append(Node.Member(key: key, keySpan: keySpan, value: try value()))
    }
    cursor.leave()
    return try cursor.node(.mapping(mapping), start..<cursor.at)
  }

  /// `[ … ]`, or `[for x in xs: …]`, whose body stands for all that it makes.
  mutating func list(of type: String) throws(ReadError) -> Node {
    let start = cursor.at
    guard cursor.take("[") else { throw cursor.error("an opening bracket is expected") }
    try cursor.enter()
    var elements: [Node] = []
    skipSpace(withLines: true)
    if cursor.starts(with: "for"), !cursor.peek(3).isWord {
      while !cursor.atEnd, cursor.byte != UInt8(ascii: ":") { try skipToken() }
      guard cursor.take(":") else { throw cursor.error("a colon is expected") }
      skipSpace(withLines: true)
      try skipCondition()
      elements.append(
        cursor.byte == UInt8(ascii: "{") && !type.isEmpty ? try object(of: type) : try value())
      skipSpace(withLines: true)
      guard cursor.take("]") else { throw cursor.error("a closing bracket is expected") }
    } else {
      while true {
        cursor.skip { $0 == UInt8(ascii: ",") }
        skipSpace(withLines: true)
        if cursor.take("]") { break }
        if cursor.byte == UInt8(ascii: ",") { continue }
        if cursor.take("...") {
          try skipExpression()
          continue
        }
        elements.append(try value())
      }
    }
    cursor.leave()
    return try cursor.node(.sequence(elements), start..<cursor.at)
  }

  /// `'…'` with escapes, `'''…'''` without; with `${…}` it is unresolved.
  mutating func text() throws(ReadError) -> Node {
    let start = cursor.at
    if cursor.take("'''") {
      let inner = cursor.at
      cursor.skip(past: "'''")
      guard cursor.at - inner >= 3, cursor.string((cursor.at - 3)..<cursor.at) == "'''" else {
        throw cursor.error("a text does not end")
      }
      let text = cursor.string(inner..<(cursor.at - 3))
      return try cursor.node(.scalar(text, isQuoted: true), start..<cursor.at)
    }
    var bytes: [UInt8] = []
    var isWhole = true
    cursor.at += 1
    while cursor.byte != UInt8(ascii: "'") {
      guard !cursor.atEnd, !cursor.byte.isLineEnd else {
        throw cursor.error("a text does not end")
      }
      if cursor.take("\\") {
        JSONParser.escape(&cursor, into: &bytes)
      } else if cursor.starts(with: "${") {
        isWhole = false
        cursor.at += 1
        try skipBrackets()
      } else {
        bytes.append(cursor.byte)
        cursor.at += 1
      }
    }
    cursor.at += 1
    let span = start..<cursor.at
    let text = String(decoding: bytes, as: UTF8.self)
    return try cursor.node(
      isWhole ? .scalar(text, isQuoted: true) : .unresolved(cursor.string(span)), span)
  }

  // MARK: - What is not evaluated

  /// Moves to the end of an expression: to its line's end, or further where a line goes on, or in front of what closes
  /// what it stands in. Gives the end of what was passed over, blanks and comments left out.
  @discardableResult
  mutating func skipExpression() throws(ReadError) -> Int {
    var end = cursor.at
    while !cursor.atEnd {
      skipSpace(withLines: false)
      switch cursor.byte {
      case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: ","):
        return end
      case _ where cursor.byte.isLineEnd:
        var ahead = self
        ahead.skipSpace(withLines: true)
        let next = ahead.cursor
        let goesOn =
          next.byte == UInt8(ascii: "?") || next.byte == UInt8(ascii: ":")
          || (next.byte == UInt8(ascii: ".") && next.peek(1) != UInt8(ascii: "."))
          || next.starts(with: "&&") || next.starts(with: "||")
        guard goesOn else { return end }
        cursor = next
      case _ where cursor.atEnd: return end
      default:
        try skipToken()
        end = cursor.at
      }
    }
    return end
  }

  /// Moves behind a text, a pair of brackets with what is in it, or a byte.
  private mutating func skipToken() throws(ReadError) {
    switch cursor.byte {
    case UInt8(ascii: "'"): _ = try text()
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): try skipBrackets()
    default: cursor.at += 1
    }
  }

  /// Moves behind the bracket that closes the one here.
  mutating func skipBrackets() throws(ReadError) {
    try cursor.enter()
    cursor.at += 1
    while true {
      skipSpace(withLines: true)
      guard !cursor.atEnd else { throw cursor.error("a bracket is not closed") }
      if [UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(cursor.byte) { break }
      try skipToken()
    }
    cursor.at += 1
    cursor.leave()
  }
}
