import Foundation
import Testing

/// README.md shows the beginning of the plan for the repository.
@Suite struct DemonstrationPlanTests {
  private static let lines = 25
  private static let begin = "<!-- plan of the demonstration repository -->\n```markdown\n"
  private static let end = "\n```\n"

  /// `SPRAWL_RECORD=1` writes it, and `SPRAWL_DEMONSTRATION=FOLDER` keeps the repository there.
  @Test func theReadmeShowsThePlan() throws {
    let environment = ProcessInfo.processInfo.environment
    let repository = try DemonstrationRepository(seed: 1)
    if let folder = environment["SPRAWL_DEMONSTRATION"] {
      try FileManager.default.copyItem(
        at: repository.folder.url, to: URL(filePath: folder))
    }
    let result = try Program.shell(
      "$sprawl scan --format jsonl --exit-zero --no-progress --as-of 2026-06-01 | $sprawl plan",
      in: repository.folder.url)
    #expect(result.code == 0, "\(result.errors)")
    let plan = result.output.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix(Self.lines).joined(separator: "\n")
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "README.md")
    var readme = try String(contentsOf: url, encoding: .utf8)
    let start = try #require(readme.range(of: Self.begin)).upperBound
    let stop = try #require(readme.range(of: Self.end, range: start..<readme.endIndex)).lowerBound
    if environment["SPRAWL_RECORD"] == "1" {
      readme.replaceSubrange(start..<stop, with: plan)
      try readme.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("recorded README.md; run again without SPRAWL_RECORD")
      return
    }
    #expect(readme[start..<stop] == plan, "README.md shows another plan")
  }
}
