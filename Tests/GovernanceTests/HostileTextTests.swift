import Model
import TestKit
import Testing

@testable import Governance

/// Every reader is total: whatever bytes come, it answers, and no time is out of range.
@Suite struct HostileTextTests {
  private static let paths = [
    "a", "a.yaml", "main.tf", ".env", "a.json", ".github/workflows/a.yml", "docker-compose.yml",
    "templates/x.yaml", "\u{0}/\u{FFFD}", "", "/", "....", "a.tf.json",
  ]

  private static func check(_ found: Assessment) {
    for time in [found.lifetime.issued, found.lifetime.expires].compactMap({ $0 }) {
      #expect((-86_400 * 366_000...Timestamp.latest * 2).contains(time))
    }
    if let ttl = found.lifetime.ttl { #expect(ttl >= 0) }
    #expect(found.facts.count <= FactName.mostFacts)
    #expect(found.facts.allSatisfy { $0.value.utf8.count <= Shown.longest })
  }

  @Test func randomBytes() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    for _ in 0..<400 {
      let text = (0..<Int.random(in: 0...600, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      let start = Int.random(in: 0...text.count, using: &random)
      let secret = Array(text[start...].prefix(Int.random(in: 0...400, using: &random)))
      let path = Self.paths.randomElement(using: &random) ?? "a"
      Self.check(try Place.read(text, at: start, secret: secret, path: path))
    }
    print("seed \(seed)")
  }

  /// Every credential of the other tests, with bytes changed, left out, doubled.
  @Test func mutatedCredentials() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    let seeds =
      TokenLifetimeTests.tokens.map { ("token: {SECRET}", $0.secret) }
      + SignedLinkTests.links.map { ($0.text, $0.secret) }
      + PlatformTests.texts.map { ($0.text, Made.text(20)) }
      + KeyDocumentTests.logins.map { ("auth: {SECRET}", Made.base64($0.0.utf8)) }
    for (text, secret) in seeds {
      for _ in 0..<8 {
        let value = Self.mutate(Array(secret.utf8), &random)
        let pieces = text.split(
          separator: "{SECRET}", maxSplits: 1, omittingEmptySubsequences: false)
        let before = Self.mutate(Array((pieces.first ?? "").utf8), &random)
        let after = Array((pieces.count > 1 ? pieces[1] : "").utf8)
        let path = Self.paths.randomElement(using: &random) ?? "a"
        Self.check(
          try Place.read(before + value + after, at: before.count, secret: value, path: path))
      }
    }
    print("seed \(seed)")
  }

  private static func mutate(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 0...6, using: &random) where !bytes.isEmpty {
      let at = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0...4, using: &random) {
      case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: at)
      case 2: bytes.insert(contentsOf: bytes[at...].prefix(40), at: at)
      case 3: bytes.removeSubrange(at..<min(bytes.count, at + 20))
      default:
        bytes[at] = [0x00, 0xFF, 0x2E, 0x3D, 0x7B, 0x0A, 0x39].randomElement(using: &random) ?? 0
      }
    }
    return bytes
  }

  @Test(arguments: [
    #"{"exp":1e400,"iat":-1}"#, #"{"exp":99999999999999999999}"#, #"{"exp":[1],"aud":{"a":1}}"#,
    #"{"exp":"99999999999999999999","iat":"x"}"#, #"{"exp":true}"#, #"{"exp":null}"#, "[]", "{}",
    String(repeating: "[", count: 5000), #"{"a":"# + String(repeating: #"{"a":"#, count: 400),
  ])
  func claimsThatAreNone(_ claims: String) throws {
    let found = try Place.read("{SECRET}", secret: Made.jwt(claims))
    Self.check(found)
    #expect(found.lifetime.expires == nil)
  }

  /// Places outside of the text: a window that does not hold them.
  @Test func placesOutside() throws {
    for (start, secret) in [(0, [UInt8](repeating: 65, count: 50)), (10, [65]), (1000, [65, 66])] {
      Self.check(try Place.read(Array("a: b\n".utf8), at: start, secret: secret, path: "a.yaml"))
    }
  }

  /// Time grows with the text, not with its square: a test that hangs is how this one fails.
  @Test func largeTextsWithManyCredentials() throws {
    let secret = Made.text(20)
    let line = "key: \(secret)\n"
    let text = Array(String(repeating: line, count: 30_000).utf8)
    let found = try Place.read(text, at: 5, secret: Array(secret.utf8), path: "a.yaml")
    #expect(found.named["key-name"] == "key")
    let wide = Array(("a: {b: \"" + String(repeating: "x,", count: 500_000) + "\"}").utf8)
    Self.check(try Place.read(wide, at: 900_000, secret: [0x78, 0x2C], path: "a.json"))
  }
}
