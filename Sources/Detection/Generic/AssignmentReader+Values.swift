/// What stands behind the sign.
extension AssignmentReader {
  private static let longestValue = 512
  private static let longestFallback = 160

  /// A quote that opens a value.
  private struct Opening {
    /// Behind the quote.
    var start: Int
    var quote: UInt8
    /// A backslash stands before it, and will before the closing one: JSON in a string.
    var isEscaped = false
    /// `&quot;`: how many bytes it has.
    var entity = 0
  }

  /// The assignment with the value behind `sign`.
  func value(behind sign: Int, _ assignment: Assignment) -> Assignment? {
    var found = assignment
    let isTight = sign == found.name.upperBound + 1
    var at = skipBlanks(sign)
    while isEmphasis(at) { at += 1 }
    at = skipBlanks(at)
    guard at < text.count else { return nil }
    if found.separator != .flag, found.separator != .blank {
      if text[at] == 0x7B, found.separator != .value, let word = valueWord(from: at + 1) {
        found.separator = .value
        return value(behind: word, found)
      }
      if let next = nextLine(at, found.separator), next < text.count {
        if let opening = opening(next) { return close(opening, .quoted, &found) }
        guard found.separator == .element || text[at] == 0x7C || text[at] == 0x3E else {
          return nil
        }
        return bare(next, &found, isTight: false).map { settle($0, .bare, &found) }
      }
    }
    if let opening = opening(at) { return close(opening, .quoted, &found) }
    if let (opening, form) = wrapped(at) { return close(opening, form, &found) }
    guard found.separator != .comma, found.separator != .call, found.separator != .argument,
      let value = bare(at, &found, isTight: isTight)
    else { return nil }
    return settle(value, .bare, &found)
  }

  /// `login("user", "secret")`, `auth=("user", "secret")`: the argument in which a function of that name takes a password.
  func argument(of name: Range<Int>) -> Assignment? {
    var open = skipBlanks(name.upperBound)
    guard open < text.count else { return nil }
    if text[open] == 0x3D { open = skipBlanks(open + 1) }
    guard open < text.count, text[open] == 0x28, let second = behindArgument(open + 1) else {
      return nil
    }
    // Most calls have no text there, which is known before the name is looked up.
    let third = behindArgument(second)
    guard opening(skipBlanks(second)) != nil || third.flatMap({ opening(skipBlanks($0)) }) != nil,
      let place = CredentialName.passwordArgument(
        of: UnsafeRawBufferPointer(rebasing: text[name])),
      let at = place == 1 ? second : third
    else { return nil }
    guard let opening = opening(skipBlanks(at)) else { return nil }
    var found = Assignment(name: name, value: at..<at, separator: .argument)
    return close(opening, .quoted, &found)
  }

  /// What stands behind the comma that ends an argument.
  private func behindArgument(_ start: Int) -> Int? {
    guard let end = endOfArgument(skipBlanks(start)), text[end] == 0x2C else { return nil }
    return end + 1
  }

  /// The comma or bracket behind an argument that is a text or a name.
  private func endOfArgument(_ start: Int) -> Int? {
    var at = start
    if let opening = opening(at) {
      guard let value = quoted(opening) else { return nil }
      at = skipBlanks(value.upperBound + 1)
    } else {
      while at < text.count, at - start < 80, text[at] > 0x20, text[at] != 0x2C, text[at] != 0x29,
        text[at] != 0x28
      {
        at += 1
      }
      at = skipBlanks(at)
    }
    return at < text.count && (text[at] == 0x2C || text[at] == 0x29) ? at : nil
  }

  /// The first byte of the next line that is no blank, where a value may stand there: behind a sign at the line's end,
  /// YAML's `|` and `>-`, an element.
  private func nextLine(_ at: Int, _ separator: Assignment.Separator) -> Int? {
    var end = at
    let isBlock =
      kind == .configuration && separator == .colon && (text[at] == 0x7C || text[at] == 0x3E)
    if isBlock {
      end += 1
      if end < text.count, text[end] == 0x2D || text[end] == 0x2B { end += 1 }
    }
    if end < text.count, text[end] == 0x0D { end += 1 }
    guard end < text.count, text[end] == 0x0A else { return nil }
    // A name without a value and the next name of a configuration look the same.
    guard isBlock || separator == .element || kind != .configuration && kind != .shell else {
      return nil
    }
    return skipBlanks(end + 1)
  }

  private func close(_ opening: Opening, _ form: Assignment.Form, _ found: inout Assignment)
    -> Assignment?
  {
    quoted(opening).map { settle($0, form, &found) }
  }

  /// The assignment with its value; of a reference that names a value to fall back on, that value.
  private func settle(_ value: Range<Int>, _ form: Assignment.Form, _ found: inout Assignment)
    -> Assignment
  {
    found.form = form
    found.value = value
    // ${NAME:-value}, ${NAME:value}
    guard value.count > 4, text[value.lowerBound] == 0x24, text[value.lowerBound + 1] == 0x7B,
      text[value.upperBound - 1] == 0x7D
    else { return found }
    var at = value.lowerBound + 2
    while at < value.upperBound, isNamePart(text[at]), text[at] != 0x2D { at += 1 }
    guard at < value.upperBound, text[at] == 0x3A || text[at] == 0x2D else { return found }
    at += text[at] == 0x3A && text[at + 1] == 0x2D ? 2 : 1
    guard at < value.upperBound - 1, !text[at..<(value.upperBound - 1)].contains(0x7B) else {
      return found
    }
    found.value = at..<(value.upperBound - 1)
    found.form = .fallback
    return found
  }

