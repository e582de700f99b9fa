internal import Crypto
public import Model

/// The names by which a credential is known without its value.
enum SecretIdentity {
  /// Keeps identities apart from other uses of the same digest; not a secret. A project key will replace it where one
  /// is configured.
  private static let keyed = HMAC<SHA256>(
    key: SymmetricKey(data: Array("sprawl secret identity v1".utf8)))

  /// HMAC-SHA-256 of family and value, the first 16 bytes in hex.
  static func secretID(family: String, value: some Sequence<UInt8>) -> String {
    var code = keyed
    code.update(data: Array(family.utf8) + [0] + Array(value))
    return hex(code.finalize())
  }

  /// SHA-256 of ``secretID(family:value:)`` and the path, the first 16 bytes in hex.
  static func placeID(secretID: String, path: BlobPath) -> String {
    hex(SHA256.hash(data: Array(secretID.utf8) + [0] + path.bytes))
  }

  /// Bytes of a digest that are told.
  private static let length = 16

  private static func hex(_ digest: some Sequence<UInt8>) -> String {
    String(unsafeUninitializedCapacity: 2 * length) { text in
      // Safety: two digits for each of at most `length` bytes.
      var count = 0
      for byte in digest.prefix(length) {
        for half in [byte >> 4, byte & 15] {
          text[count] = half < 10 ? 0x30 + half : 0x61 + half - 10
          count += 1
        }
      }
      return count
    }
  }
}

extension Finding {
  /// Says of the finding that it stands at another path, with the same bytes.
  public mutating func move(to path: BlobPath) {
    self.path = path
    id = SecretIdentity.placeID(secretID: secretID, path: path)
  }
}
