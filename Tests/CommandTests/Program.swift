import Foundation
import Rules

/// Runs the built program.
struct Program {
  struct Result {
    var code: Int32
    var output: String
    var errors: String

    /// The records of a report in JSON lines, the summary last.
    func records() throws -> [[String: Any]] {
      try output.split(separator: "\n").compactMap {
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      }
    }
  }

  /// The program beside the test bundle.
  static let path: String = {
    var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appending(path: "sprawl")
      if FileManager.default.isExecutableFile(atPath: candidate.path),
        (try? candidate.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory != true
      {
        return candidate.path
      }
      folder.deleteLastPathComponent()
    }
    return ".build/debug/sprawl"
  }()

  static func run(
    _ arguments: [String], input: String? = nil, in folder: URL? = nil,
    environment: [String: String]? = nil
  ) throws -> Result {
    try run(path, arguments, input: input, in: folder, environment: environment)
  }

  /// Runs a command of the shell; `$sprawl` in it is the program. Not by dash: its `wait` needs a signal that the threads of
  /// tests block.
  static func shell(_ command: String, in folder: URL? = nil) throws -> Result {
    try run("/bin/bash", ["-c", "sprawl=$1; shift; \(command)", "bash", path], in: folder)
  }

  static func run(
    _ executable: String, _ arguments: [String], input: String? = nil, in folder: URL? = nil,
    environment: [String: String]? = nil
  ) throws -> Result {
    // Files, not pipes: a pipe that nobody empties would block the program.
    let work = try TemporaryFolder()
    let names = ["in", "out", "err"].map { work.url.appending(path: $0) }
    try Data((input ?? "").utf8).write(to: names[0])
    for name in names[1...] { try Data().write(to: name) }
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    if let environment { process.environment = environment }
    process.standardInput = try FileHandle(forReadingFrom: names[0])
    process.standardOutput = try FileHandle(forWritingTo: names[1])
    process.standardError = try FileHandle(forWritingTo: names[2])
    try process.run()
    process.waitUntilExit()
    return Result(
      code: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: names[1]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: names[2]), as: UTF8.self))
  }
}

/// A credential that nobody has, made at run time so that none stands here.
enum Sample {
  static func token(_ seed: UInt64 = 5) throws -> String {
    var random = TemplateRandom(seed: seed)
    return String(
      decoding: try Template("ghp_{github-crc32:30}").fill(using: &random), as: UTF8.self)
  }

  /// A signed token that lives from 2026-09-01 for an hour, made now.
  static func webToken() -> String {
    func part(_ bytes: some Sequence<UInt8>) -> String {
      Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        .replacing("=", with: "")
    }
    let claims = #"{"iss":"https://id.test","sub":"ci","iat":1788220800,"exp":1788224400}"#
    return [
      part(#"{"alg":"RS256","typ":"JWT"}"#.utf8), part(claims.utf8),
      part((0..<256).map { _ in UInt8.random(in: 0...255) }),
    ].joined(separator: ".")
  }
}

/// A folder of a test's own; gone when the test lets go of it.
final class TemporaryFolder {
  let url: URL
  var path: String { url.path }

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "sprawl-tests-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  // By `rm`, which can remove what is deeper than a path may be long.
  deinit {
    let removal = Process()
    removal.executableURL = URL(filePath: "/bin/rm")
    removal.arguments = ["-rf", "--", path]
    if (try? removal.run()) != nil { removal.waitUntilExit() }
  }

  func write(_ text: String, to name: String) throws {
    try write(Data(text.utf8), to: name)
  }

  func write(_ data: Data, to name: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }
}
