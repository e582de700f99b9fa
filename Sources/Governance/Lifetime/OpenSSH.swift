internal import Crypto
internal import Model

/// OpenSSH's private keys and certificates.
enum OpenSSH {
  private static let magic = Array("openssh-key-v1\0".utf8)

  /// A private key's public half, and the comment where no passphrase hides it.
  ///
  /// Source: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
  struct PrivateKey {
    var isEncrypted: Bool
    var publicBlob: [UInt8]
    var comment: String?

    init?(_ bytes: [UInt8]) {
      var cursor = ByteCursor(bytes)
      guard cursor.skip(OpenSSH.magic), let cipher = cursor.text(), cursor.string() != nil,
        cursor.string() != nil, let count = cursor.number(4), count == 1,
        let blob = cursor.string(), let hidden = cursor.string()
      else { return nil }
      isEncrypted = cipher != "none"
      publicBlob = Array(blob)
      comment = isEncrypted ? nil : PrivateKey.comment(in: hidden)
    }

    /// The comment follows the key's own fields, whose number the type tells.
    private static func comment(in bytes: ArraySlice<UInt8>) -> String? {
      var cursor = ByteCursor(bytes)
      guard cursor.bytes(8) != nil, let type = cursor.text() else { return nil }
      let fields: Int
      switch type {
      case "ssh-ed25519": fields = 2
      case "ssh-rsa": fields = 6
      case "ssh-dss": fields = 5
      case let name where name.hasPrefix("ecdsa-sha2-"): fields = 3
      default: return nil
      }
      for _ in 0..<fields where cursor.string() == nil { return nil }
      return cursor.text()
    }
  }

  /// A certificate: a public key that an authority has signed for some principals and a time.
  ///
  /// Source: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.certkeys
  struct Certificate {
    /// The public key as an uncertified key has it.
    var publicBlob: [UInt8]
    var isForHosts: Bool
    var keyID: String
    var principals: [String]
    var validAfter: UInt64
    var validBefore: UInt64
    var forcedCommand: String?

    init?(_ bytes: [UInt8]) {
      var cursor = ByteCursor(bytes)
      guard let type = cursor.text(), type.hasSuffix("-cert-v01@openssh.com"),
        cursor.string() != nil
      else { return nil }
      let plain = String(type.dropLast(21))
      let fields: Int
      switch plain {
      case "ssh-ed25519": fields = 1
      case "ssh-rsa", "sk-ssh-ed25519": fields = 2
      case "ssh-dss": fields = 4
      case let name where name.hasPrefix("ecdsa-sha2-"): fields = 2
      default: return nil
      }
      var blob = Certificate.encode(Array(plain.utf8)[...])
      for _ in 0..<fields {
        guard let field = cursor.string() else { return nil }
        blob += Certificate.encode(field)
      }
      publicBlob = blob
      guard cursor.number(8) != nil, let kind = cursor.number(4), let name = cursor.text(),
        let names = cursor.string(), let after = cursor.number(8), let before = cursor.number(8),
        let options = cursor.string()
      else { return nil }
      isForHosts = kind == 2
      keyID = name
      validAfter = after
      validBefore = before
      principals = []
      var list = ByteCursor(names)
      while principals.count < 64, let principal = list.text() { principals.append(principal) }
      var pairs = ByteCursor(options)
      while let option = pairs.text(), let data = pairs.string() {
        var inner = ByteCursor(data)
        if option == "force-command" { forcedCommand = inner.text() }
      }
    }

    private static func encode(_ field: ArraySlice<UInt8>) -> [UInt8] {
      let count = UInt32(truncatingIfNeeded: field.count)
      return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + field
    }
  }

  /// Describes a private key, and the certificate beside it where one is for it.
  static func describe(_ bytes: [UInt8], at site: Site, in assessment: inout Assessment) -> Bool {
    guard let key = PrivateKey(bytes) else { return false }
    assessment.note(
      .keyProtection, key.isEncrypted ? "encrypted" : "unencrypted", from: "cipher of the key")
    let digest = SHA256.hash(data: key.publicBlob)
    assessment.note(.keyFingerprint, "SHA256:\(fingerprint(Array(digest)))", from: "the public key")
    if let comment = key.comment {
      assessment.note(.keyComment, comment, from: "comment of the key")
    }
    if let (certificate, line) = certificates(in: site).first(where: {
      $0.certificate.publicBlob == key.publicBlob
    }) {
      describe(certificate, line, in: &assessment)
    }
    return true
  }

  private static func describe(
    _ certificate: Certificate, _ line: Int, in assessment: inout Assessment
  ) {
    let place = "OpenSSH certificate in line \(line)"
    let end =
      certificate.validBefore <= UInt64(Timestamp.latest) ? Int(certificate.validBefore) : nil
    let start =
      certificate.validAfter > 0 && certificate.validAfter <= UInt64(Timestamp.latest)
      ? Int(certificate.validAfter) : nil
    assessment.lifetime = Assessment.Lifetime(
      issued: start, expires: end, endless: true, source: .sshCertificate,
      evidence: end == nil ? "\(place): valid forever" : "validity of the \(place)")
    assessment.scope.add(certificate.principals, from: "principals of the \(place)")
    if certificate.principals.isEmpty { assessment.scope.breadth = .broad }
    if let command = certificate.forcedCommand {
      assessment.scope.add(["force-command \(command)"], from: "options of the \(place)")
      assessment.scope.breadth = .narrow
    }
    assessment.note(.sshPrincipals, certificate.principals.joined(separator: ","), from: place)
    if assessment.purpose == nil, let name = Shown.text(certificate.keyID) {
      assessment.purpose = Assessment.Stated(text: name, source: "key id of the \(place)")
    }
  }

  /// The certificates of a text: `ssh-ed25519-cert-v01@openssh.com AAAA…`.
  private static func certificates(in site: Site) -> [(certificate: Certificate, line: Int)] {
    // Safety: read within the call for which the site was made.
    let region = site.around(before: Encoded.longest, after: Encoded.longest)
    let start = max(0, site.span.lowerBound - Encoded.longest)
    var found: [(Certificate, Int)] = []
    var next = region.offset(of: "-cert-v01@openssh.com ")
    while let at = next, found.count < 8 {
      let blob = region[(at + 22)...].prefix { $0 > 0x20 && $0 < 0x7F }
      if let certificate = Encoded.base64(blob.prefix(1 << 15)).flatMap({ Certificate($0) }) {
        found.append((certificate, site.line(at: start + at)))
      }
      next = region.offset(of: "-cert-v01@openssh.com ", from: at + 1)
    }
    return found
  }

  /// Base 64 without padding, as `ssh-keygen -l` writes it.
  private static func fingerprint(_ digest: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var bits = 0
    var count = 0
    var text: [UInt8] = []
    for byte in digest {
      bits = (bits << 8 | Int(byte)) & 0xFFFF
      count += 8
      while count >= 6 {
        count -= 6
        text.append(alphabet[bits >> count & 0x3F])
      }
    }
    if count > 0 { text.append(alphabet[bits << (6 - count) & 0x3F]) }
    return text.asText
  }
}
