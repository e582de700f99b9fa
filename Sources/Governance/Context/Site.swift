internal import Model

/// A credential and the text in which it stands.
// Safety: `text` is valid during the call of ``ContextReader`` that made the site; no site outlives it.
struct Site {
  let text: UnsafeRawBufferPointer
  /// Where the credential stands in ``text``.
  let span: Range<Int>
  /// Its value, decoded where the text encodes it.
  let value: [UInt8]
  /// Its further values.
  let parts: [[UInt8]]
  /// The 1-based line of the first byte of ``span``.
  let line: Int

  init(_ finding: Finding, in text: UnsafeRawBufferPointer, at offset: Int) {
    self.text = text
    let (found, offset) = (finding.location.offsets, max(0, offset))
    let start = min(max(found.lowerBound - offset, 0), text.count)
    span = start..<min(max(found.upperBound - offset, start), text.count)
    value = finding.secret.reveal()
    parts = finding.parts.map { $0.secret.reveal() }
    line = finding.location.start.line
  }

  /// For people: `line 12`.
  var place: String { "line \(line)" }

  /// The 1-based line of an offset of ``text``.
  func line(at offset: Int) -> Int {
    let offset = min(max(offset, 0), text.count)
    let between = text[min(offset, span.lowerBound)..<max(offset, span.lowerBound)]
    let breaks = between.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
    return max(1, offset < span.lowerBound ? line - breaks : line + breaks)
  }

  /// The bytes from `before` bytes before the credential to `after` behind it.
  func around(before: Int, after: Int) -> ArraySlice<UInt8> {
    let start = max(0, span.lowerBound - before)
    let end = span.upperBound + min(after, text.count - span.upperBound)
    return Array(text[start..<end])[...]
  }

  /// The command that the credential is an argument of, lines that a backslash continues included, as far as it reaches.
  /// `*` stands for the credential, so that nothing that is made of the text can hold it.
  func command(reach: Int) -> [UInt8] {
    var start = span.lowerBound
    while start > 0, span.lowerBound - start < reach, !isEnd(start - 1) { start -= 1 }
    var end = span.upperBound
    while end < text.count, end - span.upperBound < reach, !isEnd(end) { end += 1 }
    let signs = Array(";|&".utf8)
    let before = text[start..<span.lowerBound]
    let after = text[span.upperBound..<end]
    return before[(before.lastIndex(where: signs.contains).map { $0 + 1 } ?? start)...]
      + [UInt8(ascii: "*")] + after.prefix { !signs.contains($0) }
  }

  private func isEnd(_ at: Int) -> Bool {
    guard text[at] == UInt8(ascii: "\n") else { return false }
    var before = at - 1
    if before >= 0, text[before] == UInt8(ascii: "\r") { before -= 1 }
    return before < 0 || text[before] != UInt8(ascii: "\\")
  }

  /// What stands around the credential without white space, quotation marks or brackets: the link it is part of.
  /// `&amp;` and `\u0026` are `&`.
  func word(reach: Int = 4096) -> [UInt8] {
    var start = span.lowerBound
    while start > 0, span.lowerBound - start < reach, !Self.ends(text[start - 1]) { start -= 1 }
    var end = span.upperBound
    while end < text.count, end - span.upperBound < reach, !Self.ends(text[end]) { end += 1 }
    let word = Array(text[start..<end])
    guard word.contains(UInt8(ascii: "&")) || word.contains(UInt8(ascii: "\\")) else { return word }
    return Array(
      String(decoding: word, as: UTF8.self).replacing("&amp;", with: "&")
        .replacing("\\u0026", with: "&").replacing("\\/", with: "/").utf8)
  }

  private static func ends(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "<"),
      UInt8(ascii: ">"), UInt8(ascii: "("), UInt8(ascii: ")"), 0x7F:
      true
    default: false
    }
  }
}

extension Sequence<UInt8> {
  /// As text, for formats that are ASCII; what is not UTF-8 becomes U+FFFD.
  var asText: String { String(decoding: Array(self), as: UTF8.self) }
}

extension Collection<UInt8> {
  /// Where a text begins first; nil where it does not stand here.
  func offset(of text: StaticString, from start: Index? = nil) -> Index? {
    text.withUTF8Buffer { needle in
      guard let first = needle.first else { return nil }
      var at = start ?? startIndex
      while let next = self[at...].firstIndex(of: first) {
        if self[next...].starts(with: needle) { return next }
        at = index(after: next)
      }
      return nil
    }
  }

  /// Whether a text stands here.
  func holds(_ text: StaticString) -> Bool { offset(of: text) != nil }

  /// Whether it begins so.
  func begins(_ text: StaticString) -> Bool { text.withUTF8Buffer { starts(with: $0) } }
}
