/// A value that stands where a name that speaks of a credential is given one.
struct Assignment {
  /// What stands between a name and its value.
  enum Separator: Int {
    case equals, colon, arrow, comparison, call, comma, element, value
  }

  /// The whole identifier.
  var name: Range<Int>
  /// The value without its quotes.
  var value: Range<Int>
  var separator: Separator
  /// The value stands in quotes.
  var isQuoted = false
  /// The value is the argument of a call: `Some("…")`, `[]byte("…")`.
  var isWrapped = false
  /// The assignment stands in a quoted text itself: `"host=db;password=…"`.
  var isInString = false
}

/// Reads `name = "value"`, `name: value`, `"name": "value"`, `<name>value</name>`, `setName("value")`, `NAME=value`,
/// `name => 'value'`, `name="…" value="…"` around a word that was found inside a name.
///
/// It knows no language: it steps over what may stand between a name and its value in any of them.
struct AssignmentReader {
  private let text: UnsafeRawBufferPointer
  private let kind: SyntaxKind
  private static let longestName = 80
  private static let longestValue = 512
  private static let longestLine = 400

  init(_ text: UnsafeRawBufferPointer, kind: SyntaxKind) {
    self.text = text
    self.kind = kind
  }

  /// The assignment whose name contains the word at `word`, or nil where there is none.
  func assignment(around word: Range<Int>) -> Assignment? {
    var start = word.lowerBound
    while start > 0, word.lowerBound - start < Self.longestName, isNamePart(text[start - 1]) {
      start -= 1
    }
    var end = word.upperBound
    while end > start, !isNamePart(text[end - 1]) { end -= 1 }
    while end < text.count, end - start < Self.longestName, isNamePart(text[end]) { end += 1 }
    // A dot or hyphen at the edge belongs to the sentence or the flag, not to the name.
    while end > start, text[end - 1] == 0x2E || text[end - 1] == 0x2D { end -= 1 }
    while start < end, text[start] == 0x2E || text[start] == 0x2D { start += 1 }
    guard start < end, let (sign, separator) = separator(after: end) else { return nil }
    // `setProperty("db.password", "…")`, but not `["api/token", "api/session2"]`.
    if separator == .comma, start == 0 || !isQuote(text[start - 1]) { return nil }
    let isTight = sign == end + 1
    var at = skipBlanks(sign)
    guard at < text.count else { return nil }
    var found = Assignment(name: start..<end, value: at..<at, separator: separator)
    if let quote = quote(at) ?? wrapped(&at, &found) {
      guard let value = quoted(quote.at, isEscaped: quote.isEscaped) else { return nil }
      found.value = value
      found.isQuoted = true
      return found
    }
    guard separator != .comma, separator != .call, let value = bare(at, &found, isTight: isTight)
    else { return nil }
    found.value = value
    return found
  }

  // MARK: - Between name and value

  /// The offset behind the sign that gives the name its value.
  private func separator(after end: Int) -> (Int, Assignment.Separator)? {
    var at = end
    // Closing quotes and brackets: "name": …, ['name'] = …, name) …
    var closers = 0
    while at < text.count, closers < 3, isCloser(text[at]) || isEscapedQuote(at) {
      at += 1
      closers += 1
    }
    if closers > 0, let value = valueWord(from: at) { return (value, .value) }
    at = skipBlanks(at)
    guard at < text.count else { return nil }
    switch text[at] {
    case UInt8(ascii: "="):
      // =, ==, ===, =>
      let sign = at
      while at < text.count, text[at] == 0x3D || text[at] == 0x3E { at += 1 }
      return (at, at == sign + 1 ? .equals : text[at - 1] == 0x3E ? .arrow : .comparison)
    case UInt8(ascii: ":"):
      // :, :=, ::=, and a type between colon and sign: name: String = "…"
      while at < text.count, text[at] == 0x3A || text[at] == 0x3D { at += 1 }
      if let typed = typeAnnotation(from: at) { return (typed, .equals) }
      if closers == 0, kind == .configuration || kind == .other || kind == .markup,
        let value = valueWord(from: at)
      {
        return (value, .value)
      }
      return (at, .colon)
    case UInt8(ascii: ">"): return kind == .markup || kind == .other ? (at + 1, .element) : nil
    case UInt8(ascii: "("): return closers == 0 ? (at + 1, .call) : nil
    case UInt8(ascii: ","): return closers > 0 ? (at + 1, .comma) : nil
    case UInt8(ascii: "?"), UInt8(ascii: "|"):
      // ?=, ||=
      guard at + 1 < text.count else { return nil }
      let next = text[at + 1] == text[at] ? at + 2 : at + 1
      return next < text.count && text[next] == 0x3D ? (next + 1, .equals) : nil
    case UInt8(ascii: "!"):
      // != compares too.
      return at + 1 < text.count && text[at + 1] == 0x3D ? (at + 2, .comparison) : nil
    default:
      // YAML's `- name: DB_PASSWORD` and the value on the next line.
      return valueWord(from: end).map { ($0, .value) }
    }
  }

