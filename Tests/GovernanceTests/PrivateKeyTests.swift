import Crypto
import Foundation
import Model
import SwiftASN1
import Testing
import X509

@testable import Governance

/// Private keys, and the certificates beside them.
@Suite struct PrivateKeyTests {
  private struct Pair {
    var key: String
    var certificate: String

    /// A key and its certificate, valid for 90 days from 2026-09-01.
    init(organization: String = "acme", uri: String? = nil, until: Date? = nil) throws {
      let key = P256.Signing.PrivateKey()
      let start = Date(timeIntervalSince1970: 1_788_220_800)
      let name = try DistinguishedName {
        CommonName("api.acme.test")
        OrganizationName(organization)
      }
      let certificate = try Certificate(
        version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(key.publicKey),
        notValidBefore: start, notValidAfter: until ?? start.addingTimeInterval(90 * 86_400),
        issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
        extensions: try Certificate.Extensions {
          SubjectAlternativeNames([
            uri.map { .uniformResourceIdentifier($0) } ?? .dnsName("acme.test")
          ])
        }, issuerPrivateKey: .init(key))
      self.key = key.pemRepresentation
      self.certificate = try certificate.serializeAsPEM().pemString
    }
  }

  private static let end = 1_788_220_800 + 90 * 86_400

  @Test func aCertificateBesideAKeyEndsIt() throws {
    let pair = try Pair(uri: "spiffe://acme.test/api")
    let other = try Pair()
    let text = "\(other.certificate)\n{SECRET}\n\(pair.certificate)\n"
    let found = try Place.read(text, secret: pair.key, family: "private-key-pem")
    #expect(found.lifetime.source == .x509)
    #expect(found.lifetime.kind == .expiring)
    #expect(found.lifetime.issued == 1_788_220_800)
    #expect(found.lifetime.expires == Self.end)
    #expect(found.lifetime.isExpired == false)
    #expect(found.named["spiffe-id"] == "spiffe://acme.test/api")
    #expect(found.named["certificate-subject"]?.contains("api.acme.test") == true)
    let line = text.replacing("{SECRET}", with: pair.key)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .lastIndex { $0.contains("BEGIN CERTIFICATE") }
    #expect(found.lifetime.evidence?.contains("line \(try #require(line) + 1),") == true)
  }

  private static let uses: [(text: String, path: String, use: String?)] = [
    ("network:\n  ssh:\n    private_key: |\n      {SECRET}\n", "a.yaml", "ssh"),
    ("tls:\n  key: |\n    {SECRET}\n", "a.yaml", "tls"),
    ("ssh_tls: |\n  {SECRET}\n", "a.yaml", nil),
    ("key: |\n  {SECRET}\npublic: ssh-ed25519 AAAAC3\n", "a.yaml", "ssh"),
    ("-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n\n{SECRET}\n", "README.md", "tls"),
    ("{SECRET}\n", "etc/ssl/server.key", "tls"), ("{SECRET}\n", "keys/github-ssh.pem", "ssh"),
    ("{SECRET}\n", "keys/signing.pem", nil), ("{SECRET}\n", "config/jwt/private.pem", "signing"),
    ("saml:\n  key: |\n    {SECRET}\n", "a.yaml", "signing"),
    ("github-app.private-key: |\n  {SECRET}\n", "a.yml", "signing"),
    ("github:\n  app:\n    key: |\n      {SECRET}\n", "a.yml", nil),
    ("{SECRET}\n", "secrets/service-account.key", "signing"),
    ("{SECRET}\n", "keys/server-key.pem", "tls"), ("{SECRET}\n", "tls/ca.key", "authority"),
    ("tls:\n  ca_key: |\n    {SECRET}\n", "a.yaml", "authority"),
    ("{SECRET}\n", "ssl/rootCA.pem", "authority"), ("{SECRET}\n", "ca/server.key", "tls"),
    ("SNOWFLAKE_PRIVATE_KEY: |\n  {SECRET}\n", "a.yml", "snowflake"),
    ("{SECRET}\nalgorithm: RS256\n", "a.yml", "signing"),
    ("private_key_id: x\nkey: |\n  {SECRET}\n", "a.yml", "google"),
  ]