  // MARK: - Quoted

  /// A quote at `at`, a letter or a backslash before it stepped over: `b"…"`, `@"…"`, in JSON inside a string `\"`.
  private func opening(_ at: Int) -> Opening? {
    guard at < text.count else { return nil }
    if isQuote(text[at]) { return Opening(start: at + 1, quote: text[at]) }
    if let entity = quoteEntity(at) {
      return Opening(start: at + entity, quote: 0x26, entity: entity)
    }
    guard at + 1 < text.count, isQuote(text[at + 1]) else { return nil }
    if text[at] == 0x5C { return Opening(start: at + 2, quote: text[at + 1], isEscaped: true) }
    return "bBrRuUlLfFqQnN@$".utf8.contains(text[at])
      ? Opening(start: at + 2, quote: text[at + 1]) : nil
  }

  /// The quote of the first argument where a call stands: `Some("…")`, `[]byte("…")`, `new Secret("…")`; where the first names
  /// a variable of the environment, of the second or of what follows: `getenv("NAME", "…")`, `getenv("NAME") or "…"`.
  private func wrapped(_ at: Int) -> (Opening, Assignment.Form)? {
    guard kind == .code || kind == .markup || kind == .other else { return nil }
    var end = at
    while end < text.count, end - at < 48,
      isNamePart(text[end]) || isTypeSign(text[end]) || text[end] == 0x3A
    {
      end += 1
    }
    guard end > at, end < text.count, text[end] == 0x28, let first = opening(skipBlanks(end + 1))
    else { return fallback(from: at).map { ($0, .fallback) } }
    let callee = UnsafeRawBufferPointer(rebasing: text[at..<end])
    let readers: [StaticString] = [
      "get", "env", "config", "param", "prop", "option", "fetch", "read", "load", "lookup",
    ]
    guard readers.contains(where: { ValueForm.holds(callee, $0) })
    else { return (first, .wrapped) }
    guard let name = quoted(first) else { return nil }
    let comma = skipBlanks(name.upperBound + 1)
    if comma < text.count, text[comma] == 0x2C, let second = opening(skipBlanks(comma + 1)) {
      return (second, .fallback)
    }
    return fallback(from: comma, depth: 1).map { ($0, .fallback) }
  }

  /// The quote behind `||`, `??`, `?:` or `or` in the rest of an expression on this line.
  ///
  /// - Parameter depth: how many brackets are open.
  private func fallback(from start: Int, depth: Int = 0) -> Opening? {
    var at = start
    var depth = depth
    while at + 3 < text.count, at - start < Self.longestFallback, text[at] != 0x0A {
      let (byte, next) = (text[at], text[at + 1])
      if byte == 0x28 || byte == 0x5B || byte == 0x7B { depth += 1 }
      if byte == 0x29 || byte == 0x5D || byte == 0x7D { depth -= 1 }
      if byte == 0x3B || depth < 0 || depth == 0 && byte == 0x2C { return nil }
      let isSign =
        byte == 0x7C && next == 0x7C || byte == 0x3F && (next == 0x3F || next == 0x3A)
        || byte == 0x6F && next == 0x72 && text[at + 2] == 0x20 && at > start
          && text[at - 1] == 0x20
      if isSign { return opening(skipBlanks(at + 2)) }
      at += 1
    }
    return nil
  }

  private func quoted(_ opening: Opening) -> Range<Int>? {
    let quote = opening.quote
    var start = opening.start
    // Triple quotes; the text may begin on the next line.
    var isLong = false
    if start + 1 < text.count, text[start] == quote, text[start + 1] == quote, opening.entity == 0 {
      start += 2
      isLong = true
      let first = skipBlanks(start)
      if first < text.count, text[first] == 0x0A { start = skipBlanks(first + 1) }
    }
    var end = start
    while end < text.count, end - start <= Self.longestValue {
      let byte = text[end]
      if byte == 0x0A || byte == 0x0D {
        guard isLong else { return nil }
        break
      }
      if byte == 0x5C {
        if opening.isEscaped, end + 1 < text.count, text[end + 1] == quote { break }
        end += 2
        continue
      }
      if byte == quote, opening.entity == 0 || quoteEntity(end) == opening.entity { break }
      end += 1
    }
    guard end < text.count, end - start <= Self.longestValue, end > start else { return nil }
    return start..<end
  }

  // MARK: - Bare

  /// A value without quotes.
  ///
  /// - Parameter isTight: the sign stands right behind the name.
  private func bare(_ start: Int, _ found: inout Assignment, isTight: Bool) -> Range<Int>? {
    // What stands behind a flag, or behind a sign without blanks, ends with the word; more may follow on the line.
    let isPair =
      isTight && start > 0 && text[start - 1] == 0x3D || found.separator == .flag
    found.isInString = isInString(found.name.lowerBound)
    switch kind {
    case .generated: return nil
    case .code:
      // What stands bare in code is code, but for what a text or a comment shows.
      guard found.isInString || isInComment(found.name.lowerBound) else { return nil }
    case .shell:
      // `NAME = value` is no assignment in a shell, and `name: value` neither.
      guard isPair || found.separator == .blank || isInComment(found.name.lowerBound) else {
        return nil
      }
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
}
