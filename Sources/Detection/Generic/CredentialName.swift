/// What a name says about the value it is given, by its words and not by its letters: `passwordField` names a field,
/// `primary_key` and `tokenizer` no credential at all.
struct CredentialName {
  /// What kind of credential the name speaks of.
  enum Kind: Int {
    case password, secret, token, apiKey, key, authorization, credential
    /// A salt, a nonce: not secret in itself.
    case salt
  }

  /// The kind that the last word which speaks of a credential has.
  let kind: Kind
  /// How many words the name has.
  let wordCount: Int
  /// Something stands behind that word that changes what is named: `passwordField`, `secretName`.
  let hasSuffix: Bool
  /// All capitals: `TEST_PASS`.
  let isConstant: Bool
  /// A word says that it is none: `publicToken`, `isSecret`, `csrf_token`.
  let isHarmless: Bool

  private static let kinds: [String: Kind] = {
    let lists: [(Kind, String)] = [
      (
        .password,
        """
        password passwd passphrase passcode pwd pass pw passwords psw pswd psk passwds userpass dbpass \
        userpw rootpw bindpw requirepass masterauth keymaterial passord passwort kennwort wachtwoord \
        contrasena contraseña clave senha motdepasse lösenord losenord adgangskode salasana hasło haslo \
        heslo jelszo sifre şifre parola parol пароль 密码 密碼 口令 パスワード 비밀번호
        """
      ),
      (.secret, "secret secrets clientsecret appsecret apisecret sharedsecret"),
      (.token, "token tokens authtoken accesstoken apitoken bearer jwt pat sas"),
      (
        .apiKey,
        """
        apikey authkey accesskey secretkey privatekey appkey licensekey encryptionkey signingkey masterkey \
        apikeys sharedkey accountkey
        """
      ),
      (.key, "key"),
      (.authorization, "auth authorization authentication basicauth"),
      (.credential, "credential credentials cred creds"),
      (.salt, "salt nonce"),
    ]
    var table: [String: Kind] = [:]
    for (kind, words) in lists {
      for word in words.split(separator: " ") { table[String(word)] = kind }
    }
    return table
  }()
  /// Words that are looked for inside others: `userpassword`, `tokenizer`.
  private static let stems: [(StaticString, Kind)] = [
    ("password", .password), ("passwd", .password), ("secret", .secret), ("token", .token),
    ("apikey", .apiKey), ("passphrase", .password),
  ]
  /// What makes `key` a credential when it stands before it.
  private static let keyOwners: Set<String> = [
    "api", "access", "auth", "secret", "private", "encryption", "signing", "master", "shared",
    "service", "account", "storage", "client", "session", "app", "application", "webhook", "deploy",
    "license", "crypto", "cipher", "aes", "hmac", "jwt", "admin", "consumer", "subscription",
    "write", "server", "signature", "integration", "pre", "hash", "ssh", "rsa", "des", "hex",
  ]
  /// Words behind the credential's that change nothing.
  private static let neutral: Set<String> = [
    "value", "val", "str", "string", "text", "plain", "plaintext", "base64", "b64", "hex", "prod",
    "production", "dev", "development", "staging", "stage", "test", "testing", "local", "default",
    "old", "new", "current", "primary", "secondary", "live", "sandbox", "data", "raw", "v1", "v2",
    "bytes", "again", "confirm", "confirmation", "repeat", "a", "b", "one", "two", "id_", "here",
  ]
  /// Words that make it something that is no secret.
  private static let harmless: Set<String> = [
    "public", "csrf", "xsrf", "page", "pagination", "continuation", "next", "cursor",
    "cancellation", "cancel", "syntax", "parser", "lexer", "forgot", "show", "hide", "toggle",
    "has", "is", "no", "use", "invalid", "missing", "wrong", "unknown", "end", "stop", "special",
    "pad", "eos", "bos", "sep", "mask", "unk", "primary", "foreign", "cache", "sort", "partition",
    "registry", "translation", "i18n", "label", "dictionary", "authenticity", "hashed", "checksum",
    "fingerprint",
  ]
  /// Words that make it a hash where they stand last.
  private static let hashes: Set<String> = [
    "hash", "digest", "md", "sha", "bcrypt", "crypt", "sum",
  ]

