import EmbeddedRules
import Model
import Rules
import TestKit
import Testing

@testable import Detection

/// What becomes of candidates: overlaps, comments that allow, credentials of several parts, windows.
@Suite struct FindingTests {
  private static let comments = ["#", "//", "--", ";", "/*", "<!--"]

  @Test(arguments: comments) func allowingCommentsOfAnyLanguage(sign: String) throws {
    let token = try EngineTests.fill("ghp_{github-crc32:30}")
    for ending in ["\n", "\r\n", "\r", ""] {
      let line = "k = \"\(token)\" \(sign) sprawl:allow\(ending)"
      #expect(try EngineTests.scan(line).findings.isEmpty, "\(line.debugDescription)")
      #expect(try EngineTests.scan("x = 1\(ending == "" ? "\n" : ending)" + line).findings.isEmpty)
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func anAllowanceEndsWithItsLine(ending: String) throws {
    let token = try EngineTests.fill("ghp_{github-crc32:30}")
    for text in [
      "# sprawl:allow\(ending)k = \"\(token)\"", "k = \"\(token)\"\(ending)# sprawl:allow",
    ] {
      #expect(try EngineTests.scan(text + ending).findings.count == 1, "\(text.debugDescription)")
    }
    for word in ["allowlist", "whitelist"] {
      let comment = "# pragma: \(word) nextline secret\(ending)"
      let line = "k = \"\(token)\"\(ending)"
      #expect(try EngineTests.scan(comment + line).findings.isEmpty)
      #expect(try EngineTests.scan("x\(ending)" + comment + line).findings.isEmpty)
      #expect(try EngineTests.scan(comment + "x\(ending)" + line).findings.count == 1)
    }
  }

  struct Named: CustomTestStringConvertible {
    var comment: String
    var isAllowed: Bool
    var testDescription: String { comment }
  }

  @Test(arguments: [
    Named(comment: "sprawl:allow github-pat-classic", isAllowed: true),
    Named(comment: "sprawl:allow npm-token, github-pat-classic -- a fixture", isAllowed: true),
    Named(comment: "sprawl:allow npm-token", isAllowed: false),
    Named(comment: "sprawl:allow -- not npm-token", isAllowed: true),
    Named(comment: "sprawl:allow this is a fixture", isAllowed: true),
    Named(comment: "sprawl: allow", isAllowed: false),
    Named(comment: "allow", isAllowed: false),
  ])
  func namedRules(named: Named) throws {
    let token = try EngineTests.fill("ghp_{github-crc32:30}")
    let scanner = try EngineTests.scan("k = \"\(token)\" # \(named.comment)\n")
    #expect(scanner.findings.isEmpty == named.isAllowed)
  }

  @Test func aCommentFarOffOnAGiantLineIsNotSearchedFor() throws {
    let token = try EngineTests.fill("ghp_{github-crc32:30}")
    let far = "k = \"\(token)\"" + String(repeating: " x", count: 50_000) + " # sprawl:allow\n"
    #expect(try EngineTests.scan(far).findings.count == 1)
  }

  // MARK: Overlaps

  /// A vendor's token is a token of a known form, too.
  @Test func ofTwoShapesTheOneThatBeginsWithMoreStays() {
    let rules = [("a-any", "abc"), ("z-own", "abcdef")].map { id, literal in
      CompiledDetector(
        Detector(
          id: id, name: "", family: "", literals: [literal, "abcdefghij"],
          pattern: "(?<secret>abc)",
          confidence: .high, severity: .high))
    }
    let candidates = rules.map {
      Candidate(
        detector: $0, secret: 0..<20, confidence: .high, severity: .high, publicPrefix: 0)
    }
    for order in [candidates, candidates.reversed()] {
      #expect(Overlap.resolve(order).map(\.detector.rule.id) == ["z-own"])
    }
  }

  @Test func overlapsLeaveOneInAnyOrder() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    let rules = [("a-specific", 0), ("b-near", 1), ("c-generic", 2)].map { id, kind in
      var rule = Detector(
        id: id, name: "", family: "", literals: ["abc"], pattern: "(?<secret>abc)",
        confidence: .high, severity: .high)
      rule.isNear = kind == 1
      rule.isAssignment = kind == 2
      return CompiledDetector(rule)
    }
    for _ in 0..<300 {
      let candidates = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        let start = Int.random(in: 0..<60, using: &random)
        return Candidate(
          detector: rules[Int.random(in: 0..<3, using: &random)],
          secret: start..<(start + Int.random(in: 1...15, using: &random)),
          confidence: Bool.random(using: &random) ? .high : .low, severity: .high, publicPrefix: 0)
      }
      let kept = Overlap.resolve(candidates)
      let spans = kept.map(\.secret)
      #expect(spans == spans.sorted { $0.lowerBound < $1.lowerBound }, "seed \(seed)")
      for (left, right) in zip(spans, spans.dropFirst()) { #expect(!left.overlaps(right)) }
      // Who fell had to give way to somebody who is at least as specific.
      for candidate in candidates {
        #expect(
          kept.contains {
            $0.secret.overlaps(candidate.secret) && $0.detector.rank >= candidate.detector.rank
          }, "seed \(seed)")
      }
      let shuffled = Overlap.resolve(candidates.shuffled(using: &random))
      #expect(shuffled.map(\.secret) == spans, "seed \(seed)")
      #expect(shuffled.map(\.detector.rule.id) == kept.map(\.detector.rule.id), "seed \(seed)")
    }
  }

