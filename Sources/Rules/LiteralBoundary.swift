/// What must not stand before a literal for its detector to match there; known when literals are searched for, so that
/// those inside of other words cost next to nothing.
public enum LiteralBoundary: Int, Sendable, Equatable {
  /// Anything may.
  case none
  /// No ASCII letter or digit.
  case alphanumeric
  /// No ASCII letter, digit or `_`.
  case word
  /// No ASCII letter, but for `-D`, and for a small letter before a capital: what ``NearPattern`` begins with.
  case name

  /// What a pattern says that is tried at its literals alone.
  static func leading(_ pattern: String, literals: [String]) -> LiteralBoundary {
    guard !hasAlternatives(pattern) else { return .none }
    let flag = "(?i)"
    let isCaseless = pattern.hasPrefix(flag)
    let rest = pattern.dropFirst(isCaseless ? flag.count : 0)
    if rest.hasPrefix(#"\b"#) {
      return literals.allSatisfy { $0.utf8.first.map(isWord) ?? false } ? .word : .none
    }
    if rest.hasPrefix(#"(?<!\w)"#) { return .word }
    let head = "(?<!["
    guard rest.hasPrefix(head), let end = rest.firstRange(of: "])")?.lowerBound else {
      return .none
    }
    let members = rest[rest.index(rest.startIndex, offsetBy: head.count)..<end]
    // What is more than one class is about more than one byte.
    guard !members.contains("["), !members.contains("]"),
      let refused = PatternAlphabet.bytes(of: (isCaseless ? flag : "") + "[\(members)]")
    else { return .none }
    if refused.holds(where: isWord) { return .word }
    return refused.holds { isWord($0) && $0 != UInt8(ascii: "_") } ? .alphanumeric : .none
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
    default: false
    }
  }

  /// Whether there are several ways on the outermost level, of which the first alone would be looked at.
  private static func hasAlternatives(_ pattern: String) -> Bool {
    var depth = 0
    var isInClass = false
    var isEscaped = false
    for byte in pattern.utf8 {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if isInClass {
        if byte == UInt8(ascii: "]") { isInClass = false }
      } else {
        switch byte {
        case UInt8(ascii: "["): isInClass = true
        case UInt8(ascii: "("): depth += 1
        case UInt8(ascii: ")"): depth -= 1
        case UInt8(ascii: "|"): if depth <= 0 { return true }
        default: break
        }
      }
    }
    return false
  }
}

extension PatternAlphabet.Bytes {
  fileprivate func holds(where isWanted: (UInt8) -> Bool) -> Bool {
    (0..<128).allSatisfy { (byte: UInt8) in
      !isWanted(byte) || (byte < 64 ? low >> UInt64(byte) : high >> UInt64(byte - 64)) & 1 == 1
    }
  }
}