  /// `value=`, `value:`, `content=` behind a name that is itself a value: the offset behind its sign. One line end may
  /// lie between.
  private func valueWord(from start: Int) -> Int? {
    var at = start
    var lines = 0
    while at < text.count, at - start < 60, lines < 2 {
      let byte = text[at]
      if byte == 0x0A { lines += 1 }
      guard
        byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A || byte == 0x2C
          || isQuote(byte)
      else { break }
      at += 1
    }
    guard at > start else { return nil }
    for word: StaticString in ["value", "Value", "VALUE", "defaultValue", "content"] {
      let end = at + word.utf8CodeUnitCount
      guard end < text.count,
        (0..<word.utf8CodeUnitCount).allSatisfy({ text[at + $0] == word.utf8Start[$0] })
      else { continue }
      var next = end
      while next < text.count, isQuote(text[next]) { next += 1 }
      next = skipBlanks(next)
      guard next < text.count, text[next] == 0x3D || text[next] == 0x3A else { return nil }
      return next + 1
    }
    return nil
  }

  private func typeAnnotation(from at: Int) -> Int? {
    var next = skipBlanks(at)
    let start = next
    while next < text.count, next - start < 40, isNamePart(text[next]) || isTypeSign(text[next]) {
      next += 1
    }
    next = skipBlanks(next)
    guard next > start, next < text.count, text[next] == 0x3D, next + 1 < text.count,
      text[next + 1] != 0x3D
    else { return nil }
    return next + 1
  }

  // MARK: - Values

  /// A quote at `at`, a letter or a backslash before it stepped over: `b"…"`, `@"…"`, and in JSON inside a string `\"`.
  private func quote(_ at: Int) -> (at: Int, isEscaped: Bool)? {
    guard at < text.count else { return nil }
    if isQuote(text[at]) { return (at, false) }
    guard at + 1 < text.count, isQuote(text[at + 1]) else { return nil }
    if text[at] == 0x5C { return (at + 1, true) }
    return "bBrRuUlLf@$".utf8.contains(text[at]) ? (at + 1, false) : nil
  }

  /// The quote of the first argument where a call stands: `Some("…")`, `[]byte("…")`, `new Secret("…")`; of the second where
  /// the first names a variable of the environment: `getenv("NAME", "…")`.
  private func wrapped(_ at: inout Int, _ found: inout Assignment) -> (at: Int, isEscaped: Bool)? {
    guard kind == .code || kind == .markup || kind == .other else { return nil }
    var end = at
    while end < text.count, end - at < 48,
      isNamePart(text[end]) || isTypeSign(text[end]) || text[end] == 0x3A
    {
      end += 1
    }
    guard end > at, end < text.count, text[end] == 0x28, let first = quote(skipBlanks(end + 1))
    else { return nil }
    found.isWrapped = true
    let callee = String(decoding: text[at..<end], as: UTF8.self).lowercased()
    guard
      ["get", "env", "config", "param", "prop", "option", "fetch", "read", "load", "lookup"]
        .contains(where: { callee.contains($0) })
    else { return first }
    guard let name = quoted(first.at, isEscaped: first.isEscaped) else { return nil }
    let comma = skipBlanks(name.upperBound + 1)
    guard comma < text.count, text[comma] == 0x2C else { return nil }
    return quote(skipBlanks(comma + 1))
  }

