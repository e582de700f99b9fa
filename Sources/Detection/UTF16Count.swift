/// Counts the UTF-16 units of UTF-8 text that comes in pieces, which may be cut anywhere.
struct UTF16Count {
  /// Units of the scalars that are complete, and one for each byte that belongs to none.
  private var settled = 0
  /// How many bytes of a scalar have come, and how many it lacks.
  private var begun = 0
  private var lacking = 0
  /// What its next byte may be; the first one after the lead rules out surrogates, long forms and what is over U+10FFFF.
  private var following: ClosedRange<UInt8> = 0x80...0xBF

  /// Units so far; bytes of a scalar that is not complete count as one each.
  var units: Int { settled + begun }

  /// Takes the next bytes.
  mutating func feed(_ bytes: UnsafeRawBufferPointer) {
    var at = 0
    while at < bytes.count {
      if lacking == 0 {
        while at + 8 <= bytes.count,
          bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
          settled += 8
          at += 8
        }
        if at == bytes.count { return }
      }
      take(bytes[at])
      at += 1
    }
  }

  /// Takes so many NUL bytes.
  mutating func feedZeros(_ count: Int) {
    settled += begun + count
    begun = 0
    lacking = 0
  }

  private mutating func take(_ byte: UInt8) {
    if lacking > 0 {
      if following.contains(byte) {
        begun += 1
        lacking -= 1
        following = 0x80...0xBF
        if lacking == 0 {
          settled += begun == 4 ? 2 : 1
          begun = 0
        }
        return
      }
      settled += begun
      begun = 0
      lacking = 0
    }
    // https://www.unicode.org/versions/latest/core-spec/chapter-3/#G27506
    switch byte {
    case 0xC2...0xDF: lacking = 1
    case 0xE0...0xEF: lacking = 2
    case 0xF0...0xF4: lacking = 3
    default:
      settled += 1
      return
    }
    begun = 1
    following =
      switch byte {
      case 0xE0: 0xA0...0xBF
      case 0xED: 0x80...0x9F
      case 0xF0: 0x90...0xBF
      case 0xF4: 0x80...0x8F
      default: 0x80...0xBF
      }
  }
}