  @Test(arguments: uses)
  func whatAKeyIsForStandsAroundIt(_ text: String, _ path: String, _ use: String?) throws {
    let key = P256.Signing.PrivateKey().pemRepresentation
    let found = try Place.read(text, secret: key, family: "private-key-pem", path: path)
    #expect(found.named["key-use"] == use)
    // Forms that say it themselves need no more.
    let other = try Place.read(text, secret: key, family: "private-key-openssh", path: path)
    #expect(other.named["key-use"] == nil)
  }

  @Test func aCertificateOfAnotherKeySaysNothing() throws {
    let (pair, other) = (try Pair(), try Pair())
    let found = try Place.read(
      "{SECRET}\n\(other.certificate)", secret: pair.key, family: "private-key-pem")
    #expect(found.lifetime.source == .family)
    #expect(found.lifetime.expires == nil)
    #expect(found.named["key-protection"] == "unencrypted")
  }

  @Test func aCertificateWithoutAnEndIsStatic() throws {
    let pair = try Pair(until: Date(timeIntervalSince1970: 253_402_300_799))
    let found = try Place.read("{SECRET}\n\(pair.certificate)", secret: pair.key)
    #expect(found.lifetime.kind == .fixed)
    #expect(found.lifetime.expires == nil)
  }

  @Test func base64OfPEMIsRead() throws {
    let pair = try Pair(organization: "system:masters")
    let text = """
      kind: Config
      clusters: []
      users:
      - user:
          client-certificate-data: \(Made.base64(pair.certificate.utf8))
          client-key-data: {SECRET}
      """
    let found = try Place.read(
      text, secret: Made.base64(pair.key.utf8), family: "kubernetes-client-key", path: "config.yaml"
    )
    #expect(found.lifetime.expires == Self.end)
    #expect(found.scope.breadth == .broad)
    #expect(found.scope.entries == ["system:masters"])
  }

  @Test func keysInStringsOfCodeAreRead() throws {
    let pair = try Pair()
    for escaped in ["\\n", "\\\\n", "\\n\" +\n  \"", "\r\n    "] {
      let key = pair.key.split(separator: "\n").joined(separator: escaped)
      let found = try Place.read("\(pair.certificate)\nkey = \"{SECRET}\"", secret: key)
      #expect(found.lifetime.expires == Self.end, "\(escaped.debugDescription)")
    }
  }

  @Test func encryptedKeysMatchNothing() throws {
    let pair = try Pair()
    let key =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\n\(Made.text(64))\n-----END ENCRYPTED PRIVATE KEY-----"
    let found = try Place.read("{SECRET}\n\(pair.certificate)", secret: key)
    #expect(found.lifetime.expires == nil)
    #expect(found.named["key-protection"] == "encrypted")
  }

  // MARK: - OpenSSH

