@testable internal import Inputs
internal import Model
internal import TestKit
internal import Testing

/// Text in the encodings that are transcoded.
enum Encoded {
  static let all: [TextEncoding] = [
    .utf16LittleEndian, .utf16BigEndian, .utf32LittleEndian, .utf32BigEndian,
  ]

  static func bytes(_ text: String, _ encoding: TextEncoding, mark: Bool = false) -> [UInt8] {
    let text = mark ? "\u{FEFF}" + text : text
    switch encoding {
    case .bytes, .binary: return Array(text.utf8)
    case .utf16LittleEndian: return text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16BigEndian: return text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case .utf32LittleEndian: return text.unicodeScalars.flatMap { quad($0.value) }
    case .utf32BigEndian: return text.unicodeScalars.flatMap { quad($0.value).reversed() }
    }
  }

  private static func quad(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
  }

  /// Text of one to four UTF-8 bytes a character.
  static func text(_ count: Int, _ random: inout SeededRandom) -> String {
    let alphabet = Array("abcdefghij =\n\"éß€中😀𝄞")
    return String(
      (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
  }
}

@Suite struct EncodingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var expected: TextEncoding
  }

  static let cases: [Case] = [
    Case(testDescription: "nothing", bytes: [], expected: .bytes),
    Case(testDescription: "ASCII", bytes: Array("key = value".utf8), expected: .bytes),
    Case(testDescription: "Latin-1", bytes: [0x6B, 0xFC, 0x72], expected: .bytes),
    Case(testDescription: "UTF-8 mark", bytes: [0xEF, 0xBB, 0xBF, 0x61], expected: .bytes),
    Case(testDescription: "one NUL", bytes: [0], expected: .binary),
    Case(testDescription: "a NUL in text", bytes: Array("some text\0more".utf8), expected: .binary),
    Case(
      testDescription: "small numbers", bytes: (0..<400).flatMap { [UInt8($0 % 20), 0] },
      expected: .binary),
    Case(
      testDescription: "a NUL behind the sample",
      bytes: [UInt8](repeating: 0x61, count: EncodingSniffer.sampleSize) + [0], expected: .bytes),
    Case(
      testDescription: "UTF-16 of one third ASCII",
      bytes: Encoded.bytes("a=中中b=文字", .utf16LittleEndian), expected: .utf16LittleEndian),
    Case(
      testDescription: "UTF-16 without ASCII and mark",
      bytes: Encoded.bytes("中文字中文字", .utf16LittleEndian), expected: .bytes),
    Case(
      testDescription: "UTF-32 without mark is no text",
      bytes: Encoded.bytes("some text", .utf32LittleEndian), expected: .binary),
  ]

  @Test(arguments: cases) func sniffs(_ test: Case) {
    #expect(test.bytes.withUnsafeBytes { EncodingSniffer.sniff($0).encoding } == test.expected)
  }

  @Test(arguments: Encoded.all) func marksTell(_ encoding: TextEncoding) {
    let bytes = Encoded.bytes("中文", encoding, mark: true)
    #expect(bytes.withUnsafeBytes { EncodingSniffer.sniff($0).encoding } == encoding)
  }

  @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian])
  func sixteenBitsAreSeenWithoutAMark(_ encoding: TextEncoding) {
    let bytes = Encoded.bytes("name = \"value\"\r\n", encoding)
    #expect(bytes.withUnsafeBytes { EncodingSniffer.sniff($0).encoding } == encoding)
  }

  struct Invalid: Sendable {
    var encoding: TextEncoding
    var bytes: [UInt8]
    var expected: String
  }

  @Test(arguments: [
    Invalid(encoding: .utf16LittleEndian, bytes: [0x41, 0, 0x42], expected: "A\u{FFFD}"),
    Invalid(encoding: .utf16LittleEndian, bytes: [0x00, 0xD8], expected: "\u{FFFD}"),
    Invalid(encoding: .utf16LittleEndian, bytes: [0x00, 0xD8, 0x41, 0], expected: "\u{FFFD}A"),
    Invalid(encoding: .utf16BigEndian, bytes: [0xDC, 0, 0, 0x41], expected: "\u{FFFD}A"),
    Invalid(
      encoding: .utf32BigEndian, bytes: [0, 0x11, 0, 0, 0, 0, 0, 0x41], expected: "\u{FFFD}A"),
    Invalid(encoding: .utf32LittleEndian, bytes: [0, 0xD8, 0, 0], expected: "\u{FFFD}"),
    Invalid(encoding: .utf32LittleEndian, bytes: [0x41, 0, 0, 0, 0x42], expected: "A\u{FFFD}"),
  ])
  func invalidUnitsAreReplaced(_ test: Invalid) throws {
    let transcoder = try #require(Transcoder(test.encoding))
    var output = [UInt8](repeating: 0, count: 64)
    let step = test.bytes.withUnsafeBytes { input in
      output.withUnsafeMutableBytes { transcoder.transcode(input, into: $0, isLast: true) }
    }
    #expect(step.consumed == test.bytes.count)
    #expect(String(decoding: output.prefix(step.produced), as: UTF8.self) == test.expected)
  }
}
