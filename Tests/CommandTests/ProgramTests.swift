import Foundation
import Rules
import Testing

/// Runs the built program.
struct Program {
  struct Result {
    var code: Int32
    var output: String
    var errors: String
  }

  /// The program beside the test bundle.
  static var path: String {
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
  }

  static func run(_ arguments: [String], input: String? = nil, in folder: URL? = nil) throws
    -> Result
  {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // Files, not pipes: a pipe that nobody empties would block the program.
    let work = FileManager.default.temporaryDirectory.appending(path: "sprawl-\(UUID())")
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: work) }
    let names = ["in", "out", "err"].map { work.appending(path: $0) }
    try Data((input ?? "").utf8).write(to: names[0])
    for name in names[1...] { try Data().write(to: name) }
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

@Suite struct ProgramTests {
  private let folder: URL
  private let token: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "sprawl-tree-\(UUID())")
    var random = TemplateRandom(seed: 5)
    token = String(
      decoding: try Template("ghp_{github-crc32:30}").fill(using: &random), as: UTF8.self)
    for index in 0..<60 {
      let file = folder.appending(path: "d\(index % 7)/f\(index).py")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      let text = index % 5 == 0 ? "a = 1\nk = \"\(token)\"\n" : "print(\(index))\n"
      try Data(text.utf8).write(to: file)
    }
  }

  @Test func findingsExitWithOneAndHideTheSecret() throws {
    for format in ["text", "json", "jsonl", "sarif"] {
      let result = try Program.run(["scan", "--format", format, folder.path])
      #expect(result.code == 1)
      #expect(result.output.contains("github-pat-classic"))
      #expect(!result.output.contains(token.dropFirst(4)))
      #expect(result.errors.isEmpty, "\(result.errors)")
    }
    #expect(try Program.run(["scan", "--exit-zero", folder.path]).code == 0)
  }

  @Test func theOutputIsTheSameAtAnyNumberOfJobs() throws {
    for format in ["text", "jsonl", "sarif"] {
      let outputs = try ["1", "2", "8", "8"].map {
        try Program.run(["scan", "--jobs", $0, "--format", format, folder.path]).output
      }
      #expect(Set(outputs).count == 1)
    }
  }

  @Test func standardInputIsScanned() throws {
    let result = try Program.run(["scan", "-", "--format", "jsonl"], input: "k = '\(token)'\n")
    #expect(result.code == 1)
    #expect(result.output.contains("\"path\":\"<stdin>\""))
  }

  @Test func aCleanFolderExitsWithZero() throws {
    let result = try Program.run(["scan", "d1/f1.py"], in: folder)
    #expect(result.code == 0)
    #expect(result.output.contains("No credentials found"))
  }

  @Test func aFileOverTheLimitMakesTheScanIncomplete() throws {
    let result = try Program.run(["scan", "--max-file-size", "10", "d1"], in: folder)
    #expect(result.code == 3)
    #expect(result.output.contains("ncomplete"))
  }

  @Test(arguments: [
    ["scan", "--nonsense"], ["scan", "/no/such/place"], ["scan", "--disable-rule", "nobody"],
    ["scan", "--jobs", "0"], ["rules", "check", "/no/such/place"],
  ])
  func mistakesExitWithTwoAndSayWhy(arguments: [String]) throws {
    let result = try Program.run(arguments)
    #expect(result.code == 2)
    #expect(!result.errors.isEmpty)
  }

  @Test func severalReportsAreWrittenAtOnce() throws {
    let result = try Program.run(
      ["scan", "--output", "r.sarif", "--output", "r.jsonl", "d0"], in: folder)
    #expect(result.code == 1)
    for name in ["r.sarif", "r.jsonl"] {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      #expect(text.contains("github-pat-classic"))
    }
  }

  @Test func rulesAreListed() throws {
    let result = try Program.run(["rules", "list"])
    #expect(result.code == 0)
    #expect(result.output.split(separator: "\n").count >= 150)
  }
}
