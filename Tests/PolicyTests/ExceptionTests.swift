internal import Model
internal import Policy
internal import Testing

@Suite struct ExceptionTests {
  /// A policy with one exception, granted 2026-05-01, until 2026-06-30.
  private func policy(_ match: String, context: String = "{paths: [src/app.py]}") throws
    -> ScanPolicy
  {
    try PolicyReaderTests.read(
      """
      version: 1
      exceptions:
        - \(match)
          owner: "@acme/pay"
          reason: Sandbox key
          granted: 2026-05-01
          until: 2026-06-30
          context: \(context)

      """)
  }

  private func judge(
    _ policy: ScanPolicy, _ findings: [Finding], asOf: String = "2026-06-15",
    repository: String? = nil
  ) throws -> (findings: [Finding], summary: PolicySummary) {
    var findings = findings
    let asOf = try #require(CalendarTime.seconds(of: asOf))
    let context = EvaluationContext(asOf: asOf, repository: { _ in repository })
    let summary = Evaluation(policy: policy, context: context).judge(&findings)
    return (findings, summary)
  }

  private static let byID = "id: \(Sample.digest("1"))"
  private static let bySecret = "secret-id: \(Sample.digest("a"))"

  // MARK: Time

  @Test(arguments: [
    ("2026-04-30T23:59:59Z", Assessment.PolicyVerdict.Outcome.reopened),
    ("2026-05-01T00:00:00Z", .excepted), ("2026-06-30T23:59:59Z", .excepted),
    ("2026-07-01T00:00:00Z", .reopened),
  ])
  func itHoldsFromItsFirstToItsLastDay(
    asOf: String, outcome: Assessment.PolicyVerdict.Outcome
  ) throws {
    let (findings, summary) = try judge(policy(Self.byID), [Sample.finding()], asOf: asOf)
    #expect(findings[0].outcome == outcome)
    #expect(findings[0].isAccepted == (outcome == .excepted))
    #expect(summary.outcomes == [outcome: 1])
  }

