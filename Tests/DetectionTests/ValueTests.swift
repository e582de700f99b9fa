import EmbeddedRules
import Rules
import TestKit
import Testing

@testable import Detection

@Suite struct PlaceholderTests {
  private func isPlaceholder(_ text: String) -> Bool {
    Array(text.utf8).withUnsafeBytes { Placeholder.matches($0, ValueShape($0)) }
  }

  @Test(arguments: [
    "changeme", "ChangeMe!", "your_api_key_here", "YOUR-TOKEN", "xxxxxxxxxxxxxxxx", "EXAMPLEKEY",
    "0000000000000000", "aaaaaabb", "abababababababab", "{api_key}", "${TOKEN:-none}",
    "key-{name(…", "deadbeefdeadbeef", "********", "placeholder-value", "REDACTED",
    "insert-token-here", "my_dummy_secret", "[a-z0-9]{32}", "......",
  ])
  func samples(text: String) { #expect(isPlaceholder(text)) }

  @Test(arguments: [
    "", "a", "{}", "{x}", "correct horse battery", "p4ssw0rd!", "{\"a\": 1}", "aaaaab",
  ])
  func whatIsNone(text: String) { #expect(!isPlaceholder(text)) }

  @Test(arguments: [("1234567890", true), ("abcdefgh12", true), ("a1b2c3d4e5", false)])
  func sequencesAreToldApart(text: String, isSequence: Bool) {
    #expect(Array(text.utf8).withUnsafeBytes { Placeholder.isSequence($0) } == isSequence)
    #expect(!isPlaceholder(text))
  }

  @Test func randomValuesAreNone() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    for source in ["{hex:32}", "{alnum:40}", "{base64url:43}", "{uuid}", "{lownum:20}"] {
      let template = try Template(source)
      var hits = 0
      for _ in 0..<2000
      where isPlaceholder(String(decoding: template.fill(using: &random), as: UTF8.self)) {
        hits += 1
      }
      // Hexadecimal digits write a word or a run once in some hundred thousand.
      #expect(hits <= 2, "\(source) \(hits) seed \(seed)")
    }
  }

  @Test func aLongValueProvesNothing() {
    #expect(!isPlaceholder(String(repeating: "example ", count: 100)))
  }
}

@Suite struct ChecksumTests {
  private static let templates: [(Checksum, String)] = [
    (.githubCRC32, "ghp_{github-crc32:30}"), (.gitlabRoutable, "{gitlab-routable(glpat-)}"),
    (.grafanaCRC32, "{grafana-crc32(glsa_)}"), (.jwt, "{jwt}"),
    (.base64JSON, #"{b64({"k": "{alnum:20}"})}"#),
    (.base64JSON, #"glc_{b64url({"o":"{digit:6}","n":"{alnum:20}"})}"#),
    (.awsKeyID, "AKIA{base32:16}"),
    (.basicAuthentication, "{b64({lower:4}:{alnum:12})}"),
  ]

  private func holds(_ kind: Checksum, _ value: [UInt8]) -> Bool {
    value.withUnsafeBytes { Checksums.holds(kind, $0) }
  }

  @Test(arguments: templates) func hold(kind: Checksum, source: String) throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    let template = try Template(source)
    for _ in 0..<200 {
      let value = template.fill(using: &random)
      #expect(holds(kind, value), "\(source) seed \(seed)")
    }
  }

  @Test(
    arguments: templates.filter { [.githubCRC32, .gitlabRoutable, .grafanaCRC32].contains($0.0) })
  func oneCharacterChangedBreaksASum(kind: Checksum, source: String) throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    let value = try Template(source).fill(using: &random)
    let start = kind == .githubCRC32 ? 4 : 0
    for index in value.indices where index >= start && value[index] != UInt8(ascii: "_") {
      var changed = value
      changed[index] = value[index] == 0x61 ? 0x62 : 0x61
      #expect(!holds(kind, changed), "\(index) seed \(seed)")
    }
  }

  @Test(arguments: Checksum.allCases) func nothingHoldsForNothing(kind: Checksum) {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    #expect(!holds(kind, []))
    // Whatever the bytes, an answer: the sums read from the end, where there may be too little.
    for count in 1...60 {
      let value = (0..<count).map { _ in
        "AKIA_.-{}\"".utf8.randomElement(using: &random)
          ?? UInt8.random(in: 0...255, using: &random)
      }
      _ = holds(kind, value)
      if count < 4 { #expect(!holds(kind, value), "seed \(seed)") }
    }
  }
}

@Suite struct TokenFormTests {
  private func doubt(_ name: String, _ value: String) -> String? {
    Array(name.utf8).withUnsafeBytes { nameText in
      guard let name = CredentialName(nameText) else { return "no credential's name" }
      return Array(value.utf8).withUnsafeBytes { TokenForm.doubt($0, named: name, nameText) }
    }
  }

  private func random(_ template: String, seed: UInt64) throws -> String {
    var random = TemplateRandom(seed: seed)
    return String(decoding: try Template(template).fill(using: &random), as: UTF8.self)
  }

  @Test(arguments: [
    ("api_token", "ghp_{alnum:20}"), ("password", "sbp_{hex:12}"),
    ("api_key", "{alnum:12}^{alnum:12}"), ("token", "{alnum:16}?{alnum:8}"),
    ("key", "{alnum:24}"), ("Key", "{hex:32}"),
    ("access_token", "abcdefghijklmnopqrst{digit:4}"), ("secret", "AbCdEfGhIjKlMnOpQr{digit:4}"),
  ])
  func whatIsDoubtful(name: String, template: String) throws {
    for seed in UInt64(0)..<20 {
      #expect(doubt(name, try random(template, seed: seed)) != nil, "seed \(seed)")
    }
  }

  @Test(arguments: [
    ("api_token", "{alnum:40}"), ("api_key", "{base64:42}=="), ("token", "{digit:9}:{alnum:35}"),
    ("token", "{digit:3}|{alnum:40}"), ("secret_key", "{alnum:20}^*${alnum:10}"),
    ("password", "{alnum:6}?!{alnum:4}"), ("account_key", "{hex:32}"),
  ])
  func whatIsNot(name: String, template: String) throws {
    for seed in UInt64(0)..<20 {
      #expect(doubt(name, try random(template, seed: seed)) == nil, "seed \(seed)")
    }
  }

  /// A prefix without a detector that knows the rest of it would hide credentials.
  @Test func everyPrefixHasADetector() throws {
    let pack = try EmbeddedRules.load()
    let literals = (0..<pack.detectorCount).flatMap {
      pack.detector($0).literals.map { $0.lowercased() }
    }
    for prefix in TokenForm.prefixes {
      let text = prefix.description.lowercased()
      #expect(literals.contains { text.hasPrefix($0) || $0.hasPrefix(text) }, "\(prefix)")
    }
  }
}
