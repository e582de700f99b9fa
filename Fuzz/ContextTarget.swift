import EmbeddedRules
import Governance
import Model
import Rules

/// What is read from a credential and the text around it, of whatever form both may be.
struct ContextTarget: FuzzTarget {
  private static let paths = [
    "a", "a.yaml", "main.tf", ".env", "a.json", ".github/workflows/a.yml", "compose.yaml",
    "charts/a/templates/b.yaml", "config.toml", "README.md", ".aws/credentials", "a.py",
  ]
  private static let families = [
    "generic-secret", "aws-access-key", "private-key-pem", "docker-config-auth", "jwt",
  ]

  /// The rules' examples; the whole of each stands for the credential.
  func seeds() -> [[UInt8]] {
    FuzzTargets.filledTemplates().enumerated().compactMap { number, example in
      guard number % 7 == 0, example.text.count < 60_000 else { return nil }
      return [UInt8(number % 12), UInt8(number % 5), 0, 0, 0xFF, 0xFF] + example.text
    }
  }

  func run(_ bytes: UnsafeRawBufferPointer) {
    guard let pack = try? EmbeddedRules.load() else { return }
    var input = InputReader(bytes)
    let path = BlobPath(Self.paths[Int(input.byte()) % Self.paths.count])
    let family = Self.families[Int(input.byte()) % Self.families.count]
    let (start, length) = (input.number(), input.number())
    let text = input.remainder()
    let secret = Array(text.dropFirst(start).prefix(length))
    let position = Position(line: 1, column: 1, utf16Column: 1)
    let finding = Finding(
      rule: "rule", name: "Rule", family: family, provider: "", confidence: .high, severity: .high,
      path: path,
      location: Location(start: position, end: position, offsets: start..<(start + secret.count)),
      secret: Secret(secret), secretID: "", id: "",
      excerpt: Finding.Excerpt(text: "", marked: 0..<0))
    var findings = [finding][...]
    text.withUnsafeBytes {
      ContextReader(pack: pack, asOf: 1_790_000_000).read(&findings, in: $0, path: path)
    }
    guard let found = findings.first?.assessment else {
      return require(false, "every finding is read")
    }
    require(found.lifetime.ttl ?? 0 >= 0, "no lifetime is negative")
    let said = found.facts.filter { $0.name != "aws-key-id" }.map(\.value) + found.scope.entries
    if secret.count >= 6 {
      require(!said.contains { Array($0.utf8) == secret }, "no fact is the secret")
    }
  }
}
