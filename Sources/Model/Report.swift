/// What a report says about a rule, for formats that describe rules beside findings.
public struct RuleDescription: Sendable, Equatable {
  /// The detector's id.
  public var id: String
  /// The credential's name.
  public var name: String
  /// The credential family's id.
  public var family: String
  /// The provider's name.
  public var provider: String
  /// One sentence: what a thief can do with it.
  public var summary: String
  /// How it is revoked.
  public var revocation: String
  /// Where that is documented; `https`.
  public var revocationURL: String
  /// Lifetime class: static, expiring, short-lived, unknown.
  public var lifetime: String
  /// Who it acts for: human, workload, device, public.
  public var identity: String
  /// The worst severity its findings have.
  public var severity: Severity
  /// How sure it is.
  public var confidence: Confidence
  /// Framework ids (`NHI2:2025`, `CWE-798`).
  public var frameworks: [String]

  /// Makes a description.
  public init(
    id: String, name: String, family: String, provider: String, summary: String,
    revocation: String, revocationURL: String, lifetime: String, identity: String,
    severity: Severity, confidence: Confidence, frameworks: [String]
  ) {
    self.id = id
    self.name = name
    self.family = family
    self.provider = provider
    self.summary = summary
    self.revocation = revocation
    self.revocationURL = revocationURL
    self.lifetime = lifetime
    self.identity = identity
    self.severity = severity
    self.confidence = confidence
    self.frameworks = frameworks
  }
}

/// An entry of a framework of controls or weaknesses, for formats that describe what findings refer to.
public struct FrameworkDescription: Sendable, Equatable, Hashable {
  /// As findings name it: `NHI7:2025`, `PR.AA-05`.
  public var id: String
  /// The entry's own name.
  public var name: String
  /// Where it is described; `https`.
  public var url: String
  /// The framework: `OWASP Non-Human Identities Top 10`.
  public var framework: String
  /// The framework's edition: `2025`.
  public var version: String

  /// Makes an entry.
  public init(id: String, name: String, url: String, framework: String, version: String) {
    self.id = id
    self.name = name
    self.url = url
    self.framework = framework
    self.version = version
  }
}

/// Everything that a format writes: the same value for all of them, decided before any of them runs.
public struct Report: Sendable {
  /// The program's version.
  public var toolVersion: String
  /// Sorted by path, place, rule; ignored files' findings among them, marked.
  public var findings: [Finding]
  /// The rules that the findings name, sorted by id, each once.
  public var rules: [RuleDescription]
  /// What the findings' and rules' framework ids mean, sorted by id; ids without an entry stay bare.
  public var frameworks: [FrameworkDescription] = []
  /// What was read and what was not.
  public var coverage: Coverage
  /// How many detectors looked.
  public var detectorCount: Int
  /// Write the secrets in clear (`--show-secrets`).
  public var showsSecrets: Bool
  /// What policy says of the scan; nil where neither a policy nor a baseline is in use.
  public var policy: PolicySummary?

  /// Makes a report.
  public init(
    toolVersion: String, findings: [Finding], rules: [RuleDescription], coverage: Coverage,
    detectorCount: Int, showsSecrets: Bool = false
  ) {
    self.toolVersion = toolVersion
    self.findings = findings
    self.rules = rules
    self.coverage = coverage
    self.detectorCount = detectorCount
    self.showsSecrets = showsSecrets
  }
}
