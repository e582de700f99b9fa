public import Model

/// What a migration plan needs of a finding, whether it comes from a scan or from a report on disk.
public struct PlanItem: Sendable, Equatable {
  /// A credential, or a setting of a managed-token service.
  public var kind: Finding.Kind
  /// The rule's id.
  public var rule: String
  /// What it is, for people.
  public var name: String
  /// Where it stands; for people.
  public var path: String
  /// 1-based.
  public var line: Int
  /// Names the finding at its path.
  public var id: String
  /// Names the credential wherever it stands.
  public var secretID: String
  /// How bad it is.
  public var severity: Severity
  /// What governance says.
  public var assessment: Assessment

  /// Nil for a finding that governance was not asked about.
  public init?(_ finding: Finding) {
    guard let assessment = finding.assessment else { return nil }
    self.init(
      kind: finding.kind, rule: finding.rule, name: finding.name, path: finding.path.text,
      line: finding.location.start.line, id: finding.id, secretID: finding.secretID,
      severity: finding.severity, assessment: assessment)
  }

  init(
    kind: Finding.Kind, rule: String, name: String, path: String, line: Int, id: String,
    secretID: String, severity: Severity, assessment: Assessment
  ) {
    self.kind = kind
    self.rule = rule
    self.name = name
    self.path = path
    self.line = line
    self.id = id
    self.secretID = secretID
    self.severity = severity
    self.assessment = assessment
  }

  /// Policy still wants something done about it.
  var isOpen: Bool {
    switch assessment.policy.outcome {
    case .reported, .reopened: true
    case .excepted, .baseline: false
    }
  }
}
