import EmbeddedRules
import Model
import PCRE2
import Rules
import TestKit
import Testing

@testable import Detection

/// What is asked before a pattern is tried says no only where the pattern would.
@Suite struct DetectorGateTests {
  @Test func nothingThatAPatternMatchesIsLeftOut() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    let pack = try EmbeddedRules.load()
    let boundaries = Dictionary(
      pack.literals().map { ($0.detector, UInt8($0.boundary.rawValue)) }, uniquingKeysWith: { $1 })
    let engine = Engine(pack: pack)
    guard var scratch = MatchScratch() else {
      Issue.record("no memory")
      return
    }
    var matches = 0
    var gated = 0
    for number in 0..<pack.detectorCount {
      let detector = engine.detector(number)
      guard let pattern = detector.pattern, detector.rule.isAnchored else { continue }
      if detector.rule.valueRun != nil { gated += 1 }
      for example in detector.rule.examples {
        let text = Array(try EngineTests.fill(example, seed: UInt64(number)).utf8)
        for _ in 0..<3 {
          var text = text
          // A little of it changed, and something in front of it, so that some match and some do not.
          for _ in 0..<Int.random(in: 0...1, using: &random) {
            text[Int.random(in: text.indices, using: &random)] = UInt8.random(
              in: 0x20...0x7A, using: &random)
          }
          text.insert(
            contentsOf: ["", " ", "_", "x", "-D", "aA", "é"].randomElement(using: &random)?.utf8
              ?? "".utf8, at: 0
          )
          text.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
            for literal in detector.rule.literals {
              for start in starts(of: literal, in: bytes) {
                let end = min(bytes.count, start + detector.rule.after)
                guard case .match = scratch.search(pattern, in: bytes, from: start, to: end) else {
                  continue
                }
                matches += 1
                let isOpen =
                  detector.reach.mayMatch(at: start, in: bytes)
                  && ByteBefore.allows(boundaries[number] ?? 0, start, in: base)
                #expect(isOpen, "\(detector.rule.id), seed \(seed)")
              }
            }
          }
        }
      }
    }
    #expect(matches > 2000)
    #expect(gated > 1000)
  }

  private func starts(of literal: String, in bytes: UnsafeRawBufferPointer) -> [Int] {
    let wanted = literal.utf8.map { $0 | 0x20 }
    guard wanted.count <= bytes.count else { return [] }
    return (0...(bytes.count - wanted.count)).filter { start in
      wanted.indices.allSatisfy { bytes[start + $0] | 0x20 == wanted[$0] }
    }
  }

  /// The farthest that a value may stand from a name: everything between them is as long as it can be.
  @Test(arguments: [
    String(repeating: "a", count: 40)
      + String(repeating: " " + String(repeating: "b", count: 24), count: 5)
      + String(repeating: "=", count: 24) + "\n" + String(repeating: "=", count: 16) + "password"
      + String(repeating: "=", count: 24) + "\n" + String(repeating: "=", count: 16) + "password"
      + String(repeating: "=", count: 24) + "\n" + String(repeating: "=", count: 16),
    String(repeating: ".", count: 60) + "\n" + String(repeating: ".", count: 60) + "\n"
      + String(repeating: ".", count: 60) + "credential" + String(repeating: ".", count: 40) + "\n"
      + String(repeating: ".", count: 24),
  ])
  func aValueFarFromItsNameIsFound(between: String) throws {
    let scanner = try EngineTests.scan(
      "datadog" + between + EngineTests.fill("{hex:32}") + "\n", path: "a.txt")
    #expect(between.utf8.count <= 304)
    #expect(scanner.findings.contains { $0.rule.hasPrefix("datadog") })
  }
}
