public import Model
import TestKit

/// Reports made of generated secrets, so that no file of the project holds one.
struct SampleReport {
  private var random: SeededRandom
  /// Every secret that was generated.
  private(set) var secrets: [[UInt8]] = []

  init(seed: UInt64 = 1) { random = SeededRandom(seed: seed) }

  /// Letters and digits that no other value shares.
  mutating func secret(length: Int = 40) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    let value = (0..<length).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
    secrets.append(value)
    return value
  }

  /// Notes a value that a test made itself.
  mutating func remember(_ value: [UInt8]) { secrets.append(value) }

  /// Where a value stands that follows `before` on a line.
  static func location(line: Int, before: String, value: [UInt8]) -> Location {
    let text = String(decoding: value, as: UTF8.self)
    let lines = text.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" })
    let start = Position(
      line: line, column: 1 + before.utf8.count, utf16Column: 1 + before.utf16.count)
    var end = start
    if lines.count > 1, let last = lines.last {
      end = Position(
        line: line + lines.count - 1, column: 1 + last.utf8.count,
        utf16Column: 1 + last.utf16.count)
    } else {
      end.column += value.count
      end.utf16Column += text.utf16.count
    }
    return Location(start: start, end: end, offsets: 0..<value.count)
  }

  /// A finding on the line `before + value + after`.
  mutating func finding(
    rule: String = "acme-token", name: String = "Acme token", path: BlobPath = "src/app.env",
    line: Int = 1, before: String = "token = \"", after: String = "\"", value: [UInt8]? = nil,
    severity: Severity = .high, confidence: Confidence = .high, publicPrefix: Int = 0
  ) -> Finding {
    let value = value ?? secret()
    let secret = Secret(value, publicPrefix: publicPrefix)
    let mask = secret.redacted
    let digest = value.reduce(14_695_981_039_346_656_037 as UInt64) { hash, byte in
      (hash ^ UInt64(byte)) &* 1_099_511_628_211
    }
    let identity = String(digest, radix: 16)
    return Finding(
      rule: rule, name: name, family: rule, provider: "Acme", confidence: confidence,
      severity: severity, path: path,
      location: SampleReport.location(line: line, before: before, value: value), secret: secret,
      secretID: identity, id: String(digest &* 31 &+ UInt64(path.bytes.count), radix: 16),
      excerpt: Finding.Excerpt(
        text: before + mask + after, marked: before.count..<before.count + mask.count))
  }

  /// A rule with everything a rule can say.
  static func rule(
    _ id: String = "acme-token", name: String = "Acme token", severity: Severity = .high,
    frameworks: [String] = ["NHI2:2025", "NHI7:2025", "CWE-798"]
  ) -> RuleDescription {
    RuleDescription(
      id: id, name: name, family: id, provider: "Acme",
      summary: "Acts as its owner on everything the owner can reach.",
      revocation: "Settings → Tokens → Delete", revocationURL: "https://acme.example/tokens",
      lifetime: "static", identity: "human", severity: severity, confidence: .high,
      frameworks: frameworks)
  }

  static func report(
    _ findings: [Finding], rules: [RuleDescription] = [rule()], coverage: Coverage? = nil,
    showsSecrets: Bool = false
  ) -> Report {
    var read = Coverage()
    read.files = 1234
    read.bytes = 5_600_000
    return Report(
      toolVersion: "1.2.3", findings: findings, rules: rules, coverage: coverage ?? read,
      detectorCount: 612, showsSecrets: showsSecrets)
  }

  /// One report with a bit of everything: parts, encodings, copies, ignored files, wide characters,
  /// a key block, odd paths, problems.
  mutating func ofEverything(showsSecrets: Bool = false) -> Report {
    let shared = secret()
    var plain = finding(
      path: "config/app settings.env", line: 3, value: shared, publicPrefix: 4)
    plain.occurrences = 4
    plain.lineHash = "83fe557569f91ce9:1"
    var pair = finding(
      rule: "acme-key-pair", name: "Acme key pair", path: "config/app settings.env", line: 12,
      before: "\tname = \"Zoë 😀 日本\", key_id = ", after: "  # twelve", value: secret(length: 20),
      severity: .critical)
    let partValue = secret()
    pair.parts = [
      Finding.Part(
        name: "secret_key", secret: Secret(partValue),
        location: SampleReport.location(line: 13, before: "secret = ", value: partValue))
    ]
    pair.lineHash = "1072cf7592bed8ec:1"

    let marker = String(repeating: "-", count: 5)
    let body = String(decoding: secret(length: 64), as: UTF8.self)
    let block =
      "\(marker)BEGIN PRIVATE KEY\(marker)\n\(body)\n"
      + "\(marker)END PRIVATE KEY\(marker)"
    remember(Array(block.utf8))
    var key = finding(
      rule: "private-key", name: "private key", path: "keys/a:b.pem", before: "", after: "",
      value: Array(block.utf8), severity: .critical)
    key.lineHash = "c129715d7a2bc9a3:1"

    var encoded = finding(
      path: BlobPath(Array("k8s/".utf8) + [0xFF, 0x2E] + Array("yml".utf8)), line: 7,
      before: "  token: ", after: "", severity: .medium, confidence: .medium)
    encoded.decoded = ["base64", "utf-16"]
    var ignored = finding(path: "local/.env", line: 1, value: shared, severity: .medium)
    ignored.isIgnored = true
    ignored.occurrences = 4

    var coverage = Coverage()
    coverage.files = 1234
    coverage.bytes = 5_600_000
    coverage.skip(.gitIgnored, count: 10)
    coverage.skip(.symbolicLink, count: 2)
    coverage.skip(.tooLarge)
    coverage.allowedInline = ["sprawl:allow": 2, "gitleaks:allow": 1]
    coverage.ruleLimits = ["acme-token": 3]
    for index in 0..<12 {
      coverage.note(
        Coverage.Problem(
          path: BlobPath("locked/\(index / 10)\(index % 10).env"), message: "Permission denied"))
    }
    return Report(
      toolVersion: "1.2.3", findings: [plain, pair, encoded, key, ignored],
      rules: [
        SampleReport.rule("acme-key-pair", name: "Acme key pair", severity: .critical),
        SampleReport.rule(),
        SampleReport.rule("private-key", name: "private key", severity: .critical),
      ], coverage: coverage, detectorCount: 612, showsSecrets: showsSecrets)
  }

  /// What a scan of a git history gives: a credential that moved, one that HEAD no longer has, one without a commit; and
  /// all that such a scan leaves out.
  mutating func ofAHistory(showsSecrets: Bool = false) -> Report {
    func commit(_ digit: Character, _ author: String, _ date: String) -> Finding.Commit {
      Finding.Commit(id: String(repeating: digit, count: 40), author: author, date: date)
    }
    func place(
      _ finding: Finding, at path: BlobPath, _ commit: Finding.Commit?, isInHead: Bool
    ) -> Finding.HistoryPlace {
      Finding.HistoryPlace(
        path: path, location: finding.location, blob: String(repeating: "b", count: 40),
        commit: commit, isInHead: isInHead)
    }
    let ann = commit("a", "Zo\u{EB} Ann <ann@example.org>", "2019-08-07T06:05:04+02:00")
    let hostile = commit("c", "::error::\u{1B}[31m \u{202E}<x>", "")
    var moved = finding(path: "config/old name.env", line: 3)
    moved.history = [
      place(moved, at: "config/old name.env", ann, isInHead: false),
      place(moved, at: "b.env", hostile, isInHead: true),
      place(moved, at: "c.env", ann, isInHead: false),
      place(moved, at: "d.env", ann, isInHead: false),
      place(moved, at: BlobPath([0xFF, 0x2E]), ann, isInHead: false),
    ]
    moved.occurrences = 1207
    var gone = finding(path: "config/old name.env", line: 3, severity: .critical)
    gone.history = [place(gone, at: gone.path, hostile, isInHead: false)]
    var lost = finding(
      path: BlobPath("<blob \(String(repeating: "d", count: 40))>"), severity: .low)
    lost.history = [place(lost, at: lost.path, nil, isInHead: false)]

    var coverage = Coverage()
    coverage.files = 262_343
    coverage.bytes = 8_120_801_830
    for reason in [SkipReason.lfsPointer, .submodule, .unreachable, .notFetched, .notSelected] {
      coverage.skip(reason, count: 3)
    }
    coverage.remark(Coverage.Problem(path: "modules/one", message: "a submodule"))
    coverage.remark(Coverage.Problem(path: ".", message: "::error::\u{1B}[31m"))
    return Report(
      toolVersion: "1.2.3", findings: [lost, moved, gone], rules: [SampleReport.rule()],
      coverage: coverage, detectorCount: 612, showsSecrets: showsSecrets)
  }
}

/// Paths in tests are written as texts.
extension BlobPath: ExpressibleByStringLiteral {
  /// Wraps the text's UTF-8.
  public init(stringLiteral text: String) { self.init(text) }
}
