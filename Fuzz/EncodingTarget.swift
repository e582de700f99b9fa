@testable import Inputs
import Model

/// The sniffer, and the transcoder fed in pieces.
struct EncodingTarget: FuzzTarget {
  func seeds() -> [[UInt8]] {
    let text = "key = \"é 日本 😀\"\n"
    let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    let wide = text.unicodeScalars.flatMap { scalar in
      [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: scalar.value >> UInt32($0)) }
    }
    let bodies: [[UInt8]] = [
      Array(text.utf8), [0xFF, 0xFE] + little, [0xFE, 0xFF] + big, little, big,
      [0xFF, 0xFE, 0, 0] + wide, [0, 0, 0xFE, 0xFF] + wide, [0xFF, 0xFE, 0x3D, 0xD8],
    ]
    return (UInt8(0)..<5).flatMap { encoding in bodies.map { [encoding, 7, 9] + $0 } }
  }

  func run(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= 3 else { return }
    let body = UnsafeRawBufferPointer(rebasing: bytes[3...])
    let sniffed = EncodingSniffer.sniff(body)
    require(sniffed.skip <= body.count, "a mark is part of the text")
    let forced: [TextEncoding] = [
      .utf16LittleEndian, .utf16BigEndian, .utf32LittleEndian, .utf32BigEndian,
    ]
    let encoding = bytes[0] == 0 ? sniffed.encoding : forced[Int(bytes[0] % 4)]
    guard let transcoder = Transcoder(encoding) else { return }
    let text = UnsafeRawBufferPointer(rebasing: body[(bytes[0] == 0 ? sniffed.skip : 0)...])
    let whole = transcode(text, transcoder, step: text.count + 1, room: 4 * text.count + 4)
    require(String(validating: whole, as: UTF8.self) != nil, "what comes out is UTF-8")
    let pieces = transcode(
      text, transcoder, step: Int(bytes[1]) % 16 + 4, room: Int(bytes[2]) % 16 + 4)
    require(pieces == whole, "pieces of any size give the same text")
    require(whole == decoded(text, encoding), "the standard library reads the same")
  }

  private func transcode(
    _ text: UnsafeRawBufferPointer, _ transcoder: Transcoder, step: Int, room: Int
  ) -> [UInt8] {
    var result: [UInt8] = []
    let output = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
    defer { output.deallocate() }
    var start = 0
    while start < text.count {
      let end = min(start + step, text.count)
      let piece = UnsafeRawBufferPointer(rebasing: text[start..<end])
      let done = transcoder.transcode(piece, into: output, isLast: end == text.count)
      require(
        done.consumed > 0 && done.consumed <= piece.count, "four bytes and room for four are enough"
      )
      result += output[..<done.produced]
      start += done.consumed
    }
    return result
  }

  private func decoded(_ text: UnsafeRawBufferPointer, _ encoding: TextEncoding) -> [UInt8] {
    let isBig = encoding == .utf16BigEndian || encoding == .utf32BigEndian
    let size = encoding == .utf16LittleEndian || encoding == .utf16BigEndian ? 2 : 4
    let units = stride(from: 0, to: text.count - text.count % size, by: size).map { start in
      let unit = Array(text[start..<(start + size)])
      return (isBig ? unit : unit.reversed()).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    let rest = text.count % size == 0 ? "" : "\u{FFFD}"
    if size == 2 {
      let short = units.map { UInt16(truncatingIfNeeded: $0) }
      return Array((String(decoding: short, as: UTF16.self) + rest).utf8)
    }
    let scalars = units.map { Unicode.Scalar($0) ?? "\u{FFFD}" }
    return Array((String(String.UnicodeScalarView(scalars)) + rest).utf8)
  }
}
