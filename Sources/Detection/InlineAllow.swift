/// Comments by which an author says that what stands on the line is meant to stand there.
struct InlineAllow {
  private static let words: [StaticString] = [
    "sprawl:allow", "gitleaks:allow", "betterleaks:allow", "trufflehog:ignore",
    "kingfisher:ignore", "nosemgrep", "pragma: allowlist secret", "pragma: whitelist secret",
  ]
  /// The one that is ours.
  static let ownWord = "sprawl:allow"
  private static let nextLineWords: [StaticString] = [
    "pragma: allowlist nextline secret", "pragma: whitelist nextline secret",
  ]
  /// So much of a line is searched on either side of the secret.
  private static let reach = 4096

  /// The comment's word, if one stands on the lines of `secret` (or, for those that speak of the next line, above it).
  ///
  /// - Parameter rule: `sprawl:allow` may name rules; it then allows no others.
  static func word(
    for secret: Range<Int>, rule: String, in text: UnsafeRawBufferPointer
  ) -> String? {
    let start = lineStart(secret.lowerBound, text)
    let end = lineEnd(secret.upperBound, text)
    for word in words {
      guard let at = find(word, in: text, start..<end) else { continue }
      if word.utf8Start == words[0].utf8Start {
        let rules = named(after: at + word.utf8CodeUnitCount, end, text)
        if !rules.isEmpty, !rules.contains(rule) { continue }
      }
      return "\(word)"
    }
    guard start > 1 else { return nil }
    let isAfterPair = text[start - 1] == 0x0A && text[start - 2] == 0x0D
    let aboveEnd = start - (isAfterPair ? 2 : 1)
    let above = lineStart(aboveEnd, text)..<aboveEnd
    return nextLineWords.first { find($0, in: text, above) != nil }.map { "\($0)" }
  }

  /// The rule ids behind `sprawl:allow`, up to `--`, which begins the reason.
  private static func named(after start: Int, _ end: Int, _ text: UnsafeRawBufferPointer)
    -> [String]
  {
    let rest = String(decoding: text[start..<end], as: UTF8.self)
    let list = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "," || $0 == " " }
    var ids: [String] = []
    for id in list.split(whereSeparator: { $0 == " " || $0 == "," }) {
      if id == "--" { break }
      // A rule id has a hyphen; other words are the end of a comment or its reason.
      if id.contains("-"), !id.hasPrefix("-") { ids.append(String(id)) }
    }
    return ids
  }

  private static func lineStart(_ at: Int, _ text: UnsafeRawBufferPointer) -> Int {
    var start = at
    while start > 0, at - start < reach, !endsLine(text[start - 1]) { start -= 1 }
    return start
  }

  private static func lineEnd(_ at: Int, _ text: UnsafeRawBufferPointer) -> Int {
    var end = at
    while end < text.count, end - at < reach, !endsLine(text[end]) { end += 1 }
    return end
  }

  private static func endsLine(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  private static func find(
    _ word: StaticString, in text: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> Int? {
    let length = word.utf8CodeUnitCount
    guard range.count >= length else { return nil }
    let first = word.utf8Start[0]
    var at = range.lowerBound
    while at + length <= range.upperBound {
      if text[at] == first {
        var same = 1
        while same < length, text[at + same] == word.utf8Start[same] { same += 1 }
        if same == length { return at }
      }
      at += 1
    }
    return nil
  }
}
