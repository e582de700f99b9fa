/// Batches one after the other, each behind its length, so that batches of a key can be joined.
enum Frames {
  /// Joined batches grow no longer; bytes.
  static let longest = 64 << 20

  static func framed(_ batch: [UInt8]) -> [UInt8] {
    let count = UInt64(batch.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + batch
  }

  static func forEach(in bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
    var start = 0
    while bytes.count - start >= 8 {
      // Safety: `start + 8` and, by the comparison, `end` stay within `bytes`.
      let count = UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
      start += 8
      guard count <= UInt64(bytes.count - start) else { return }
      body(UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(count)]))
      start += Int(count)
    }
  }
}

/// Tells a batch that a disk has damaged; SQLite itself looks only at the structure of its pages.
enum Checksum {
  /// FNV-1a over words of eight bytes: http://www.isthe.com/chongo/tech/comp/fnv/
  static func of(_ bytes: UnsafeRawBufferPointer) -> Int64 {
    let prime: UInt64 = 0x100_0000_01B3
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var at = 0
    while at + 8 <= bytes.count {
      // Safety: eight bytes from `at` on lie within `bytes`.
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      hash = (hash ^ word) &* prime
      hash ^= hash >> 32
      at += 8
    }
    while at < bytes.count {
      hash = (hash ^ UInt64(bytes[at])) &* prime
      at += 1
    }
    return Int64(bitPattern: hash ^ UInt64(bytes.count))
  }
}