  private func quoted(_ open: Int, isEscaped: Bool) -> Range<Int>? {
    let quote = text[open]
    var start = open + 1
    // Triple quotes.
    if start + 1 < text.count, text[start] == quote, text[start + 1] == quote { start += 2 }
    var end = start
    while end < text.count, end - start <= Self.longestValue {
      let byte = text[end]
      if byte == 0x0A || byte == 0x0D { return nil }
      if byte == 0x5C {
        if isEscaped, end + 1 < text.count, text[end + 1] == quote { break }
        end += 2
        continue
      }
      if byte == quote { break }
      end += 1
    }
    guard end < text.count, end - start <= Self.longestValue, end > start else { return nil }
    return start..<end
  }

  /// A value without quotes.
  ///
  /// - Parameter isTight: the sign stands right behind the name.
  private func bare(_ start: Int, _ found: inout Assignment, isTight: Bool) -> Range<Int>? {
    let isPair = isTight && start > 0 && text[start - 1] == 0x3D
    found.isInString = isInString(found.name.lowerBound)
    switch kind {
    case .generated: return nil
    case .code:
      // What stands bare in code is code, but for `name=value` in a text and what comments show.
      guard isPair && found.isInString || isInComment(found.name.lowerBound) else { return nil }
    case .shell:
      // `NAME = value` is no assignment in a shell, and `name: value` neither.
      guard isPair || isInComment(found.name.lowerBound) else { return nil }
    case .configuration, .markup, .other: break
    }
    var end = start
    while end < text.count, end - start <= Self.longestValue {
      let byte = text[end]
      if byte <= 0x20 || isQuote(byte) || byte == 0x3C { break }
      if byte == 0x3B || byte == 0x26, isPair || kind != .configuration { break }
      if byte == 0x2C, kind != .configuration { break }
      if byte == 0x5C, found.isInString { break }
      end += 1
    }
    // `{user: a, password: b}`
    while end > start, [0x2C, 0x7D, 0x29, 0x5D].contains(text[end - 1]),
      !text[start..<(end - 1)].contains(where: { $0 == 0x7B || $0 == 0x28 || $0 == 0x5B })
    {
      end -= 1
    }
    guard end > start, end - start <= Self.longestValue else { return nil }
    // In a sentence more words follow; a value stands alone on its line.
    let rest = skipBlanks(end)
    let isAlone =
      rest >= text.count
      || [0x0A, 0x0D, 0x23, 0x3C, 0x3B, 0x2C, 0x26, 0x22, 0x27, 0x60, 0x5C, 0x7C, 0x7D, 0x29, 0x2F]
        .contains(text[rest])
    guard isAlone || isPair else { return nil }
    return start..<end
  }

  // MARK: - The line

  private func lineStart(_ at: Int) -> Int {
    var start = at
    while start > 0, at - start < Self.longestLine, text[start - 1] != 0x0A { start -= 1 }
    return start
  }

  /// An odd number of quotes stands before it on its line.
  private func isInString(_ at: Int) -> Bool {
    var doubles = 0
    var singles = 0
    for byte in text[lineStart(at)..<at] {
      if byte == 0x22 { doubles += 1 } else if byte == 0x27 || byte == 0x60 { singles += 1 }
    }
    return doubles % 2 == 1 || singles % 2 == 1
  }

  private func isInComment(_ at: Int) -> Bool {
    var start = lineStart(at)
    while start < at, text[start] == 0x20 || text[start] == 0x09 { start += 1 }
    guard start < at else { return false }
    return text[start] == 0x23 || text[start] == 0x2A
      || (text[start] == 0x2F && (text[start + 1] == 0x2F || text[start + 1] == 0x2A))
      || (text[start] == 0x2D && text[start + 1] == 0x2D)
  }

  private func skipBlanks(_ from: Int) -> Int {
    var at = from
    while at < text.count, at - from < 40, text[at] == 0x20 || text[at] == 0x09 { at += 1 }
    return at
  }

  private func isEscapedQuote(_ at: Int) -> Bool {
    text[at] == 0x5C && at + 1 < text.count && isQuote(text[at + 1])
  }

  private func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x2E: true
    default: false
    }
  }

  private func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 || byte == 0x60 }
  private func isCloser(_ byte: UInt8) -> Bool { isQuote(byte) || byte == 0x5D || byte == 0x29 }
  private func isTypeSign(_ byte: UInt8) -> Bool { "<>[]?*& ".utf8.contains(byte) }
}
