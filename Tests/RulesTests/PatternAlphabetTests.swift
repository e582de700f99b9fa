import Testing

@testable import Rules

/// Of which bytes a pattern's matches consist, and what stands before them.
@Suite struct PatternAlphabetTests {
  private func bytes(_ text: String) -> PatternAlphabet.Bytes {
    var bytes = PatternAlphabet.Bytes()
    for byte in text.utf8 { bytes.insert(byte) }
    return bytes
  }

  @Test(arguments: [
    ("abc", "abc"), ("[a-f0-9]{32}", "abcdef0123456789"), ("a(?:b|c)?d*", "abcd"),
    (#"\b(?<secret>x_[0-3]{4})\b"#, "x_0123"), (#"(?<![A-Z_-])ab(?![a-z\]])"#, "ab"),
    (#"(?<=[]x])ab(?=\)\()c"#, "abc"), (#"[a\-z]"#, "a-z"), ("[a-]", "a-"), (#"\."#, "."),
    ("(?i)ab", "abAB"), ("(?i:a)b", "aAbB"), ("(?-i:a)b", "ab"), (#"\d"#, "0123456789"),
    (#"[\d.]+"#, "0123456789."), (#"\s"#, " \t\n\u{0B}\u{0C}\r"), (#"a\n"#, "a\n"),
    ("a{2,}+b", "ab"),
    ("^a$", "a"), ("(?>a|b)c", "abc"),
  ])
  func readsWhatRulesAreWrittenWith(_ pattern: String, _ text: String) {
    #expect(PatternAlphabet.bytes(of: pattern) == bytes(text))
  }

  @Test(arguments: [
    "a.b", "[^a]", #"\S"#, #"\D+"#, #"\x41"#, #"(a)\1"#, "[[:alpha:]]", "é", "(?s)a", "(?#a)b",
    "(*ACCEPT)",
    "(?R)", #"\pL"#, "[]a]", #"a\"#, "[a", "(?<name", "(?=a", #"[a-\d]"#,
    "a{,5}", "a{5", "a{b}",
  ])
  func givesUpWhatItDoesNotKnow(_ pattern: String) {
    #expect(PatternAlphabet.bytes(of: pattern) == nil)
  }

  @Test(arguments: [
    (#"\bab_x"#, ["ab_"], LiteralBoundary.word), (#"\b-ab"#, ["-ab"], .none),
    (#"(?i)\bab"#, ["ab"], .word), ("(?<![A-Za-z0-9_-])ab", ["ab"], .word),
    ("(?<![A-Za-z0-9])ab", ["ab"], .alphanumeric), ("(?<![a-z0-9])ab", ["ab"], .none),
    ("(?i)(?<![a-z0-9])ab", ["ab"], .alphanumeric), (#"(?<!\w)ab"#, ["ab"], .word),
    (#"(?<![\w-])ab"#, ["ab"], .word), ("ab", ["ab"], .none), ("(?<=x)ab", ["ab"], .none),
    // Two bytes, or one of two, are not one.
    ("(?<![A-Za-z]x[0-9_])ab", ["ab"], .none), ("(?<![A-Za-z_]|[0-9])ab", ["ab"], .none),
    // An alternative that nothing is said of.
    (#"\bab|cd"#, ["ab", "cd"], .none), (#"\b(?:ab|cd)"#, ["ab", "cd"], .word),
    (#"\bab[|]"#, ["ab"], .word), (#"\bab\|"#, ["ab"], .word), ("(?<![^a])ab", ["ab"], .none),
  ])
  func readsWhatStandsBefore(_ pattern: String, _ literals: [String], _ boundary: LiteralBoundary) {
    #expect(LiteralBoundary.leading(pattern, literals: literals) == boundary)
  }
}
