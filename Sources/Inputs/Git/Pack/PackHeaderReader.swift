/// Reads an object's header: https://git-scm.com/docs/pack-format#_pack_pack_files_have_the_following_format
struct PackHeaderReader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var at = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  private mutating func byte() -> UInt8? {
    guard at < bytes.count else { return nil }
    at += 1
    return bytes[at - 1]
  }

  /// The type's code, and the unpacked size.
  mutating func head() -> (kind: UInt8, size: UInt64)? {
    guard var byte = byte() else { return nil }
    let kind = byte >> 4 & 7
    var size = UInt64(byte & 15)
    var shift: UInt64 = 4
    while byte & 0x80 != 0 {
      guard shift < 57, let following = self.byte() else { return nil }
      byte = following
      size |= UInt64(byte & 0x7F) << shift
      shift += 7
    }
    return (kind, size)
  }

  /// How far before the object its base begins.
  mutating func distance() -> UInt64? {
    guard var byte = byte() else { return nil }
    var distance = UInt64(byte & 0x7F)
    while byte & 0x80 != 0 {
      guard distance < 1 << 48, let following = self.byte() else { return nil }
      byte = following
      distance = (distance + 1) << 7 | UInt64(byte & 0x7F)
    }
    return distance
  }

  mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
    guard count <= bytes.count - at else { return nil }
    at += count
    return UnsafeRawBufferPointer(rebasing: bytes[at - count..<at])
  }
}
