/// Decides whether a name speaks of a credential, by its words and not by its letters.
struct CredentialName {
  /// What the name promises.
  enum Kind { case password, key }

  private static let passwords: Set<String> = [
    "password", "passwd", "passwort", "passphrase", "passcode", "pwd", "pass", "pw", "passwords",
    "contrasena", "senha", "motdepasse",
  ]
  private static let keys: Set<String> = [
    "secret", "token", "apikey", "authkey", "accesskey", "secretkey", "privatekey", "apitoken",
    "authtoken", "accesstoken", "credential", "credentials", "clientsecret", "appsecret",
    "secrets", "apisecret", "appkey", "licensekey", "encryptionkey", "signingkey", "masterkey",
  ]
  /// What makes `key` a credential when it stands before it.
  private static let keyOwners: Set<String> = [
    "api", "access", "auth", "secret", "private", "encryption", "signing", "master", "shared",
    "service", "account", "storage", "client", "session", "app", "application", "webhook", "deploy",
    "license", "crypto", "cipher", "aes", "hmac", "jwt", "admin", "consumer", "subscription",
    "write", "server", "signature", "integration", "account",
  ]
  /// Words behind the credential's that change nothing.
  private static let neutral: Set<String> = [
    "value", "val", "str", "string", "text", "plain", "plaintext", "base64", "b64", "hex", "prod",
    "production", "dev", "development", "staging", "stage", "test", "testing", "local", "default",
    "old", "new", "current", "primary", "secondary", "live", "sandbox", "data", "raw", "v1", "v2",
  ]
  /// Words before the credential's that make it something that is no secret.
  private static let harmless: Set<String> = [
    "public", "csrf", "xsrf", "page", "pagination", "continuation", "next", "cursor",
    "cancellation", "cancel", "syntax", "parser", "lexer", "forgot", "show", "hide", "toggle",
    "has", "is", "no", "use", "invalid", "missing", "wrong", "unknown", "end", "stop", "special",
    "pad", "eos", "bos", "sep", "mask", "unk",
  ]

  /// nil where the name does not speak of a credential.
  static func kind(of name: UnsafeRawBufferPointer) -> Kind? {
    var words = CredentialName.words(of: name)
    while let last = words.last, neutral.contains(last) || last.allSatisfy(\.isNumber) {
      words.removeLast()
    }
    guard let last = words.last else { return nil }
    let before = words.dropLast()
    guard before.allSatisfy({ !harmless.contains($0) }) else { return nil }
    if passwords.contains(last) || last.hasSuffix("password") || last.hasSuffix("passwd") {
      return .password
    }
    if keys.contains(last) || last.hasSuffix("secret") || last.hasSuffix("token")
      || last.hasSuffix("apikey")
    {
      return .key
    }
    if last == "key", let owner = before.last, keyOwners.contains(owner) { return .key }
    return nil
  }

  /// `dbPassword`, `DB_PASSWORD`, `db-password`, `db.password` → db, password.
  static func words(of name: UnsafeRawBufferPointer) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
    for (index, byte) in name.enumerated() {
      let isSign = byte == 0x5F || byte == 0x2D || byte == 0x2E
      let startsHump =
        isUpper(byte) && index > 0
        && (!isUpper(name[index - 1])
          || (index + 1 < name.count && (0x61...0x7A).contains(name[index + 1])))
      if isSign || startsHump, !word.isEmpty {
        words.append(String(decoding: word, as: UTF8.self))
        word = []
      }
      if !isSign { word.append(isUpper(byte) ? byte | 0x20 : byte) }
    }
    if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
    return words
  }
}
