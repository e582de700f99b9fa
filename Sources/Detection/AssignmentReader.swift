/// A value that stands where a name that speaks of a credential is given one.
struct Assignment {
  /// The whole identifier.
  var name: Range<Int>
  /// The value without its quotes.
  var value: Range<Int>
  /// The value stands in quotes.
  var isQuoted: Bool
  /// Only a comma stands between the two: a list of names has the same shape as a name and its value.
  var isListed = false
}

/// Reads `name = "value"`, `name: value`, `"name": "value"`, `<name>value</name>`, `setName("value")`,
/// `NAME=value`, `name => 'value'` around a word that was found inside a name.
///
/// It knows no language: it steps over what may stand between a name and its value in any of them, on one line.
struct AssignmentReader {
  private let text: UnsafeRawBufferPointer
  private let kind: SyntaxKind
  private static let longestName = 80
  private static let longestValue = 512

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
    while end < text.count, end - start < Self.longestName, isNamePart(text[end]) { end += 1 }
    // A dot or hyphen at the end belongs to the sentence, not to the name.
    while end > word.upperBound, text[end - 1] == 0x2E || text[end - 1] == 0x2D { end -= 1 }
    guard var at = separator(after: end) else { return nil }
    let isListed = text[at - 1] == UInt8(ascii: ",")
    // `setProperty("db.password", "…")`, but not `["api/token", "api/session2"]`.
    if isListed, start == 0 || !isQuote(text[start - 1]) { return nil }
    at = skipBlanks(at)
    guard at < text.count else { return nil }
    let name = start..<end
    // `b"…"`, `L"…"`, `@"…"`, `r'…'`: a prefix of one letter before a quote.
    if at + 1 < text.count, isQuote(text[at + 1]), "bBrRuUlLf@$".utf8.contains(text[at]) { at += 1 }
    // In JSON inside a string the quotes are escaped.
    let isEscaped = text[at] == 0x5C && at + 1 < text.count && isQuote(text[at + 1])
    if isEscaped { at += 1 }
    if isQuote(text[at]) {
      var found = quoted(at, name: name, isEscaped: isEscaped)
      found?.isListed = isListed
      return found
    }
    return isListed ? nil : bare(at, name: name)
  }

  /// The offset behind the sign that gives the name its value.
  private func separator(after end: Int) -> Int? {
    var at = end
    // Closing quotes and brackets: "name": …, ['name'] = …, name) …
    var closers = 0
    while at < text.count, closers < 3, isCloser(text[at]) || isEscapedQuote(at) {
      at += 1
      closers += 1
    }
    at = skipBlanks(at)
    guard at < text.count else { return nil }
    switch text[at] {
    case UInt8(ascii: "="):
      // =, ==, ===, =>
      while at < text.count, text[at] == 0x3D || text[at] == 0x3E { at += 1 }
      return at
    case UInt8(ascii: ":"):
      // :, :=, ::=, and a type between colon and sign: name: String = "…"
      while at < text.count, text[at] == 0x3A || text[at] == 0x3D { at += 1 }
      return typeAnnotation(from: at) ?? at
    case UInt8(ascii: ">"): return kind == .markup || kind == .other ? at + 1 : nil
    case UInt8(ascii: "("): return closers == 0 ? at + 1 : nil
    case UInt8(ascii: ","): return closers > 0 ? at + 1 : nil
    case UInt8(ascii: "?"), UInt8(ascii: "|"), UInt8(ascii: "!"):
      // ?=, ||=; `!=` compares and gives nothing.
      guard text[at] != UInt8(ascii: "!"), at + 1 < text.count else { return nil }
      let next = text[at + 1] == text[at] ? at + 2 : at + 1
      return next < text.count && text[next] == 0x3D ? next + 1 : nil
    default: return nil
    }
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

  private func quoted(_ open: Int, name: Range<Int>, isEscaped: Bool) -> Assignment? {
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
    return Assignment(name: name, value: start..<end, isQuoted: true)
  }

  private func bare(_ start: Int, name: Range<Int>) -> Assignment? {
    switch kind {
    case .code, .generated: return nil
    case .shell:
      // `NAME = value` is no assignment in a shell, and `name: value` neither.
      guard start > 0, text[start - 1] == 0x3D || kind != .shell else { return nil }
    case .configuration, .markup, .other: break
    }
    var end = start
    while end < text.count, end - start <= Self.longestValue {
      let byte = text[end]
      if byte <= 0x20 || byte == 0x22 || byte == 0x27 || byte == 0x60 { break }
      if byte == 0x3C || byte == 0x3B || (byte == 0x2C && kind != .configuration) { break }
      if byte == 0x26 && kind == .other { break }
      end += 1
    }
    guard end > start, end - start <= Self.longestValue else { return nil }
    // In a sentence more words follow; a value stands alone on its line.
    let rest = skipBlanks(end)
    let isAlone =
      rest >= text.count || text[rest] == 0x0A || text[rest] == 0x0D
      || [0x23, 0x3C, 0x3B, 0x2C, 0x26, 0x22, 0x27].contains(text[rest])
    guard isAlone || kind == .shell else { return nil }
    return Assignment(name: name, value: start..<end, isQuoted: false)
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
