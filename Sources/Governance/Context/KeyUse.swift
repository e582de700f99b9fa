internal import Model

/// What a private key in PEM is for, where that decides what takes its place: sign-ins by SSH, a server's TLS, the
/// signature under tokens and assertions or under certificates. The form alone does not say: OpenSSH wrote
/// `RSA PRIVATE KEY` until 7.8.
enum KeyUse: String {
  case ssh, tls
  /// Tokens and assertions.
  case signing
  /// The certificates of others.
  case authority
  /// Sign-ins as a service account of Google Cloud, and as a user of Snowflake.
  case google, snowflake

  /// Whether a family's form does not say what its keys are for.
  static func isUnsaid(by family: String) -> Bool { families.contains(family) }

  /// The family whose replacements are the key's; nil where its own has them.
  var family: String? {
    switch self {
    case .ssh: "private-key-openssh"
    case .tls, .authority: nil
    case .signing: "private-key-jwk"
    case .google: "google-service-account-key"
    case .snowflake: "snowflake-pat"
    }
  }

  /// What issues certificates without showing the key of the authority to anybody.
  static let authorityMechanisms = ["vault-pki"]

  /// The families whose form does not say it.
  private static let families: Set<String> = ["private-key-pem", "private-key-encrypted"]
  private static let words: [String: KeyUse] = [
    "ssh": .ssh, "sshkey": .ssh, "sftp": .ssh, "tls": .tls, "ssl": .tls, "https": .tls,
    "cert": .tls, "certs": .tls, "certificate": .tls, "certificates": .tls, "x509": .tls,
    "saml": .signing, "jwt": .signing, "jwks": .signing, "jwk": .signing, "oidc": .signing,
    "privkey": .tls, "rootca": .authority, "cakey": .authority, "snowflake": .snowflake,
  ]
  /// Words that say it together: a GitHub App signs its assertions with its key.
  /// https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/managing-private-keys-for-github-apps
  private static let pairs: [(words: Set<String>, use: KeyUse)] = [
    (["github", "app"], .signing), (["service", "account"], .signing),
    (["server", "key"], .tls), (["client", "key"], .tls), (["ca", "key"], .authority),
    (["ca", "pem"], .authority),
    (["host", "key"], .ssh),
  ]
  /// The other half of the pair, or what was made of it, as text.
  private static let marks: [(text: StaticString, use: KeyUse, what: String)] = [
    ("ssh-rsa AAAA", .ssh, "public key of SSH"), ("ssh-ed25519 AAAA", .ssh, "public key of SSH"),
    ("ecdsa-sha2-nistp", .ssh, "public key of SSH"),
    ("-----BEGIN CERTIFICATE", .tls, "certificate"),
    ("LS0tLS1CRUdJTiBDRVJUSUZJQ0FUR", .tls, "certificate"),
    ("RS256", .signing, "algorithm of signatures"), ("ES256", .signing, "algorithm of signatures"),
    ("PS256", .signing, "algorithm of signatures"), ("private_key_id", .google, "service account"),
    ("gserviceaccount.com", .google, "service account"),
  ]
  /// A chain of certificates is so long.
  private static let reach = 8192

  /// Notes the use, if the names that a key stands under tell it, or the text around it, or the path.
  static func read(
    _ site: Site, family: String, line: Int, in outline: Outline, path: PathView,
    into assessment: inout Assessment
  ) {
    guard families.contains(family) else { return }
    if let (use, name) = named(line, in: outline) {
      assessment.note(.keyUse, use.rawValue, from: "name \(name)")
      return
    }
    let around = Array(site.around(before: reach, after: reach))
    let beside = marks.filter { around.holds($0.text) }
    if let first = beside.first, beside.allSatisfy({ $0.use == first.use }) {
      assessment.note(.keyUse, first.use.rawValue, from: "\(first.what) beside the key")
      return
    }
    var told = KeyUse.told(by: path.name)
    if told.isEmpty {
      told = path.folders.suffix(2).reduce(into: []) { $0.formUnion(KeyUse.told(by: $1)) }
    }
    if told.count == 1, let use = told.first {
      assessment.note(.keyUse, use.rawValue, from: path.evidence)
    }
  }

  /// The nearest name that says it.
  private static func named(_ line: Int, in outline: Outline) -> (use: KeyUse, name: String)? {
    for index in [line] + outline.ancestors(of: line) {
      for entry in outline.entries(of: index) {
        let uses = KeyUse.told(by: entry.key)
        if uses.count == 1, let use = uses.first { return (use, entry.key) }
      }
    }
    return nil
  }

  private static func told(by name: String) -> Set<KeyUse> {
    let said = PathView.words(name)
    let uses = Set(said.compactMap { words[$0] })
      .union(pairs.filter { $0.words.isSubset(of: said) }.map(\.use))
    // A certificate authority's key is one of certificates, too.
    return uses.contains(.authority) ? [.authority] : uses
  }
}
