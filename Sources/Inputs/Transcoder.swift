internal import Model

/// Turns UTF-16 and UTF-32 into UTF-8, a piece at a time; what is not valid becomes U+FFFD.
///
/// It keeps no state: a unit or pair that is cut off at the end of the input is left unconsumed for the next call.
struct Transcoder {
  private let unitSize: Int
  private let isBigEndian: Bool

  /// Nil for encodings that are scanned as they are.
  init?(_ encoding: TextEncoding) {
    switch encoding {
    case .bytes, .binary: return nil
    case .utf16LittleEndian: (unitSize, isBigEndian) = (2, false)
    case .utf16BigEndian: (unitSize, isBigEndian) = (2, true)
    case .utf32LittleEndian: (unitSize, isBigEndian) = (4, false)
    case .utf32BigEndian: (unitSize, isBigEndian) = (4, true)
    }
  }

  /// Transcodes as much as there is and as fits; `isLast` says that no input follows.
  func transcode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isLast: Bool
  ) -> (consumed: Int, produced: Int) {
    var read = 0
    var written = 0
    while read < input.count, written + 4 <= output.count {
      guard read + unitSize <= input.count else {
        if !isLast { break }
        write(0xFFFD, to: output, at: &written)
        read = input.count
        break
      }
      var value = unit(input, at: read)
      var size = unitSize
      if unitSize == 2, value & 0xFC00 == 0xD800 {
        if read + 4 <= input.count {
          let low = unit(input, at: read + 2)
          if low & 0xFC00 == 0xDC00 {
            value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
            size = 4
          }
        } else if !isLast {
          break
        }
      }
      if value & 0xFFFF_F800 == 0xD800 || value > 0x10FFFF { value = 0xFFFD }
      write(value, to: output, at: &written)
      read += size
    }
    return (read, written)
  }

  private func unit(_ input: UnsafeRawBufferPointer, at index: Int) -> UInt32 {
    if unitSize == 2 {
      let raw = input.loadUnaligned(fromByteOffset: index, as: UInt16.self)
      return UInt32(isBigEndian ? UInt16(bigEndian: raw) : UInt16(littleEndian: raw))
    }
    let raw = input.loadUnaligned(fromByteOffset: index, as: UInt32.self)
    return isBigEndian ? UInt32(bigEndian: raw) : UInt32(littleEndian: raw)
  }

  /// Writes a scalar value as UTF-8; the caller has made sure of four bytes' room.
  private func write(
    _ value: UInt32, to output: UnsafeMutableRawBufferPointer, at index: inout Int
  ) {
    func put(_ bits: UInt32) {
      output[index] = UInt8(truncatingIfNeeded: bits)
      index += 1
    }
    switch value {
    case 0..<0x80:
      put(value)
    case 0x80..<0x800:
      put(0xC0 | value >> 6)
      put(0x80 | value & 0x3F)
    case 0x800..<0x10000:
      put(0xE0 | value >> 12)
      put(0x80 | value >> 6 & 0x3F)
      put(0x80 | value & 0x3F)
    default:
      put(0xF0 | value >> 18)
      put(0x80 | value >> 12 & 0x3F)
      put(0x80 | value >> 6 & 0x3F)
      put(0x80 | value & 0x3F)
    }
  }
}
