import Model
import TestKit
import Testing

@testable import Detection

@Suite struct TextPositionsTests {
  /// Every position of a text by its definition.
  private func plain(_ text: [UInt8]) -> [Position] {
    var positions: [Position] = []
    var line = 1
    var start = 0
    for offset in 0...text.count {
      if offset > 0 {
        let before = text[offset - 1]
        let isPair = before == 0x0D && offset < text.count && text[offset] == 0x0A
        if before == 0x0A || (before == 0x0D && !isPair) {
          line += 1
          start = offset
        }
      }
      positions.append(
        Position(
          line: line, column: offset - start + 1,
          utf16Column: utf16Length(text[start..<offset]) + 1))
    }
    return positions
  }

  /// A byte that is not UTF-8 counts as one unit.
  private func utf16Length(_ bytes: ArraySlice<UInt8>) -> Int {
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes.makeIterator()
    var length = 0
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let encoded): length += Unicode.UTF16.width(Unicode.UTF8.decode(encoded))
      case .error(let count): length += count
      case .emptyInput: return length
      }
    }
  }

  @Test(arguments: [
    "", "a", "a\nb", "a\r\nb\r\n", "a\rb\rc", "\n\n\r\r\n\n", "é\u{20AC}😀x\né", "\r\n", "\r",
    "a\u{0}b\u{FEFF}c", "😀\r😀\n😀",
  ])
  func everyOffsetInAnyOrder(text: String) {
    let bytes = Array(text.utf8)
    let wanted = plain(bytes)
    bytes.withUnsafeBytes { buffer in
      var rising = TextPositions()
      #expect((0...bytes.count).map { rising.position(of: $0, in: buffer) } == wanted)
      var falling = TextPositions()
      #expect(
        (0...bytes.count).reversed().map { falling.position(of: $0, in: buffer) }
          == wanted.reversed())
    }
  }

  private func randomText(_ random: inout SeededRandom, count: Int) -> [UInt8] {
    let pieces: [[UInt8]] = [
      [0x0A], [0x0D], [0x0D, 0x0A], Array("plain text".utf8), Array("é".utf8), Array("€".utf8),
      Array("😀".utf8), [0xFF], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC0, 0xAF], [0xED, 0xA0, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0x80],
    ]
    return (0..<count).flatMap { _ in pieces.randomElement(using: &random) ?? [] }
  }

  @Test(arguments: 0..<30) func windowsCutEverywhere(round: Int) {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    let bytes = randomText(&random, count: 40)
    let wanted = plain(bytes)
    bytes.withUnsafeBytes { all in
      for cut in 1..<bytes.count {
        var positions = TextPositions()
        // The window has one byte more than it owns, as its text has.
        let first = UnsafeRawBufferPointer(rebasing: all[..<(cut + 1)])
        _ = positions.position(of: Int.random(in: 0...cut, using: &random), in: first)
        positions.advanceWindow(to: cut, in: first)
        let second = UnsafeRawBufferPointer(rebasing: all[cut...])
        let found = (cut...bytes.count).map { positions.position(of: $0 - cut, in: second) }
        #expect(found == Array(wanted[cut...]), "cut \(cut) seed \(seed)")
      }
    }
  }

  @Test func longWindowsInRandomOrder() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    // Longer than the distance between kept places, in one line and in many.
    let bytes =
      randomText(&random, count: 6000) + Array(repeating: "€uro ", count: 3000).joined().utf8
      + randomText(&random, count: 2000)
    let offsets = (0..<300).map { _ in Int.random(in: 0...bytes.count, using: &random) }
    var wanted: [Int: Position] = [:]
    var line = (number: 1, start: 0)
    for offset in 0...bytes.count {
      if offset > 0,
        bytes[offset - 1] == 0x0A
          || (bytes[offset - 1] == 0x0D && (offset == bytes.count || bytes[offset] != 0x0A))
      {
        line = (line.number + 1, offset)
      }
      if offsets.contains(offset) {
        wanted[offset] = Position(
          line: line.number, column: offset - line.start + 1,
          utf16Column: utf16Length(bytes[line.start..<offset]) + 1)
      }
    }
    bytes.withUnsafeBytes { buffer in
      var positions = TextPositions()
      for offset in offsets {
        #expect(positions.position(of: offset, in: buffer) == wanted[offset], "seed \(seed)")
      }
    }
  }

  @Test func aHoleIsNULBytes() {
    let hole = 10_000
    let (before, after) = (Array("a\nbé".utf8), Array("c\nd".utf8))
    let wanted = plain(before + [UInt8](repeating: 0, count: hole) + after)
    var positions = TextPositions()
    before.withUnsafeBytes { positions.advanceWindow(to: $0.count, in: $0) }
    positions.skipHole(hole)
    after.withUnsafeBytes { buffer in
      for offset in 0...after.count {
        #expect(
          positions.position(of: offset, in: buffer) == wanted[before.count + hole + offset])
      }
    }
  }
}
