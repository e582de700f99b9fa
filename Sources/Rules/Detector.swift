public import Model

/// One way to find credentials of a family.
public struct Detector: Sendable, Equatable {
  /// What must hold of a matched value beyond the pattern.
  public struct Check: Sendable, Equatable {
    /// A check sum or structure that a value carries.
    public var checksum: Checksum?
    /// At least so many Shannon bits per byte.
    public var entropy = 0.0
    /// At least so many ASCII digits, letters, upper-case and lower-case letters.
    public var digits = 0
    /// Letters of either case.
    public var letters = 0
    /// Upper-case letters.
    public var upper = 0
    /// Lower-case letters.
    public var lower = 0
    /// Patterns that must not be found in the value.
    public var unlike: [String] = []
    /// Whether the usual placeholders are rejected.
    public var rejectsPlaceholders = true

    /// A check that only rejects placeholders.
    public init() {}
  }

  /// A further value that belongs to the credential.
  public struct Part: Sendable, Equatable {
    /// Snake case.
    public var name: String
    /// Has the group `secret`.
    public var pattern: String
    /// Bytes before and after the main match in which it may stand.
    public var within: Int
    /// No finding without it.
    public var isRequired: Bool
    /// At least so many Shannon bits per byte.
    public var entropy: Double

    /// Makes a part.
    public init(name: String, pattern: String, within: Int, isRequired: Bool, entropy: Double) {
      self.name = name
      self.pattern = pattern
      self.within = within
      self.isRequired = isRequired
      self.entropy = entropy
    }
  }

  /// What a finding is worth when an optional part is missing.
  public struct Alone: Sendable, Equatable {
    /// Instead of the detector's confidence.
    public var confidence: Confidence
    /// Instead of the detector's severity.
    public var severity: Severity

    /// Makes the pair.
    public init(confidence: Confidence, severity: Severity) {
      self.confidence = confidence
      self.severity = severity
    }
  }

  /// Where `rules test` puts each example.
  public enum Context: String, Sendable, CaseIterable {
    case yaml, quoted, env, json, url
  }

  /// Kebab-case, unique over all rule files, never used again for something else.
  public var id: String
  /// What it finds, for people; the family's name unless the rule says otherwise.
  public var name: String
  /// The id of the family it finds.
  public var family: String
  /// Caseless texts, at least one of which every match contains.
  public var literals: [String]
  /// PCRE2, with the group `secret`.
  public var pattern: String
  /// The pattern begins with one of the literals, so it is tried only where one stands.
  public var isAnchored: Bool
  /// A name near the value is all that speaks for it: the detector gives way to one that knows the value's shape.
  public var isNear: Bool
  /// What has to stand at a literal, or near it, for the pattern to match; nil where that cannot be said.
  public var valueRun: ValueRun?
  /// The literals are words of names, and values assigned to such names are judged by what they look like; there is no
  /// pattern.
  public var isAssignment: Bool
  /// How many bytes before a literal an unanchored pattern is searched from.
  public var before: Int
  /// How many bytes from a literal on a pattern may see.
  public var after: Int
  /// What must hold of the value.
  public var check: Check
  /// How sure it is.
  public var confidence: Confidence
  /// How bad it is.
  public var severity: Severity
  /// Further values of a multi-part credential.
  public var parts: [Part]
  /// What a finding without its optional parts is worth.
  public var alone: Alone?
  /// Templates that must be found.
  public var examples: [String]
  /// Templates that must not be found.
  public var counterexamples: [String]
  /// Contexts in which the examples cannot stand, for a reason that the rule file gives.
  public var exceptContexts: [Context]

  /// What must not stand before a literal for the pattern to match there.
  var boundary: LiteralBoundary {
    if isNear { return .name }
    return isAnchored && !isAssignment ? .leading(pattern, literals: literals) : .none
  }

  /// The reach of a pattern that names none, in bytes.
  public static let usualBefore = 128
  /// The reach of a pattern that names none, in bytes.
  public static let usualAfter = 2048

  /// Makes a detector; what it leaves out has the usual values.
  public init(
    id: String, name: String, family: String, literals: [String], pattern: String,
    confidence: Confidence, severity: Severity
  ) {
    self.id = id
    self.name = name
    self.family = family
    self.literals = literals
    self.pattern = pattern
    self.confidence = confidence
    self.severity = severity
    isAnchored = false
    isNear = false
    valueRun = nil
    isAssignment = false
    before = Detector.usualBefore
    after = Detector.usualAfter
    check = Check()
    parts = []
    alone = nil
    examples = []
    counterexamples = []
    exceptContexts = []
  }
}

/// Check sums and structures that values carry; each is computed in `Detection` and produced by ``Template``.
public enum Checksum: String, Sendable, CaseIterable {
  /// The last 6 characters are the CRC-32 of those between the last `_` and them, in base 62.
  case githubCRC32 = "github-crc32"
  /// The last 7 characters are the CRC-32 of all before them, in base 36.
  case gitlabRoutable = "gitlab-routable"
  /// The last 8 characters are the CRC-32 of all before the last `_`, in little-endian hex.
  case grafanaCRC32 = "grafana-crc32"
  /// Header and payload decode to JSON objects.
  case jwt
  /// The value, or what follows its last `_`, decodes to a JSON object.
  case base64JSON = "base64-json"
  /// An AWS access key id whose characters after the prefix are base 32.
  case awsKeyID = "aws-key-id"
  /// Base 64 of a printable text with a colon, as HTTP's basic authentication has it.
  case basicAuthentication = "basic-auth"
}
