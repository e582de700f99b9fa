/// Flow collections: `[a, b]`, `{a: b}`.
extension YAMLParser {
  /// Moves over one byte, and knows a new line.
  mutating func advance() {
    let isLineEnd = cursor.byte == 0x0A
    cursor.at = min(cursor.at + 1, cursor.text.count)
    if isLineEnd { beginLine() }
  }

  /// The collection that begins here.
  mutating func flow() throws(ReadError) -> Node {
    cursor.byte == UInt8(ascii: "[") ? try flowSequence() : try flowMapping()
  }

  private mutating func flowSequence() throws(ReadError) -> Node {
    let start = cursor.at
    try cursor.enter()
    cursor.at += 1
    var elements: [Node] = []
    while true {
      try skipToToken()
      if cursor.take("]") { break }
      guard !cursor.atEnd else { throw cursor.error("a list does not end") }
      elements.append(try flowElement())
      try skipToToken()
      if !cursor.take(","), cursor.byte != UInt8(ascii: "]") {
        throw cursor.error("a comma or a closing bracket is expected")
      }
    }
    cursor.leave()
    return try cursor.node(.sequence(elements), start..<cursor.at)
  }

  /// A value, or one pair without braces.
  private mutating func flowElement() throws(ReadError) -> Node {
    let start = cursor.at
    let node = try flowValue()
    try skipToToken()
    guard cursor.byte == UInt8(ascii: ":"), let key = node.text else { return node }
    let keySpan = start..<cursor.at
    cursor.at += 1
    try skipToToken()
    let value = try flowValue()
    return try cursor.node(
      .mapping(Node.Mapping(members: [Node.Member(key: key, keySpan: keySpan, value: value)])),
      start..<cursor.at)
  }

  private mutating func flowMapping() throws(ReadError) -> Node {
    let start = cursor.at
    try cursor.enter()
    cursor.at += 1
    var mapping = Node.Mapping()
    while true {
      try skipToToken()
      if cursor.take("}") { break }
      guard !cursor.atEnd else { throw cursor.error("a mapping does not end") }
      let keyStart = cursor.at
      let key = try flowValue()
      let keySpan = keyStart..<cursor.at
      try skipToToken()
      var value = try cursor.node(.null, keySpan)
      if cursor.take(":") {
        try skipToToken()
        if cursor.byte != UInt8(ascii: ","), cursor.byte != UInt8(ascii: "}") {
          value = try flowValue()
        }
      }
      if let text = key.text, text != "<<" {
        mapping.members.append(Node.Member(key: text, keySpan: keySpan, value: value))
      } else {
        mapping.isOpen = true
      }
      try skipToToken()
      if !cursor.take(","), cursor.byte != UInt8(ascii: "}") {
        throw cursor.error("a comma or a closing brace is expected")
      }
    }
    cursor.leave()
    return try cursor.node(.mapping(mapping), start..<cursor.at)
  }

  private mutating func flowValue() throws(ReadError) -> Node {
    try flowProperties { parser throws(ReadError) in try parser.bareFlowValue() }
  }

  private mutating func bareFlowValue() throws(ReadError) -> Node {
    let start = cursor.at
    switch cursor.byte {
    case UInt8(ascii: "["): return try flow()
    case UInt8(ascii: "{") where !isTemplate: return try flow()
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let text = try quoted()
      return try scalar(text, isQuoted: true, start..<cursor.at)
    case UInt8(ascii: "*"):
      cursor.at += 1
      cursor.skip { !$0.isBreak && !",[]{}".utf8.contains($0) }
      return try alias(cursor.string((start + 1)..<cursor.at), start..<cursor.at)
    case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
      return try cursor.node(.null, start..<start)
    default: return try flowPlain()
    }
  }

  private mutating func flowPlain() throws(ReadError) -> Node {
    let start = cursor.at
    while !cursor.atEnd {
      let byte = cursor.byte
      if cursor.starts(with: "{{") {
        cursor.skip(past: "}}")
        continue
      }
      if ",[]{}".utf8.contains(byte) || byte.isLineEnd { break }
      if byte == UInt8(ascii: ":"), cursor.peek(1).isBreak || ",[]{}".utf8.contains(cursor.peek(1))
      {
        break
      }
      if byte == UInt8(ascii: "#"), cursor.peek(-1).isBlank { break }
      cursor.at += 1
    }
    let span = cursor.trimmed(start..<cursor.at)
    guard cursor.at > start else { throw cursor.error("a value is expected") }
    return try scalar(cursor.string(span), isQuoted: false, span)
  }
}
