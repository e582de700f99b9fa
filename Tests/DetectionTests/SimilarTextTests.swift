import Detection
import EmbeddedRules
import Model
import TestKit
import Testing

@Suite struct SimilarTextTests {
  /// Versions of a text, each made from the one before or from nothing: what a scanner that compares them finds is what
  /// one finds that does not.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func findsWhatAPlainSearchFinds(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var options = EngineOptions()
    options.minimumConfidence = .low
    let engine = Engine(pack: try EmbeddedRules.load(), options: options)
    let comparing = try #require(BlobScanner(engine, expectsSimilarBlobs: true))
    let plain = try #require(BlobScanner(engine))
    let tokens = try (0..<6).map { number in
      try EngineTests.fill(
        ["ghp_{github-crc32:30}", "AKIA{set(A-Z2-7):16}", "glpat-{alnum:20}"][number % 3],
        seed: seed * 10 + UInt64(number))
    }
    // Short words that end, begin or are literals, so that edits fall into them; one has a byte that is not ASCII.
    let words = [
      "AKI", "A", "ghp_", "key", "tok", "token", "sk-", "xo", "\u{E9}", "password: ", "\n",
    ]
    var text: [UInt8] = []
    for _ in 0..<60 {
      if text.count > 30_000 || Int.random(in: 0..<15, using: &random) == 0 { text = [] }
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let at = Int.random(in: 0...text.count, using: &random)
        let cut = min(text.count - at, Int.random(in: 0...3, using: &random) * 7)
        var piece =
          Int.random(in: 0...2, using: &random) == 0
          ? tokens.randomElement(using: &random) ?? "" : ""
        for _ in 0..<Int.random(in: 0...12, using: &random) {
          piece += words.randomElement(using: &random) ?? ""
        }
        if text.count < 2000 { piece += String(repeating: "plain text, line by line\n", count: 40) }
        text.replaceSubrange(at..<at + cut, with: Array(piece.utf8))
      }
      for scanner in [comparing, plain] {
        scanner.begin(Blob(path: BlobPath("app.yml")))
        text.withUnsafeBytes { bytes in
          scanner.take(BlobWindow(bytes: bytes, offset: 0, owned: bytes.count))
        }
        scanner.end(readWhole: true)
      }
      try #require(comparing.findings == plain.findings, "seed \(seed)")
    }
    #expect(!plain.findings.isEmpty)
  }
}
