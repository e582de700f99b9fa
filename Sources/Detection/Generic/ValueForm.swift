/// Forms of values that are seldom or always credentials.
enum ValueForm {
  static func isHex(_ value: UnsafeRawBufferPointer) -> Bool {
    value.count >= 8
      && value.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }
  }

  static func isBase64(_ value: UnsafeRawBufferPointer) -> Bool {
    value.count >= 16
      && value.allSatisfy {
        isAlphanumeric($0) || $0 == 0x2B || $0 == 0x2F || $0 == 0x3D || $0 == 0x2D || $0 == 0x5F
      }
  }

  static func isUUID(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count == 36 else { return false }
    return value.enumerated().allSatisfy { index, byte in
      switch index {
      case 8, 13, 18, 23: byte == 0x2D
      default: (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
      }
    }
  }

  /// `name`, `NAME_2`, `name.name`, `name-name`: letters first, and nothing but what names are made of.
  static func isIdentifier(_ value: UnsafeRawBufferPointer) -> Bool {
    guard let first = value.first, (0x61...0x7A).contains(first | 0x20) || first == 0x5F else {
      return false
    }
    return value.allSatisfy { isAlphanumeric($0) || $0 == 0x5F || $0 == 0x2E || $0 == 0x2D }
  }

  private static let signs = WordList([
    "${", "{{", "}}", "$(", "#{", "<%", "%>", "process.env", "os.environ", "getenv", "env(",
    "secrets.", "vault:", "enc[", "enc(", "::", "->", "=>", "!vault", "ssm:", "arn:aws", "%s",
    "%d", "keyvault", "function",
  ])
  private static let interpolations = WordList(["#{", "${", "%{", "{{", "<%", "$(", "\\(", "\\#("])

  /// A variable, a template: the value is elsewhere.
  static func isReference(_ value: UnsafeRawBufferPointer) -> Bool {
    let first = value[0]
    if "$<{[%@&*!(#".utf8.contains(first),
      first != UInt8(ascii: "!") || value.count > 1 && value[1] == 0x7B
    {
      // `$2b$…` and `$6$…` are password hashes, not variables.
      if !(first == 0x24 && value.count > 20 && value[1...4].contains(0x24)) { return true }
    }
    if signs.isHeld(by: value) { return true }
    // name.name.name
    let parts = value.split(separator: 0x2E, omittingEmptySubsequences: false)
    return parts.count > 1
      && parts.allSatisfy {
        !$0.isEmpty && $0.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || $0 == 0x5F }
      }
  }

  /// Part of it is put in when the program runs: `a#{b}`, `Bearer <token>`.
  static func isInterpolated(_ value: UnsafeRawBufferPointer) -> Bool {
    if interpolations.isHeld(by: value) { return true }
    // $NAME
    if value[0] == 0x24,
      value.dropFirst().allSatisfy({
        (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
      })
    {
      return true
    }
    guard let open = value.firstIndex(of: 0x3C),
      let close = value[open...].firstIndex(of: 0x3E), close - open > 3
    else { return false }
    return value[(open + 1)..<close].allSatisfy {
      isAlphanumeric($0) || $0 == 0x5F || $0 == 0x2D || $0 == 0x20
    }
  }

  /// `9cbaf023786cd7...`
  static func isCutShort(_ value: UnsafeRawBufferPointer) -> Bool {
    value.suffix(3).elementsEqual("...".utf8) || holds(value, "…")
  }

  /// `name(…)`, `a.name[…].b`: a bracket behind a name, and its partner at the end or before a dot.
  static func isCall(_ value: UnsafeRawBufferPointer) -> Bool {
    guard let open = value.firstIndex(where: { $0 == 0x28 || $0 == 0x5B }), open > 0,
      let last = value.last,
      value[..<open].allSatisfy({ isAlphanumeric($0) || "_.:$>-".utf8.contains($0) })
    else { return false }
    if last == 0x29 || last == 0x5D || last == 0x28 || last == 0x3B { return true }
    guard let close = value[open...].firstIndex(where: { $0 == 0x29 || $0 == 0x5D }) else {
      return false
    }
    return value[close + 1] == 0x2E || value[close + 1] == 0x5B || value[close + 1] == 0x28
  }

  static func isPath(_ value: UnsafeRawBufferPointer) -> Bool {
    if holds(value, "://") || begins(value, "./") || begins(value, "~/") || begins(value, "../") {
      return true
    }
    if value.first == 0x2F, value.dropFirst().contains(0x2F) { return true }
    guard let dot = value.lastIndex(of: 0x2E), value.count - dot <= 6 else { return false }
    return endings.contains(String(decoding: value[(dot + 1)...], as: UTF8.self).lowercased())
  }

  private static let endings: Set<String> = [
    "pem", "json", "key", "txt", "yml", "yaml", "xml", "html", "py", "js", "ts", "crt", "cer",
    "conf", "php", "md", "com", "org", "net", "io", "jks", "p12", "pfx",
  ]

  private static func begins(_ value: UnsafeRawBufferPointer, _ text: StaticString) -> Bool {
    value.count >= text.utf8CodeUnitCount
      && (0..<text.utf8CodeUnitCount).allSatisfy { value[$0] == text.utf8Start[$0] }
  }

  /// Whether `text`, in lower case, stands in the value in any case.
  static func holds(_ value: UnsafeRawBufferPointer, _ text: StaticString) -> Bool {
    text.withUTF8Buffer { holds(value, $0) }
  }

  /// The same for a word of small letters.
  static func holds(_ value: UnsafeRawBufferPointer, _ word: String) -> Bool {
    var word = word
    return word.withUTF8 { holds(value, $0) }
  }

  private static func holds(
    _ value: UnsafeRawBufferPointer, _ text: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard value.count >= text.count else { return false }
    for start in 0...(value.count - text.count) {
      var at = 0
      while at < text.count, lowered(value[start + at]) == text[at] { at += 1 }
      if at == text.count { return true }
    }
    return false
  }

  static func lowered(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }
}
