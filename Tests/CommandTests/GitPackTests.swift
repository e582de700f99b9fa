import Foundation
import TestKit
import Testing

/// Packs that are read without git, held against the same read by git: the reports are the same, byte for byte.
@Suite struct GitPackTests {
  private let fixture: GitFixture

  init() throws { fixture = try GitFixture() }

  private func report(_ arguments: [String], of place: URL? = nil) throws -> [String] {
    let result = try Program.run(
      ["git", "--as-of", "2026-01-01", "--format", "jsonl", "--max-file-size", "1G"] + arguments
        + [(place ?? fixture.repository).path])
    return [result.output, result.errors, "\(result.code)"]
  }

  private func expectSame(
    of place: URL? = nil, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
  )
    throws
  {
    let withGit = try report(["--read-with-git"], of: place)
    for jobs in ["1", "3"] {
      #expect(
        try report(["--jobs", jobs], of: place) == withGit, "\(what)",
        sourceLocation: sourceLocation)
    }
    #expect(withGit[0].contains("\"kind\":\"secret\""), "\(what)", sourceLocation: sourceLocation)
  }

  /// A text with a credential of many versions, which git packs as changes of each other.
  private func grow(_ versions: Int, seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var lines = (0..<400).map { "line \($0) of something that stays much as it is\n" }
    for number in 0..<versions {
      for _ in 0..<4 {
        lines[Int.random(in: 0..<lines.count, using: &random)] =
          "k\(number) = \"\(try Sample.token(random.next() % 7))\"\n"
      }
      if number % 5 == 0 { lines.removeSubrange(10..<20) }
      try fixture.write(lines.joined(), to: "app.py")
      try fixture.write("\u{FEFF}" + lines.joined(), to: "vendor/app.yml")
      try fixture.commit()
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>) func anyPackingIsRead(seed: UInt64) throws {
    let secrets = try (0..<5).map { try Sample.token(seed * 100 + $0) }
    try fixture.git(
      ["fast-import", "--quiet"],
      input: GeneratedHistory(seed: seed, count: 60, secrets: secrets).stream)
    try fixture.git(["reset", "--quiet", "--hard", "main"])
    try grow(12, seed: seed)
    try expectSame("some loose")
    let settings: [[String]] = [
      ["repack", "-a", "-d", "-f", "--depth=4000", "--window=100"],
      ["-c", "repack.useDeltaBaseOffset=false", "repack", "-a", "-d", "-f"],
      ["-c", "pack.compression=0", "repack", "-a", "-d", "-F", "--depth=0"],
      ["-c", "pack.indexVersion=1", "repack", "-a", "-d", "-f"],
      ["-c", "pack.packSizeLimit=1m", "repack", "-a", "-d", "-f"],
    ]
    for arguments in settings {
      try fixture.git(arguments + ["--quiet"])
      try expectSame("seed \(seed): \(arguments)")
    }
  }

  @Test func packsOfSHA256AndOfAlternatesAreRead() throws {
    let other = try GitFixture(format: "sha256")
    try other.write("k = \"\(try Sample.token(1))\"\n", to: "a.py")
    try other.commit()
    try other.git(["gc", "--quiet"])
    try expectSame(of: other.repository, "SHA-256")
    try grow(6, seed: 5)
    try fixture.git(["gc", "--quiet"])
    let copy = fixture.folder.appending(path: "copy")
    try fixture.git(["clone", "--quiet", "--shared", fixture.repository.path, copy.path])
    try expectSame(of: copy, "alternates")
  }

  /// What a fetch completes: changes whose base is named and stands behind them.
  @Test func thinPacksAreRead() throws {
    try grow(6, seed: 6)
    try fixture.git(["gc", "--quiet"])
    let copy = fixture.folder.appending(path: "copy")
    try fixture.git(["clone", "--quiet", "--bare", "file://\(fixture.repository.path)", copy.path])
    try grow(6, seed: 7)
    try fixture.git(
      ["-c", "fetch.unpackLimit=1", "fetch", "--quiet", "origin", "+refs/heads/*:refs/heads/*"],
      in: copy)
    try expectSame(of: copy, "two packs, one completed")
  }

  /// Blobs of several windows, over the limit of what is held in memory, empty ones, other encodings.
  @Test func largeAndOddBlobsAreRead() throws {
    let token = try Sample.token(2)
    let line = "a line that is as long as most lines of a program are\n"
    for (name, size) in [("medium.py", 5 << 20), ("large.py", 17 << 20)] {
      for change in 0..<2 {
        let text = "# \(change)\n" + String(repeating: line, count: size / line.utf8.count)
        try fixture.write(text + "k = \"\(token)\"\n", to: name)
        try fixture.write("", to: "empty\(change)")
        try fixture.write("#\(change)\u{0}\u{1}k = \"\(token)\"\u{0}", to: "binary")
        try Data("k = \"\(token)\" \(change)\n".utf8.flatMap { [$0, 0] })
          .write(to: fixture.repository.appending(path: "wide.txt"))
        try fixture.commit()
      }
    }
    try fixture.git(["-c", "core.bigFileThreshold=1g", "repack", "-a", "-d", "-f", "--quiet"])
    try expectSame("large")
  }

  private struct Told: Decodable {
    struct Place: Decodable {
      var path: String
      var commit: String?
    }

    private enum CodingKeys: String, CodingKey {
      case secretID = "secret_id"
      case inHead = "in_head"
      case history
    }

    /// nil in the summary.
    var secretID: String?
    var inHead: Bool?
    var history: [Place]?

    /// Paths at which commits are known to have brought it.
    var known: Set<String> {
      Set((history ?? []).compactMap { $0.commit == nil ? nil : $0.path })
    }
  }

  private func told(_ report: [String]) throws -> [String: Told] {
    var told: [String: Told] = [:]
    for line in report[0].split(separator: "\n") {
      let record = try JSONDecoder().decode(Told.self, from: Data(line.utf8))
      if let id = record.secretID { told[id] = record }
    }
    return told
  }

  /// Bytes of a pack changed at random places: the same credentials as git finds, and no less said of where they stood.
  /// Git gives up commits whose parents' parents cannot be read; nothing is lost with them without it.
  @Test(arguments: 1...6 as ClosedRange<UInt64>) func damageIsToldAsByGit(seed: UInt64) throws {
    try grow(10, seed: seed)
    try fixture.git(["repack", "-a", "-d", "-f", "--quiet"])
    let folder = fixture.repository.appending(path: ".git/objects/pack")
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasSuffix(".pack") })
    let file = folder.appending(path: name)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
    let sound = try Data(contentsOf: file)
    #expect(!(try told(report(["--jobs", "1"])).isEmpty))
    var random = SeededRandom(seed: seed)
    for _ in 0..<4 {
      var bytes = sound
      for _ in 0..<3 {
        bytes[Int.random(in: 12..<bytes.count, using: &random)] ^=
          1 << UInt8.random(in: 0..<8, using: &random)
      }
      try bytes.write(to: file)
      let withGit = try report(["--read-with-git", "--jobs", "1"])
      let without = try report(["--jobs", "1"])
      #expect(without[2] == withGit[2], "seed \(seed)")
      let (own, git) = (try told(without), try told(withGit))
      #expect(Set(own.keys) == Set(git.keys), "seed \(seed)")
      for (id, record) in git {
        let other = try #require(own[id])
        #expect(other.known.isSuperset(of: record.known), "seed \(seed): \(id)")
        #expect(other.inHead == true || record.inHead != true, "seed \(seed): \(id)")
      }
    }
  }
}
