internal import Glibc
internal import Model

/// Tells from a blob's first bytes how they are to be understood.
enum EncodingSniffer {
  /// How many bytes are looked at.
  static let sampleSize = 8 << 10

  /// The encoding and how many bytes of a byte order mark to leave out (UTF-8's stays part of the text).
  static func sniff(_ bytes: UnsafeRawBufferPointer) -> (encoding: TextEncoding, skip: Int) {
    let sample = UnsafeRawBufferPointer(rebasing: bytes.prefix(sampleSize))
    if sample.count >= 2 {
      switch (sample[0], sample[1]) {
      case (0xFF, 0xFE):
        // FF FE 00 00 could be UTF-16 whose text starts with NUL; UTF-32 is likelier.
        if sample.count >= 4, sample[2] == 0, sample[3] == 0 { return (.utf32LittleEndian, 4) }
        return (.utf16LittleEndian, 2)
      case (0xFE, 0xFF): return (.utf16BigEndian, 2)
      case (0, 0) where sample.count >= 4 && sample[2] == 0xFE && sample[3] == 0xFF:
        return (.utf32BigEndian, 4)
      default: break
      }
    }
    guard let start = sample.baseAddress, memchr(start, 0, sample.count) != nil else {
      return (.bytes, 0)
    }
    return (encodingWithNULs(sample), 0)
  }

  /// UTF-16 where NULs fall on one byte of more than 30 % of the pairs, all but never on the other, and nine in ten of
  /// the bytes beside them are printable ASCII; else binary.
  private static func encodingWithNULs(_ sample: UnsafeRawBufferPointer) -> TextEncoding {
    var evenNULs = 0
    var oddNULs = 0
    var besideEven = 0
    var besideOdd = 0
    let pairs = sample.count / 2
    for pair in 0..<pairs {
      let even = sample[2 * pair]
      let odd = sample[2 * pair + 1]
      if even == 0 {
        evenNULs += 1
        if isPrintable(odd) { besideEven += 1 }
      }
      if odd == 0 {
        oddNULs += 1
        if isPrintable(even) { besideOdd += 1 }
      }
    }
    if oddNULs * 10 > pairs * 3, evenNULs * 50 <= pairs, besideOdd * 10 >= oddNULs * 9 {
      return .utf16LittleEndian
    }
    if evenNULs * 10 > pairs * 3, oddNULs * 50 <= pairs, besideEven * 10 >= evenNULs * 9 {
      return .utf16BigEndian
    }
    return .binary
  }

  private static func isPrintable(_ byte: UInt8) -> Bool {
    (0x20...0x7E).contains(byte) || (0x09...0x0D).contains(byte)
  }
}
