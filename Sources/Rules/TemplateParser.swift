/// The alphabets that templates name.
enum Alphabet {
  static let digit = Array("0123456789".utf8)
  static let lower = Array("abcdefghijklmnopqrstuvwxyz".utf8)
  static let upper = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
  static let alnum = upper + lower + digit
  static let lownum = lower + digit
  static let upnum = upper + digit
  static let hex = Array("0123456789abcdef".utf8)
  static let HEX = Array("0123456789ABCDEF".utf8)
  static let base64 = alnum + Array("+/".utf8)
  static let base64url = alnum + Array("-_".utf8)
  static let base32 = upper + Array("234567".utf8)
  static let base58 = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
  /// https://www.rfc-editor.org/rfc/rfc3986#section-2.3
  static let unreserved = alnum + Array("-._~".utf8)

  static let byName: [String: [UInt8]] = [
    "digit": digit, "lower": lower, "upper": upper, "alnum": alnum, "lownum": lownum,
    "upnum": upnum, "hex": hex, "HEX": HEX, "base64": base64, "base64url": base64url,
    "base32": base32, "base58": base58,
  ]

  static func hexPair(_ byte: UInt8, _ digits: [UInt8]) -> [UInt8] {
    [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  /// `A-Za-z0-9_-` to its members; a `-` at either end stands for itself.
  static func members(of set: String) -> [UInt8] {
    let bytes = Array(set.utf8)
    var members: [UInt8] = []
    var at = 0
    while at < bytes.count {
      if at + 2 < bytes.count, bytes[at + 1] == UInt8(ascii: "-"), bytes[at] <= bytes[at + 2] {
        members += bytes[at]...bytes[at + 2]
        at += 3
      } else {
        members.append(bytes[at])
        at += 1
      }
    }
    return members
  }
}

/// Base 64 of RFC 4648, both alphabets; the rule pack needs it before any library is loaded.
enum Base64 {
  /// Padded with the usual alphabet, unpadded with the URL-safe one.
  static func encode(_ bytes: [UInt8], isURLSafe: Bool) -> [UInt8] {
    let digits =
      isURLSafe
      ? Alphabet.upper + Alphabet.lower + Alphabet.digit + Array("-_".utf8)
      : Alphabet.upper + Alphabet.lower + Alphabet.digit + Array("+/".utf8)
    var out: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      bits <<= UInt32(8 * (3 - group.count))
      let characters = [18, 12, 6, 0].map { digits[Int(bits >> UInt32($0)) & 63] }
      out += characters.prefix(group.count + 1)
      if !isURLSafe { out += Array(repeating: UInt8(ascii: "="), count: 3 - group.count) }
    }
    return out
  }
}

/// Reads ``Template`` syntax.
struct TemplateParser {
  /// Characters; real templates have some hundred.
  private static let longest = 8192
  /// Places inside places; real templates have two.
  private static let deepest = 8

  private let source: [Character]
  private let nesting: Int
  private var at = 0

  init(_ source: String, nesting: Int = 1) {
    self.source = Array(source)
    self.nesting = nesting
  }

  mutating func pieces() throws(Template.Malformed) -> [Template.Piece] {
    guard source.count <= Self.longest else {
      throw Template.Malformed(description: "longer than \(Self.longest) characters")
    }
    guard nesting <= Self.deepest else {
      throw Template.Malformed(description: "places nest more than \(Self.deepest) deep")
    }
    var pieces: [Template.Piece] = []
    var text = ""
    while at < source.count {
      if source[at] == "{", let piece = try place() {
        if !text.isEmpty { pieces.append(.text(Array(text.utf8))) }
        text = ""
        pieces.append(piece)
      } else {
        text.append(source[at])
        at += 1
      }
    }
    if !text.isEmpty { pieces.append(.text(Array(text.utf8))) }
    return pieces
  }

  /// The place that begins at `{`, or nil where the brace is plain text.
  private mutating func place() throws(Template.Malformed) -> Template.Piece? {
    let start = at
    var end = at + 1
    while end < source.count, source[end].isASCII,
      source[end].isLetter || source[end].isNumber || source[end] == "-"
    {
      end += 1
    }
    guard end < source.count, end > start + 1 else { return nil }
    let name = String(source[(start + 1)..<end])
    switch source[end] {
    case "}":
      guard name == "uuid" || name == "jwt" else { return nil }
      at = end + 1
      return name == "uuid" ? .uuid : .jwt
    case ":":
      guard let close = source[end...].firstIndex(of: "}") else { return nil }
      guard name == "github-crc32" || Alphabet.byName[name] != nil else { return nil }
      let count = try range(String(source[(end + 1)..<close]))
      at = close + 1
      return Alphabet.byName[name].map { .random(alphabet: $0, count: count) }
        ?? .githubCRC32(count: count)
    case "(":
      let known = ["set", "b64", "b64url", "url", "pem", "gitlab-routable", "grafana-crc32"]
      guard known.contains(name) else { return nil }
      return try call(name, open: end)
    default: return nil
    }
  }

  private mutating func call(_ name: String, open: Int) throws(Template.Malformed)
    -> Template.Piece
  {
    var depth = 0
    var close = open
    while close < source.count {
      if source[close] == "(" { depth += 1 }
      if source[close] == ")" { depth -= 1 }
      if depth == 0 { break }
      close += 1
    }
    guard close + 1 < source.count else {
      throw Template.Malformed(description: "'{\(name)(' is never closed")
    }
    let inner = String(source[(open + 1)..<close])
    var count = 1...1
    at = close + 1
    if source[at] == ":" {
      guard let brace = source[at...].firstIndex(of: "}") else {
        throw Template.Malformed(description: "'{\(name)(…):' is never closed")
      }
      count = try range(String(source[(at + 1)..<brace]))
      at = brace
    }
    guard source[at] == "}" else {
      throw Template.Malformed(description: "'}' expected after '{\(name)(\(inner))'")
    }
    at += 1
    switch name {
    case "set":
      guard !inner.isEmpty else { throw Template.Malformed(description: "an empty set") }
      return .random(alphabet: Alphabet.members(of: inner), count: count)
    case "pem": return .pem(label: inner)
    case "gitlab-routable": return .gitlabRoutable(prefix: inner)
    case "grafana-crc32": return .grafanaCRC32(prefix: inner)
    default:
      var nested = TemplateParser(inner, nesting: nesting + 1)
      let pieces = try nested.pieces()
      return name == "url"
        ? .percentEncoded(pieces) : .base64(pieces, isURLSafe: name == "b64url")
    }
  }

  private func range(_ text: String) throws(Template.Malformed) -> ClosedRange<Int> {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
      first >= 0, first <= last, last <= 65_536
    else { throw Template.Malformed(description: "'\(text)' is no count: write 32 or 20-24") }
    return first...last
  }
}
