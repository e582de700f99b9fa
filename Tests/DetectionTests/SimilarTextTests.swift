import Detection
import EmbeddedRules
import Model
import TestKit
import Testing

@Suite struct SimilarTextTests {
  /// Versions of a text, each made from the one before or from nothing: what a scanner that compares them finds is what
  /// one finds that does not.
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func findsWhatAPlainSearchFinds(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var options = EngineOptions()
    options.minimumConfidence = .low
    let engine = Engine(pack: try EmbeddedRules.load(), options: options)
    let comparing = try #require(BlobScanner(engine, expectsSimilarBlobs: true))
    let plain = try #require(BlobScanner(engine))
    let tokens = try (0..<10).map { number in
      try EngineTests.fill(
        [
          "ghp_{github-crc32:30}", "AKIA{set(A-Z2-7):16}", "glpat-{alnum:20}", "{hex:32}",
          "{alnum:24}",
        ][number % 5],
        seed: seed * 10 + UInt64(number))
    }
    // Short words that end, begin or are literals, so that edits fall into them; one has a byte that is not ASCII.
    // Names of providers and of credentials stand far from what follows them.
    let words = [
      "AKI", "A", "ghp_", "key", "tok", "token", "sk-", "xo", "\u{E9}", "password: ", "\n",
      "datadog_api_key", "  discord:\n    bot: ", "secret = \"", "\"\n", "client_secret",
    ]
    // The same bytes in a file of another kind, or in a dependency, are not the same finding.
    let blobs = [
      Blob(path: BlobPath("app.yml")), Blob(path: BlobPath("main.go")),
      Blob(path: BlobPath("vendor/main.go"), isDependency: true), Blob(path: BlobPath("x.min.js")),
    ]
    var text: [UInt8] = []
    for _ in 0..<60 {
      let blob = blobs[max(0, Int.random(in: -6...3, using: &random))]
      if text.count > 30_000 || Int.random(in: 0..<15, using: &random) == 0 { text = [] }
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let at = Int.random(in: 0...text.count, using: &random)
        let cut = min(text.count - at, Int.random(in: 0...3, using: &random) * 7)
        var piece =
          Int.random(in: 0...2, using: &random) > 0
          ? tokens.randomElement(using: &random) ?? "" : ""
        for _ in 0..<Int.random(in: 0...12, using: &random) {
          piece += words.randomElement(using: &random) ?? ""
        }
        if text.count < 9000 {
          piece += (0..<40).map { "plain text, line \($0 * text.count)\n" }.joined()
        }
        text.replaceSubrange(at..<at + cut, with: Array(piece.utf8))
      }
      for scanner in [comparing, plain] {
        scanner.begin(blob)
        text.withUnsafeBytes { bytes in
          scanner.take(BlobWindow(bytes: bytes, offset: 0, owned: bytes.count))
        }
        scanner.end(readWhole: true)
      }
      try #require(comparing.findings == plain.findings, "seed \(seed)")
    }
    #expect(plain.coverage == comparing.coverage)
  }

  /// Names of credentials in lines that stay, and beside them values, and letters that make other words of the names,
  /// which come and go: what led to nothing in one version leads to a finding in the next.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func findsValuesThatComeAndGo(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let engine = Engine(pack: try EmbeddedRules.load())
    let comparing = try #require(BlobScanner(engine, expectsSimilarBlobs: true))
    let plain = try #require(BlobScanner(engine))
    let names = [
      "datadog_api_key: ", "password = ", "heroku:\n  api_key: ", "client_secret: ",
      "secret_access_key=", "bitbucket_client_secret = ", "token: ",
    ]
    let values = try ["{hex:32}", "{alnum:24}", "{uuid}", "{alnum:40}"].enumerated().map {
      try EngineTests.fill($1, seed: seed * 10 + UInt64($0))
    }
    struct Record {
      var before = ""
      var name: String
      var blanks: Int
      var value = ""
      var behind: String
    }
    var records = (0..<12).map { number in
      Record(
        name: names[number % names.count],
        blanks: [0, 1, 20, 38][Int.random(in: 0...3, using: &random)],
        behind: (0..<Int.random(in: 1...60, using: &random)).map { "line \($0) of \(number)\n" }
          .joined())
    }
    let paths = ["app.yml", "main.go"]
    for _ in 0..<60 {
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let at = Int.random(in: records.indices, using: &random)
        if Bool.random(using: &random) {
          records[at].value =
            records[at].value.isEmpty ? values.randomElement(using: &random) ?? "" : ""
        } else {
          records[at].before = records[at].before.isEmpty ? "x" : ""
        }
      }
      let text = records.map { record in
        record.before + record.name + String(repeating: " ", count: record.blanks)
          + "\"\(record.value)\"\n" + record.behind
      }.joined()
      let blob = Blob(path: BlobPath(paths[max(0, Int.random(in: -2...1, using: &random))]))
      for scanner in [comparing, plain] {
        scanner.begin(blob)
        Array(text.utf8).withUnsafeBytes { bytes in
          scanner.take(BlobWindow(bytes: bytes, offset: 0, owned: bytes.count))
        }
        scanner.end(readWhole: true)
      }
      try #require(comparing.findings == plain.findings, "seed \(seed)")
    }
    #expect(!plain.findings.isEmpty)
  }
}
