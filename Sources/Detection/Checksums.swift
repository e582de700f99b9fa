internal import Rules

/// The check sums and structures that credentials carry in themselves.
enum Checksums {
  /// Whether `value` holds what `kind` promises.
  static func holds(_ kind: Checksum, _ value: UnsafeRawBufferPointer) -> Bool {
    switch kind {
    case .githubCRC32:
      // https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
      let start = value.lastIndex(of: UInt8(ascii: "_")).map { $0 + 1 } ?? 0
      guard value.count - start > 6 else { return false }
      let body = value[start..<(value.count - 6)]
      return value.suffix(6).elementsEqual(CRC32.base62(CRC32.checksum(body), width: 6))
    case .gitlabRoutable:
      // https://docs.gitlab.com/development/routable_tokens/
      guard value.count > 7 else { return false }
      let sum = CRC32.checksum(value.dropLast(7))
      return value.suffix(7).elementsEqual(CRC32.base36(sum, width: 7))
    case .grafanaCRC32:
      guard value.count > 9 else { return false }
      let sum = CRC32.checksum(value.dropLast(9))
      return value.suffix(8).elementsEqual(CRC32.littleEndianHex(sum))
    case .jwt:
      let parts = value.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      guard parts.count >= 2 else { return false }
      // What has a dot behind it is whole, so it ends as it began.
      return parts.prefix(2).allSatisfy { isJSONObject(decodeBase64($0)) }
        && parts.dropLast().prefix(2).allSatisfy { isClosed(decodeBase64($0)) }
    case .base64JSON:
      if isJSONObject(decodeBase64(value[...])) { return true }
      guard let start = value.lastIndex(where: { $0 == 0x5F || $0 == 0x2E || $0 == 0x2D })
      else { return false }
      let tails = value.indices.filter { index in
        index <= start && (value[index] == 0x5F || value[index] == 0x2E || value[index] == 0x2D)
      }
      return tails.contains { isJSONObject(decodeBase64(value[($0 + 1)...])) }
    case .awsKeyID:
      // Sixteen base 32 characters behind the prefix hold the account number.
      return value.count == 20
        && value.dropFirst(4).allSatisfy {
          (0x41...0x5A).contains($0) || (0x32...0x37).contains($0)
        }
    case .basicAuthentication:
      // https://www.rfc-editor.org/rfc/rfc7617
      let decoded = decodeBase64(value[...])
      guard let colon = decoded.firstIndex(of: UInt8(ascii: ":")) else { return false }
      return decoded.count - colon > 4 && decoded.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
  }

  /// Base 64 of either alphabet up to the first character that belongs to neither.
  static func decodeBase64(_ text: Slice<UnsafeRawBufferPointer>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count * 3 / 4)
    var bits: UInt32 = 0
    var count = 0
    for byte in text {
      let digit: UInt32
      switch byte {
      case 0x41...0x5A: digit = UInt32(byte - 0x41)
      case 0x61...0x7A: digit = UInt32(byte - 0x61 + 26)
      case 0x30...0x39: digit = UInt32(byte - 0x30 + 52)
      case UInt8(ascii: "+"), UInt8(ascii: "-"): digit = 62
      case UInt8(ascii: "/"), UInt8(ascii: "_"): digit = 63
      default: return out
      }
      bits = bits << 6 | digit
      count += 6
      if count >= 8 {
        count -= 8
        out.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return out
  }

  private static func isClosed(_ bytes: [UInt8]) -> Bool {
    bytes.last { $0 > 0x20 } == UInt8(ascii: "}")
  }

  private static func isJSONObject(_ bytes: [UInt8]) -> Bool {
    // The first member's name is enough to tell a JSON object from chance, and works on what was cut off.
    guard bytes.count >= 7, bytes[0] == UInt8(ascii: "{") else { return false }
    let head = bytes.dropFirst().drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    guard head.first == UInt8(ascii: "\""),
      let close = head.dropFirst().firstIndex(of: UInt8(ascii: "\""))
    else { return false }
    return bytes[head.startIndex...close].allSatisfy { (0x20...0x7E).contains($0) }
      && bytes[(close + 1)...].first { $0 != 0x20 } == UInt8(ascii: ":")
  }
}
