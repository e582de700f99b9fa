/// Finds calls in a program's text and reads their arguments as values.
struct SourceCallReader {
  /// A call, or a `new X { … }`.
  struct Call {
    var name: String
    /// From its name to its end.
    var span: Range<Int>
    var arguments: [Node] = []
    var named = Node.Mapping()
    var chain = Node.Mapping()
  }

  /// Values within values; what is deeper is unresolved.
  private static let deepest = 24

  var cursor: TextCursor
  let comments: SourceCallView.Comments
  /// Bytes that may still be read again, so that calls within calls cannot cost time without end.
  private var budget: Int
  /// Texts by the names that stand for them.
  var constants: [String: String] = [:]

  init(_ text: [UInt8], comments: SourceCallView.Comments) {
    cursor = TextCursor(text, limits: ReadLimits())
    self.comments = comments
    budget = 4 * text.count + (1 << 16)
    readConstants()
  }

  /// The next call of a name that is looked at; nil at the text's end.
  mutating func nextCall() -> Call? {
    while !cursor.atEnd, budget > 0 {
      if skipComment() || skipString() { continue }
      guard cursor.byte.isNameStart else {
        cursor.at += 1
        continue
      }
      let start = cursor.at
      let name = takeName()
      let last = String(name.split(whereSeparator: { $0 == "." || $0 == ":" }).last ?? "")
      let inside = cursor.at
      var found: Call?
      if SourceCallView.names.contains(last) {
        found = call(name, from: start)
      } else if SourceCallView.types.contains(last) {
        found = initializer(name, from: start)
      } else if let owner = SourceCallView.settings[last], last != name {
        found = setting(last, of: owner, from: start)
      }
      budget -= cursor.at - inside
      // Calls within its arguments come next.
      cursor.at = inside
      if let found { return found }
    }
    return nil
  }

  // MARK: - Calls

  private mutating func call(_ name: String, from start: Int) -> Call? {
    var call = Call(name: name, span: start..<cursor.at)
    skipBlanks()
    if cursor.take("(") {
      guard arguments(until: UInt8(ascii: ")"), into: &call, 0) else { return nil }
      call.span = start..<cursor.at
      if name.hasPrefix("Jwts.") { chain(into: &call) }
    } else if comments == .hash, cursor.at > start + name.utf8.count, cursor.byte.isArgumentStart {
      // Ruby: `JWT.encode payload, key`.
      guard arguments(until: 0x0A, into: &call, 0) else { return nil }
      call.span = start..<cursor.at
    } else {
      return nil
    }
    return call
  }

  private mutating func initializer(_ name: String, from start: Int) -> Call? {
    skipSpace()
    if cursor.take("(") {
      skipSpace()
      guard cursor.take(")") else { return nil }
      skipSpace()
    }
    guard cursor.take("{") else { return nil }
    var call = Call(name: name, span: start..<cursor.at)
    call.named = members(0)
    call.span = start..<cursor.at
    return call
  }

  /// `parameters.ValidateLifetime = false`: as if the type's other members were not known.
  private mutating func setting(_ name: String, of owner: String, from start: Int) -> Call? {
    let key = start..<cursor.at
    skipBlanks()
    guard cursor.byte == UInt8(ascii: "="), cursor.peek(1) != UInt8(ascii: "="),
      cursor.peek(1) != UInt8(ascii: ">")
    else { return nil }
    cursor.at += 1
    skipBlanks()
    let place = cursor.at
    let value = takeName()
    guard ["true", "false"].contains(value) else { return nil }
    let span = place..<cursor.at
    let member = Node.Member(
      key: name, keySpan: key, value: Node(.scalar(value, isQuoted: false), span: span))
    return Call(
      name: owner, span: start..<cursor.at, named: Node.Mapping(members: [member], isOpen: true))
  }

  /// Reads arguments behind the opening bracket; false where the text ends before they do.
  private mutating func arguments(until close: UInt8, into call: inout Call, _ depth: Int) -> Bool {
    while true {
      if close == 0x0A { skipBlanks() } else { skipSpace() }
      if cursor.byte == close || (close == 0x0A && cursor.atEnd) {
        cursor.at += 1
        return true
      }
      if cursor.atEnd { return false }
      if let key = takeArgumentName() {
        skipSpace()
        let value = expression(depth + 1, endsAtLine: close == 0x0A)
        call.named.members.append(Node.Member(key: key.name, keySpan: key.span, value: value))
      } else if cursor.starts(with: "**") || cursor.starts(with: "...") {
        call.named.isOpen = true
        call.arguments.append(expression(depth + 1, endsAtLine: close == 0x0A))
      } else {
        call.arguments.append(expression(depth + 1, endsAtLine: close == 0x0A))
      }
      if close == 0x0A { skipBlanks() } else { skipSpace() }
      if cursor.take(",") {
        skipSpace()
      } else if cursor.byte != close, !(close == 0x0A && cursor.atEnd) {
        return false
      }
    }
  }

  private mutating func chain(into call: inout Call) {
    while true {
      skipSpace()
      guard cursor.take(".") else { return }
      skipSpace()
      let start = cursor.at
      cursor.skip { $0.isNamePart }
      let span = start..<cursor.at
      guard !span.isEmpty, cursor.take("(") else { return }
      var link = Call(name: "", span: span)
      guard arguments(until: UInt8(ascii: ")"), into: &link, 0) else { return }
      call.span = call.span.lowerBound..<cursor.at
      call.chain.members.append(
        Node.Member(
          key: cursor.string(span), keySpan: span,
          value: Node(.sequence(link.arguments), span: span)))
    }
  }

