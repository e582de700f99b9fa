/// HCL's expressions, as far as a text tells their value.
extension HCLParser {
  /// The expression that begins here; the cursor then stands behind it.
  ///
  /// - Parameter isBracketed: brackets are around it, so that line ends do not end it.
  mutating func expression(isBracketed: Bool = false) throws(ReadError) -> Node {
    let start = cursor.at
    let value = try primary()
    let end = cursor.at
    skipSpace(withLines: isBracketed)
    if let value, endsExpression(isBracketed: isBracketed) {
      if !isBracketed { cursor.at = end }
      return value
    }
    // An operator, a traversal, a conditional follows: what it comes to is not known.
    let behind = try skipExpression(isBracketed: isBracketed)
    let span = cursor.trimmed(start..<behind)
    return try cursor.node(.unresolved(cursor.string(span)), span)
  }

  private func endsExpression(isBracketed: Bool) -> Bool {
    if cursor.atEnd || ",]}):".utf8.contains(cursor.byte) { return true }
    if cursor.byte == UInt8(ascii: "="), cursor.peek(1) != UInt8(ascii: "=") { return true }
    if cursor.byte.isLineEnd { return true }
    // In an object the next attribute's name may follow on a new line.
    guard isBracketed, cursor.byte.isWord || cursor.byte == UInt8(ascii: "\"") else { return false }
    var back = cursor.at - 1
    while back >= 0, cursor.text[back].isBlank { back -= 1 }
    return back >= 0 && cursor.text[back].isLineEnd
  }

  /// A value that needs no evaluation; nil where it needs one.
  private mutating func primary() throws(ReadError) -> Node? {
    let start = cursor.at
    switch cursor.byte {
    case UInt8(ascii: "\""):
      let string = try string()
      let span = start..<cursor.at
      return try cursor.node(
        string.isTemplate
          ? .unresolved(string.text) : .scalar(string.text, isQuoted: true), span)
    case UInt8(ascii: "<") where cursor.starts(with: "<<"): return try hereDocument()
    case UInt8(ascii: "["): return try list()
    case UInt8(ascii: "{"): return try object()
    case 0x30...0x39, UInt8(ascii: "-"):
      cursor.at += 1
      cursor.skip { $0.isDigit || ".eE".utf8.contains($0) }
      // `3.156e+7`
      if "eE".utf8.contains(cursor.peek(-1)), "+-".utf8.contains(cursor.byte) {
        cursor.at += 1
        cursor.skip { $0.isDigit }
      }
      return try cursor.node(
        .scalar(cursor.string(start..<cursor.at), isQuoted: false), start..<cursor.at)
    case let byte where byte.isWord: return try word()
    default: return nil
    }
  }

  private mutating func word() throws(ReadError) -> Node? {
    let start = cursor.at
    cursor.skip { $0.isWord }
    let text = cursor.string(start..<cursor.at)
    if cursor.byte == UInt8(ascii: "(") {
      guard ["jsonencode", "tolist", "toset", "sensitive"].contains(text) else { return nil }
      let place = cursor.at
      cursor.at += 1
      try cursor.enter()
      skipSpace(withLines: true)
      let argument = try expression(isBracketed: true)
      skipSpace(withLines: true)
      cursor.leave()
      if cursor.take(")") { return argument }
      cursor.at = place
      return nil
    }
    switch text {
    case "true", "false":
      return try cursor.node(.scalar(text, isQuoted: false), start..<cursor.at)
    case "null": return try cursor.node(.null, start..<cursor.at)
    default: return nil
    }
  }

  private mutating func list() throws(ReadError) -> Node? {
    let start = cursor.at
    try cursor.enter()
    cursor.at += 1
    var elements: [Node] = []
    while true {
      skipSpace(withLines: true)
      if cursor.take("]") { break }
      guard !cursor.atEnd else { throw cursor.error("a list does not end") }
      if elements.isEmpty, isFor() {
        cursor.leave()
        cursor.at = start
        try skipBrackets()
        return try cursor.node(.unresolved(cursor.string(start..<cursor.at)), start..<cursor.at)
      }
      elements.append(try expression(isBracketed: true))
      skipSpace(withLines: true)
      if !cursor.take(","), cursor.byte != UInt8(ascii: "]") {
        throw cursor.error("a comma or a closing bracket is expected")
      }
    }
    cursor.leave()
    return try cursor.node(.sequence(elements), start..<cursor.at)
  }

  private mutating func object() throws(ReadError) -> Node? {
    let start = cursor.at
    try cursor.enter()
    cursor.at += 1
    var mapping = Node.Mapping()
    while true {
      skipSpace(withLines: true)
      if cursor.take("}") { break }
      guard !cursor.atEnd else { throw cursor.error("an object does not end") }
      if mapping.members.isEmpty, isFor() {
        cursor.leave()
        cursor.at = start
        try skipBrackets()
        return try cursor.node(.unresolved(cursor.string(start..<cursor.at)), start..<cursor.at)
      }
      let keyStart = cursor.at
      let (key, isKnown) = try objectKey()
      let keySpan = cursor.trimmed(keyStart..<cursor.at)
      skipSpace(withLines: true)
      guard cursor.take("=") || cursor.take(":") else { throw cursor.error("'=' is expected") }
      skipSpace(withLines: true)
      let value = try expression(isBracketed: true)
      if !isKnown { mapping.isOpen = true }
      if let key {
        mapping.members.append(Node.Member(key: key, keySpan: keySpan, value: value))
      }
      skipSpace(withLines: true)
      _ = cursor.take(",")
    }
    cursor.leave()
    return try cursor.node(.mapping(mapping), start..<cursor.at)
  }

