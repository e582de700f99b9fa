internal import Model
internal import Policy
internal import Testing

@Suite struct VerdictTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var kind: Assessment.Lifetime.Class
    var source = Assessment.Lifetime.Source.family
    var issued: Int?
    var expires: Int?
    var ttl: Int?
    var age: Int?
    var environment = Environment.unknown
    var isLongLived: Bool?
  }

  private static let day = Sample.day
  static let cases: [Case] = [
    Case(testDescription: "static never ends", kind: .fixed, isLongLived: true),
    Case(testDescription: "nothing is known", kind: .unknown, isLongLived: nil),
    Case(testDescription: "a chosen end that nobody knows", kind: .expiring, isLongLived: nil),
    Case(
      testDescription: "a family's usual end is no evidence", kind: .expiring, ttl: 365 * day,
      isLongLived: nil),
    Case(
      testDescription: "a platform's fixed hour is", kind: .shortLived, ttl: 3600,
      isLongLived: false),
    Case(
      testDescription: "12 hours in production", kind: .shortLived, ttl: 12 * 3600,
      environment: .production, isLongLived: true),
    Case(
      testDescription: "12 hours elsewhere", kind: .shortLived, ttl: 12 * 3600,
      environment: .staging, isLongLived: false),
    Case(
      testDescription: "a JWT of a year", kind: .expiring, source: .jwt, issued: Sample.date,
      expires: Sample.date + 365 * day, ttl: 365 * day, isLongLived: true),
    Case(
      testDescription: "a JWT of an hour, ended", kind: .expiring, source: .jwt,
      issued: Sample.date - 9000, expires: Sample.date - 5400, ttl: 3600, isLongLived: false),
    Case(
      testDescription: "an end in 200 days without an issue", kind: .expiring, source: .jwt,
      expires: Sample.date + 200 * day, isLongLived: true),
    Case(
      testDescription: "an end in an hour without an issue", kind: .expiring, source: .jwt,
      expires: Sample.date + 3600, isLongLived: nil),
    Case(
      testDescription: "an end in an hour, and in the history for a week", kind: .expiring,
      source: .jwt, expires: Sample.date + 3600, age: 7 * day, isLongLived: true),
    Case(
      testDescription: "a certificate of 90 days", kind: .expiring, source: .x509,
      issued: Sample.date, expires: Sample.date + 90 * day, ttl: 90 * day,
      environment: .production, isLongLived: false),
    Case(
      testDescription: "a certificate of 398 days", kind: .expiring, source: .x509,
      issued: Sample.date, expires: Sample.date + 398 * day, ttl: 398 * day, isLongLived: true),
    Case(
      testDescription: "a signed link of a week", kind: .expiring, source: .signedURL,
      issued: Sample.date, expires: Sample.date + 7 * day, ttl: 7 * day, isLongLived: true),
  ]

  @Test(arguments: cases) func lifetimesAreJudgedNeverGuessed(example: Case) throws {
    var findings = [
      Sample.assessed { assessment in
        assessment.lifetime.kind = example.kind
        assessment.lifetime.source = example.source
        assessment.lifetime.issued = example.issued
        assessment.lifetime.expires = example.expires
        assessment.lifetime.ttl = example.ttl
        assessment.lifetime.age = example.age
        assessment.environment = example.environment
      }
    ]
    _ = Evaluation(policy: .builtIn, context: EvaluationContext(asOf: Sample.date)).judge(&findings)
    let assessment = try #require(findings[0].assessment)
    #expect(assessment.lifetime.isLongLived == example.isLongLived)
    #expect(assessment.policy.reasons.isEmpty == (example.isLongLived != true))
    #expect(assessment.policy.outcome == .reported)
  }

  @Test(
    arguments: [
      ("github-app-refresh-token", .fixed, .family, .refreshToken),
      ("gitlab-job-token", .shortLived, .family, .ciToken),
      ("vault-service-token", .expiring, .prefix, .vaultToken),
      ("kubernetes-bound-token", .shortLived, .kubernetesToken, .kubernetesToken),
      ("acme-token", .fixed, .prefix, .staticSecret), ("acme-token", .unknown, .none, nil),
      ("acme-token", .expiring, .document, .vendorToken),
      ("acme-token", .shortLived, .sas, .signedURL),
    ] as [(String, Assessment.Lifetime.Class, Assessment.Lifetime.Source, CredentialClass?)])
  func classesFollowWhatIsKnown(
    family: String, kind: Assessment.Lifetime.Class, source: Assessment.Lifetime.Source,
    expected: CredentialClass?
  ) {
    let finding = Sample.assessed(family: family) {
      $0.lifetime.kind = kind
      $0.lifetime.source = source
    }
    #expect(CredentialClass.of(finding) == expected)
  }

  @Test func aWorkloadIdentityHasItsOwnCeilings() {
    for (source, expected) in [
      (Assessment.Lifetime.Source.jwt, CredentialClass.jwtSVID), (.x509, .x509SVID),
    ] {
      let finding = Sample.assessed {
        $0.lifetime.source = source
        $0.scope.subject = "spiffe://acme.example/app"
      }
      #expect(CredentialClass.of(finding) == expected)
    }
  }

  // MARK: Demands

  private func judge(_ policy: String, _ finding: Finding) throws -> Finding {
    var findings = [finding]
    let policy = try PolicyReaderTests.read("version: 1\n" + policy)
    _ = Evaluation(policy: policy, context: EvaluationContext(asOf: Sample.date)).judge(&findings)
    return findings[0]
  }

  @Test(
    arguments: [
      ("{production: +1}", Environment.production, Severity.critical),
      ("{test: -2}", .test, .low), ("{test: -4}", .test, .info), ("{production: 1}", .test, .high),
      ("{unknown: 1}", .unknown, .critical),
    ])
  func severityFollowsTheEnvironment(steps: String, environment: Environment, severity: Severity)
    throws
  {
    let finding = try judge(
      "severity: \(steps)\n", Sample.assessed { $0.environment = environment })
    #expect(finding.severity == severity)
  }

  @Test func requiredAttributesAreMissedByNameAndSensitivity() throws {
    let policy = "require: {high: [owner, expiry], low: [owner]}\n"
    func gaps(_ environment: Environment) throws -> [String] {
      let finding = Sample.assessed {
        $0.environment = environment
        $0.attributes = [
          AttributeState(attribute: .owner, state: .missing, note: ""),
          AttributeState(attribute: .purpose, state: .missing, note: ""),
          AttributeState(attribute: .expiry, state: .missing, note: ""),
          AttributeState(attribute: .mint, state: .unknown, note: ""),
        ]
      }
      return try judge(policy, finding).assessment?.policy.reasons ?? []
    }
    #expect(
      try gaps(.production) == [
        "policy demands owner, which is missing", "policy demands expiry, which is missing",
      ])
    #expect(try gaps(.test) == ["policy demands owner, which is missing"])
  }

  @Test func pathsSayTheirOwnerPlatformAndEnvironment() throws {
    let policy = """
      owners: [{path: /infra/, team: "@acme/platform"}]
      places: [{path: /infra/prod/, platform: tf, environment: production}]
      severity: {production: 1}

      """
    let finding = try judge(policy, Sample.finding(path: "infra/prod/main.tf"))
    #expect(finding.assessment?.owner.name == "@acme/platform")
    #expect(finding.assessment?.owner.source == "sprawl.yml:2")
    #expect(finding.assessment?.platform == .terraform)
    #expect(finding.assessment?.environmentEvidence == "sprawl.yml:3")
    #expect(finding.severity == .critical)
    #expect(try judge(policy, Sample.finding(path: "src/a.py")).assessment == nil)
  }

  @Test func whatGovernanceBuildsOnIsSaidBefore() throws {
    let policy = try PolicyReaderTests.read(
      """
      version: 1
      places: [{path: src/, platform: eks, environment: production}]
      owners: [{path: src/, team: "@acme/pay"}]
      require: [owner]
      """)
    let evaluation = Evaluation(policy: policy, context: EvaluationContext(asOf: Sample.date))
    var findings = [
      Sample.assessed {
        $0.lifetime.kind = .shortLived
        $0.lifetime.ttl = 7200
      }
    ]
    evaluation.prepare(&findings)
    #expect(findings[0].assessment?.platform == .eks)
    #expect(findings[0].assessment?.lifetime.isLongLived == true)
    #expect(findings[0].assessment?.owner.name == nil)
    // Governance has found no owner; the policy's word fills the gap.
    findings[0].assessment?.attributes = [
      AttributeState(attribute: .owner, state: .missing, note: "")
    ]
    _ = evaluation.judge(&findings)
    #expect(findings[0].assessment?.gaps == [])
    #expect(findings[0].assessment?.policy.reasons.count == 1)
  }

  @Test func aCommentBesideTheCredentialGoesBeforeTheFile() throws {
    let finding = Sample.assessed {
      $0.owner.status = .owned
      $0.owner.name = "@acme/data"
      $0.owner.source = "comment on line 3"
      $0.facts = [Assessment.Fact(name: "owner", value: "@acme/data", source: "comment on line 3")]
    }
    let policy = "owners: [{path: src/, team: '@acme/platform'}]\n"
    #expect(try judge(policy, finding).assessment?.owner.name == "@acme/data")
  }

  @Test func pathsAreRelativeToThePolicy() throws {
    let policy = try PolicyReaderTests.read(
      "version: 1\nowners: [{path: /services/pay/, team: '@acme/pay'}]\n")
    var findings = [Sample.finding(path: "src/a.py")]
    let context = EvaluationContext(asOf: Sample.date, pathPrefix: Array("services/pay/".utf8))
    _ = Evaluation(policy: policy, context: context).judge(&findings)
    #expect(findings[0].assessment?.owner.name == "@acme/pay")
  }

  @Test func withoutAPolicyAFindingThatNobodyAssessedStaysAsItIs() {
    let finding = Sample.finding()
    var findings = [finding]
    let summary = Evaluation(policy: .builtIn, context: EvaluationContext(asOf: Sample.date))
      .judge(&findings)
    #expect(findings == [finding])
    #expect(summary.outcomes == [.reported: 1])
  }
}
