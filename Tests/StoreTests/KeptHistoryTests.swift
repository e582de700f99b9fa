import Model
import Store
import Testing
import TestKit

/// What a cache keeps of a whole scan.
@Suite struct KeptHistoryTests {
  private static let key: [UInt8] = Array("way".utf8)

  private func read(_ batch: [UInt8], way: [UInt8] = key) -> (kept: KeptHistory, state: [UInt8])? {
    batch.withUnsafeBytes { KeptHistory.read($0, way: way) }
  }

  /// A scan whose findings have something in every property that is kept.
  private func history(_ random: inout SeededRandom) -> KeptHistory {
    var coverage = Coverage()
    coverage.files = .random(in: 0..<1 << 40, using: &random)
    coverage.bytes = .random(in: 0..<1 << 50, using: &random)
    for reason in SkipReason.allCases.shuffled(using: &random).prefix(3) {
      coverage.skip(reason, count: 7)
    }
    coverage.allowedInline = ["sprawl:allow": 3]
    coverage.note(Coverage.Problem(path: BlobPath([0xFF, 0x2F]), message: "missing"))
    coverage.remark(Coverage.Problem(path: BlobPath("m"), message: "a submodule"))
    let findings = (0..<20).map { _ in finding(&random) }
    return KeptHistory(
      findings: findings, coverage: coverage,
      submodules: [KeptHistory.Submodule(path: BlobPath("m"), isInHead: .random(using: &random))])
  }

  private func text(_ random: inout SeededRandom) -> String {
    let letters = ["a", "b", "\u{FC}", "\u{1F600}", "\n", "", "longer text"]
    return (0..<3).map { _ in letters.randomElement(using: &random) ?? "" }.joined()
  }

  private func location(_ random: inout SeededRandom) -> Location {
    func position() -> Position {
      Position(
        line: .random(in: 1..<1 << 40, using: &random),
        column: .random(in: 1..<300, using: &random),
        utf16Column: .random(in: 1..<300, using: &random))
    }
    let start = Int.random(in: 0..<1 << 40, using: &random)
    return Location(start: position(), end: position(), offsets: start..<start + 9)
  }

  private func secret(_ random: inout SeededRandom) -> Secret {
    Secret((0..<20).map { _ in UInt8.random(in: 0...255, using: &random) }, publicPrefix: 4)
  }

  private func finding(_ random: inout SeededRandom) -> Finding {
    var finding = Finding(
      rule: text(&random), name: text(&random), family: text(&random), provider: text(&random),
      confidence: Confidence.allCases.randomElement(using: &random) ?? .low,
      severity: Severity.allCases.randomElement(using: &random) ?? .low,
      path: BlobPath([0x80, .random(in: 0...255, using: &random)]), location: location(&random),
      secret: secret(&random), secretID: text(&random), id: text(&random),
      excerpt: Finding.Excerpt(text: text(&random), marked: 2..<4))
    finding.kind = Bool.random(using: &random) ? .secret : .posture
    finding.parts = [
      Finding.Part(name: text(&random), secret: secret(&random), location: location(&random))
    ]
    finding.isIgnored = .random(using: &random)
    finding.decoded = [text(&random)]
    finding.occurrences = .random(in: 1..<9999, using: &random)
    finding.history = (0..<3).map { number in
      Finding.HistoryPlace(
        path: BlobPath("p\(number)"), location: location(&random), blob: text(&random),
        commit: number == 0
          ? nil
          : Finding.Commit(id: text(&random), author: text(&random), date: text(&random)),
        isInHead: .random(using: &random))
    }
    finding.lineHash = Bool.random(using: &random) ? text(&random) : nil
    finding.message = Bool.random(using: &random) ? text(&random) : nil
    finding.assessment = Bool.random(using: &random) ? assessment(&random) : nil
    return finding
  }

