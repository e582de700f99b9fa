import PCRE2
import Testing

private struct OutOfMemory: Error {}

@Suite struct PatternTests {
  private func search(_ pattern: Pattern, _ text: String, from start: Int = 0) throws
    -> MatchOutcome
  {
    guard var scratch = MatchScratch() else { throw OutOfMemory() }
    return Array(text.utf8).withUnsafeBytes {
      scratch.search(pattern, in: $0, from: start, to: $0.count)
    }
  }

  @Test func theNamedGroupIsTheSecret() throws {
    let outcome = try search(Pattern("key=(?<secret>[a-z]+)"), "a key=value b")
    #expect(outcome == .match(whole: 2..<11, secret: 6..<11))
  }

  @Test func withoutTheGroupTheWholeMatchIs() throws {
    #expect(try search(Pattern("b+"), "abbc") == .match(whole: 1..<3, secret: 1..<3))
  }

  @Test func anAnchoredPatternIsTriedAtItsStartOnly() throws {
    let pattern = try Pattern("b", isAnchored: true)
    #expect(try search(pattern, "ab") == .none)
    #expect(try search(pattern, "ab", from: 1) == .match(whole: 1..<2, secret: 1..<2))
  }

  @Test func lookBehindSeesWhatStandsBeforeTheStart() throws {
    let pattern = try Pattern("(?<!a)b", isAnchored: true)
    #expect(try search(pattern, "ab", from: 1) == .none)
  }

  @Test func aMistakeHasItsOffset() {
    #expect(throws: PatternError.self) { try Pattern("ab(") }
    do {
      _ = try Pattern("ab(")
    } catch {
      #expect(error.offset == 3)
      #expect(error.message.contains("parenthesis"))
    }
  }

  @Test func workIsBounded() throws {
    let outcome = try search(Pattern("(a+)+$"), String(repeating: "a", count: 200) + "b")
    guard case .limit = outcome else {
      Issue.record("expected a limit, got \(outcome)")
      return
    }
  }
}
