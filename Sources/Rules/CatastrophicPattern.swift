internal import PCRE2

/// Finds patterns whose matching time explodes, by running them on the texts that make nested repetitions explode.
enum CatastrophicPattern {
  /// Whether a search from one place of a hostile text runs into a match limit far above what a sound pattern needs.
  ///
  /// - Parameter seeds: texts that match; cut short before their end and with their characters repeated they become
  ///   the hostile texts.
  static func isCatastrophic(_ pattern: Pattern, seeds: [[UInt8]]) -> Bool {
    guard var scratch = MatchScratch(limits: MatchLimits(matches: 1_000_000)) else { return false }
    var hostile = ["a", "1", "A", "-", " ", "=", "\"", "\n", "ab", "a-", "a ", "a."].map { unit in
      Array(repeatElement(Array(unit.utf8), count: 200).joined()) + [0x00]
    }
    for seed in seeds {
      for cut in stride(from: 1, to: seed.count, by: max(1, seed.count / 24)) {
        let tail = Array(seed[..<cut])
        hostile.append(tail + Array(repeating: tail[cut - 1], count: 200) + [0x00])
        hostile.append(tail + tail.suffix(2) + tail.suffix(2) + [0x00])
      }
    }
    return hostile.contains { text in
      text.withUnsafeBytes { bytes in
        if case .limit = scratch.search(pattern, in: bytes, from: 0, to: bytes.count) {
          return true
        }
        return false
      }
    }
  }
}
