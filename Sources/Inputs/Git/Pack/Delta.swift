internal import Glibc

/// A text told as pieces of another one and what is new: https://git-scm.com/docs/pack-format#_deltified_representation
///
/// Hostile: sizes and offsets can say anything, so nothing is written or read before it has been compared with what is
/// there.
struct Delta {
  /// Bytes of the text that it is about.
  let baseSize: Int
  /// Bytes of the text that it makes.
  let size: Int
  private let bytes: UnsafeRawBufferPointer
  private let start: Int

  /// Larger sizes are none; bytes.
  private static let longest = 1 << 40

  /// Reads the sizes; nil where they are none.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var at = 0
    guard let baseSize = Delta.size(bytes, &at), let size = Delta.size(bytes, &at) else {
      return nil
    }
    (self.bytes, self.baseSize, self.size, start) = (bytes, baseSize, size, at)
  }

  private static func size(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Int? {
    var size = 0
    var shift = 0
    while at < bytes.count, shift < 42 {
      let byte = bytes[at]
      at += 1
      size |= Int(byte & 0x7F) << shift
      shift += 7
      if byte < 0x80 { return size <= longest ? size : nil }
    }
    return nil
  }

  /// Writes the text that it makes; false where it does not fit `base` or `target`, or does not fill the latter.
  func apply(to base: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Bool {
    guard base.count == baseSize, target.count == size else { return false }
    guard let out = target.baseAddress, let text = bytes.baseAddress else { return size == 0 }
    var at = start
    var written = 0
    let end = bytes.count
    // Safety: every copy is within `base` and what is left of `target`, every insertion within `bytes` and that, by the
    // comparisons before them; the operands of an instruction are at most seven bytes, each asked for before it is read.
    while at < end {
      let command = text.load(fromByteOffset: at, as: UInt8.self)
      at += 1
      if command & 0x80 != 0 {
        guard (command & 0x7F).nonzeroBitCount <= end - at else { return false }
        var offset = 0
        var count = 0
        for bit in 0..<4 where command & (1 << UInt8(bit)) != 0 {
          offset |= Int(text.load(fromByteOffset: at, as: UInt8.self)) << (8 * bit)
          at += 1
        }
        for bit in 0..<3 where command & (0x10 << UInt8(bit)) != 0 {
          count |= Int(text.load(fromByteOffset: at, as: UInt8.self)) << (8 * bit)
          at += 1
        }
        if count == 0 { count = 0x10000 }
        guard let from = base.baseAddress, offset <= base.count - count, count <= size - written
        else { return false }
        memcpy(out + written, from + offset, count)
        written += count
      } else {
        let count = Int(command)
        guard count > 0, count <= end - at, count <= size - written else { return false }
        memcpy(out + written, text + at, count)
        at += count
        written += count
      }
    }
    return written == size
  }
}