  /// Runs ssh-keygen in a folder of its own.
  private static func keygen(_ arguments: [[String]]) throws -> URL? {
    let tool = "/usr/bin/ssh-keygen"
    guard FileManager.default.isExecutableFile(atPath: tool) else {
      print("skipped: no \(tool)")
      return nil
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "keygen-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for each in arguments {
      let process = Process()
      process.executableURL = URL(filePath: tool)
      process.arguments = each
      process.currentDirectoryURL = folder
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0)
    }
    return folder
  }

  @Test(arguments: ["ed25519", "rsa", "ecdsa"])
  func openSSHKeysHaveCommentAndFingerprint(_ type: String) throws {
    guard
      let folder = try Self.keygen([
        ["-q", "-t", type, "-N", "", "-C", "deploy@build-7", "-f", "open"],
        ["-q", "-t", type, "-N", "a passphrase", "-C", "deploy@build-7", "-f", "closed"],
      ])
    else { return }
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, comment) in [("open", "deploy@build-7"), ("closed", nil)] {
      let key = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      let found = try Place.read("{SECRET}", secret: key, family: "private-key-openssh")
      #expect(found.named["key-comment"] == comment)
      #expect(found.named["key-protection"] == (name == "open" ? "unencrypted" : "encrypted"))
      let fields = try String(contentsOf: folder.appending(path: "\(name).pub"), encoding: .utf8)
        .split(separator: " ")
      let blob = try #require(Data(base64Encoded: String(fields[1])))
      let digest = Data(SHA256.hash(data: blob)).base64EncodedString().replacing("=", with: "")
      #expect(found.named["key-fingerprint"] == "SHA256:\(digest)")
      #expect(found.lifetime.kind == .fixed)
    }
  }

  @Test func openSSHCertificatesEndTheirKeys() throws {
    guard
      let folder = try Self.keygen([
        ["-q", "-t", "ed25519", "-N", "", "-f", "ca"],
        ["-q", "-t", "ed25519", "-N", "", "-f", "user"],
        [
          "-q", "-s", "ca", "-I", "nightly backup", "-n", "backup,root", "-V",
          "20260901000000Z:20260902000000Z", "-O", "force-command=/bin/backup", "user.pub",
        ],
      ])
    else { return }
    defer { try? FileManager.default.removeItem(at: folder) }
    let key = try String(contentsOf: folder.appending(path: "user"), encoding: .utf8)
    let certificate = try String(
      contentsOf: folder.appending(path: "user-cert.pub"), encoding: .utf8)
    let found = try Place.read("{SECRET}\n\(certificate)", secret: key)
    #expect(found.lifetime.source == .sshCertificate)
    #expect(found.lifetime.issued == 1_788_220_800)
    #expect(found.lifetime.expires == 1_788_307_200)
    #expect(found.lifetime.isExpired == true)
    #expect(found.named["ssh-principals"] == "backup,root")
    #expect(found.purpose?.text == "nightly backup")
    #expect(found.scope.breadth == .narrow)
  }

  // MARK: - OpenPGP and PuTTY

  /// A version 4 secret key packet, a user id, and a self-signature that limits it.
  private func pgp(validFor: UInt32?) -> String {
    func big(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 0xFF) } }
    func packet(_ tag: UInt8, _ body: [UInt8]) -> [UInt8] {
      [0xC0 | tag, UInt8(body.count)] + body
    }
    let expiry: [UInt8] = validFor.map { [5, 9] + big($0) } ?? []
    let hashed: [UInt8] = [5, 2] + big(1_700_000_000) + expiry
    let bytes =
      packet(5, [4] + big(1_700_000_000) + [22] + (0..<40).map { _ in UInt8.random(in: 0...255) })
      + packet(13, Array("Release <release@acme.test>".utf8))
      + packet(2, [4, 0x13, 22, 8, 0, UInt8(hashed.count)] + hashed + [0, 0, 1, 2])
    return
      "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: x\n\n\(Made.base64(bytes))\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----"
  }

  @Test func openPGPKeysSayTheirEnd() throws {
    let limited = try Place.read("{SECRET}", secret: pgp(validFor: 31_536_000))
    #expect(limited.lifetime.source == .pgp)
    #expect(limited.lifetime.issued == 1_700_000_000)
    #expect(limited.lifetime.expires == 1_731_536_000)
    #expect(limited.named["key-comment"] == "Release <release@acme.test>")
    let endless = try Place.read("{SECRET}", secret: pgp(validFor: nil))
    #expect(endless.lifetime.kind == .fixed)
    #expect(endless.lifetime.expires == nil)
  }

  @Test func theFileNameOfAnAppsKeyHasItsDay() throws {
    let key = "-----BEGIN RSA PRIVATE KEY-----\n\(Made.text(64))\n-----END RSA PRIVATE KEY-----"
    let found = try Place.read(
      "{SECRET}", secret: key, family: "private-key-pem",
      path: "keys/acme-bot.2026-09-01.private-key.pem")
    #expect(found.lifetime.issued == 1_788_220_800)
    #expect(found.lifetime.kind == .fixed)
    #expect(found.lifetime.source == .issueMark)
    #expect(found.named["github-app"] == "acme-bot")
    for path in ["private-key.pem", "a.2026-13-01.private-key.pem", "a.private-key.pem"] {
      let found = try Place.read("{SECRET}", secret: key, family: "private-key-pem", path: path)
      #expect(found.lifetime.issued == nil)
    }
  }

  @Test func puttyKeysHaveAComment() throws {
    let key =
      "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: me@desk\nPublic-Lines: 2\n"
    let found = try Place.read("{SECRET}", secret: key)
    #expect(found.named["key-comment"] == "me@desk")
    #expect(found.named["key-protection"] == "unencrypted")
  }
}
