import Model

extension SampleReport {
  /// Findings that governance has assessed: one of which all is known, one of which nothing is, a setting, and text from
  /// strangers in every place that can hold it.
  mutating func ofAssessments(showsSecrets: Bool = false) -> Report {
    var known = finding(path: ".github/workflows/deploy.yml", line: 12, severity: .critical)
    known.assessment = SampleReport.assessment()
    var unknown = finding(path: "src/a.py", line: 4)
    unknown.assessment = Assessment()
    var hostile = finding(path: "src/b.py", line: 5)
    hostile.assessment = SampleReport.hostileAssessment(
      "::error::\u{1B}[31m \u{202E}<script> ](https://evil.example) `|` ##[group]")
    var setting = finding(
      rule: "gha-permissions-write-all", name: "Workflow token with all rights",
      path: ".github/workflows/deploy.yml", line: 3, before: "permissions: ", after: "",
      value: Array("write-all".utf8))
    setting.kind = .posture
    var assessment = Assessment()
    assessment.platform = .githubActions
    assessment.attributes = [
      AttributeState(attribute: .scope, state: .missing, note: "name the scopes that it needs")
    ]
    assessment.frameworks = ["NHI5:2025", "PR.AA-05"]
    assessment.priority = .p2
    setting.assessment = assessment
    var report = SampleReport.report(
      [setting, known, unknown, hostile], showsSecrets: showsSecrets)
    report.frameworks = [
      FrameworkDescription(
        id: "NHI5:2025", name: "Overprivileged NHI", url: "https://owasp.org/nhi",
        framework: "OWASP Non-Human Identities Top 10", version: "2025"),
      FrameworkDescription(
        id: "NHI7:2025", name: "Long-Lived Secrets", url: "https://owasp.org/nhi",
        framework: "OWASP Non-Human Identities Top 10", version: "2025"),
      FrameworkDescription(
        id: "PR.AA-05", name: "Access permissions", url: "https://www.nist.gov/cyberframework",
        framework: "NIST Cybersecurity Framework", version: "2.0"),
    ]
    return report
  }

  private static func assessment() -> Assessment {
    var assessment = Assessment()
    assessment.lifetime.kind = .expiring
    assessment.lifetime.issued = 1_767_225_600
    assessment.lifetime.expires = 1_798_761_600
    assessment.lifetime.ttl = 31_536_000
    assessment.lifetime.source = .jwt
    assessment.lifetime.evidence = "exp and iat of the JWT"
    assessment.lifetime.isExpired = false
    assessment.lifetime.age = 864_000
    assessment.lifetime.isLongLived = true
    assessment.platform = .githubActions
    assessment.platformEvidence = "path .github/workflows/deploy.yml"
    assessment.environment = .production
    assessment.environmentEvidence = "environment: production on line 7"
    assessment.owner.status = .owned
    assessment.owner.name = "@acme/platform"
    assessment.owner.contacts = ["@zoe"]
    assessment.owner.source = "CODEOWNERS:3"
    assessment.owner.conflicts = ["payments (tag Team of main.tf:9)"]
    assessment.purpose = Assessment.Stated(text: "deploys the shop", source: "comment on line 11")
    assessment.scope.breadth = .broad
    assessment.scope.entries = ["s3:*", "repo"]
    assessment.scope.audience = ["sts.amazonaws.com"]
    assessment.scope.subject = "deployer"
    assessment.scope.source = "claims of the JWT"
    assessment.facts = [
      Assessment.Fact(name: "aws-account", value: "123456789012", source: "access key id")
    ]
    assessment.sprawl.copies = 3
    assessment.sprawl.files = 2
    assessment.sprawl.environments = [.production, .test]
    assessment.sprawl.services = ["api", "worker"]
    assessment.migration = Migration(
      mechanism: "aws-oidc-from-github-actions", name: "AWS role for GitHub Actions",
      kind: .federate,
      ttl: 3600, scopeLimiter: "sub = repo:acme/app:environment:production",
      steps: ["Make the role", "Deploy the workflow", "Run it once", "Delete the key"],
      snippets: [
        Migration.Snippet(
          title: ".github/workflows/deploy.yml", language: "yaml",
          text: "permissions:\n  id-token: write\n")
      ], residual: ["the trust has no end: review it"], alternatives: ["secret-store"],
      url: "https://docs.github.com/actions")
    assessment.revocation.how = "IAM → Users → Security credentials → Deactivate, then delete"
    assessment.revocation.command = "aws iam delete-access-key --access-key-id <ID>"
    assessment.revocation.url = "https://docs.aws.amazon.com/IAM/"
    assessment.attributes = GovernanceAttribute.allCases.map {
      AttributeState(
        attribute: $0, state: $0 == .owner ? .present : $0 == .mint ? .unknown : .missing,
        note: $0 == .owner ? "CODEOWNERS:3" : "say it")
    }
    assessment.frameworks = ["CWE-798", "NHI7:2025", "PR.AA-05"]
    assessment.priority = .p0
    assessment.priorityReasons = ["in production", "never expires"]
    assessment.policy.outcome = .reopened
    assessment.policy.reasons = ["the exception ended on 2026-01-31"]
    return assessment
  }

  /// Every text is one that a terminal, a CI runner or a reader of Markdown would obey.
  static func hostileAssessment(_ text: String) -> Assessment {
    var assessment = assessment()
    assessment.platformEvidence = text
    assessment.environmentEvidence = text
    assessment.owner.name = text
    assessment.owner.contacts = [text]
    assessment.owner.source = text
    assessment.owner.conflicts = [text]
    assessment.purpose = Assessment.Stated(text: text, source: text)
    assessment.scope.entries = [text]
    assessment.scope.audience = [text]
    assessment.scope.subject = text
    assessment.facts = [Assessment.Fact(name: text, value: text, source: text)]
    assessment.migration?.scopeLimiter = text
    assessment.migration?.steps = [text]
    assessment.migration?.snippets = [
      Migration.Snippet(title: text, language: text, text: "```\n\(text)\n````")
    ]
    assessment.priorityReasons = [text]
    assessment.policy.reasons = [text]
    return assessment
  }
}