  // MARK: Several parts

  @Test func thePartsOfACredentialAreOneFindingInAnyOrder() throws {
    let seed = UInt64.random(in: 1..<1 << 40)
    let id = try EngineTests.fill("AKIA{base32:16}", seed: seed)
    let key = try EngineTests.fill("{base64:40}", seed: seed + 1)
    let pair = ["aws_access_key_id = \(id)\n", "aws_secret_access_key = \(key)\n"]
    for (lines, partLine) in [(pair, 2), (pair.reversed(), 1)] {
      let found = try EngineTests.scan(lines.joined(), path: "credentials").findings
      #expect(found.count == 1, "seed \(seed)")
      let part = try #require(found.first?.parts.first, "seed \(seed)")
      #expect(part.location.start.line == partLine, "seed \(seed)")
      #expect(part.secret.reveal() == Array(key.utf8), "seed \(seed)")
    }
  }

  @Test func aPartThatIsFarOffBelongsToNothing() throws {
    let id = try EngineTests.fill("AKIA{base32:16}")
    let key = try EngineTests.fill("{base64:40}", seed: 9)
    let between = String(repeating: "# nothing here\n", count: 60)
    let found = try EngineTests.scan("id = \(id)\n\(between)x = \(key)\n").findings
    let finding = try #require(found.first { $0.rule.hasPrefix("aws") })
    #expect(finding.parts.isEmpty)
    #expect(finding.confidence == .medium)
  }

  // MARK: Windows

  @Test func aWindowMayBeginAnywhere() throws {
    let seed = UInt64.random(in: 1..<1 << 40)
    let token = try EngineTests.fill("ghp_{github-crc32:30}", seed: seed)
    let password = try EngineTests.fill("{alnum:12}{digit:2}#x", seed: seed + 1)
    let text = "a = 1\nprod_db_password = \"\(password)\"\nb = 2\nk = \"\(token)\"\nc = 3\n"
    let whole = try EngineTests.scan(text).findings
    #expect(whole.count == 2, "seed \(seed)")
    let engine = Engine(pack: try EmbeddedRules.load())
    let bytes = Array(text.utf8)
    for cut in 1..<bytes.count {
      let scanner = try #require(BlobScanner(engine))
      scanner.begin(Blob(path: BlobPath("app.py")))
      bytes.withUnsafeBytes { all in
        scanner.take(BlobWindow(bytes: all, offset: 0, owned: cut))
        let rest = UnsafeRawBufferPointer(rebasing: all[cut...])
        scanner.take(BlobWindow(bytes: rest, offset: cut, owned: rest.count))
      }
      scanner.end(readWhole: true)
      #expect(scanner.findings.map(\.location) == whole.map(\.location), "cut \(cut) seed \(seed)")
      #expect(scanner.findings.map(\.rule) == whole.map(\.rule), "cut \(cut) seed \(seed)")
    }
  }
}
