/// Reads `name = "value"`, `name: value`, `"name": "value"`, `<name>value</name>`, `setName("value")`, `NAME=value`,
/// `name => 'value'`, `name="…" value="…"`, `--name value`, `login("user", "value")` around a word that was found in a name.
///
/// It knows no language: it steps over what may stand between a name and its value in any of them.
struct AssignmentReader {
  let text: UnsafeRawBufferPointer
  let kind: SyntaxKind
  private static let longestName = 80

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
    // The word may hold a sign that is no part of the name; words of other alphabets are names themselves.
    while end > start, !isNamePart(text[end - 1]), text[end - 1] < 0x80 { end -= 1 }
    while end < text.count, end - start < Self.longestName, isNamePart(text[end]) { end += 1 }
    // A dot or hyphen at the edge belongs to the sentence or the flag, not to the name.
    while end > start, text[end - 1] == 0x2E || text[end - 1] == 0x2D { end -= 1 }
    let dash = start
    while start < end, text[start] == 0x2E || text[start] == 0x2D { start += 1 }
    guard start < end else { return nil }
    let name = start..<end
    if let found = argument(of: name) { return found }
    guard
      let (sign, read) = separator(behind: name) ?? flag(from: dash, name)
        ?? directive(behind: name)
    else { return nil }
    var separator = read
    if separator == .comma {
      // `"--password", "…"`; `setProperty("db.password", "…")`, `:password, '…'`; but not `["api/token", "api/key"]`.
      if dash < start, text[dash] == 0x2D, dash > 0, isQuote(text[dash - 1]) {
        separator = .flag
      } else if start == 0 || !(isQuote(text[start - 1]) || isSymbol(start)) {
        return nil
      }
    }
    return value(behind: sign, Assignment(name: name, value: sign..<sign, separator: separator))
  }

  // MARK: - Between name and value

  /// The offset behind the sign that gives the name its value.
  private func separator(behind name: Range<Int>) -> (Int, Assignment.Separator)? {
    let end = name.upperBound
    var at = behindArraySize(end)
    // Closing quotes and brackets: "name": …, ['name'] = …, name) …
    var closers = 0
    while at < text.count, closers < 3 {
      if isCloser(text[at]) || isEscapedQuote(at) || isEmphasis(at) {
        at += 1
      } else if let entity = quoteEntity(at) {
        at += entity
      } else {
        break
      }
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
      if at < text.count, text[at] == 0x7E { return nil }
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
    case UInt8(ascii: ","): return closers > 0 || isSymbol(name.lowerBound) ? (at + 1, .comma) : nil
    case UInt8(ascii: "{"): return closers > 0 ? hclDefault(from: at).map { ($0, .value) } : nil
    case UInt8(ascii: "?"), UInt8(ascii: "|"), UInt8(ascii: "+"):
      // ?=, ||=, +=; `env["PASSWORD"] || "…"`, `password ?? "…"`
      guard at + 1 < text.count else { return nil }
      let isDouble = text[at + 1] == text[at]
      let next = isDouble ? at + 2 : at + 1
      guard next < text.count else { return nil }
      if text[next] == 0x3D { return (next + 1, .equals) }
      let value = skipBlanks(next)
      return isDouble && text[at] != 0x2B && value < text.count && isQuote(text[value])
        ? (next, .equals) : nil
    case UInt8(ascii: "!"):
      // != compares too.
      return at + 1 < text.count && text[at + 1] == 0x3D ? (at + 2, .comparison) : nil
    case 0xEF:
      // The wide colon of Chinese and Japanese.
      return at + 2 < text.count && text[at + 1] == 0xBC && text[at + 2] == 0x9A
        ? (at + 3, .colon) : nil
    default:
      // YAML's `- name: DB_PASSWORD` and the value on the next line.
      return valueWord(from: end).map { ($0, .value) }
    }
  }

  /// The offset behind `[]` or `[64]` of C.
  private func behindArraySize(_ start: Int) -> Int {
    guard start < text.count, text[start] == 0x5B else { return start }
    var at = start + 1
    while at < text.count, at - start < 24, isNamePart(text[at]) { at += 1 }
    return at < text.count && text[at] == 0x5D ? at + 1 : start
  }

  /// `--password secret`, `-Token secret`: the offset of the blank.
  private func flag(from dash: Int, _ name: Range<Int>) -> (Int, Assignment.Separator)? {
    let end = name.upperBound
    guard dash < name.lowerBound, text[dash] == 0x2D,
      dash == 0 || text[dash - 1] <= 0x20 || isQuote(text[dash - 1]),
      end + 1 < text.count, text[end] == 0x20, text[end + 1] != 0x2D
    else { return nil }
    return (end, .flag)
  }

  /// `PASSWORD 'secret'` anywhere; `requirepass secret` where it is all that stands on a line of configuration,
  /// `ENV PASSWORD secret` in a Dockerfile.
  private func directive(behind name: Range<Int>) -> (Int, Assignment.Separator)? {
    let end = name.upperBound
    let at = skipBlanks(end)
    guard at > end, at < text.count else { return nil }
    if isQuote(text[at]) { return text[at] == 0x60 ? nil : (end, .blank) }
    let before = text[lineStart(name.lowerBound)..<name.lowerBound].drop { $0 <= 0x20 }
    switch kind {
    case .configuration where before.isEmpty: return (end, .blank)
    case .shell where before.elementsEqual("ENV ".utf8): return (end, .blank)
    default: return nil
    }
  }

  /// `value=`, `value:`, `content=` behind a name that is itself a value: the offset behind its sign. One line end may
  /// lie between.
  func valueWord(from start: Int) -> Int? {
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
      guard end < text.count, holds(word, at) else { continue }
      var next = end
      while next < text.count, isQuote(text[next]) { next += 1 }
      next = skipBlanks(next)
      guard next < text.count, text[next] == 0x3D || text[next] == 0x3A else { return nil }
      return next + 1
    }
    return nil
  }

  /// `variable "db_password" { default = "…" }`: the offset behind the sign.
  private func hclDefault(from brace: Int) -> Int? {
    var at = brace + 1
    while at < text.count, at - brace < 400, text[at] != 0x7D {
      if text[at] == 0x64, text[at - 1] <= 0x20 || text[at - 1] == 0x7B, holds("default", at) {
        let sign = skipBlanks(at + 7)
        guard sign < text.count, text[sign] == 0x3D else { return nil }
        return sign + 1
      }
      at += 1
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
}