  /// A key of an object; nil where it has to be evaluated. Of a template the part that is written out may tell enough:
  /// `"${local.issuer}:sub"` is a subject, whoever the issuer is.
  private mutating func objectKey() throws(ReadError) -> (key: String?, isKnown: Bool) {
    let start = cursor.at
    if cursor.byte == UInt8(ascii: "\"") {
      let string = try string()
      return (string.text, !string.isTemplate)
    }
    if cursor.byte == UInt8(ascii: "(") {
      try skipBrackets()
      return (nil, false)
    }
    cursor.skip { $0.isWord || $0 == UInt8(ascii: ".") }
    guard cursor.at > start else { throw cursor.error("a key is expected") }
    return (cursor.string(start..<cursor.at), true)
  }

  private func isFor() -> Bool { cursor.starts(with: "for") && cursor.peek(3).isBreak }

  // MARK: - Texts

  /// A text in quotation marks; `isTemplate` where it holds `${…}` or `%{…}`.
  mutating func string() throws(ReadError) -> (text: String, isTemplate: Bool) {
    var bytes: [UInt8] = []
    var isTemplate = false
    cursor.at += 1
    while true {
      guard !cursor.atEnd, !cursor.byte.isLineEnd else { throw cursor.error("a text does not end") }
      let byte = cursor.byte
      if byte == UInt8(ascii: "\"") {
        cursor.at += 1
        return (String(decoding: bytes, as: UTF8.self), isTemplate)
      }
      if byte == UInt8(ascii: "\\") {
        cursor.at += 1
        JSONParser.escape(&cursor, into: &bytes)
      } else if cursor.starts(with: "$${") || cursor.starts(with: "%%{") {
        bytes += cursor.text[(cursor.at + 1)..<(cursor.at + 3)]
        cursor.at += 3
      } else if cursor.starts(with: "${") || cursor.starts(with: "%{") {
        isTemplate = true
        let start = cursor.at
        cursor.at += 1
        try skipBrackets()
        bytes += cursor.text[start..<cursor.at]
      } else {
        bytes.append(byte)
        cursor.at += 1
      }
    }
  }

  // MARK: - What is not evaluated

  /// Moves to where the expression ends: a comma, a closing bracket, a line end outside of brackets. Gives the end of what
  /// is no blank and no comment.
  private mutating func skipExpression(isBracketed: Bool) throws(ReadError) -> Int {
    var end = cursor.at
    while !cursor.atEnd {
      let byte = cursor.byte
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        try skipBrackets()
        end = cursor.at
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","): return end
      case UInt8(ascii: "\""):
        _ = try string()
        end = cursor.at
      case UInt8(ascii: "#"): skipSpace(withLines: false)
      case UInt8(ascii: "/") where cursor.peek(1) == byte || cursor.peek(1) == UInt8(ascii: "*"):
        skipSpace(withLines: false)
      case 0x0A, 0x0D:
        if !isBracketed { return end }
        // In brackets a line end ends an expression only before the next key of an object.
        var ahead = self
        ahead.skipSpace(withLines: true)
        let next = ahead.cursor.at
        if ahead.beginsAttribute() { return end }
        cursor.at = next
      default:
        cursor.at += 1
        if !byte.isBlank { end = cursor.at }
      }
    }
    return end
  }

  /// `name =` or `"name" :` stands here.
  private mutating func beginsAttribute() -> Bool {
    guard cursor.byte.isWord || cursor.byte == UInt8(ascii: "\""),
      (try? objectKey())?.key != nil
    else { return false }
    skipSpace(withLines: false)
    return (cursor.byte == UInt8(ascii: "=") && cursor.peek(1) != UInt8(ascii: "="))
      || cursor.byte == UInt8(ascii: ":")
  }

  /// Moves behind the bracket that closes the one that stands here.
  mutating func skipBrackets() throws(ReadError) {
    let start = cursor.at
    var open: [UInt8] = []
    while !cursor.atEnd {
      let byte = cursor.byte
      switch byte {
      case UInt8(ascii: "("): open.append(UInt8(ascii: ")"))
      case UInt8(ascii: "["): open.append(UInt8(ascii: "]"))
      case UInt8(ascii: "{"): open.append(UInt8(ascii: "}"))
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard open.popLast() == byte else { throw cursor.error("a bracket closes none") }
      case UInt8(ascii: "\""):
        try cursor.enter()
        _ = try string()
        cursor.leave()
        continue
      case UInt8(ascii: "#"):
        cursor.skipLine()
        continue
      case UInt8(ascii: "<") where cursor.starts(with: "<<") && isHereDocument():
        _ = try hereDocument()
        continue
      default: break
      }
      cursor.at += 1
      if open.isEmpty { return }
    }
    throw ReadError("a bracket does not close", at: start)
  }
}
