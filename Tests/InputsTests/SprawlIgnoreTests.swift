internal import Glibc
@testable internal import Inputs
internal import Model
internal import PathPatterns
internal import Testing

@Suite struct SprawlIgnoreTests {
  @Test func leavesOutAndCounts() throws {
    let tree = try TemporaryTree()
    try tree.write("*.log\n/build/\n!keep.log\n", to: ".sprawlignore")
    try tree.write("secret\n", to: "sub/.sprawlignore")
    for name in ["a.log", "keep.log", "build/x", "build/y", "sub/build/z", "sub/secret", "secret"] {
      try tree.write("text", to: name)
    }
    let result = try TreeScanTests.scan([tree.path])
    let kept = [".sprawlignore", "keep.log", "secret", "sub/.sprawlignore", "sub/build/z"]
    #expect(result.records.map(\.path) == kept)
    // The directory counts as one.
    #expect(result.coverage.skipped == [.sprawlIgnored: 3])
    #expect(result.coverage.isComplete)
    let all = try TreeScanTests.scan(
      [tree.path],
      options: TreeOptions(jobs: 1, maxFileSize: 1 << 20, usesSprawlIgnore: false))
    #expect(all.records.count == 9 && all.coverage.skipped.isEmpty)
  }

  @Test func holdsFromTheStartOfADirectoryOfManyChunks() throws {
    let tree = try TemporaryTree()
    for number in 0..<(4 * TreeWalk.chunkSize) { try tree.write("text", to: "f\(number).no") }
    try tree.write("*.no\n", to: ".sprawlignore")
    let result = try TreeScanTests.scan([tree.path], jobs: 2)
    #expect(result.records.map(\.path) == [".sprawlignore"])
    #expect(result.coverage.skipped == [.sprawlIgnored: 4 * TreeWalk.chunkSize])
  }

  @Test func aLinkedOneIsNotRead() throws {
    let tree = try TemporaryTree()
    try tree.write("*\n", to: "rules")
    try tree.link(".sprawlignore", to: "rules")
    let result = try TreeScanTests.scan([tree.path])
    #expect(result.records.map(\.path) == ["rules"])
    #expect(result.coverage.skipped == [.symbolicLink: 1])
  }

  @Test func ofAHugeOneTheFirstPartHolds() throws {
    let tree = try TemporaryTree()
    let filler = String(repeating: "#comment\n", count: IgnoreRules.sizeLimit / 9 + 1)
    try tree.write("one\n" + filler + "two\n", to: ".sprawlignore")
    for name in ["one", "two"] { try tree.write("text", to: name) }
    let result = try TreeScanTests.scan([tree.path])
    #expect(result.records.map(\.path) == [".sprawlignore", "two"])
    #expect(result.coverage.problems.map(\.path.text) == [".sprawlignore"])
  }

  @Test func gitsOwnRulesAreLeftAloneUnlessAskedFor() throws {
    let tree = try TemporaryTree()
    try tree.makeDirectory(".git")
    try tree.write(".env\nbuild/\n", to: ".gitignore")
    for name in [".env", "build/x", "src"] { try tree.write("text", to: name) }
    #expect(try TreeScanTests.scan([tree.path]).records.count == 4)
    let result = try TreeScanTests.scan(
      [tree.path],
      options: TreeOptions(jobs: 1, maxFileSize: 1 << 20, respectsGitignore: true))
    #expect(result.records.map(\.path) == [".gitignore", "src"])
    #expect(result.coverage.skipped == [.gitInternals: 1, .gitIgnored: 2])
  }
}
