/// How often bytes stand together in source code and configuration, so that a literal can be looked for by the four of
/// its bytes that are seldom seen together.
///
/// The tables (`FrequencyTables.swift`) hold rounded binary logarithms of probabilities, 22 added, in the digits `0-9A-Z`;
/// bytes count with bit 5 set. Pairs: 64 rows of 64 classes, `0x20...0x3F`, then `0x60...0x7F`. Windows of four bytes:
/// the commonest of those that share a 15-bit hash.
enum ByteFrequency {
  /// The probability that at a place of a text these four bytes stand (each with bit 5 set), or rather more.
  static func window(_ window: UInt32) -> Double {
    probability(windowDigits, Int((window &* 0x9E37_79B1) >> 17), rowLength: 128)
  }

  /// The probability of two bytes in a row (each with bit 5 set).
  static func pair(_ first: UInt8, _ second: UInt8) -> Double {
    probability(pairDigits, 64 * kind(first) + kind(second), rowLength: 64)
  }

  /// The probability of a byte (with bit 5 set): of all pairs that begin with it.
  static func byte(_ byte: UInt8) -> Double { bytes[kind(byte)] }

  private static let bytes: [Double] = (0..<64).map { row in
    (0..<64).reduce(0) { $0 + probability(pairDigits, 64 * row + $1, rowLength: 64) }
  }

  private static func probability(_ digits: StaticString, _ number: Int, rowLength: Int) -> Double {
    // A line feed stands behind every row.
    let digit = digits.utf8Start[number + number / rowLength]
    return logarithms[Int(digit) - (digit >= 0x41 ? 0x41 - 10 : 0x30)]
  }

  private static let logarithms: [Double] = (0..<36).map { digit in
    digit == 0 ? 0 : Double(sign: .plus, exponent: digit - 22, significand: 1)
  }

  private static func kind(_ byte: UInt8) -> Int {
    byte < 0x40 ? Int(byte) - 0x20 : byte < 0x80 ? Int(byte) - 0x40 : 0
  }
}
