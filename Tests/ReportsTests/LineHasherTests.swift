import Foundation
import TestKit
import Testing

@testable import Reports

@Suite struct LineHasherTests {
  /// All hashes of a text from the definition, with nothing rolled, streamed or bounded.
  private func plainHashes(_ bytes: [UInt8]) -> [String] {
    var kept: [UInt16] = []
    var starts: [Int] = []
    var atStart = true
    var previous: UInt16 = 0
    for unit in Array(String(decoding: bytes, as: UTF8.self).utf16) + [0xFFFF] {
      let isSecondHalfOfLineEnd = unit == 0x0A && previous == 0x0D
      previous = unit
      if unit == 0x20 || unit == 0x09 || isSecondHalfOfLineEnd { continue }
      if atStart { starts.append(kept.count) }
      kept.append(unit == 0x0D ? 0x0A : unit)
      atStart = kept.last == 0x0A
    }
    kept += [UInt16](repeating: 0, count: 100)
    var seen: [UInt64: Int] = [:]
    return starts.map { start in
      let value = kept[start..<start + 100].reduce(0 as UInt64) { $0 &* 37 &+ UInt64($1) }
      seen[value, default: 0] += 1
      return String(value, radix: 16) + ":\(seen[value, default: 0])"
    }
  }

  private func hashes(
    _ bytes: [UInt8], lines: [Int], piece: Int = .max, countLimit: Int = 1 << 16
  ) -> [String?] {
    var hasher = LineHasher(lines: lines, countLimit: countLimit)
    var passes = 0
    repeat {
      passes += 1
      bytes.withUnsafeBytes { whole in
        var offset = 0
        while offset < whole.count {
          let end = min(whole.count, offset + min(piece, whole.count))
          hasher.feed(UnsafeRawBufferPointer(rebasing: whole[offset..<end]))
          offset = end
        }
      }
    } while hasher.endPass() == .feedAgain
    #expect(passes <= 2)
    return lines.map { hasher.hash(ofLine: $0) }
  }

  struct Vector: Decodable, Sendable {
    var name: String
    var text: String
    var hashes: [String]
  }

  static let sharedVectors = ProjectFiles.format("sarif/primaryLocationLineHash-vectors.json")

  // Needs the reference data beside the project; `ownVectors` and `agreesWithTheDefinition` always
  // run.
  @Test(.enabled(if: ProjectFiles.exists(sharedVectors), "no shared reference data"))
  func sharedVectorsHold() throws {
    struct Vectors: Decodable { var vectors: [Vector] }
    let data = try Data(contentsOf: LineHasherTests.sharedVectors)
    for vector in try JSONDecoder().decode(Vectors.self, from: data).vectors {
      let bytes = Array(vector.text.utf8)
      let lines = Array(1...vector.hashes.count)
      #expect(hashes(bytes, lines: lines) == vector.hashes, "\(vector.name)")
      #expect(plainHashes(bytes) == vector.hashes, "\(vector.name)")
    }
  }

  /// Texts whose hashes GitHub's own implementation gives.
  @Test(arguments: [
    ("", ["c129715d7a2bc9a3:1"]),
    (
      " a\nb\n  \t\tc\n d",
      ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]
    ),
    (
      String(repeating: "Lorem ipsum dolor sit amet.\n", count: 10),
      (1...6).map { "a7f2ff13bc495cf2:\($0)" } + [
        "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1",
        "c129715d7a2bc9a3:1",
      ]
    ),
    (
      " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
      [
        "e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1",
        "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1",
      ]
    ),
  ])
  func ownVectors(text: String, expected: [String]) {
    let lines = Array(1...expected.count)
    #expect(hashes(Array(text.utf8), lines: lines) == expected)
    #expect(hashes(Array(text.utf8), lines: lines, piece: 1) == expected)
  }

  /// Random bytes (line ends, blanks, broken UTF-8, repeated lines) in random pieces, with and
  /// without a second pass.
  @Test(arguments: 0..<150)
  func agreesWithTheDefinition(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let pieces: [[UInt8]] = [
      [0x0A], [0x0D], [0x0D, 0x0A], [0x20], [0x09], Array("x=1\n".utf8), Array("😀".utf8),
      Array("é日".utf8), [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xED, 0xA0, 0x80], [0xFF], [0],
      [0xEF, 0xBB, 0xBF],
    ]
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 0...400, using: &random) {
      if Int.random(in: 0..<4, using: &random) == 0 {
        bytes.append(UInt8.random(in: 0...255, using: &random))
      } else {
        bytes += pieces[Int.random(in: 0..<pieces.count, using: &random)]
      }
    }
    let expected = plainHashes(bytes)
    let all = Array(1...expected.count)
    let some = all.filter { _ in Int.random(in: 0..<5, using: &random) == 0 }
    let piece = Int.random(in: 1...64, using: &random)
    #expect(hashes(bytes, lines: all, piece: piece) == expected, "seed \(seed)")
    #expect(
      hashes(bytes, lines: some, piece: piece, countLimit: 3) == some.map { expected[$0 - 1] },
      "seed \(seed)")
  }

  @Test func unknownLinesHaveNoHash() {
    #expect(
      hashes(Array("a\nb\n".utf8), lines: [3, 4, 0, -1]) == ["c129715d7a2bc9a3:1", nil, nil, nil])
    #expect(LineHasher(lines: []).wantsMore == false)
  }

  @Test func stopsWantingBytesBehindTheLastLine() {
    var hasher = LineHasher(lines: [2])
    let head = Array("a\nb\n".utf8)
    head.withUnsafeBytes { hasher.feed($0) }
    #expect(hasher.wantsMore)
    [UInt8](repeating: 0x78, count: 200).withUnsafeBytes { hasher.feed($0) }
    #expect(!hasher.wantsMore)
    #expect(hasher.endPass() == .done)
    #expect(
      hasher.hash(ofLine: 2)
        == plainHashes(head + [UInt8](repeating: 0x78, count: 200))[1])
  }
}
