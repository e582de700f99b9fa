import EmbeddedRules
import Posture
import Rules
import Testing

@Suite struct RuleFileTests {
  /// Every document of every check, as `sprawl rules test` runs them.
  @Test func everyCheckDoesWhatItsFileSays() throws {
    let pack = try EmbeddedRules.loadPosture()
    #expect(!pack.kinds.isEmpty)
    let failures = PostureTester(pack: pack).run()
    #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
  }
}
