import Foundation
import Rules
import Testing

/// ``DemonstrationFiles`` on disk, with what was planted where.
struct DemonstrationRepository {
  /// A planted credential or look-alike.
  struct Mark {
    var name: String
    var path: String
    /// 1-based.
    var line: Int
  }

  let folder: TemporaryFolder
  private(set) var credentials: [Mark] = []
  private(set) var lookalikes: [Mark] = []

  /// Fills the templates and writes the files, with a git directory whose origin is on GitHub.
  init(seed: UInt64) throws {
    folder = try TemporaryFolder()
    var random = TemplateRandom(seed: seed)
    for (path, text) in DemonstrationFiles.all {
      var filled = ""
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        let isMarked = line.contains("«")
        for (index, piece) in line.split(separator: "«", omittingEmptySubsequences: false)
          .enumerated()
        {
          guard index > 0 else {
            // A part of a credential that the mark is on has a template, but no mark.
            let isPart = !isMarked && line.contains("{base64:38}")
            filled += isPart ? try Self.fill(String(piece), &random) : String(piece)
            continue
          }
          let ends = piece.split(separator: "»", maxSplits: 1, omittingEmptySubsequences: false)
          let bar = try #require(ends[0].firstIndex(of: "|"))
          let mark = Mark(name: String(ends[0][..<bar]), path: path, line: number + 1)
          if mark.name == "-" { lookalikes.append(mark) } else { credentials.append(mark) }
          filled += try Self.fill(String(ends[0][ends[0].index(after: bar)...]), &random)
          filled += ends.count > 1 ? String(ends[1]) : ""
        }
        filled += "\n"
      }
      try folder.write(filled, to: path)
    }
    try folder.write("ref: refs/heads/main\n", to: ".git/HEAD")
    try folder.write(
      "[remote \"origin\"]\n\turl = git@github.com:acme/shop.git\n", to: ".git/config")
    for name in ["objects", "refs"] { try folder.write("", to: ".git/\(name)/.keep") }
  }

  private static func fill(
    _ template: String, _ random: inout TemplateRandom
  ) throws -> String {
    String(decoding: try Template(template).fill(using: &random), as: UTF8.self)
  }
}
