@testable internal import Inputs
internal import Model
internal import Model
internal import TestKit
internal import Testing

@Suite struct GitFilesTests {
  @Test(
    arguments: [
      ("[core]\n\texcludesFile = /a b\n", "/a b"),
      ("[core] excludesfile=/a ; comment\n", "/a"),
      ("[CORE]\r\nExcludesFile = \"/a # b\" # c\r\n", "/a # b"),
      ("[core]\nexcludesFile = /a\\\\b\\tc\n", "/a\\b\tc"),
      ("[core]\nexcludesFile = /a\\\n/b\n", "/a/b"),
      ("[core]\nexcludesFile = /a\n[user]\nexcludesFile = /b\n", "/a"),
      ("[core \"sub\"]\nexcludesFile = /b\n", nil),
      ("excludesFile = /b\n[core", nil),
      ("# [core]\n; x\n\n=\n", nil),
    ] as [(String, String?)])
  func readsTheExcludesFile(_ text: String, _ expected: String?) {
    var configuration = GitConfiguration()
    configuration.apply(Array(text.utf8))
    #expect(configuration.excludesFile == expected.map { Array($0.utf8) })
  }

  @Test(arguments: [
    ("[core]\nignorecase", true), ("[core]\nignoreCase = Yes", true),
    ("[core]\nignoreCase = false", false), ("[core]\nignoreCase =", false), ("", false),
  ])
  func readsIgnoreCase(_ text: String, _ expected: Bool) {
    var configuration = GitConfiguration()
    configuration.apply(Array(text.utf8))
    #expect(configuration.ignoresCase == expected)
  }

  /// An index as git writes it, as far as its reader looks.
  private func index(version: UInt8, hashCount: Int, _ paths: [String]) -> [UInt8] {
    var bytes = Array("DIRC".utf8) + [0, 0, 0, version, 0, 0, 0, UInt8(paths.count)]
    var previous: [UInt8] = []
    for path in paths {
      let name = Array(path.utf8)
      let isDirectory = path.hasSuffix("/")
      var entry = [UInt8](repeating: 1, count: 40)
      entry.replaceSubrange(24..<28, with: isDirectory ? [0, 0, 0x40, 0] : [0, 0, 0x81, 0xA4])
      entry += [UInt8](repeating: 0xAB, count: hashCount)
      let isExtended = version == 3
      entry +=
        [isExtended ? 0x40 : 0, UInt8(min(name.count, 255))] + (isExtended ? [0x20, 0] : [])
      if version == 4 {
        let common = zip(previous, name).prefix { $0 == $1 }.count
        let strip = previous.count - common
        entry +=
          strip < 128 ? [UInt8(strip)] : [UInt8(0x80 | (strip >> 7) - 1), UInt8(strip & 127)]
        entry += name.dropFirst(common) + [0]
      } else {
        entry += name
        entry += [UInt8](repeating: 0, count: 8 - entry.count % 8)
      }
      bytes += entry
      previous = name
    }
    return bytes + [UInt8](repeating: 0xCD, count: hashCount)
  }

  @Test(arguments: [UInt8(2), 3, 4], [20, 32])
  func readsTheIndex(version: UInt8, hashCount: Int) {
    let long = String(repeating: "long/", count: 60) + "path"
    let paths = ["a", "ab", "dir/file", "dir/file2", long, "sparse/", "z1234567", "zz"]
    let bytes = index(version: version, hashCount: hashCount, paths)
    let read = GitIndex(bytes, usesSHA256: hashCount == 32)
    for path in paths where !path.hasSuffix("/") {
      #expect(read.contains(Array(path.utf8)), "\(path)")
    }
    #expect(read.contains(Array("sparse/below/x".utf8)))
    for path in ["b", "dir", "dir/file3", "sparse", "sparser/x", ""] {
      #expect(!read.contains(Array(path.utf8)), "\(path)")
    }
  }

  @Test(arguments: 0..<300) func aDamagedIndexIsSurvived(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let version = UInt8.random(in: 2...4, using: &random)
    var bytes = index(version: version, hashCount: 20, ["a", "b/c", "b/cd", "e"])
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      bytes[Int.random(in: 4..<bytes.count, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
    }
    bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
    // Reaching the next line is what is asked for.
    _ = GitIndex(bytes, usesSHA256: false).contains([0x61])
  }

  @Test func whatTheIndexHoldsIsNotIgnored() throws {
    let tree = try TemporaryTree()
    try tree.write("*.env\n", to: ".gitignore")
    try tree.write(index(version: 2, hashCount: 20, ["d/tracked.env"]), to: ".git/index")
    for name in ["d/tracked.env", "d/other.env"] { try tree.write("text", to: name) }
    let options = TreeOptions(jobs: 1, maxFileSize: 1 << 20, respectsGitignore: true)
    let scan = TreeScan(roots: [tree.path], options: options, environment: GitEnvironment())
    #expect(!scan.isGitIgnored(BlobPath("d/tracked.env")))
    #expect(scan.isGitIgnored(BlobPath("d/other.env")))
    let records = try scan.run { _ in Recorder() }.consumers.flatMap(\.records)
    #expect(Set(records.map(\.path)) == [".gitignore", "d/tracked.env"])
  }

  @Test(arguments: 0..<200) func anyTextIsSurvivedAsConfiguration(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
      Array("*?[]!^\\/-:#a \r\n\0\u{7F}".utf8).randomElement(using: &random) ?? 0
    }
    var configuration = GitConfiguration()
    configuration.apply(Array("[core]\n".utf8) + bytes)
  }
}
