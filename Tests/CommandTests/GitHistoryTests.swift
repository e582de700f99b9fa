import Foundation
import Inputs
import Model
import TestKit
import Testing

@Suite struct GitHistoryTests {
  /// The history has what all its commits' trees have, and says of each where it came from.
  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func findsWhatTheTreesOfAllCommitsHold(seed: UInt64) throws {
    let secrets = try (0..<5).map { try Sample.token(seed * 100 + $0) }
    let history = GeneratedHistory(seed: seed, count: 40, secrets: secrets)
    let fixture = try GitFixture(format: seed % 4 == 0 ? "sha256" : "sha1")
    let marks = fixture.folder.appending(path: "marks")
    try fixture.git(
      ["fast-import", "--quiet", "--export-marks=\(marks.path)"], input: history.stream)
    if seed % 2 == 0 { try fixture.git(["gc", "--quiet"]) }
    let found = try fixture.scan(["--jobs", seed % 3 == 0 ? "3" : "1"])
    #expect(found.errors.isEmpty && found.coverage.complete, "seed \(seed): \(found)")

    // Oracle: every tree written to the disk, in a folder of its own, and scanned there.
    let trees = fixture.folder.appending(path: "trees")
    for (number, commit) in history.commits.enumerated() {
      for (path, text) in commit.tree {
        let file = trees.appending(path: "\(number)/\(path)")
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
    }
    let scanned = try HistoryReport(
      Program.run(["scan", "--format", "jsonl", "--no-progress", trees.path]))
    var holders: [[String]: Set<Int>] = [:]
    for finding in scanned.findings {
      let parts = finding.path.split(separator: "/", maxSplits: 1).map(String.init)
      holders[[finding.secret_id, parts[1]], default: []].insert(try #require(Int(parts[0])))
    }
    #expect(found.places == Set(holders.keys), "seed \(seed)")
    #expect(!holders.isEmpty && Set(found.findings.map(\.secret_id)).count == found.findings.count)

    // Attribution: the commit holds it there, and no ancestor of it does.
    var numbers: [String: Int] = [:]
    for line in try String(contentsOf: marks, encoding: .utf8).split(separator: "\n") {
      let words = line.dropFirst().split(separator: " ")
      numbers[String(words[1])] = try #require(Int(words[0])) - 1
    }
    let head = try #require(numbers[try fixture.git(["rev-parse", "main"])])
    for finding in found.findings {
      #expect(finding.commit == finding.history?.first?.commit)
      #expect(finding.occurrences == finding.history?.count)
      for place in finding.history ?? [] {
        let having = holders[[finding.secret_id, place.path]] ?? []
        let commit = try #require(place.commit.flatMap { numbers[$0] }, "seed \(seed)")
        #expect(having.contains(commit), "seed \(seed), \(place)")
        let before = history.ancestors(of: commit).subtracting([commit])
        #expect(having.isDisjoint(with: before), "seed \(seed), \(place)")
        #expect(place.in_head == having.contains(head), "seed \(seed), \(place)")
      }
    }
  }

  @Test func saysWhoWhenAndWhetherItIsStillThere() throws {
    let fixture = try GitFixture()
    let token = try Sample.token(1)
    try fixture.write("a = 1\nk = \"\(token)\"\n", to: "app.py")
    let first = try fixture.commit()
    try fixture.write("a = 2\n", to: "app.py")
    try fixture.commit()
    let report = try fixture.scan()
    let finding = try #require(report.findings.first)
    #expect(report.code == 1 && report.findings.count == 1)
    #expect(finding.commit == first)
    #expect(finding.author == "Ann Author <ann@example.org>")
    #expect(finding.date == "2024-02-03T04:05:06+01:00")
    #expect(finding.in_head == false)
    for format in ["text", "json", "sarif"] {
      let result = try Program.run(["git", "--format", format, fixture.repository.path])
      #expect(result.code == 1 && result.output.contains(first.prefix(12)))
      #expect(!result.output.contains(token.dropFirst(4)))
    }
  }

  @Test func selectsCommitsAndPaths() throws {
    let fixture = try GitFixture()
    var commits: [String] = []
    for number in 0..<4 {
      try fixture.write("k = \"\(try Sample.token(UInt64(number)))\"\n", to: "d\(number)/f.py")
      commits.append(try fixture.commit())
    }
    try fixture.git(["branch", "old", commits[1]])
    func found(_ arguments: String...) throws -> Set<String> {
      Set(try fixture.scan(arguments).findings.map(\.path))
    }
    #expect(try found() == ["d0/f.py", "d1/f.py", "d2/f.py", "d3/f.py"])
    #expect(try found("--branch", "old") == ["d0/f.py", "d1/f.py"])
    #expect(try found("--range", "old..main") == ["d2/f.py", "d3/f.py"])
    #expect(try found("--range", "\(commits[0])..\(commits[2])") == ["d1/f.py", "d2/f.py"])
    #expect(try found("--max-commits", "1") == ["d3/f.py"])
    #expect(try found("--path", "d1", "--path", "d2/f.py") == ["d1/f.py", "d2/f.py"])
    #expect(try found("--since", "2025-01-01").isEmpty)
    #expect(try found("--since", "2024-01-01").count == 4)
    #expect(try fixture.scan(["--branch", "old"]).coverage.skipped == ["not-selected": 2])
  }

  @Test(arguments: [
    ["--branch", "nobody"], ["--branch", "--all"], ["--range", "a..b"], ["--since", "banana"],
    ["--max-commits", "0"], ["--jobs", "0"],
  ])
  func mistakesAreSaid(arguments: [String]) throws {
    let fixture = try GitFixture()
    try fixture.commit()
    let result = try Program.run(["git"] + arguments + [fixture.repository.path])
    #expect(result.code == 2 && !result.errors.isEmpty, "\(result)")
  }

  @Test func aFolderThatIsNoRepositoryIsAnError() throws {
    let fixture = try GitFixture()
    for place in ["/nowhere/at/all", "/"] {
      let result = try Program.run(["git", place])
      #expect(result.code == 2 && result.errors.contains(place), "\(result)")
    }
    let inside = fixture.repository.appending(path: "a/b")
    try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: true)
    #expect(try fixture.scan(of: inside).code == 0)
  }

  @Test func stashAndUnreachableAreReadOnRequest() throws {
    let fixture = try GitFixture()
    try fixture.write("x\n", to: "f.py")
    try fixture.commit()
    for (number, path) in [(1, "old.py"), (2, "new.py")] {
      try fixture.write("k = \"\(try Sample.token(UInt64(number)))\"\n", to: path)
      try fixture.git(["add", "--all"])
      try fixture.git(["stash", "--quiet"])
    }
    let lost = "k = \"\(try Sample.token(3))\"\n"
    let blob = try fixture.git(["hash-object", "-w", "--stdin"], input: lost)
    #expect(try fixture.scan().coverage.skipped["unreachable"] == 3)
    #expect(try fixture.scan().code == 0)
    #expect(try Set(fixture.scan(["--stash"]).findings.map(\.path)) == ["old.py", "new.py"])
    let all = try fixture.scan(["--unreachable", "--stash"])
    #expect(all.findings.map(\.path).contains("<blob \(blob)>"))
    #expect(all.findings.count == 3)
  }

  private struct Ignoring: BlobConsumer {
    var count = 0
    mutating func begin(_ blob: Blob) { count += 1 }
    mutating func take(_ window: BlobWindow) {}
    mutating func end(readWhole: Bool) {}
  }

  /// A scan that is stopped before or while it reads says so, and nothing that it cannot know.
  @Test(arguments: [nil, "main", "a..b"]) func aStoppedScanSaysOnlyThat(revision: String?) throws {
    let fixture = try GitFixture()
    try fixture.write("x\n", to: "f")
    try fixture.commit()
    let cancellation = Cancellation()
    cancellation.cancel("enough")
    var options = GitHistoryOptions()
    options.range = revision
    let scan = GitHistoryScan(
      repository: fixture.repository.path, options: options, cancellation: cancellation)
    let result = try scan.run(try scan.open()) { _, _ in Ignoring() }
    #expect(result.coverage.stopped == "enough" && !result.coverage.isComplete)
    #expect(result.coverage.problems.isEmpty && result.coverage.remarks.isEmpty)
    #expect(result.coverage.skipped.isEmpty)
    #expect(result.consumers.allSatisfy { $0.count == 0 })
  }
}
