import Model
import Policy

/// `sprawl.yml` and baselines, as a scanned folder brings them.
struct PolicyTarget: FuzzTarget {
  private static let digest = String(repeating: "a", count: 32)

  func seeds() -> [[UInt8]] {
    [
      """
      version: 1
      min-confidence: high
      rules: {enable: [a], disable: [b]}
      paths: {include: [src/], exclude: ["*.min.js", "!x"]}
      sensitivity: {high: {environments: [production], paths: [pay/]}, low: {paths: [toy/]}}
      ceilings: {vendor-token: {low: 60d, high: 12h}, signed-url: 900, static-secret: none, families: {f: 15m}}
      require: {high: [owner, expiry], low: [owner]}
      severity: {production: +1, test: -1}
      owners: [{path: a/, team: t}]
      places: [{path: b/, platform: eks, environment: test}]
      exceptions:
        - id: \(Self.digest)
          owner: o
          reason: r
          granted: 2026-01-01
          until: 2026-06-30
          context: {paths: [a], environments: [test], owner: o, scope: narrow, scope-entries: [e], repositories: [r]}
        - {rule: r, path: a/, owner: o, reason: r, granted: 2026-01-01, until: 2026-01-02}
      """,
      "version: 1\nowners: &a [{path: *a, team: t}]\n",
      "# sprawl baseline 1\n\(Self.digest) \(Self.digest) rule dir/a%20b%FF\n# c\n\r\n",
    ].map { Array($0.utf8) }
  }

  func run(_ bytes: UnsafeRawBufferPointer) {
    do throws(PolicyErrors) {
      let policy = try ScanPolicy.read(bytes, name: "p")
      var findings: [Finding] = []
      _ = Evaluation(policy: policy, context: EvaluationContext(asOf: 0)).judge(&findings)
      _ = policy.leavesOut(BlobPath("src/a/b.js"))
      _ = policy.owner(of: BlobPath("a/b"))
    } catch {
      require(!error.errors.isEmpty, "an error says what is wrong")
      for mistake in error.errors { require(mistake.file == "p", "and where") }
    }
    guard let baseline = try? Baseline.read(bytes, name: "b") else { return }
    let again = try? Baseline.read(baseline.text.utf8, name: "b")
    require(again == baseline, "a baseline that is written says what it said")
  }
}