  /// In which argument, the second (1) or the third (2), functions of such names take a password.
  private static let passwordArguments: [String: Int] = {
    let lists: [(Int, String)] = [
      (
        1,
        """
        login logon signin authenticate auth basicauth authentication connect credential credentials \
        passwordauthentication usernamepasswordcredentials usernamepasswordauthenticationtoken
        """
      ),
      (2, "mysqli mysqliconnect mysqlconnect getconnection pdo"),
    ]
    var table: [String: Int] = [:]
    for (place, words) in lists {
      for word in words.split(separator: " ") { table[String(word)] = place }
    }
    return table
  }()

  /// The place of the password among the arguments of a function of this name: `smtp.login(user, "…")` is 1; nil where it
  /// is known to take none.
  static func passwordArgument(of name: UnsafeRawBufferPointer) -> Int? {
    let words = words(of: name)
    for count in [4, 3, 2, 1] where words.count >= count {
      if let place = passwordArguments[words.suffix(count).joined()] { return place }
    }
    return nil
  }

  /// Words that in a value say that it is a name and not a credential.
  static let kindWords: Set<String> = [
    "password", "passwd", "token", "secret", "key", "credential", "credentials", "username",
    "apikey",
  ]

  /// The name of a function that takes a password as an argument.
  static let ofFunction = CredentialName(
    kind: .password, wordCount: 1, hasSuffix: false, isConstant: false, isHarmless: false)

  private init(
    kind: Kind, wordCount: Int, hasSuffix: Bool, isConstant: Bool, isHarmless: Bool
  ) {
    self.kind = kind
    self.wordCount = wordCount
    self.hasSuffix = hasSuffix
    self.isConstant = isConstant
    self.isHarmless = isHarmless
  }

  /// nil where the name does not speak of a credential.
  init?(_ name: UnsafeRawBufferPointer) {
    let words = CredentialName.words(of: name).compactMap { CredentialName.withoutNumber($0) }
    var found: (at: Int, kind: Kind, isWhole: Bool)?
    for (at, word) in words.enumerated() {
      guard let (kind, isWhole) = CredentialName.kind(of: word) else { continue }
      found = (at, kind, isWhole)
    }
    guard let found else { return nil }
    if found.kind == .key {
      let owner = found.at > 0 ? words[found.at - 1] : ""
      kind = CredentialName.keyOwners.contains(owner) ? .apiKey : .key
    } else {
      kind = found.kind
    }
    wordCount = words.count
    isConstant = !name.contains { (0x61...0x7A).contains($0) }
    hasSuffix =
      !found.isWhole
      || words[(found.at + 1)...].contains { !CredentialName.neutral.contains($0) }
    isHarmless =
      words.contains { CredentialName.harmless.contains($0) }
      || CredentialName.hashes.contains(words.last ?? "") || CredentialName.isLocale(name)
  }

  /// `password2` → `password`; nil where nothing is left.
  private static func withoutNumber(_ word: String) -> String? {
    guard let last = word.utf8.lastIndex(where: { !(0x30...0x39).contains($0) }) else { return nil }
    let end = word.utf8.index(after: last)
    return end == word.utf8.endIndex ? word : String(word[..<end])
  }

  /// `en_PW`: a language as spoken in Palau.
  private static func isLocale(_ name: UnsafeRawBufferPointer) -> Bool {
    let parts = name.split(whereSeparator: { $0 == 0x5F || $0 == 0x2D })
    return (2...3).contains(parts.count) && parts.last?.elementsEqual("PW".utf8) == true
      && (2...3).contains(parts[0].count) && parts[0].allSatisfy { (0x61...0x7A).contains($0) }
  }

  /// Whether a value reads as the name of a credential itself: `db_password`, `ACCESS_TOKEN`.
  static func isName(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count <= 64, let name = CredentialName(value) else { return false }
    return name.kind != .authorization && (name.kind != .key || name.wordCount > 1)
  }

  private static func kind(of word: String) -> (Kind, isWhole: Bool)? {
    if let kind = kinds[word] { return (kind, true) }
    guard word.utf8.count > 4 else { return nil }
    var word = word
    return word.withUTF8 { bytes in
      let text = UnsafeRawBufferPointer(bytes)
      for (stem, kind) in stems where ValueForm.holds(text, stem) {
        let end = UnsafeRawBufferPointer(rebasing: text.suffix(stem.utf8CodeUnitCount))
        return (kind, ValueForm.holds(end, stem))
      }
      return nil
    }
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
