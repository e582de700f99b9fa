internal import Crypto
public import Model

/// The names by which a credential is known without its value.
enum SecretIdentity {
  /// Keeps identities apart from other uses of the same digest; not a secret. A project key will replace it where one
  /// is configured.
  private static let key = SymmetricKey(data: Array("sprawl secret identity v1".utf8))

  /// HMAC-SHA-256 of family and value, the first 16 bytes in hex.
  static func secretID(family: String, value: some Sequence<UInt8>) -> String {
    var code = HMAC<SHA256>(key: key)
    code.update(data: Array(family.utf8) + [0] + Array(value))
    return hex(code.finalize())
  }

  /// SHA-256 of ``secretID(family:value:)`` and the path, the first 16 bytes in hex.
  static func placeID(secretID: String, path: BlobPath) -> String {
    hex(SHA256.hash(data: Array(secretID.utf8) + [0] + path.bytes))
  }

  private static func hex(_ digest: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = digest.prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Finding {
  /// Says of the finding that it stands at another path, with the same bytes.
  public mutating func move(to path: BlobPath) {
    self.path = path
    id = SecretIdentity.placeID(secretID: secretID, path: path)
  }
}
