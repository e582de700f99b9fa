import Foundation
import Testing

@Suite struct ProgramTests {
  private let tree: TemporaryFolder
  private let token: String
  private var folder: URL { tree.url }

  init() throws {
    tree = try TemporaryFolder()
    token = try Sample.token()
    for index in 0..<60 {
      let text = index % 5 == 0 ? "a = 1\nk = \"\(token)\"\n" : "print(\(index))\n"
      try tree.write(text, to: "d\(index % 7)/f\(index).py")
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
