import Foundation
import Testing

/// A git repository of a test's own, in a temporary folder that goes away with it.
final class GitFixture {
  private let temporary: TemporaryFolder
  let folder: URL
  /// The work tree, or the bare repository.
  let repository: URL

  /// Makes an empty repository.
  init(bare: Bool = false, format: String = "sha1") throws {
    temporary = try TemporaryFolder()
    folder = temporary.url.resolvingSymlinksInPath()
    repository = folder.appending(path: "repository")
    try FileManager.default.createDirectory(at: repository, withIntermediateDirectories: true)
    try git(
      ["init", "--quiet", "--initial-branch=main", "--object-format=\(format)"]
        + (bare ? ["--bare"] : []))
  }

  /// Runs git in the repository, or in another folder, and gives what it printed.
  @discardableResult
  func git(_ arguments: [String], input: String = "", in place: URL? = nil, fails: Bool = false)
    throws -> String
  {
    let result = try run(arguments, input: input, in: place)
    if !fails { try #require(result.code == 0, "git \(arguments): \(result.errors)") }
    return result.output
  }

  /// The same, but what it said on standard error.
  func gitErrors(_ arguments: [String], in place: URL? = nil) throws -> String {
    try run(arguments, input: "", in: place).errors
  }

  private func run(
    _ arguments: [String], input: String, in place: URL?
  ) throws -> (code: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    process.currentDirectoryURL = place ?? repository
    process.environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
      "HOME": folder.path, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ann Author",
      "GIT_AUTHOR_EMAIL": "ann@example.org", "GIT_COMMITTER_NAME": "Carl Committer",
      "GIT_COMMITTER_EMAIL": "carl@example.org", "GIT_AUTHOR_DATE": "2024-02-03T04:05:06+0100",
      "GIT_COMMITTER_DATE": "2024-02-03T04:05:06+0100",
    ]
    let names = ["in", "out", "err"].map { folder.appending(path: "git-\($0)-\(UUID())") }
    defer { for name in names { try? FileManager.default.removeItem(at: name) } }
    try Data(input.utf8).write(to: names[0])
    for name in names[1...] { try Data().write(to: name) }
    process.standardInput = try FileHandle(forReadingFrom: names[0])
    process.standardOutput = try FileHandle(forWritingTo: names[1])
    process.standardError = try FileHandle(forWritingTo: names[2])
    try process.run()
    process.waitUntilExit()
    let texts = try names[1...].map { name in
      String(decoding: try Data(contentsOf: name), as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
    return (process.terminationStatus, texts[0], texts[1])
  }

  /// Writes a file of the work tree.
  func write(_ text: String, to path: String) throws {
    let file = repository.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Commits all of the work tree; the commit's name.
  @discardableResult
  func commit(_ message: String = "change") throws -> String {
    try git(["add", "--all"])
    try git(["commit", "--quiet", "--allow-empty", "--message", message])
    return try git(["rev-parse", "HEAD"])
  }

  /// Where an object lies that is in no pack.
  func looseObject(_ name: String) throws -> URL {
    let directory = try git(["rev-parse", "--absolute-git-dir"])
    return URL(filePath: directory)
      .appending(path: "objects/\(name.prefix(2))/\(name.dropFirst(2))")
  }

  /// Runs the program on the repository and reads its JSON lines.
  func scan(_ arguments: [String] = [], of place: URL? = nil) throws -> HistoryReport {
    try HistoryReport(
      Program.run(["git", "--format", "jsonl"] + arguments + [(place ?? repository).path]))
  }
}

/// A report in JSON lines, as far as tests look at it.
struct HistoryReport {
  struct Commit: Decodable, Hashable { var commit: String? }
  struct Place: Decodable {
    var path: String
    var start_line: Int
    var blob: String
    var commit: String?
    var in_head: Bool
  }
  struct Finding: Decodable {
    var rule: String
    var path: String
    var start_line: Int
    var secret: String
    var secret_id: String
    var occurrences: Int
    var commit: String?
    var author: String?
    var date: String?
    var in_head: Bool?
    var history: [Place]?
  }
  struct Problem: Decodable {
    var path: String
    var message: String
  }
  struct Coverage: Decodable {
    var complete: Bool
    var files: Int
    var skipped: [String: Int]
    var problems: [Problem]
    var remarks: [Problem]
  }
  private struct Summary: Decodable { var coverage: Coverage }
  private struct Kind: Decodable { var kind: String }

  let code: Int32
  let errors: String
  private(set) var findings: [Finding] = []
  private(set) var coverage: Coverage

  init(_ result: Program.Result) throws {
    code = result.code
    errors = result.errors
    let lines = result.output.split(separator: "\n").map { Data($0.utf8) }
    let decoder = JSONDecoder()
    let last = try #require(lines.last, "\(result.errors)")
    coverage = try decoder.decode(Summary.self, from: last).coverage
    findings = try lines.dropLast().map { try decoder.decode(Finding.self, from: $0) }
  }

  /// Every credential at every path.
  var places: Set<[String]> {
    Set(
      findings.flatMap { finding in
        (finding.history?.map(\.path) ?? [finding.path]).map { [finding.secret_id, $0] }
      })
  }
}
