/// Turns UTF-8 that comes byte by byte into UTF-16 code units, a U+FFFD for each maximal ill-formed
/// part, as browsers and Node.js do.
///
/// Source: https://encoding.spec.whatwg.org/#utf-8-decoder
struct UTF16Decoder {
  /// The units that one byte completed: none, one or two.
  struct Units {
    var count = 0
    var first: UInt16 = 0
    var second: UInt16 = 0

    fileprivate mutating func append(_ unit: UInt16) {
      if count == 0 { first = unit } else { second = unit }
      count += 1
    }
  }

  private static let replacement: UInt16 = 0xFFFD

  private var codePoint: UInt32 = 0
  private var missing = 0
  private var allowed: ClosedRange<UInt8> = 0x80...0xBF

  /// No sequence is open.
  var isIdle: Bool { missing == 0 }

  mutating func decode(_ byte: UInt8) -> Units {
    var units = Units()
    if missing > 0 {
      if allowed.contains(byte) {
        allowed = 0x80...0xBF
        codePoint = codePoint << 6 | UInt32(byte & 0x3F)
        missing -= 1
        if missing == 0 { append(to: &units) }
        return units
      }
      // The byte ends the ill-formed part and is looked at anew.
      units.append(UTF16Decoder.replacement)
    }
    begin(byte, into: &units)
    return units
  }

  /// The input ends; a sequence that is still open becomes one U+FFFD.
  mutating func finish() -> Units {
    var units = Units()
    if missing > 0 { units.append(UTF16Decoder.replacement) }
    missing = 0
    return units
  }

  private mutating func begin(_ byte: UInt8, into units: inout Units) {
    missing = 0
    allowed = 0x80...0xBF
    switch byte {
    case 0x00...0x7F: units.append(UInt16(byte))
    case 0xC2...0xDF: open(byte & 0x1F, missing: 1)
    case 0xE0...0xEF:
      open(byte & 0x0F, missing: 2)
      if byte == 0xE0 { allowed = 0xA0...0xBF }
      if byte == 0xED { allowed = 0x80...0x9F }
    case 0xF0...0xF4:
      open(byte & 0x07, missing: 3)
      if byte == 0xF0 { allowed = 0x90...0xBF }
      if byte == 0xF4 { allowed = 0x80...0x8F }
    default: units.append(UTF16Decoder.replacement)
    }
  }

  private mutating func open(_ bits: UInt8, missing count: Int) {
    codePoint = UInt32(bits)
    missing = count
  }

  private func append(to units: inout Units) {
    if codePoint < 0x1_0000 {
      units.append(UInt16(codePoint))
    } else {
      let offset = codePoint - 0x1_0000
      units.append(UInt16(0xD800 + offset >> 10))
      units.append(UInt16(0xDC00 + offset & 0x3FF))
    }
  }
}
