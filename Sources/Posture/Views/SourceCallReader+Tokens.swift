/// Names, texts, numbers and comments of a program.
extension SourceCallReader {
  /// A number or a product of numbers.
  mutating func takeNumber() -> String? {
    var product = 1.0
    while true {
      let start = cursor.at
      cursor.skip { $0.isDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
      let digits = cursor.string(start..<cursor.at).filter { $0 != "_" }
      guard let number = Double(digits) else { return nil }
      product *= number
      if cursor.byte == UInt8(ascii: "L") { cursor.at += 1 }
      let end = cursor.at
      skipSpace()
      guard cursor.byte == UInt8(ascii: "*"), cursor.peek(1) != UInt8(ascii: "*") else {
        cursor.at = end
        break
      }
      cursor.at += 1
      skipSpace()
    }
    return product < 1e15 && product == product.rounded() ? String(Int(product)) : String(product)
  }

  /// A text that is written out; nil, and nothing taken, where it is none or has places in it.
  mutating func takeText() -> String? {
    let start = cursor.at
    if cursor.byte == UInt8(ascii: "b") || cursor.byte == UInt8(ascii: "@"),
      cursor.peek(1).isQuote
    {
      cursor.at += 1
    }
    let quote = cursor.byte
    let inside = cursor.at + 1
    guard quote.isQuote, skipString() else {
      cursor.at = start
      return nil
    }
    let text = cursor.string(inside..<max(inside, cursor.at - 1))
    let hasPlaces =
      quote == UInt8(ascii: "`") ? text.contains("${") : quote == 0x22 && text.contains("#{")
    if hasPlaces || text.hasPrefix("\"\"") || text.hasPrefix("''") {
      cursor.at = start
      return nil
    }
    return text
  }

  // MARK: - Moving on

  /// Names with dots or colons between them: `jwt.sign`, `JWT::decode`.
  mutating func takeName() -> String {
    let start = cursor.at
    cursor.skip { $0.isNamePart }
    while cursor.at > start {
      let end = cursor.at
      guard cursor.take("?.") || cursor.take("::") || cursor.take("."), cursor.byte.isNameStart
      else {
        cursor.at = end
        break
      }
      cursor.skip { $0.isNamePart }
    }
    return cursor.string(start..<cursor.at)
  }

  mutating func skipExpression(_ endsAtLine: Bool) {
    var depth = 0
    while !cursor.atEnd {
      if skipComment() || skipString() { continue }
      let byte = cursor.byte
      if depth == 0, ends(endsAtLine) { return }
      if byte.isOpening { depth += 1 }
      if byte.isClosing { depth -= 1 }
      cursor.at += 1
    }
  }

  mutating func skipBlanks() { cursor.skip { $0.isBlank || $0 == 0x0D } }

  mutating func skipSpace() {
    repeat { cursor.skip { $0.isBlank || $0.isLineEnd } } while skipComment()
  }

  mutating func skipComment() -> Bool {
    switch comments {
    case .slashes:
      if cursor.starts(with: "//") {
        cursor.skipLine()
        return true
      }
      guard cursor.take("/*") else { return false }
      cursor.skip(past: "*/")
      return true
    case .hash:
      guard cursor.byte == UInt8(ascii: "#") else { return false }
      cursor.skipLine()
      return true
    }
  }

  /// Moves past a string. One in single or double quotation marks ends with its line, whatever the text.
  mutating func skipString() -> Bool {
    let quote = cursor.byte
    guard quote.isQuote, !(quote == UInt8(ascii: "`") && comments == .hash) else { return false }
    if comments == .hash, cursor.peek(1) == quote, cursor.peek(2) == quote {
      cursor.at += 3
      if quote == 0x22 { cursor.skip(past: "\"\"\"") } else { cursor.skip(past: "'''") }
      return true
    }
    cursor.at += 1
    while !cursor.atEnd, cursor.byte != quote {
      if cursor.byte == 0x0A, quote != UInt8(ascii: "`") { return true }
      cursor.at += cursor.byte == UInt8(ascii: "\\") ? 2 : 1
    }
    cursor.at = min(cursor.at + 1, cursor.text.count)
    return true
  }
}

extension UInt8 {
  var isQuote: Bool { self == 0x22 || self == 0x27 || self == UInt8(ascii: "`") }
  var isNameStart: Bool { isLetter || self == 0x5F || self == UInt8(ascii: "$") }
  var isNamePart: Bool { isNameStart || isDigit }
  var isOpening: Bool { "([{".utf8.contains(self) }
  var isClosing: Bool { ")]}".utf8.contains(self) }
  /// What an argument without brackets around it begins with.
  var isArgumentStart: Bool { isNameStart || isQuote || self == UInt8(ascii: "{") }
}
