import Foundation
import Testing

/// The settings of the repository: every fault of the table is found at its line, and nothing else is.
@Suite struct DemonstrationPostureTests {
  private struct Place: Hashable, CustomStringConvertible {
    var path: String
    var line: Int
    var check: String
    var severity: String
    var description: String { "\(path):\(line) \(check) \(severity)" }
  }

  @Test func allFaultsAreFoundAndNothingElse() throws {
    #expect(DemonstrationPosture.faults.count >= 60)
    #expect(DemonstrationPosture.silent.values.map(\.count).reduce(0, +) >= 20)
    let repository = try DemonstrationRepository(seed: 1)
    var expected: [Place] = []
    for fault in DemonstrationPosture.faults {
      let line = try Self.line(of: fault.text, in: fault.path, of: repository)
      expected.append(
        Place(path: fault.path, line: line, check: fault.check, severity: fault.severity))
    }
    let result = try Program.run(
      ["scan", ".", "--format", "jsonl", "--no-progress"], in: repository.folder.url)
    #expect(result.code == 1, "\(result.errors)")
    let found = try result.records().filter { $0["kind"] as? String == "posture" }.map {
      Place(
        path: $0["path"] as? String ?? "", line: $0["start_line"] as? Int ?? 0,
        check: $0["rule"] as? String ?? "", severity: $0["severity"] as? String ?? "")
    }
    #expect(Set(expected).count == expected.count, "a fault stands twice in the table")
    #expect(Set(found).count == found.count, "a fault is reported twice")
    for place in Set(expected).subtracting(found) { Issue.record("\(place) is not found") }
    for place in Set(found).subtracting(expected) { Issue.record("\(place) is nothing planted") }
    for (path, texts) in DemonstrationPosture.silent {
      for text in texts {
        let line = try Self.line(of: text, in: path, of: repository)
        #expect(!found.contains { $0.path == path && $0.line == line }, "\(path):\(line)")
      }
    }
  }

  /// The public ids of the table are those of the checks.
  @Test func checksHaveTheirPublicIds() throws {
    let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent()
    }
    let folder = root.appending(path: "Rules/posture")
    let rules = try FileManager.default.contentsOfDirectory(atPath: folder.path).map {
      try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    }.joined()
    for fault in DemonstrationPosture.faults {
      #expect(
        rules.contains("- id: \(fault.check)\n    alias: \(fault.alias)\n"),
        "\(fault.check) is not \(fault.alias)")
    }
  }

  /// 1-based.
  private static func line(
    of text: String, in path: String, of repository: DemonstrationRepository
  ) throws -> Int {
    let contents = try String(
      contentsOf: repository.folder.url.appending(path: path), encoding: .utf8)
    let lines = contents.split(separator: "\n", omittingEmptySubsequences: false)
    let places = lines.indices.filter { lines[$0].drop { $0 == " " }.hasPrefix(text) }
    #expect(places.count == 1, "\(path) has \(places.count) lines that begin with \(text)")
    return (places.first ?? 0) + 1
  }
}
