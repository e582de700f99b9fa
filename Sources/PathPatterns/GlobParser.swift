/// Cuts a shell pattern into tokens, malformed ones refused as git's wildmatch refuses them.
struct GlobParser {
  private let pattern: ArraySlice<UInt8>
  private let foldsCase: Bool
  private var position: Int

  private init(_ pattern: ArraySlice<UInt8>, foldsCase: Bool) {
    self.pattern = pattern
    self.foldsCase = foldsCase
    position = pattern.startIndex
  }

  /// The pattern's tokens, nil where it cannot match anything.
  static func tokens(of pattern: ArraySlice<UInt8>, foldsCase: Bool) -> [Glob.Token]? {
    var parser = GlobParser(pattern, foldsCase: foldsCase)
    var tokens: [Glob.Token] = []
    while let byte = parser.next() {
      switch byte {
      case UInt8(ascii: "*"): tokens.append(.star)
      case UInt8(ascii: "?"): tokens.append(.any)
      case UInt8(ascii: "["):
        guard let set = parser.bracket() else { return nil }
        tokens.append(.set(set))
      case UInt8(ascii: "\\"):
        guard let escaped = parser.next() else { return nil }
        tokens.append(escaped == Glob.slash ? .escapedSlash : parser.literal(escaped))
      default: tokens.append(parser.literal(byte))
      }
    }
    return tokens
  }

  private func literal(_ byte: UInt8) -> Glob.Token {
    byte == Glob.slash ? .slash : .byte(foldsCase ? byte.lowercasedASCII : byte)
  }

  private mutating func next() -> UInt8? {
    guard position < pattern.endIndex else { return nil }
    defer { position += 1 }
    return pattern[position]
  }

  private func peek(_ distance: Int = 0) -> UInt8? {
    position + distance < pattern.endIndex ? pattern[position + distance] : nil
  }

  /// What stands behind `[`, up to and with its `]`.
  private mutating func bracket() -> ByteSet? {
    var singles = ByteSet()
    // Git lower-cases the text but not the class, and looks at ranges once more in upper case.
    var ranges = ByteSet()
    var previous: UInt8?
    var isNegated = false
    if peek() == UInt8(ascii: "!") || peek() == UInt8(ascii: "^") {
      isNegated = true
      position += 1
    }
    var isFirst = true
    while true {
      guard let byte = next() else { return nil }
      if byte == UInt8(ascii: "]"), !isFirst { break }
      isFirst = false
      switch byte {
      case UInt8(ascii: "\\"):
        guard let escaped = next() else { return nil }
        singles.insert(escaped)
        previous = escaped
      case UInt8(ascii: "-"):
        guard let low = previous, let high = peek(), high != UInt8(ascii: "]") else {
          singles.insert(byte)
          previous = byte
          continue
        }
        position += 1
        var last = high
        if high == UInt8(ascii: "\\") {
          guard let escaped = next() else { return nil }
          last = escaped
        }
        if low <= last { for member in low...last { ranges.insert(member) } }
        previous = nil
      case UInt8(ascii: "[") where peek() == UInt8(ascii: ":"):
        guard let close = pattern[(position + 1)...].firstIndex(of: UInt8(ascii: "]")) else {
          return nil
        }
        guard close - 1 > position, pattern[close - 1] == UInt8(ascii: ":") else {
          singles.insert(byte)
          previous = byte
          continue
        }
        guard let set = GlobParser.named(pattern[(position + 1)..<(close - 1)]) else { return nil }
        ranges.formUnion(set)
        position = close + 1
        previous = nil
      default:
        singles.insert(byte)
        previous = byte
      }
    }
    var members = singles
    members.formUnion(ranges)
    if foldsCase {
      for upper in UInt8(ascii: "A")...UInt8(ascii: "Z") where ranges.contains(upper) {
        members.insert(upper | 0x20)
      }
    }
    if isNegated { members.invert() }
    members.remove(Glob.slash)
    return members
  }

  /// A class such as `digit`, in ASCII.
  private static func named(_ name: ArraySlice<UInt8>) -> ByteSet? {
    let isMember: (UInt8) -> Bool
    let isLower = { (byte: UInt8) in (0x61...0x7A).contains(byte) }
    let isUpper = { (byte: UInt8) in (0x41...0x5A).contains(byte) }
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    let isGraph = { (byte: UInt8) in (0x21...0x7E).contains(byte) }
    switch String(decoding: name, as: UTF8.self) {
    case "alnum": isMember = { isLower($0) || isUpper($0) || isDigit($0) }
    case "alpha": isMember = { isLower($0) || isUpper($0) }
    case "blank": isMember = { $0 == 0x20 || $0 == 0x09 }
    case "cntrl": isMember = { $0 < 0x20 || $0 == 0x7F }
    case "digit": isMember = isDigit
    case "graph": isMember = isGraph
    case "lower": isMember = isLower
    case "print": isMember = { isGraph($0) || $0 == 0x20 }
    case "punct": isMember = { isGraph($0) && !isLower($0) && !isUpper($0) && !isDigit($0) }
    case "space": isMember = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    case "upper": isMember = isUpper
    case "xdigit":
      isMember = { isDigit($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0) }
    default: return nil
    }
    var set = ByteSet()
    for byte in UInt8.min...UInt8.max where isMember(byte) { set.insert(byte) }
    return set
  }
}