  /// `name=` of Python, `name:` of Ruby and C#; nothing is taken where there is none.
  private mutating func takeArgumentName() -> (name: String, span: Range<Int>)? {
    let start = cursor.at
    guard cursor.byte.isNameStart else { return nil }
    cursor.skip { $0.isNamePart }
    let span = start..<cursor.at
    skipBlanks()
    let next = cursor.peek(1)
    let isName =
      (cursor.byte == UInt8(ascii: "=") && next != UInt8(ascii: "=") && next != UInt8(ascii: ">"))
      || (cursor.byte == UInt8(ascii: ":") && next != UInt8(ascii: ":"))
    guard isName else {
      cursor.at = start
      return nil
    }
    cursor.at += 1
    return (cursor.string(span), span)
  }

  // MARK: - Values

  /// Reads up to the comma or bracket that ends the expression.
  private mutating func expression(_ depth: Int, endsAtLine: Bool = false) -> Node {
    let start = cursor.at
    if depth < SourceCallReader.deepest, let value = value(depth) {
      let end = cursor.at
      skipBlanks()
      let isWhole = ends(endsAtLine) || (!endsAtLine && endsAfterSpace())
      cursor.at = end
      if isWhole { return Node(value, span: start..<end) }
    }
    cursor.at = start
    skipExpression(endsAtLine)
    let span = cursor.trimmed(start..<cursor.at)
    return Node(.unresolved(cursor.string(span)), span: span)
  }

  func ends(_ endsAtLine: Bool) -> Bool {
    cursor.atEnd || cursor.byte == UInt8(ascii: ",") || cursor.byte.isClosing
      || (endsAtLine && cursor.byte == 0x0A)
  }

  private mutating func endsAfterSpace() -> Bool {
    skipSpace()
    return ends(false)
  }

  private mutating func value(_ depth: Int) -> Node.Value? {
    switch cursor.byte {
    case UInt8(ascii: "{"):
      cursor.at += 1
      return .mapping(members(depth))
    case UInt8(ascii: "["):
      if cursor.take("[]byte(") {
        let text = takeText() ?? constants[takeName()]
        guard let text, cursor.take(")") else { return nil }
        return .scalar(text, isQuoted: true)
      }
      cursor.at += 1
      var list = Call(name: "", span: 0..<0)
      guard arguments(until: UInt8(ascii: "]"), into: &list, depth) else { return nil }
      return .sequence(list.arguments)
    case let byte where byte.isDigit: return takeNumber().map { .scalar($0, isQuoted: false) }
    case UInt8(ascii: "&"):
      cursor.at += 1
      return typedValue(depth)
    default:
      if let text = takeText() { return .scalar(text, isQuoted: true) }
      return typedValue(depth)
    }
  }

  /// A truth value, nothing, or `jwt.MapClaims{ … }` and `new Claims { … }` with the type's name as `@type`.
  private mutating func typedValue(_ depth: Int) -> Node.Value? {
    let start = cursor.at
    let name = takeName()
    switch name {
    case "": return nil
    case "true", "True": return .scalar("true", isQuoted: false)
    case "false", "False": return .scalar("false", isQuoted: false)
    case "null", "None", "nil", "undefined": return .null
    default: break
    }
    if let text = constants[name], cursor.byte != UInt8(ascii: "(") {
      return .scalar(text, isQuoted: true)
    }
    guard cursor.byte == UInt8(ascii: "{") else { return nil }
    let type = Node(.scalar(name, isQuoted: true), span: start..<cursor.at)
    cursor.at += 1
    var mapping = members(depth)
    mapping.members.append(Node.Member(key: "@type", keySpan: type.span, value: type))
    return .mapping(mapping)
  }

  /// Reads members behind an opening brace up to the closing one.
  private mutating func members(_ depth: Int) -> Node.Mapping {
    var mapping = Node.Mapping()
    while true {
      skipSpace()
      if cursor.atEnd {
        mapping.isOpen = true
        return mapping
      }
      if cursor.take("}") { return mapping }
      if let key = takeKey() {
        skipSpace()
        let value = key.isShort ? short(key.name, key.span) : expression(depth + 1)
        mapping.members.append(Node.Member(key: key.name, keySpan: key.span, value: value))
      } else {
        // A spread, a computed name, a function, an element of a set.
        mapping.isOpen = true
        skipExpression(false)
      }
      skipSpace()
      if !cursor.take(","), cursor.byte.isClosing, cursor.byte != UInt8(ascii: "}") {
        mapping.isOpen = true
        return mapping
      }
    }
  }

  /// JavaScript's `{ name }`.
  private func short(_ name: String, _ span: Range<Int>) -> Node {
    let value = constants[name].map { Node.Value.scalar($0, isQuoted: true) }
    return Node(value ?? .unresolved(name), span: span)
  }

  /// `name:`, `"name":`, `"name" =>`, `:name =>`, `Name =`, and JavaScript's `name` alone.
  private mutating func takeKey() -> (name: String, span: Range<Int>, isShort: Bool)? {
    let start = cursor.at
    var name = takeText()
    if name == nil {
      _ = cursor.take(":")
      let from = cursor.at
      cursor.skip { $0.isNamePart }
      if cursor.at > from { name = cursor.string(from..<cursor.at) }
    }
    let span = start..<cursor.at
    guard let name else { return nil }
    skipSpace()
    if cursor.take("=>") { return (name, span, false) }
    if (cursor.byte == UInt8(ascii: ":") || cursor.byte == UInt8(ascii: "="))
      && cursor.peek(1) != UInt8(ascii: "=")
    {
      cursor.at += 1
      return (name, span, false)
    }
    if cursor.byte == UInt8(ascii: ",") || cursor.byte == UInt8(ascii: "}") {
      return (name, span, true)
    }
    cursor.at = start
    return nil
  }
}
