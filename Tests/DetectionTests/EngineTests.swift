import Detection
import EmbeddedRules
import Model
import Rules
import TestKit
import Testing

@Suite struct EngineTests {
  /// Templates filled at run time: nothing here looks like a credential before.
  static func fill(_ source: String, seed: UInt64 = 3) throws -> String {
    var random = TemplateRandom(seed: seed)
    return String(decoding: try Template(source).fill(using: &random), as: UTF8.self)
  }

  static func scan(
    _ text: String, path: String = "app.py", window: Int? = nil,
    _ change: (inout EngineOptions) -> Void = { _ in }
  ) throws -> BlobScanner {
    var options = EngineOptions()
    change(&options)
    let scanner = try #require(BlobScanner(Engine(pack: EmbeddedRules.load(), options: options)))
    let bytes = Array(text.utf8)
    scanner.begin(Blob(path: BlobPath(path)))
    bytes.withUnsafeBytes { all in
      var start = 0
      while start < all.count {
        let size = min(window ?? all.count, all.count - start)
        let isLast = start + size == all.count
        let owned = isLast ? size : size / 2
        scanner.take(
          BlobWindow(
            bytes: UnsafeRawBufferPointer(rebasing: all[start..<(start + size)]), offset: start,
            owned: owned))
        start += isLast ? size : owned
      }
    }
    scanner.end(readWhole: true)
    return scanner
  }

  @Test func aTokenIsFoundAtItsPlace() throws {
    let token = try Self.fill("ghp_{github-crc32:30}")
    let scanner = try Self.scan("# héllo\n\nkey = \"\(token)\" # é\n")
    let finding = try #require(scanner.findings.first)
    #expect(scanner.findings.count == 1)
    #expect(finding.rule == "github-pat-classic")
    #expect(finding.location.start == Position(line: 3, column: 8, utf16Column: 8))
    #expect(finding.location.end.column == 8 + token.utf8.count)
    #expect(finding.secret.reveal() == Array(token.utf8))
    #expect(!finding.excerpt.text.contains(token.dropFirst(4)))
    #expect(finding.excerpt.text.hasPrefix("key = \"ghp_…"))
  }

  @Test func aWrongCheckSumIsWorthLittle() throws {
    let token = try Self.fill("ghp_{github-crc32:30}")
    let last: Character = token.last == "0" ? "1" : "0"
    let text = "x \(token.dropLast())\(last) y"
    #expect(try Self.scan(text).findings.isEmpty)
    let low = try Self.scan(text) { $0.minimumConfidence = .low }
    #expect(low.findings.map(\.confidence) == [.low])
  }

  @Test func aSpecificRuleBeatsAGenericOne() throws {
    let token = try Self.fill("ghp_{github-crc32:30}")
    let scanner = try Self.scan("github_token = \"\(token)\"\n") { $0.minimumConfidence = .low }
    #expect(scanner.findings.map(\.rule) == ["github-pat-classic"])
  }

  @Test func idAndSecretAreOneFinding() throws {
    let text = try Self.fill(
      "aws_access_key_id = AKIA{base32:16}\naws_secret_access_key = {base64:40}\n")
    let scanner = try Self.scan(text, path: "credentials")
    #expect(scanner.findings.count == 1)
    #expect(scanner.findings.first?.parts.count == 1)
    #expect(scanner.findings.first?.parts.first?.location.start.line == 2)
  }

  /// A literal without a value stands so near before a value that its search ends inside it.
  @Test(arguments: 80..<200)
  func aNeighbourDoesNotCutASecret(distance: Int) throws {
    let url = try Self.fill("https://hooks.slack.com/triggers/T{upnum:10}/{digit:13}/{hex:32}")
    let text = "hooks.slack.com" + String(repeating: " ", count: distance) + url + "\n"
    let found = try Self.scan(text) { $0.enabledRules = ["slack-webhook-url"] }.findings
    #expect(found.map { String(decoding: $0.secret.reveal(), as: UTF8.self) } == [url])
  }

  /// The secret of the pair before stands nearer to an id than its own.
  @Test func pairsBesidePairsKeepTheirParts() throws {
    let pairs = try (UInt64(1)...3).map { seed in
      try Self.fill("AKIA{base32:16}", seed: seed) + " " + Self.fill("{base64:40}", seed: seed + 10)
    }
    let texts = pairs.map { pair in
      let pair = pair.split(separator: " ")
      return "aws_access_key_id=\(pair[0])\naws_secret_access_key=\(pair[1])\n"
    }
    let findings = try Self.scan(texts.joined(), path: "credentials").findings
    let found = findings.map { finding in
      ([finding.secret] + finding.parts.map(\.secret))
        .map { String(decoding: $0.reveal(), as: UTF8.self) }.joined(separator: " ")
    }
    #expect(found == pairs)
  }

  @Test(arguments: [
    "sprawl:allow", "gitleaks:allow", "betterleaks:allow", "trufflehog:ignore",
    "kingfisher:ignore", "nosemgrep", "pragma: allowlist secret", "sprawl:allow github-pat-classic",
  ])
  func aCommentAllows(word: String) throws {
    let token = try Self.fill("ghp_{github-crc32:30}")
    let text = "k = \"\(token)\"  # \(word)\n"
    let scanner = try Self.scan(text)
    #expect(scanner.findings.isEmpty)
    #expect(scanner.coverage.allowedInline.values.reduce(0, +) == 1)
    #expect(try Self.scan(text) { $0.honorsInlineAllow = false }.findings.count == 1)
  }

  @Test func anAllowanceForAnotherRuleIsNone() throws {
    let token = try Self.fill("ghp_{github-crc32:30}")
    #expect(try Self.scan("k = \"\(token)\" # sprawl:allow npm-token\n").findings.count == 1)
  }

  @Test(arguments: [
    "password = os.environ[\"DB_PASSWORD\"]", "password = \"${DB_PASSWORD}\"",
    "password = \"changeme\"", "token = getToken(\"session\")", "passwordField = \"user_password\"",
    "secret_name = \"prod/db/password\"", "csrf_token = \"0f8a1b2c3d4e5f60718293a4b5c6d7e8\"",
    "api_key = \"your_api_key_here\"", "if (password == null) {", "password: string = \"\"",
  ])
  func whatIsNoCredentialIsNotReported(text: String) throws {
    #expect(try Self.scan(text + "\n").findings.isEmpty)
  }

  @Test(arguments: UInt64(0)..<20)
  func windowsFindWhatOneScanFinds(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var text = ""
    for line in UInt64(0)..<200 {
      text += String(repeating: "x ", count: Int.random(in: 0..<60, using: &random)) + "é\n"
      if Bool.random(using: &random) {
        text +=
          "k = \"" + (try Self.fill("ghp_{github-crc32:30}", seed: seed * 1000 + line)) + "\"\n"
      }
    }
    let whole = try Self.scan(text).findings
    #expect(!whole.isEmpty)
    // The overlap, half a window, is longer than any line here.
    let pieces = try Self.scan(text, window: 2048).findings
    #expect(pieces.map(\.location) == whole.map(\.location), "seed \(seed)")
  }
}

@Suite struct EmbeddedRulesTests {
  @Test func everyExampleIsFoundAndNoCounterexample() throws {
    let failures = RuleTester(pack: try EmbeddedRules.load(), fills: 3, seed: 11).run()
    // Three fillings are too few for the tolerance that a hundred have: only what always fails counts here.
    let always = failures.filter {
      $0.message.contains("3 of 3") || $0.message.hasPrefix("counter")
    }
    #expect(always.isEmpty, "\(always)")
  }
}
