import Foundation
import Testing

/// Where tests find the project's own files and the shared reference data.
enum ProjectFiles {
  /// The package's root: three levels above this file.
  static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Reference data beside the package, or where `SPRAWL_SHARED` says. It may be absent.
  static let shared: URL = {
    if let path = ProcessInfo.processInfo.environment["SPRAWL_SHARED"] {
      return URL(fileURLWithPath: path)
    }
    return root.deletingLastPathComponent().appendingPathComponent("shared")
  }()

  /// A file of the reference data about formats.
  static func format(_ path: String) -> URL {
    shared.appendingPathComponent("formats/data").appendingPathComponent(path)
  }

  static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

  /// Compares with `testdata/reports/<name>`. With `SPRAWL_RECORD=1` it writes the file instead,
  /// and fails, so that an automatic run cannot record.
  static func expectGolden(
    _ actual: [UInt8], _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let url = root.appendingPathComponent("testdata/reports").appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["SPRAWL_RECORD"] == "1" {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(actual).write(to: url)
      Issue.record(
        "recorded \(name); run again without SPRAWL_RECORD", sourceLocation: sourceLocation)
      return
    }
    let expected = String(decoding: try Data(contentsOf: url), as: UTF8.self)
    let text = String(decoding: actual, as: UTF8.self)
    let changed = zip(
      expected.split(separator: "\n", omittingEmptySubsequences: false),
      text.split(separator: "\n", omittingEmptySubsequences: false)
    ).first { $0 != $1 }
    #expect(
      expected == text,
      "\(name), first change: \(changed.map { "\($0.0) → \($0.1)" } ?? "length")",
      sourceLocation: sourceLocation)
  }
}

/// Runs Python, for validators that exist only there.
enum Python {
  /// Whether there is a `python3`.
  static let isInstalled = (try? run(["-c", ""]))?.status == 0
  /// Whether there is a `python3` with the `jsonschema` package.
  static let hasJSONSchema = (try? run(["-c", "import jsonschema"]))?.status == 0

  /// Runs `python3` with arguments; gives its exit status and what it printed on both streams.
  static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-W", "ignore"] + arguments
    var environment = ProcessInfo.processInfo.environment
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}

/// Calls `body` with a new folder and removes it afterwards.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("sprawl-reports-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
