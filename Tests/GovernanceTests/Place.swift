import EmbeddedRules
import Model
import Rules

@testable import Governance

/// A credential in a text, read as a scan would have it read.
enum Place {
  static let now = 1_790_000_000  // 2026-09-21
  private static let pack = Result { try EmbeddedRules.load() }

  /// What is said of the secret that stands at `{SECRET}` in `text`; at the text's beginning where it does not say.
  static func read(
    _ text: String, secret: String, family: String = "generic-secret", path: String = "file",
    parts: [String] = [], asOf: Int = now
  ) throws -> Assessment {
    try read(
      Array(text.replacing("{SECRET}", with: secret, maxReplacements: 1).utf8),
      at: text.firstRange(of: "{SECRET}").map { text[..<$0.lowerBound].utf8.count } ?? 0,
      secret: Array(secret.utf8), family: family, path: path, parts: parts, asOf: asOf)
  }

  static func read(
    _ text: [UInt8], at start: Int, secret: [UInt8], family: String = "generic-secret",
    path: String = "file", parts: [String] = [], asOf: Int = now
  ) throws -> Assessment {
    let line = text.prefix(start).reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    let position = Position(line: line, column: 1, utf16Column: 1)
    let location = Location(
      start: position, end: position, offsets: start..<(start + secret.count))
    var finding = Finding(
      rule: "rule", name: "Rule", family: family, provider: "Provider", confidence: .high,
      severity: .high, path: BlobPath(path), location: location, secret: Secret(secret),
      secretID: "id", id: "id", excerpt: Finding.Excerpt(text: "", marked: 0..<0))
    finding.parts = parts.map {
      Finding.Part(name: "part", secret: Secret($0.utf8), location: location)
    }
    var findings = [finding][...]
    text.withUnsafeBytes {
      try? ContextReader(pack: pack.get(), asOf: asOf).read(&findings, in: $0, path: BlobPath(path))
    }
    return try require(findings.first?.assessment)
  }

  struct Missing: Error {}

  private static func require<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Missing() }
    return value
  }
}

extension Assessment {
  /// The facts by name.
  var named: [String: String] {
    Dictionary(facts.map { ($0.name, $0.value) }) { first, _ in first }
  }
}

/// Credentials made when the test runs.
enum Made {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

  static func text(_ count: Int, from alphabet: String? = nil) -> String {
    let characters = alphabet.map { Array($0) } ?? letters
    return String((0..<count).map { _ in characters.randomElement() ?? "a" })
  }

  static func base64(_ bytes: some Sequence<UInt8>, url: Bool = false, pads: Bool = true) -> String
  {
    let alphabet = Array(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(url ? "-_" : "+/")")
    var text = ""
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let group = rest.prefix(3)
      rest = rest.dropFirst(3)
      var bits = 0
      for index in 0..<3 {
        bits = bits << 8 | (group.count > index ? Int(group[group.startIndex + index]) : 0)
      }
      for index in 0..<(group.count + 1) { text.append(alphabet[bits >> (18 - 6 * index) & 63]) }
      if pads { text += String(repeating: "=", count: 3 - group.count) }
    }
    return text
  }

  /// A JSON Web Token of a header and claims.
  static func jwt(_ claims: String, header: String = #"{"alg":"RS256","typ":"JWT"}"#) -> String {
    [header, claims].map { base64($0.utf8, url: true, pads: false) }.joined(separator: ".")
      + "." + text(86)
  }

  static func key(_ prefix: String) -> String {
    prefix + text(1, from: "ABCDEFGHKLMNQRSTUVWXYZ2345")
      + text(15, from: "ABCDEFGHKLMNOPQRSTUVWXYZ234567")
  }
}
