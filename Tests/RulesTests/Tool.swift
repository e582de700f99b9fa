import Foundation

/// Programs that check what no library here can; absent ones are skipped.
enum Tool {
  /// The package's root: three levels above this file.
  static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Reference data beside the package, or where `SPRAWL_SHARED` says. It may be absent.
  static let formats: URL = {
    let shared = ProcessInfo.processInfo.environment["SPRAWL_SHARED"].map { URL(filePath: $0) }
    return (shared ?? root.deletingLastPathComponent().appending(path: "shared"))
      .appending(path: "formats/data")
  }()

  static let hasBash = (try? run("bash", ["-c", ""]))?.status == 0
  static let hasTerraform = (try? run("terraform", ["version"]))?.status == 0
  /// Whether workflows can be held to their schemas.
  static let hasSchemas =
    FileManager.default.fileExists(atPath: formats.appending(path: "ci").path)
    && (try? run("python3", ["-c", "import jsonschema"]))?.status == 0

  /// Runs a program with `input`; gives its exit status and what it printed on both streams.
  static func run(_ name: String, _ arguments: [String], input: String = "") throws -> (
    status: Int32, output: String
  ) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [name] + arguments
    // terraform asks its maker for news otherwise.
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["CHECKPOINT_DISABLE": "1"]) { $1 }
    let (standardInput, output) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = output
    process.standardError = output
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try standardInput.fileHandleForWriting.close()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
