import Foundation
import Model
import Rules
import Testing

/// What the program says of a finding's lifetime and place, through the flags that decide it.
@Suite struct ContextTests {
  private static let workflow = """
    on: push
    jobs:
      ship:
        runs-on: ubuntu-latest
        environment: production
        env:
          TOKEN: {TOKEN}

    """

  private static func assessment(_ result: Program.Result) throws -> [String: Any]? {
    let finding = try #require(
      try result.records().first { $0["kind"] as? String == "secret" }, "\(result.errors)")
    return finding["assessment"] as? [String: Any]
  }

  @Test(arguments: [("2026-09-01T00:30:00Z", false), ("2026-09-01T01:00:00Z", true)])
  func theDateDecidesWhetherATokenHasEnded(_ date: String, _ hasEnded: Bool) throws {
    let folder = try TemporaryFolder()
    try folder.write(
      Self.workflow.replacing("{TOKEN}", with: Sample.webToken()), to: ".github/workflows/ship.yml")
    let result = try Program.run(["scan", "--format", "jsonl", "--as-of", date, folder.path])
    #expect(result.code == 1)
    let found = try #require(try Self.assessment(result))
    let lifetime = try #require(found["lifetime"] as? [String: Any])
    #expect(lifetime["expired"] as? Bool == hasEnded)
    #expect(lifetime["expires"] as? String == "2026-09-01T01:00:00Z")
    #expect(lifetime["class"] as? String == "short-lived")
    #expect(found["platform"] as? String == "gha")
    #expect(found["environment"] as? String == "production")
  }

  @Test func servicesThatShareACredentialAreNamed() throws {
    let folder = try TemporaryFolder()
    let line = "github_token: \(try Sample.token())\n"
    try folder.write("FROM scratch\n", to: "api/Dockerfile")
    try folder.write(line, to: "api/config/app.yml")
    try folder.write("module acme.test/worker\n", to: "worker/go.mod")
    try folder.write(line, to: "worker/app.yml")
    try folder.write("FROM scratch\n", to: "other/Dockerfile")
    let result = try Program.run(["scan", "--format", "jsonl", folder.path])
    let sprawl = try #require(try Self.assessment(result)?["sprawl"] as? [String: Any])
    #expect(sprawl["services"] as? [String] == ["api", "worker"])
  }

  @Test func governanceCanBeLeftOut() throws {
    let folder = try TemporaryFolder()
    try folder.write("token = \(Sample.webToken())\n", to: "a.env")
    let result = try Program.run(["scan", "--format", "jsonl", "--no-governance", folder.path])
    #expect(try Self.assessment(result) == nil)
  }

  @Test(arguments: ["yesterday", "2026-02-30", ""])
  func aDateThatIsNoneIsAnError(_ date: String) throws {
    let result = try Program.run(["scan", "--as-of", date, "."])
    #expect(result.code == 2)
    #expect(result.errors.contains("--as-of"))
  }

  /// In a history each place is judged by its own path, and age counts from the first commit.
  @Test func historiesSayAgeAndTheFirstPlace() throws {
    let fixture = try GitFixture()
    let text = "token: \(try Sample.token())\n"
    try fixture.write(text, to: "tests/a.yml")
    try fixture.commit()
    try fixture.write(text, to: "deploy/prod/a.yml")
    try fixture.commit()
    let result = try Program.run([
      "git", "--format", "jsonl", "--as-of", "2024-02-04T03:05:06Z", fixture.repository.path,
    ])
    let found = try #require(try Self.assessment(result))
    #expect((found["lifetime"] as? [String: Any])?["age"] as? Int == 86_400)
    #expect(found["environment"] as? String == "test")
  }

  /// A large file's finding is read with the window in which it stands.
  @Test func placesInLargeFilesAreRead() throws {
    let folder = try TemporaryFolder()
    let filler = String(repeating: "# nothing to see on this line at all\n", count: 300_000)
    try folder.write(
      filler + "PROD_TOKEN=\(try Sample.token())\n" + filler, to: "settings.env")
    let result = try Program.run(["scan", "--format", "jsonl", folder.path])
    let found = try #require(try Self.assessment(result))
    #expect(found["environment"] as? String == "production")
    let facts = try #require(found["facts"] as? [[String: Any]])
    let name = facts.first { $0["name"] as? String == "key-name" }
    #expect(name?["value"] as? String == "PROD_TOKEN")
    #expect(name?["source"] as? String == "line 300001")
  }
}
