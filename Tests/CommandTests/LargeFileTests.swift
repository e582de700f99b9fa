import Foundation
import Testing

/// Files of several windows, and files with holes.
@Suite struct LargeFileTests {
  private let tree: TemporaryFolder
  private let token: String

  init() throws {
    tree = try TemporaryFolder()
    token = try Sample.token()
  }

  private func findings(_ arguments: [String] = []) throws -> [[String: Any]] {
    let result = try Program.run(["scan", "--format", "jsonl"] + arguments + [tree.path])
    #expect(result.code == 1, "\(result.errors)")
    return Array(try result.records().dropLast())
  }

  private func lineHashes(of name: String) throws -> [String] {
    let result = try Program.run(["scan", "--format", "sarif", tree.url.appending(path: name).path])
    let report = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    let runs = report?["runs"] as? [[String: Any]]
    let results = try #require(runs?.first?["results"] as? [[String: Any]])
    return results.compactMap {
      ($0["partialFingerprints"] as? [String: String])?["primaryLocationLineHash"]
    }
  }

  @Test func oneLineOfSeveralWindows() throws {
    let half = 5_000_000
    var text = Data(repeating: 0x61, count: half)
    // Three bytes and one UTF-16 unit each, so that a window's border cuts one.
    for _ in 0..<100_000 { text.append(contentsOf: "€".utf8) }
    text.append(contentsOf: " \(token) ".utf8)
    text.append(contentsOf: Data(repeating: 0x62, count: half))
    text.append(contentsOf: " \(token)".utf8)
    try tree.write(text, to: "line.txt")
    let found = try findings()
    let first = half + 300_001
    let second = text.count - token.utf8.count
    #expect(found.map { $0["start_line"] as? Int } == [1, 1])
    #expect(found.map { $0["start_column"] as? Int } == [first + 1, second + 1])
    #expect(found.map { $0["end_column"] as? Int } == [first + 41, second + 41])
    let result = try Program.run(["scan", "--format", "sarif", tree.path])
    #expect(result.output.contains("\"startColumn\": \(first + 1 - 200_000)"))
    #expect(result.output.contains("\"startColumn\": \(second + 1 - 200_000)"))
  }

  @Test func aLineHashIsThatOfTheLineHoweverLargeTheFile() throws {
    // The hash takes a line and what follows, up to 100 units; then the count of such lines so far.
    let stretch = "k = \"\(token)\"\n" + String(repeating: "the same after it\n", count: 8)
    // More different lines than are counted in one pass, so that the file is read a third time.
    var large = stretch
    for line in 0..<160_000 { large += "a line of its own, number \(line) of this file\n" }
    large += stretch
    for line in 0..<40_000 { large += "a line of its own, number \(-line) of this file\n" }
    large += stretch
    try tree.write("\n" + stretch, to: "small.py")
    try tree.write(large, to: "large.py")
    let small = try #require(try lineHashes(of: "small.py").first)
    #expect(small.hasSuffix(":1"))
    let value = small.dropLast(2)
    #expect(try lineHashes(of: "large.py") == ["\(value):1", "\(value):2", "\(value):3"])
  }

  @Test func holesKeepLinesAndColumns() throws {
    let file = tree.url.appending(path: "sparse.bin")
    try Data("x\nk = \(token)\n".utf8).write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    let size = 3 << 30
    try handle.seek(toOffset: UInt64(size))
    try handle.write(contentsOf: Data("\nk = \(token)\n".utf8))
    try handle.seek(toOffset: UInt64(2 * size))
    try handle.write(contentsOf: Data(" \(token)".utf8))
    try handle.close()
    // Its data is small though its size is over the limit.
    let found = try findings(["--max-file-size", "1M"])
    #expect(found.map { $0["start_line"] as? Int } == [2, 4, 5])
    let lineStart = size + "\nk = \n".utf8.count + token.utf8.count
    #expect(
      found.map { $0["start_column"] as? Int } == [5, 5, 2 * size + 1 - lineStart + 1])
    #expect(try lineHashes(of: "sparse.bin").count == 3)
  }

  @Test func oneOverTheLimitIsSaid() throws {
    try tree.write(String(repeating: "text\n", count: 500_000), to: "large.txt")
    try tree.write("k = \"\(token)\"\n", to: "small.py")
    let result = try Program.run(
      ["scan", "--max-file-size", "2M", "--format", "jsonl", tree.path])
    #expect(result.code == 3)
    let records = try result.records()
    #expect(records.count == 2)
    let coverage = try #require(records.last?["coverage"] as? [String: Any])
    #expect(coverage["skipped"] as? [String: Int] == ["too-large": 1])
    #expect(coverage["complete"] as? Bool == false)
    #expect(try findings(["--max-file-size", "3M"]).count == 1)
  }

  @Test func aFileThatChangesWhileItIsRead() throws {
    let file = tree.url.appending(path: "log.txt")
    let line = "k = \"\(token)\"\n"
    try Data((line + String(repeating: "text\n", count: 2_000_000)).utf8).write(to: file)
    // Grown and cut in turn for as long as the scan runs.
    let result = try Program.shell(
      """
      (while [ ! -e stop ]; do head -c 3000000 /dev/zero >>log.txt; truncate -s 6000000 log.txt; done) &
      "$sprawl" scan --format jsonl log.txt; code=$?
      : >stop; wait; exit $code
      """, in: tree.url)
    #expect(result.code == 1, "\(result.errors)")
    #expect(try result.records().count == 2)
  }
}
