import Foundation
import TestKit
import Testing

/// `sprawl git --cache`: the same reports as without, whatever happened to the file before.
@Suite struct GitCacheTests {
  private let fixture: GitFixture
  private let cache: URL

  init() throws {
    fixture = try GitFixture()
    cache = fixture.folder.appending(path: "cache")
  }

  /// A report's bytes without the coverage's remarks, where a cache has its say.
  private func report(_ arguments: [String] = [], of place: URL? = nil) throws -> [String] {
    let result = try Program.run(
      ["git", "--as-of", "2026-01-01", "--format", "jsonl"] + arguments + [
        (place ?? fixture.repository).path
      ])
    var lines = result.output.split(separator: "\n").map(String.init)
    let last = lines.popLast() ?? ""
    let summary = last.replacing(/"remarks":\[[^\]]*\]/, with: "")
    return lines + [summary, result.errors, "\(result.code)"]
  }

  private func cached(_ arguments: [String] = [], of place: URL? = nil) throws -> [String] {
    try report(["--cache", cache.path] + arguments, of: place)
  }

  private func importing(_ history: GeneratedHistory) throws {
    try fixture.git(["fast-import", "--quiet", "--force"], input: history.stream)
  }

  /// Cold, warm, after new commits, after lost ones.
  @Test(arguments: 1...6 as ClosedRange<UInt64>) func saysWhatAWholeScanSays(seed: UInt64) throws {
    let secrets = try (0..<5).map { try Sample.token(seed * 100 + $0) }
    let jobs = ["--jobs", seed % 2 == 0 ? "3" : "1"]
    for count in [25, 25, 40, 10] {
      try importing(GeneratedHistory(seed: seed, count: count, secrets: secrets))
      for arguments in [jobs, jobs, jobs + ["--unreachable"]] {
        #expect(try cached(arguments) == report(arguments), "seed \(seed), \(count), \(arguments)")
      }
      #expect(try cached(["--path", "src"]) == report(["--path", "src"]), "seed \(seed)")
      if seed == 3 { try fixture.git(["gc", "--quiet"]) }
    }
    // What tells that it was used at all.
    let remarks = try fixture.scan(["--cache", cache.path]).coverage.remarks.map(\.message)
    #expect(remarks.contains { $0.contains("known from the cache") }, "seed \(seed): \(remarks)")
  }

  @Test func optionsAndRulesHaveResultsOfTheirOwn() throws {
    let secrets = try (0..<5).map { try Sample.token($0) }
    try importing(GeneratedHistory(seed: 7, count: 30, secrets: secrets))
    let rule = try #require(fixture.scan().findings.first).rule
    for arguments in [
      [], ["--disable-rule", rule], ["--enable-rule", rule], ["--min-confidence", "low"],
      ["--max-file-size", "40"], ["--show-secrets"], ["--no-inline-allow"],
    ] {
      for _ in 0..<2 { #expect(try cached(arguments) == report(arguments), "\(arguments)") }
    }
  }

  @Test func pointersAllowancesAndShallowClonesAreToldEachTime() throws {
    let digest = String(repeating: "0f", count: 32)
    try fixture.write(
      "version https://git-lfs.github.com/spec/v1\noid sha256:\(digest)\nsize 12345\n", to: "l.bin")
    for number in 0..<3 as Range<UInt64> {
      try fixture.write("k = \"\(try Sample.token(number))\" # gitleaks:allow\n", to: "a.py")
      try fixture.write("k = \"\(try Sample.token(number + 9))\"\n", to: "b\(number).py")
      try fixture.commit()
    }
    for _ in 0..<2 { #expect(try cached() == report()) }
    let copy = fixture.folder.appending(path: "shallow")
    try fixture.git(
      ["clone", "--quiet", "--depth", "1", "file://\(fixture.repository.path)", copy.path])
    for _ in 0..<2 { #expect(try cached(of: copy) == report(of: copy)) }
    try fixture.git(["fetch", "--quiet", "--unshallow"], in: copy)
    for _ in 0..<2 { #expect(try cached(of: copy) == report(of: copy)) }
  }

  /// Settings are checked where HEAD has them: a file that comes, goes, moves or is mended.
  @Test func settingsAreKnownToo() throws {
    func expectSame(_ arguments: [String] = []) throws {
      for _ in 0..<2 { #expect(try cached(arguments) == report(arguments)) }
    }
    let fault = "resource \"aws_iam_access_key\" \"deploy\" {\n  user = \"deploy\"\n}\n"
    try fixture.write(fault, to: "main.tf")
    try fixture.write("locals { name = \"x\" }\n", to: "plain.tf")
    try fixture.write("print(1)\n", to: "a.py")
    try fixture.commit()
    #expect(try report().contains { $0.contains(#""kind":"posture""#) })
    try expectSame()
    let remarks = try fixture.scan(["--cache", cache.path]).coverage.remarks.map(\.message)
    #expect(remarks == ["all is known from the cache: nothing has changed since the last scan"])
    try fixture.write("print(2)\n", to: "b.py")
    try fixture.commit()
    let later = try fixture.scan(["--cache", cache.path]).coverage.remarks.map(\.message)
    #expect(later == ["3 blobs are known from the cache"])
    try expectSame(["--no-posture"])
    try expectSame(["--show-unresolved"])
    try fixture.git(["mv", "main.tf", "keys.tf"])
    try fixture.commit()
    try expectSame()
    try fixture.write("# no key any more\n", to: "keys.tf")
    try fixture.commit()
    try expectSame()
    try fixture.write(fault, to: "main.tf")
    try fixture.commit()
    try expectSame()
  }

  /// The results of a report in SARIF.
  private func results(_ arguments: [String] = []) throws -> [NSDictionary] {
    let report = try Program.run(
      ["git", "--as-of", "2026-01-01", "--format", "sarif"] + arguments + [fixture.repository.path])
    let log = try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any]
    let runs = log?["runs"] as? [[String: Any]]
    return try #require(runs?.first?["results"] as? [NSDictionary])
  }

  /// A history that has not changed is not read again; what lies outside it counts as it is now.
  @Test func aKnownHistoryIsJudgedAnew() throws {
    func expectSame(_ arguments: [String] = []) throws {
      for _ in 0..<2 { #expect(try cached(arguments) == report(arguments), "\(arguments)") }
    }
    try fixture.write("k = \"\(try Sample.token(1))\"\n", to: "a.py")
    try fixture.write("{\"jwt\": \"\(Sample.webToken())\"}\n", to: "b.json")
    try fixture.write("k = \"\(try Sample.token(2))\"\n", to: "c/c.py")
    try fixture.commit()
    try fixture.git(["tag", "-a", "-m", "t", "v1"])
    try expectSame()
    // Before and after the token's end.
    for date in ["2026-08-01", "2026-10-01"] { try expectSame(["--as-of", date]) }
    let plain = try results()
    for _ in 0..<2 { #expect(try results(["--cache", cache.path]) == plain) }
    let policy = fixture.folder.appending(path: "policy.yml")
    for paths in ["{exclude: [/c/]}", "{exclude: [/a.py]}", "{include: [/c/]}"] {
      try Data("version: 1\npaths: \(paths)\n".utf8).write(to: policy)
      try expectSame(["--config", policy.path])
    }
    try expectSame(["--no-governance"])
    try fixture.write("* @acme/one\n", to: "CODEOWNERS")
    try fixture.commit()
    try expectSame()
    try fixture.git(["tag", "-d", "v1"])
    try expectSame()
    // The history stays, HEAD goes back: the branch is the only one to name the last commit.
    try fixture.git(["checkout", "--quiet", "--detach", "HEAD~1"])
    try expectSame()
    try fixture.git(["remote", "add", "origin", "https://github.com/acme/app.git"])
    try expectSame()
    try fixture.git(["repack", "-adq"])
    try expectSame()
  }

  @Test func theFileHoldsNoSecret() throws {
    let token = try Sample.token(1)
    try fixture.write("k = \"\(token)\"\n", to: "a.py")
    try fixture.commit()
    for arguments in [[], ["--show-secrets"]] { _ = try cached(arguments) }
    let bytes = try Data(contentsOf: cache)
    let value = Data(token.utf8.dropFirst(4))
    #expect(bytes.range(of: value) == nil && bytes.range(of: value.prefix(8)) == nil)
    #expect(bytes.range(of: Data("a.py".utf8)) != nil, "paths are there, as the manual says")
    let mode =
      try FileManager.default.attributesOfItem(atPath: cache.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>) func aDamagedFileChangesNothing(seed: UInt64)
    throws
  {
    let secrets = try (0..<5).map { try Sample.token($0) }
    try importing(GeneratedHistory(seed: seed, count: 30, secrets: secrets))
    let whole = try report()
    var random = SeededRandom(seed: seed)
    _ = try cached()
    let bytes = try Data(contentsOf: cache)
    for kind in 0..<8 {
      var damaged = bytes
      switch kind {
      case 0: damaged = Data("not a database at all\n".utf8)
      case 1: damaged = bytes.prefix(Int.random(in: 1..<bytes.count, using: &random))
      case 2: damaged = Data()
      default:
        for _ in 0..<(1 << (kind - 3)) {
          damaged[Int.random(in: 0..<bytes.count, using: &random)] ^=
            1 << UInt8.random(in: 0..<8, using: &random)
        }
      }
      try damaged.write(to: cache)
      #expect(try cached() == whole, "seed \(seed), damage \(kind)")
    }
    try Data("not a database at all\n".utf8).write(to: cache)
    let report = try fixture.scan(["--cache", cache.path])
    #expect(report.coverage.remarks.contains { $0.message.contains("damaged") })
    #expect(try String(contentsOfFile: cache.path + ".corrupt", encoding: .utf8).hasPrefix("not"))
  }

  @Test func twoProcessesAtOnceLoseNothing() throws {
    try importing(many(3000))
    let whole = try report()
    let both = (0..<3).map {
      "\"$sprawl\" git --as-of 2026-01-01 --format jsonl --cache '\(cache.path)' \"$PWD\" >'\(fixture.folder.path)/out\($0)' & "
    }
    _ = try Program.shell(both.joined() + "wait", in: fixture.repository)
    for number in 0..<3 {
      let text = try String(
        contentsOfFile: "\(fixture.folder.path)/out\(number)", encoding: .utf8)
      #expect(Array(text.split(separator: "\n").map(String.init).dropLast()) == whole.dropLast(3))
    }
    #expect(try cached() == whole)
  }

  /// Killed at many moments; then nothing is lost and nothing is said twice.
  @Test func aKilledScanIsTakenUpAgain() throws {
    try importing(many(12_000))
    let whole = try report()
    var killed = 0
    for seconds in ["0.03", "0.1", "0.25", "0.45", "0.7", "1.0", "1.4"] {
      let result = try Program.shell(
        "\"$sprawl\" git --jobs 2 --cache '\(cache.path)' \"$PWD\" >/dev/null & p=$!; "
          + "sleep \(seconds); kill -9 $p; wait $p", in: fixture.repository)
      if result.code == 137 { killed += 1 }
    }
    #expect(killed > 0)
    #expect(try cached() == whole)
    #expect(try cached() == whole)
    let remarks = try fixture.scan(["--cache", cache.path]).coverage.remarks.map(\.message)
    #expect(remarks.contains { $0.hasPrefix("12000 blobs") || $0.contains("known") }, "\(remarks)")
  }

  /// One commit with many small files, some of which hold a credential.
  private func many(_ count: Int) throws -> GeneratedHistory {
    let token = try Sample.token(3)
    return GeneratedHistory(
      tree: Dictionary(
        uniqueKeysWithValues: (0..<count).map { number in
          (
            // No posture check is about such files, which would have them read again.
            "d\(number % 50)/f\(number).rs",
            number % 97 == 0 ? "# \(number)\nk = \"\(token)\"\n" : "\(number)\n"
          )
        }))
  }

  @Test(arguments: [
    ["--trace"], ["--cache", "/"], ["--cache", "/no/such/folder/file"],
  ])
  func mistakesAreSaid(arguments: [String]) throws {
    try fixture.commit()
    let result = try Program.run(
      ["git", "--as-of", "2026-01-01", "--cache", cache.path] + arguments + [
        fixture.repository.path
      ])
    #expect(result.code == 2 && result.errors.contains("cache"), "\(result)")
  }
}
