/// CRC-32 (IEEE 802.3, reflected, as zlib and PNG use it), and the digits that providers print it with.
///
/// Source: https://www.rfc-editor.org/rfc/rfc1952#section-8
public enum CRC32 {
  /// The check sum of `bytes`.
  public static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      value ^= UInt32(byte)
      // Eight steps instead of a table: the values are some forty bytes long and few.
      for _ in 0..<8 { value = (value >> 1) ^ (0xEDB8_8320 & (0 &- (value & 1))) }
    }
    return value ^ 0xFFFF_FFFF
  }

  /// `value` in the digits `0-9A-Za-z`, padded with `0` to `width`.
  public static func base62(_ value: UInt32, width: Int) -> [UInt8] {
    digits(value, width, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
  }

  /// `value` in the digits `0-9a-z`, padded with `0` to `width`.
  public static func base36(_ value: UInt32, width: Int) -> [UInt8] {
    digits(value, width, "0123456789abcdefghijklmnopqrstuvwxyz")
  }

  /// `value`'s four bytes, least first, as lower-case hex.
  public static func littleEndianHex(_ value: UInt32) -> [UInt8] {
    digits(value.byteSwapped, 8, "0123456789abcdef")
  }

  private static func digits(_ value: UInt32, _ width: Int, _ alphabet: StaticString) -> [UInt8] {
    let base = UInt32(alphabet.utf8CodeUnitCount)
    var rest = value
    var out: [UInt8] = []
    while rest > 0 || out.count < width {
      out.append(alphabet.utf8Start[Int(rest % base)])
      rest /= base
    }
    return out.reversed()
  }
}
