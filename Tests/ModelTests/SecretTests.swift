import Model
import Testing

@Suite struct SecretTests {
  @Test func nothingThatFormatsValuesShowsASecret() {
    let secret = Secret(Array("correct horse battery".utf8))
    var dumped = ""
    dump(secret, to: &dumped)
    for text in ["\(secret)", String(reflecting: secret), dumped, secret.redacted] {
      #expect(!text.contains("horse"))
    }
  }

  @Test func onlyThePublishedPrefixIsShown() {
    let secret = Secret(Array("abc_0123456789".utf8), publicPrefix: 4)
    #expect(secret.redacted == "abc_…[14 bytes]")
    #expect(Secret(Array("short".utf8), publicPrefix: 5).redacted == "sh…[5 bytes]")
  }
}

@Suite struct CoverageTests {
  @Test func aHoleIsNeverComplete() {
    var coverage = Coverage()
    #expect(coverage.isComplete)
    coverage.skip(.symbolicLink)
    #expect(coverage.isComplete)
    coverage.skip(.tooLarge)
    #expect(!coverage.isComplete)
  }

  @Test func mergingAddsUp() {
    var left = Coverage()
    left.files = 2
    left.note(Coverage.Problem(path: BlobPath("b"), message: "m"))
    var right = Coverage()
    right.files = 3
    right.note(Coverage.Problem(path: BlobPath("a"), message: "m"))
    left.merge(right)
    #expect(left.files == 5)
    #expect(left.problems.map(\.path.text) == ["a", "b"])
    #expect(left.problemCount == 2)
  }
}

@Suite struct SeverityTests {
  @Test func loweringStopsAtInfo() {
    #expect(Severity.critical.lowered == .high)
    #expect(Severity.info.lowered == .info)
  }
}
