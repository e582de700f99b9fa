internal import Model

/// Judges a value that a name speaks of: is it a credential, or a reference, a word, a sample?
enum AssignedValue {
  /// What the value is worth, or why it is none.
  enum Verdict: Equatable {
    case credential(Confidence)
    case rejected(String)
  }

  static func judge(
    _ value: UnsafeRawBufferPointer, kind: CredentialName.Kind, isQuoted: Bool
  ) -> Verdict {
    let shape = ValueShape(value)
    if shape.count < (kind == .password ? 6 : 8) { return .rejected("short") }
    if shape.count > 300 { return .rejected("long") }
    if value.contains(where: { $0 <= 0x20 || $0 == 0x7F }) { return .rejected("blanks") }
    if Placeholder.matches(value, shape) || Placeholder.isSequence(value) {
      return .rejected("placeholder")
    }
    if isReference(value) { return .rejected("reference") }
    if isPathOrURL(value) { return .rejected("path") }
    if isWords(value, shape) { return .rejected("words") }
    switch kind {
    case .password:
      // A password of letters only is as often a word of the program.
      if shape.digits == 0, shape.other == 0 { return .credential(.low) }
      if shape.letters == 0, shape.other == 0, shape.count < 8 { return .credential(.low) }
      return .credential(shape.count >= 8 || isQuoted ? .medium : .low)
    case .key:
      guard shape.digits > 0, shape.letters > 0 else { return .credential(.low) }
      if isUUID(value) { return .credential(.low) }
      if shape.count >= 16, shape.entropy >= 3.0 { return .credential(.medium) }
      return shape.entropy >= 2.8 && shape.count >= 12 ? .credential(.medium) : .credential(.low)
    }
  }

  /// A variable, a call, a template: the value is elsewhere.
  private static func isReference(_ value: UnsafeRawBufferPointer) -> Bool {
    let first = value[0]
    if "$<{[%@&*!(#".utf8.contains(first), first != UInt8(ascii: "!") || value[1] == 0x7B {
      // `$2b$…` and `$6$…` are password hashes, not variables.
      if !(first == 0x24 && value.count > 20 && value[1...4].contains(0x24)) { return true }
    }
    let text = String(decoding: value, as: UTF8.self)
    let signs = [
      "${", "{{", "}}", "$(", "#{", "<%", "%>", "process.env", "os.environ", "getenv", "env(",
      "secrets.", "vault:", "ENC[", "ENC(", "::", "->", "=>", "()", "!vault", "ssm:", "arn:aws",
      "%s", "%d", "keyvault", "function",
    ]
    if signs.contains(where: { text.contains($0) }) { return true }
    // name(…) and name.name.name
    let isName: (UInt8) -> Bool = {
      switch $0 {
      case 0x41...0x5A, 0x61...0x7A, 0x5F: true
      default: false
      }
    }
    if value.last == 0x29 || value.last == 0x28, value.contains(0x28) { return true }
    let parts = value.split(separator: 0x2E, omittingEmptySubsequences: false)
    return parts.count > 1 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isName) }
  }

  private static func isPathOrURL(_ value: UnsafeRawBufferPointer) -> Bool {
    let text = String(decoding: value, as: UTF8.self)
    if text.contains("://") || text.hasPrefix("./") || text.hasPrefix("~/")
      || text.hasPrefix("../")
    {
      return true
    }
    if text.hasPrefix("/"), text.dropFirst().contains("/") { return true }
    let endings = [
      ".pem", ".json", ".key", ".txt", ".yml", ".yaml", ".xml", ".html", ".py", ".js", ".ts",
      ".crt", ".cer", ".conf", ".php", ".md", ".com", ".org", ".net", ".io",
    ]
    return endings.contains { text.hasSuffix($0) }
  }

  /// `new_password`, `Enter-Password`, `userPasswordField`, `CONSTANT_NAME`: words with nothing between them but case,
  /// hyphens and underscores.
  private static func isWords(_ value: UnsafeRawBufferPointer, _ shape: ValueShape) -> Bool {
    let words = CredentialName.words(of: value)
    let vowels = Set("aeiouyAEIOUY".utf8)
    let readsAsWords = words.allSatisfy { word in
      let bytes = Array(word.utf8)
      let letters = bytes.filter { (0x61...0x7A).contains($0) }
      // Between a fifth and four fifths of a word's letters are vowels; random letters have fewer.
      let vowelCount = letters.count { vowels.contains($0) }
      return letters.count == bytes.count
        && (bytes.count <= 3
          || (vowelCount * 5 >= bytes.count && vowelCount * 5 <= 4 * bytes.count))
    }
    if readsAsWords, words.count > 1 || shape.count < 12 || shape.other == 0 {
      // One all-lower word of a password's length may be a weak password; a name of several words is none.
      return words.count > 1 || CredentialName.kind(of: value) != nil || isLiteralWord(words)
    }
    let letters = value.allSatisfy { $0 > 0x40 || $0 == 0x20 || $0 == 0x2D || $0 == 0x5F }
    return letters && words.contains { CredentialName.kindWords.contains($0) }
  }

  private static func isLiteralWord(_ words: [String]) -> Bool {
    guard let word = words.first else { return true }
    return [
      "string", "undefined", "required", "optional", "disabled", "enabled", "unknown",
      "default", "hidden", "varchar", "boolean", "integer", "nullable", "number", "object",
    ].contains(word)
  }

  private static func isUUID(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count == 36 else { return false }
    return value.enumerated().allSatisfy { index, byte in
      switch index {
      case 8, 13, 18, 23: byte == 0x2D
      default: (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
      }
    }
  }
}

extension CredentialName {
  /// Words that in a value say that it is a name and not a credential.
  static let kindWords: Set<String> = [
    "password", "passwd", "token", "secret", "key", "credential", "credentials", "username",
  ]
}
