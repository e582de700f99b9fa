internal import Rules

/// What a byte before a literal is, for what the literal's detector wants there.
enum ByteBefore {
  /// A number below 32 for each byte: letters one each, whatever their case; digits; `_`; and a few for all others.
  // Safety: 256 bytes, written once and never freed.
  nonisolated(unsafe) static let kinds: UnsafePointer<UInt8> = {
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    for byte in UInt8.min...UInt8.max { table[Int(byte)] = kind(byte) }
    return UnsafePointer(table)
  }()

  private static func kind(_ byte: UInt8) -> UInt8 {
    switch byte {
    case 0x41...0x5A, 0x61...0x7A: (byte | 0x20) - 0x61
    case 0x30...0x39: 26
    case 0x5F: 27
    case ...0x20: 28
    case ...0x2F: 29
    case ..<0x80: 30
    default: 31
    }
  }

  /// The kinds of bytes that may stand before a literal, as bits.
  static func kinds(before boundary: LiteralBoundary) -> UInt64 {
    let signs: UInt64 = 0xF000_0000
    return switch boundary {
    // A letter may stand before a name, depending on what stands around it.
    case .none, .name: 0xFFFF_FFFF
    case .alphanumeric: signs | 1 << 27
    case .word: signs
    }
  }

  /// Whether a literal that begins at `start` may be where it stands.
  // Safety: `start` is inside of the text.
  @inline(__always)
  static func allows(_ boundary: UInt8, _ start: Int, in text: UnsafePointer<UInt8>) -> Bool {
    guard boundary != 0, start > 0 else { return true }
    let before = text[start - 1]
    let kind = kinds[Int(before)]
    guard kind < 28 else { return true }
    switch LiteralBoundary(rawValue: Int(boundary)) {
    case .word: return false
    case .alphanumeric: return kind == 27
    case .name:
      if kind > 25 { return true }
      if before == UInt8(ascii: "D"), start > 1, text[start - 2] == UInt8(ascii: "-") {
        return true
      }
      return before & 0x20 != 0 && (0x41...0x5A).contains(text[start])
    case .some(.none), nil: return true
    }
  }

  /// A boundary is decided by so many bytes before a literal.
  static let reach = 2
}