  @Test func theReasonsSayWhoWhyAndUntilWhen() throws {
    let (granted, _) = try judge(policy(Self.byID), [Sample.finding()])
    #expect(
      granted[0].assessment?.policy.reasons == [
        "excepted until 2026-06-30 by @acme/pay (sprawl.yml:3): Sandbox key"
      ])
    let (ended, _) = try judge(policy(Self.byID), [Sample.finding()], asOf: "2026-07-01")
    #expect(
      ended[0].assessment?.policy.reasons == [
        "the exception of sprawl.yml:3 does not hold: it ended on 2026-06-30"
      ])
  }

  // MARK: What it is for

  @Test(
    arguments: [
      (byID, Sample.finding(), true), (byID, Sample.finding("a", "2"), false),
      (bySecret, Sample.finding("a", "2"), true), (bySecret, Sample.finding("b", "1"), false),
      ("rule: acme-token\n    path: src/", Sample.finding(), true),
      ("rule: acme-token\n    path: tests/", Sample.finding(), false),
      ("rule: other\n    path: src/", Sample.finding(), false),
    ])
  func itIsForWhatItNames(match: String, finding: Finding, isFor: Bool) throws {
    let (findings, summary) = try judge(policy(match), [finding])
    #expect(findings[0].outcome == (isFor ? .excepted : .reported))
    #expect(summary.unusedExceptions.map(\.line) == (isFor ? [] : [3]))
  }

  @Test func whatIsUnusedIsOnlyKnownWhereEverythingWasRead() throws {
    var findings: [Finding] = []
    let context = EvaluationContext(asOf: Sample.date, isWhole: false)
    let summary = Evaluation(policy: try policy(Self.byID), context: context).judge(&findings)
    #expect(summary.unusedExceptions.isEmpty)
    #expect(summary.endedEntries == nil)
  }

  // MARK: Context

  struct Change: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var context: String
    var finding: Finding
    var repository: String?
    /// nil: it still holds.
    var reason: String?
  }

  private static func context(_ rest: String) -> String { "{paths: [src/app.py], \(rest)}" }

  static let changes: [Change] = [
    Change(
      testDescription: "another path", context: "{paths: [src/app.py]}",
      finding: Sample.finding(path: "src/new.py"), reason: "new path src/new.py"),
    Change(
      testDescription: "another environment", context: context("environments: [test]"),
      finding: Sample.assessed { $0.environment = .production },
      reason: "new environment production"),
    Change(
      testDescription: "the same environment", context: context("environments: [test, staging]"),
      finding: Sample.assessed { $0.environment = .staging }),
    Change(
      testDescription: "an environment that nobody can tell now",
      context: context("environments: [test]"), finding: Sample.assessed()),
    Change(
      testDescription: "another owner", context: context("owner: '@acme/pay'"),
      finding: Sample.assessed { $0.owner.name = "@acme/data" },
      reason: "new owner @acme/data, no longer @acme/pay"),
    Change(
      testDescription: "the same owner", context: context("owner: '@acme/pay'"),
      finding: Sample.assessed { $0.owner.name = "@acme/pay" }),
    Change(
      testDescription: "a wider scope", context: context("scope: narrow"),
      finding: Sample.assessed { $0.scope.breadth = .broad }, reason: "wider scope: broad"),
    Change(
      testDescription: "a narrower scope", context: context("scope: broad"),
      finding: Sample.assessed { $0.scope.breadth = .narrow }),
    Change(
      testDescription: "one more entry", context: context("scope-entries: [read]"),
      finding: Sample.assessed { $0.scope.entries = ["read", "write"] },
      reason: "wider scope: write"),
    Change(
      testDescription: "one entry fewer", context: context("scope-entries: [read, write]"),
      finding: Sample.assessed { $0.scope.entries = ["read"] }),
    Change(
      testDescription: "a second repository", context: context("repositories: [a/b]"),
      finding: Sample.finding(), repository: "a/c", reason: "second repository a/c"),
    Change(
      testDescription: "the same repository", context: context("repositories: [a/b]"),
      finding: Sample.finding(), repository: "a/b"),
    Change(
      testDescription: "a repository that nobody can tell now",
      context: context("repositories: [a/b]"), finding: Sample.finding()),
  ]

  @Test(arguments: changes) func aChangedContextReopens(change: Change) throws {
    for match in [Self.byID, Self.bySecret, "rule: acme-token\n    path: src/"] {
      let (findings, _) = try judge(
        policy(match, context: change.context), [change.finding], repository: change.repository)
      #expect(findings[0].outcome == (change.reason == nil ? .excepted : .reopened), "\(match)")
      if let reason = change.reason {
        #expect(
          findings[0].assessment?.policy.reasons == [
            "the exception of sprawl.yml:3 does not hold: \(reason)"
          ])
      }
    }
  }

  @Test func aCopyElsewhereReopensTheCredentialButNotOthersOfTheRule() throws {
    let (original, copy) = (Sample.finding(), Sample.finding("a", "2", path: "src/copy.py"))
    let (byID, _) = try judge(policy(Self.byID), [original, copy])
    #expect(byID.map(\.outcome) == [.reopened, .reported])
    let (bySecret, _) = try judge(policy(Self.bySecret), [original, copy])
    #expect(bySecret.map(\.outcome) == [.reopened, .reopened])
    let other = Sample.finding("b", "2", path: "src/copy.py")
    let (byRule, _) = try judge(policy("rule: acme-token\n    path: src/"), [original, other])
    #expect(byRule.map(\.outcome) == [.excepted, .reopened])
  }

  @Test func aHistoryIsJudgedByThePathsThatHeadHas() throws {
    var finding = Sample.finding(path: "old.py")
    func place(_ path: String, isInHead: Bool) -> Finding.HistoryPlace {
      Finding.HistoryPlace(
        path: BlobPath(path), location: finding.location, blob: "", commit: nil,
        isInHead: isInHead)
    }
    finding.history = [place("old.py", isInHead: false), place("src/app.py", isInHead: true)]
    #expect(try judge(policy(Self.bySecret), [finding]).findings[0].outcome == .excepted)
    finding.history.append(place("src/more.py", isInHead: true))
    #expect(try judge(policy(Self.bySecret), [finding]).findings[0].outcome == .reopened)
  }

  // MARK: Writing one

  @Test func theEntryThatIsWrittenHolds() throws {
    let finding = Sample.assessed(path: "src/\"odd\" näme\u{1B}.py") {
      $0.environment = .test
      $0.owner.name = "@acme/pay"
      $0.scope.breadth = .narrow
      $0.scope.entries = ["repo: read"]
    }
    let copy = Sample.finding("a", "2", path: "b.py")
    let context = EvaluationContext(
      asOf: Sample.date, repository: { _ in "github.com/acme/app" })
    for id in [finding.id, finding.secretID] {
      let entry = try #require(ExceptionEntry(id: id, in: [finding, copy], context: context))
      let text = entry.text(
        owner: "@acme/pay", reason: "It's \"odd\"\n# really", until: Sample.date + 30 * Sample.day)
      let policy = try PolicyReaderTests.read("version: 1\nexceptions:\n" + text)
      var findings = [finding, copy]
      _ = Evaluation(policy: policy, context: context).judge(&findings)
      #expect(findings[0].outcome == .excepted, "\(text)")
      #expect(findings[1].outcome == (id == finding.id ? .reported : .excepted))
      #expect(policy.exceptions[0].reason == "It's \"odd\"\n# really")
    }
    #expect(ExceptionEntry(id: Sample.digest("f"), in: [finding], context: context) == nil)
  }
}
