/// HCL's here documents, and what is written in them.
extension HCLParser {
  /// The here document that begins here: JSON and Vault policies as what they say, else its text.
  mutating func hereDocument() throws(ReadError) -> Node? {
    let start = cursor.at
    cursor.at += 2
    let isIndented = cursor.take("-")
    let wordStart = cursor.at
    cursor.skip { $0.isWord }
    let word = Array(cursor.text[wordStart..<cursor.at])
    guard !word.isEmpty else { throw cursor.error("a here document has no word") }
    cursor.skipLine()
    cursor.at = min(cursor.at + 1, cursor.text.count)
    let bodyStart = cursor.at
    var lines: [Range<Int>] = []
    while true {
      guard !cursor.atEnd else { throw cursor.error("a here document does not end") }
      let line = cursor.at
      cursor.skipLine()
      let content = cursor.text[line..<cursor.at]
      let word0 = content.drop { $0.isBlank }
      if word0.starts(with: word), word0.dropFirst(word.count).allSatisfy({ $0 <= 0x20 }) { break }
      lines.append(line..<cursor.at)
      cursor.at = min(cursor.at + 1, cursor.text.count)
    }
    let body = bodyStart..<(lines.last?.upperBound ?? bodyStart)
    if let document = embeddedJSON(body) ?? embeddedPolicy(body) {
      try cursor.count(document.weight)
      return document
    }
    var indent = 0
    if isIndented {
      let indents = lines.filter { !cursor.text[$0].allSatisfy { $0 <= 0x20 } }
        .map { cursor.text[$0].prefix { $0.isBlank }.count }
      indent = indents.min() ?? 0
    }
    let text = lines.map { line in
      cursor.string(min(line.lowerBound + indent, line.upperBound)..<line.upperBound) + "\n"
    }.joined()
    let isTemplate =
      text.replacing("$${", with: "").contains("${")
      || text.replacing("%%{", with: "").contains("%{")
    let span = bodyStart..<max(bodyStart, cursor.trimmed(bodyStart..<cursor.at).upperBound)
    return try cursor.node(
      isTemplate ? .unresolved(text) : .scalar(text, isQuoted: true),
      isIndented || indent > 0 ? start..<cursor.at : span)
  }

  /// JSON says as much as `jsonencode`; texts with places in it are unresolved.
  private func embeddedJSON(_ body: Range<Int>) -> Node? {
    let text = cursor.text[body]
    let first = text.first { $0 > 0x20 }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
      let node = try? JSONReader.read(Array(text), limits: ReadLimits()).first
    else { return nil }
    return node.shifted(by: body.lowerBound) { $0.contains("${") || $0.contains("%{") }
  }

  /// A Vault policy is HCL itself: `path "…" { … }`, one after the other.
  ///
  /// Source: https://developer.hashicorp.com/vault/docs/concepts/policies
  private func embeddedPolicy(_ body: Range<Int>) -> Node? {
    // Here documents within are texts: nesting would cost the body once a level.
    guard !isEmbedded else { return nil }
    var inner = HCLParser(TextCursor(Array(cursor.text[body]), limits: ReadLimits()))
    inner.isEmbedded = true
    inner.skipSpace(withLines: true)
    guard inner.cursor.starts(with: "path"), inner.cursor.peek(4).isBlank,
      let policy = try? inner.body(isRoot: true),
      policy.members.allSatisfy({ $0.key == "path" && $0.value.mapping != nil })
    else { return nil }
    return Node(.mapping(policy), span: 0..<body.count).shifted(by: body.lowerBound) { _ in false }
  }

  /// Whether `<<` begins a here document here.
  func isHereDocument() -> Bool {
    let first = cursor.peek(2)
    return first.isLetter || (first == UInt8(ascii: "-") && cursor.peek(3).isLetter)
  }
}
