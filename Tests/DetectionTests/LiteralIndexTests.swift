import Model
import TestKit
import Testing

@testable import Detection
@testable import Rules

/// The index against a search for each literal at each place.
@Suite struct LiteralIndexTests {
  private struct Hit: Hashable {
    var detector: Int
    var offset: Int
    var length: Int
  }

  private func pack(
    _ literals: [[String]], _ boundary: (Int) -> LiteralBoundary = { _ in .none }
  ) throws -> RulePack {
    let detectors = literals.enumerated().map { number, texts in
      var detector = Detector(
        id: "rule-\(number + 100)", name: "", family: "", literals: texts, pattern: "x",
        confidence: .high, severity: .high)
      detector.isAnchored = true
      switch boundary(number) {
      case .none: break
      case .alphanumeric: detector.pattern = "(?<![A-Za-z0-9])x"
      case .word: detector.pattern = #"(?<!\w)x"#
      case .name: detector.isNear = true
      }
      return detector
    }
    return try RulePack(RuleSet(families: [], detectors: detectors))
  }

  private func found(_ text: [UInt8], _ pack: RulePack) -> [Hit] {
    let index = LiteralIndex(pack.literals())
    let room = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: 1024)
    defer { room.deallocate() }
    var hits: [LiteralHit] = []
    text.withUnsafeBytes { index.find(in: $0, candidates: room, into: &hits) }
    return hits.map {
      Hit(detector: Int($0.detector), offset: $0.offset, length: Int($0.length))
    }
  }

  /// What the patterns that boundaries are read from say of the byte before.
  private func isOpen(_ boundary: LiteralBoundary, _ text: ArraySlice<UInt8>, _ next: UInt8) -> Bool
  {
    func isLetter(_ byte: UInt8) -> Bool {
      Character(UnicodeScalar(byte)).isASCII && Character(UnicodeScalar(byte)).isLetter
    }
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    guard let last = text.last else { return true }
    switch boundary {
    case .none: return true
    case .alphanumeric: return !isLetter(last) && !isDigit(last)
    case .word: return !isLetter(last) && !isDigit(last) && last != UInt8(ascii: "_")
    case .name:
      return !isLetter(last) || text.suffix(2).elementsEqual("-D".utf8)
        || (0x61...0x7A).contains(last) && (0x41...0x5A).contains(next)
    }
  }

  private func expected(
    _ text: [UInt8], _ literals: [[String]], _ boundary: (Int) -> LiteralBoundary = { _ in .none }
  ) -> Set<Hit> {
    var hits: Set<Hit> = []
    let folded = text.map { $0 | 0x20 }
    for (detector, texts) in literals.enumerated() {
      for literal in texts {
        let wanted = literal.utf8.map { $0 | 0x20 }
        guard wanted.count >= 3, wanted.count <= text.count else { continue }
        for offset in 0...(text.count - wanted.count)
        where folded[offset..<(offset + wanted.count)].elementsEqual(wanted)
          && isOpen(boundary(detector), text[..<offset], text[offset])
        {
          hits.insert(Hit(detector: detector, offset: offset, length: wanted.count))
        }
      }
    }
    return hits
  }

  @Test(arguments: 0..<60) func findsWhatAPlainSearchFinds(round: Int) throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    // A small alphabet makes literals overlap, contain one another and share windows.
    let alphabet = Array((round % 3 == 0 ? "ab" : round % 3 == 1 ? "abABDd_-" : "aZ0_.@` \n").utf8)
    let draw = { (count: Int, random: inout SeededRandom) in
      (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0x61 }
    }
    let literals = (0..<Int.random(in: 1...30, using: &random)).map { _ in
      Array(
        Set(
          (0..<Int.random(in: 1...3, using: &random)).map { _ in
            String(decoding: draw(Int.random(in: 3...9, using: &random), &random), as: UTF8.self)
          }))
    }
    var text = draw(Int.random(in: 0...600, using: &random), &random)
    for _ in 0..<text.count / 20 {
      text[Int.random(in: 0..<text.count, using: &random)] = UInt8.random(
        in: 0x80...0xFF, using: &random)
    }
    // Literals of one detector that differ in case only are two entries of the same.
    #expect(Set(found(text, try pack(literals))) == expected(text, literals), "seed \(seed)")
    let boundaries = literals.map { _ in
      LiteralBoundary(rawValue: Int.random(in: 0...3, using: &random)) ?? .none
    }
    let hits = found(text, try pack(literals) { boundaries[$0] })
    #expect(Set(hits) == expected(text, literals) { boundaries[$0] }, "seed \(seed)")
  }

  @Test func atEveryPlaceOfShortTexts() throws {
    let literals = [["abc"], ["abcd"], ["bcde_f"]]
    let pack = try pack(literals)
    for count in 0...40 {
      for literal in literals.map({ Array($0[0].utf8) }) where literal.count <= count {
        for offset in 0...(count - literal.count) {
          var text = [UInt8](repeating: 0x2E, count: count)
          text.replaceSubrange(offset..<(offset + literal.count), with: literal)
          #expect(Set(found(text, pack)) == expected(text, literals), "\(count) \(offset)")
        }
      }
    }
  }
}
