/// Collects the bytes of which a pattern's matches consist.
///
/// A reader of what rules are written with: literal characters, classes, groups, alternatives, counts, flags and
/// assertions. What it does not know, and what takes bytes that it cannot name, makes it give up. It may collect more than
/// a match can have, never less.
struct PatternAlphabet {
  /// ASCII characters as a set.
  struct Bytes: Equatable {
    /// Bit `n` stands for byte `n`.
    var low: UInt64 = 0
    /// Bit `n` stands for byte `64 + n`.
    var high: UInt64 = 0

    mutating func insert(_ byte: UInt8) {
      if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
    }
  }

  private let pattern: [UInt8]
  private var at = 0
  private var bytes = Bytes()
  /// Letters stand for those of the other case, too.
  private var isCaseless = false

  private init(_ pattern: String) { self.pattern = Array(pattern.utf8) }

  /// The bytes of all matches of a pattern that PCRE2 takes; nil where that cannot be said.
  static func bytes(of pattern: String) -> Bytes? {
    var reader = PatternAlphabet(pattern)
    return reader.read() ? reader.bytes : nil
  }

  private mutating func read() -> Bool {
    while let byte = next() {
      switch byte {
      case UInt8(ascii: "["): guard readClass() else { return false }
      case UInt8(ascii: "\\"): guard readEscape() != .unknown else { return false }
      case UInt8(ascii: "{"): guard skipCount() else { return false }
      case UInt8(ascii: "("): guard readGroupHead() else { return false }
      case UInt8(ascii: "."): return false
      case UInt8(ascii: ")"), UInt8(ascii: "|"), UInt8(ascii: "?"), UInt8(ascii: "*"),
        UInt8(ascii: "+"), UInt8(ascii: "^"), UInt8(ascii: "$"):
        break
      default: guard add(byte...byte) else { return false }
      }
    }
    return true
  }

  private mutating func next() -> UInt8? {
    guard at < pattern.count else { return nil }
    at += 1
    return pattern[at - 1]
  }

  private var peek: UInt8? { at < pattern.count ? pattern[at] : nil }

  private mutating func add(_ range: ClosedRange<UInt8>) -> Bool {
    guard range.upperBound < 128 else { return false }
    for byte in range {
      bytes.insert(byte)
      // For good, once the flag was met: a group may set it for less, and then more is collected than there can be.
      if isCaseless, (0x61...0x7A).contains(byte | 0x20) { bytes.insert(byte ^ 0x20) }
    }
    return true
  }

  private enum Escape: Equatable {
    case byte(UInt8), set, assertion, unknown
  }

  /// Reads what stands behind a backslash, and adds it.
  private mutating func readEscape() -> Escape {
    guard let byte = next() else { return .unknown }
    switch byte {
    case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "A"), UInt8(ascii: "z"),
      UInt8(ascii: "Z"):
      return .assertion
    case UInt8(ascii: "d"): return add(0x30...0x39) ? .set : .unknown
    case UInt8(ascii: "w"):
      return add(0x30...0x39) && add(0x41...0x5A) && add(0x61...0x7A) && add(0x5F...0x5F)
        ? .set : .unknown
    case UInt8(ascii: "s"): return add(0x09...0x0D) && add(0x20...0x20) ? .set : .unknown
    case UInt8(ascii: "n"): return add(0x0A...0x0A) ? .set : .unknown
    case UInt8(ascii: "r"): return add(0x0D...0x0D) ? .set : .unknown
    case UInt8(ascii: "t"): return add(0x09...0x09) ? .set : .unknown
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return .unknown
    default: return add(byte...byte) ? .byte(byte) : .unknown
    }
  }

  private mutating func readClass() -> Bool {
    guard peek != UInt8(ascii: "^"), peek != UInt8(ascii: "]") else { return false }
    while let byte = next(), byte != UInt8(ascii: "]") {
      var first = byte
      if byte == UInt8(ascii: "[") { return false }
      if byte == UInt8(ascii: "\\") {
        switch readEscape() {
        case .byte(let escaped): first = escaped
        case .set: continue
        case .assertion, .unknown: return false
        }
      }
      var last = first
      if peek == UInt8(ascii: "-"), at + 1 < pattern.count, pattern[at + 1] != UInt8(ascii: "]") {
        last = pattern[at + 1]
        at += 2
        guard last != UInt8(ascii: "\\"), last != UInt8(ascii: "["), last >= first else {
          return false
        }
      }
      guard add(first...last) else { return false }
    }
    return pattern[at - 1] == UInt8(ascii: "]")
  }

  /// `{3}`, `{3,}`, `{3,5}`; what is none of these stands for itself, or does in some versions of PCRE2.
  private mutating func skipCount() -> Bool {
    guard let first = peek, (0x30...0x39).contains(first) else { return false }
    while let byte = next() {
      if byte == UInt8(ascii: "}") { return true }
      guard (0x30...0x39).contains(byte) || byte == UInt8(ascii: ",") else { return false }
    }
    return false
  }

  /// Reads what stands behind an opening parenthesis, of an assertion all of it.
  private mutating func readGroupHead() -> Bool {
    guard peek == UInt8(ascii: "?") else { return peek != UInt8(ascii: "*") }
    at += 1
    guard let kind = next() else { return false }
    switch kind {
    case UInt8(ascii: ":"), UInt8(ascii: ">"): return true
    case UInt8(ascii: "="), UInt8(ascii: "!"): return skipAssertion()
    case UInt8(ascii: "<"):
      if peek == UInt8(ascii: "=") || peek == UInt8(ascii: "!") { return skipAssertion() }
      while let byte = next() { if byte == UInt8(ascii: ">") { return true } }
      return false
    case UInt8(ascii: "i"):
      isCaseless = true
      let end = next()
      return end == UInt8(ascii: ":") || end == UInt8(ascii: ")")
    case UInt8(ascii: "-"):
      return next() == UInt8(ascii: "i") && [UInt8(ascii: ":"), UInt8(ascii: ")")].contains(next())
    default: return false
    }
  }

  /// Goes on behind the parenthesis that closes the group.
  private mutating func skipAssertion() -> Bool {
    var depth = 1
    while let byte = next() {
      switch byte {
      case UInt8(ascii: "\\"): at += 1
      case UInt8(ascii: "["):
        // The first character of a class may be the bracket that ends others.
        if peek == UInt8(ascii: "^") { at += 1 }
        if peek == UInt8(ascii: "]") { at += 1 }
        while let member = next(), member != UInt8(ascii: "]") {
          if member == UInt8(ascii: "\\") { at += 1 }
          if member == UInt8(ascii: "[") { return false }
        }
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { return true }
      default: break
      }
    }
    return false
  }
}
