import Rules
import Testing

@Suite struct TemplateTests {
  private func fill(_ source: String, seed: UInt64 = 1) throws -> String {
    var random = TemplateRandom(seed: seed)
    return String(decoding: try Template(source).fill(using: &random), as: UTF8.self)
  }

  @Test func bracesOfOtherFormsAreText() throws {
    #expect(try fill(#"{"a": {"b": "{x}"}} ${HOME}"#) == #"{"a": {"b": "{x}"}} ${HOME}"#)
  }

  @Test func placesHaveTheirLengthAndAlphabet() throws {
    for seed in UInt64(0)..<50 {
      let hex = try fill("{hex:32}", seed: seed)
      #expect(hex.count == 32 && hex.allSatisfy { $0.isHexDigit && !$0.isUppercase }, "\(seed)")
      let some = try fill("{set(a-c_):3-5}", seed: seed)
      #expect((3...5).contains(some.count) && some.allSatisfy { "abc_".contains($0) }, "\(seed)")
    }
  }

  @Test func theSameSeedGivesTheSameText() throws {
    #expect(try fill("{alnum:40}", seed: 7) == fill("{alnum:40}", seed: 7))
    #expect(try fill("{alnum:40}", seed: 7) != fill("{alnum:40}", seed: 8))
  }

  @Test(arguments: ["{hex:}", "{hex:9-2}", "{set():4}", "{b64(abc}"])
  func mistakesAreRefused(source: String) {
    #expect(throws: Template.Malformed.self) { try Template(source) }
  }

  @Test(arguments: [10, 2_000])
  func whatNestsTooDeepIsRefused(depth: Int) {
    let source =
      String(repeating: "{b64(", count: depth) + "x" + String(repeating: ")}", count: depth)
    #expect(throws: Template.Malformed.self) { try Template(source) }
  }

  @Test func whatIsTooLongIsRefused() {
    #expect(throws: Template.Malformed.self) {
      try Template(String(repeating: "{lower:", count: 9_000))
    }
  }

  /// The check value of CRC-32/ISO-HDLC: https://reveng.sourceforge.io/crc-catalogue/17plus.htm
  @Test func theCheckSumIsTheStandardOne() {
    #expect(CRC32.checksum("123456789".utf8) == 0xCBF4_3926)
  }
}
