internal import PathPatterns
internal import TestKit
internal import Testing

@Suite struct GlobTests {
  /// The obvious matcher, without any guard against repeated work.
  private func plainMatch(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == UInt8(ascii: "*") {
      if plainMatch(pattern.dropFirst(), text) { return true }
      guard let byte = text.first, byte != UInt8(ascii: "/") else { return false }
      return plainMatch(pattern, text.dropFirst())
    }
    guard let byte = text.first else { return false }
    let isMatch = first == UInt8(ascii: "?") ? byte != UInt8(ascii: "/") : byte == first
    return isMatch && plainMatch(pattern.dropFirst(), text.dropFirst())
  }

  @Test(arguments: 0..<400) func globsAgreeWithThePlainMatcher(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    func pick(_ letters: String, _ count: Int) -> [UInt8] {
      let bytes = Array(letters.utf8)
      return (0..<count).map { _ in bytes[Int.random(in: 0..<bytes.count, using: &random)] }
    }
    var pattern = pick("aab*?/", Int.random(in: 1...9, using: &random))
    // Two stars together mean something else between slashes.
    while let double = pattern.indices.dropFirst().first(where: {
      pattern[$0] == 0x2A && pattern[$0 - 1] == 0x2A
    }) { pattern.remove(at: double) }
    let glob = try #require(Glob(pattern[...], foldsCase: false))
    for _ in 0..<20 {
      let text = pick("aaab/", Int.random(in: 1...9, using: &random))
      #expect(
        glob.matches(text[...]) == plainMatch(pattern[...], text[...]),
        "seed \(seed): \(String(decoding: pattern, as: UTF8.self)) \(String(decoding: text, as: UTF8.self))"
      )
    }
  }

  @Test func hostileGlobsEnd() throws {
    let stars = Array((String(repeating: "*a", count: 2000) + "b").utf8)
    let text = [UInt8](repeating: 0x61, count: 4000)
    #expect(!(try #require(Glob(stars[...], foldsCase: false)).matches(text[...])))
    let depths = Array((String(repeating: "**/a/", count: 500) + "b").utf8)
    let path = Array((String(repeating: "a/", count: 1000) + "a").utf8)
    #expect(!(try #require(Glob(depths[...], foldsCase: false)).matches(path[...])))
  }

  @Test(arguments: 0..<200) func anyTextIsSurvivedAsRules(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
      Array("*?[]!^\\/-:#a \r\n\0\u{7F}".utf8).randomElement(using: &random) ?? 0
    }
    let rules = IgnoreRules(bytes, foldsCase: seed % 2 == 0)
    let path = Array("dir/aA-[x".utf8)
    _ = rules.verdict(path[...], nameStart: 4, isDirectory: seed % 3 == 0)
  }
}
