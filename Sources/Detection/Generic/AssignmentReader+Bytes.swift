/// What the bytes around an assignment are.
extension AssignmentReader {
  private static let longestLine = 400

  func lineStart(_ at: Int) -> Int {
    var start = at
    while start > 0, at - start < Self.longestLine, text[start - 1] != 0x0A { start -= 1 }
    return start
  }

  /// An odd number of quotes stands before it on its line.
  func isInString(_ at: Int) -> Bool {
    var doubles = 0
    var singles = 0
    for byte in text[lineStart(at)..<at] {
      if byte == 0x22 { doubles += 1 } else if byte == 0x27 || byte == 0x60 { singles += 1 }
    }
    return doubles % 2 == 1 || singles % 2 == 1
  }

  func isInComment(_ at: Int) -> Bool {
    var start = lineStart(at)
    while start < at, text[start] == 0x20 || text[start] == 0x09 { start += 1 }
    guard start < at else { return false }
    return text[start] == 0x23 || text[start] == 0x2A
      || (text[start] == 0x2F && (text[start + 1] == 0x2F || text[start + 1] == 0x2A))
      || (text[start] == 0x2D && text[start + 1] == 0x2D)
  }

  func skipBlanks(_ from: Int) -> Int {
    var at = from
    while at < text.count, at - from < 40, text[at] == 0x20 || text[at] == 0x09 { at += 1 }
    return at
  }

  func isEscapedQuote(_ at: Int) -> Bool {
    text[at] == 0x5C && at + 1 < text.count && isQuote(text[at + 1])
  }

  /// Markdown's `**name**: value`.
  func isEmphasis(_ at: Int) -> Bool {
    kind == .other && at < text.count && text[at] == 0x2A
  }

  /// How many bytes the quote that HTML writes as `&quot;` has here, or nil where there is none.
  func quoteEntity(_ at: Int) -> Int? {
    guard at < text.count, text[at] == 0x26 else { return nil }
    for entity: StaticString in ["&quot;", "&#34;", "&#39;", "&apos;", "&#x27;", "&#x22;"]
    where holds(entity, at) {
      return entity.utf8CodeUnitCount
    }
    return nil
  }

  /// `:name` of Ruby, Elixir and Lisp, not `scope::name`.
  func isSymbol(_ start: Int) -> Bool {
    kind == .code && start > 0 && text[start - 1] == 0x3A && (start < 2 || text[start - 2] != 0x3A)
  }

  func holds(_ word: StaticString, _ at: Int) -> Bool {
    at + word.utf8CodeUnitCount <= text.count
      && (0..<word.utf8CodeUnitCount).allSatisfy { text[at + $0] == word.utf8Start[$0] }
  }

  func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x2E: true
    default: false
    }
  }

  func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 || byte == 0x60 }
  func isCloser(_ byte: UInt8) -> Bool { isQuote(byte) || byte == 0x5D || byte == 0x29 }
  func isTypeSign(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "?"), UInt8(ascii: "*"), UInt8(ascii: "&"), UInt8(ascii: " "):
      true
    default: false
    }
  }
}