  private func assessment(_ random: inout SeededRandom) -> Assessment {
    func optional() -> String? { Bool.random(using: &random) ? text(&random) : nil }
    func number() -> Int? {
      Bool.random(using: &random) ? .random(in: -1 << 40..<1 << 40, using: &random) : nil
    }
    var assessment = Assessment()
    assessment.lifetime.kind =
      Assessment.Lifetime.Class.allCases.randomElement(using: &random) ?? .fixed
    assessment.lifetime.source =
      Assessment.Lifetime.Source.allCases.randomElement(using: &random) ?? .jwt
    assessment.lifetime.evidence = optional()
    (assessment.lifetime.issued, assessment.lifetime.expires) = (number(), number())
    assessment.lifetime.ttl = number()
    assessment.platform = Platform.allCases.randomElement(using: &random) ?? .eks
    assessment.platformEvidence = optional()
    assessment.environment = Environment.allCases.randomElement(using: &random) ?? .test
    assessment.environmentEvidence = optional()
    if Bool.random(using: &random) {
      assessment.purpose = Assessment.Stated(text: text(&random), source: text(&random))
    }
    assessment.scope.breadth =
      Assessment.Scope.Breadth.allCases.randomElement(using: &random) ?? .broad
    (assessment.scope.entries, assessment.scope.audience) = ([text(&random)], [text(&random)])
    (assessment.scope.subject, assessment.scope.source) = (optional(), optional())
    assessment.facts = [
      Assessment.Fact(name: text(&random), value: text(&random), source: text(&random))
    ]
    assessment.attributes = GovernanceAttribute.allCases.map {
      AttributeState(
        attribute: $0,
        state: AttributeState.State.allCases.randomElement(using: &random) ?? .missing,
        note: text(&random))
    }
    assessment.frameworks = [text(&random), text(&random)]
    return assessment
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>) func comesBackAsItIs(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let kept = history(&random)
    let batch = try #require(kept.batch(way: Self.key, state: [1, 2]), "seed \(seed)")
    let back = try #require(read(batch), "seed \(seed)")
    #expect(back.kept == kept && back.state == [1, 2], "seed \(seed)")
    #expect(read(batch, way: [9]) == nil)
    // Cut or damaged it is nothing, or something else; never a trap.
    for _ in 0..<200 {
      let cut = Array(batch.prefix(.random(in: 0..<batch.count, using: &random)))
      #expect(read(cut) == nil, "seed \(seed)")
      var damaged = batch
      damaged[.random(in: 0..<batch.count, using: &random)] ^= .random(in: 1...255, using: &random)
      _ = read(damaged)
    }
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>) func valuesStayOutside(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let found = finding(&random)
    let kept = KeptHistory(findings: [found], coverage: Coverage(), submodules: [])
    let only = try #require(kept.findings.first)
    #expect(only.secret.reveal().isEmpty && only.parts.allSatisfy { $0.secret.reveal().isEmpty })
    #expect(only.secret.count == 20 && only.secret.redacted == found.secret.redacted)
    #expect(only.secret.firstLineWidth == found.secret.firstLineWidth)
    #expect(only.secret != found.secret && only.secret == found.secret.withoutValue)
  }

  /// What is not kept would come back otherwise: then nothing is.
  @Test func whatDoesNotComeBackIsNotKept() {
    func isKept(_ change: (inout Finding, inout Coverage) -> Void) -> Bool {
      var random = SeededRandom(seed: 1)
      var (finding, coverage) = (finding(&random), Coverage())
      finding.assessment = Assessment()
      change(&finding, &coverage)
      return KeptHistory(findings: [finding], coverage: coverage, submodules: [])
        .batch(way: [], state: []) != nil
    }
    #expect(isKept { _, _ in })
    #expect(!isKept { finding, _ in finding.assessment?.priority = .p0 })
    #expect(!isKept { finding, _ in finding.assessment?.owner.name = "@acme/one" })
    #expect(!isKept { _, coverage in coverage.stopped = "enough" })
    #expect(!isKept { _, coverage in coverage.ruleLimits = ["a": 1] })
  }
}
