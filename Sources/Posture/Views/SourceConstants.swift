/// Names that stand for one text in the whole of a program: `KEY = "…"` once, and assigned nowhere else.
extension SourceCallReader {
  /// Reads the program once from its beginning; the cursor then stands there again.
  mutating func readConstants() {
    let start = cursor.at
    var texts: [String: String] = [:]
    var others: Set<String> = []
    // What stood before the name, and whether a colon is between them: `KEY: string = "…"`.
    var previous = ""
    while !cursor.atEnd {
      if skipComment() || skipString() {
        previous = ""
        continue
      }
      guard cursor.byte.isNameStart else {
        if !cursor.byte.isBlank, cursor.byte != UInt8(ascii: ":") { previous = "" }
        cursor.at += 1
        continue
      }
      let isType = previous.hasSuffix(":")
      let name = isType ? String(previous.dropLast()) : takeName()
      if isType { _ = takeName() }
      skipBlanks()
      if cursor.byte == UInt8(ascii: ":"), cursor.peek(1) != UInt8(ascii: "=") {
        previous = isType ? "" : name + ":"
        continue
      }
      previous = ""
      if cursor.peek(1) == UInt8(ascii: "="), "+|&?*-".utf8.contains(cursor.byte) {
        others.insert(name)
        continue
      }
      _ = cursor.take(":")
      guard cursor.byte == UInt8(ascii: "="), cursor.peek(1) != UInt8(ascii: "="),
        cursor.peek(1) != UInt8(ascii: ">"), cursor.peek(1) != UInt8(ascii: "~")
      else { continue }
      cursor.at += 1
      skipBlanks()
      let text = takeBytes() ?? takeText()
      skipBlanks()
      let isWhole = ends(true) || cursor.byte == UInt8(ascii: ";") || skipComment()
      if let text, isWhole, texts[name] == nil, !others.contains(name) {
        texts[name] = text
      } else {
        others.insert(name)
      }
    }
    constants = texts.filter { !others.contains($0.key) }
    cursor.at = start
  }

  /// `[]byte("…")` of Go.
  private mutating func takeBytes() -> String? {
    let start = cursor.at
    guard cursor.take("[]byte("), let text = takeText(), cursor.take(")") else {
      cursor.at = start
      return nil
    }
    return text
  }
}
