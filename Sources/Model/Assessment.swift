/// What governance says of a finding: how long it lives, where it stands, who answers for it, what replaces it, and what
/// that replacement still needs.
public struct Assessment: Sendable, Equatable {
  /// How long the credential lives, and how that is known.
  public var lifetime = Lifetime()
  /// Where it stands.
  public var platform = Platform.unknown
  /// What told the platform, for people: `path .github/workflows/deploy.yml`.
  public var platformEvidence: String?
  /// What the place is for.
  public var environment = Environment.unknown
  /// What told the environment, for people.
  public var environmentEvidence: String?
  /// Who answers for it.
  public var owner = Ownership()
  /// Which task it is for, where text says so.
  public var purpose: Stated?
  /// What it may do, where that can be read.
  public var scope = Scope()
  /// Facts read from the value and around it, for people and templates: `aws-account` → `123456789012`.
  public var facts: [Fact] = []
  /// The same credential elsewhere.
  public var sprawl = Sprawl()
  /// What replaces it where it stands; nil where nothing is known or nothing has to be replaced.
  public var migration: Migration?
  /// How the old one is revoked.
  public var revocation = Revocation()
  /// The eight attributes, each once, in the order of ``GovernanceAttribute``.
  public var attributes: [AttributeState] = []
  /// Ids of frameworks' controls and weaknesses (`NHI7:2025`, `PR.AA-05`, `CWE-798`), sorted.
  public var frameworks: [String] = []
  /// How soon something has to be done.
  public var priority = Priority.p3
  /// Why, for people, worst first.
  public var priorityReasons: [String] = []
  /// What policy says of it; set after governance, by `Policy`.
  public var policy = PolicyVerdict()

  /// An assessment that knows nothing.
  public init() {}

  /// The attributes that are missing: the gaps.
  public var gaps: [GovernanceAttribute] {
    attributes.filter { $0.state == .missing }.map(\.attribute)
  }
}

extension Assessment {
  /// A text and where it was read.
  public struct Stated: Sendable, Equatable {
    /// What it says.
    public var text: String
    /// Where that was read, for people.
    public var source: String

    /// Makes a stated text.
    public init(text: String, source: String) {
      self.text = text
      self.source = source
    }
  }

  /// A named fact, never secret.
  public struct Fact: Sendable, Equatable {
    /// Kebab-case: `aws-account`, `k8s-namespace`, `github-repository`, `branch`, `jwt-subject`.
    public var name: String
    /// Its value.
    public var value: String
    /// Where it was read, for people.
    public var source: String

    /// Makes a fact.
    public init(name: String, value: String, source: String) {
      self.name = name
      self.value = value
      self.source = source
    }
  }

  /// How long a credential lives.
  public struct Lifetime: Sendable, Equatable {
    /// The class; ``Class/unknown`` where neither value nor family tells.
    public enum Class: String, Sendable, CaseIterable {
      /// Never ends by itself.
      case fixed = "static"
      /// Ends on a date that somebody chose.
      case expiring
      /// Ends within hours.
      case shortLived = "short-lived"
      case unknown
    }

    /// What told it, surest first.
    public enum Source: String, Sendable, CaseIterable {
      case jwt, x509, sshCertificate = "ssh-certificate", sas, signedURL = "signed-url", macaroon,
        paseto, kubernetesToken = "kubernetes-token", issueMark = "issue-mark", document, pgp,
        prefix,
        family, none
    }

    /// The class.
    public var kind = Class.unknown
    /// When it was issued, seconds since 1970, UTC.
    public var issued: Int?
    /// When it ends, seconds since 1970, UTC.
    public var expires: Int?
    /// From issue to end, in seconds; a family's usual lifetime where the value does not tell.
    public var ttl: Int?
    /// What told it.
    public var source = Source.none
    /// For people: `exp and iat of the JWT`.
    public var evidence: String?
    /// Whether it had ended at the scan's date; nil where ``expires`` is unknown.
    public var isExpired: Bool?
    /// How long the history has had it, in seconds at the scan's date: a lower limit of its age.
    public var age: Int?
    /// Whether it outlives what policy allows: a verdict of `Policy`, nil where the lifetime is unknown.
    public var isLongLived: Bool?

    /// A lifetime of which nothing is known.
    public init() {}
  }

  /// What a credential may do.
  public struct Scope: Sendable, Equatable {
    /// How wide.
    public enum Breadth: String, Sendable, CaseIterable { case broad, narrow, unknown }

    /// How wide.
    public var breadth = Breadth.unknown
    /// Each as stated: `repo`, `storage.objects.get`, `sr=c sp=rwdl`.
    public var entries: [String] = []
    /// Whom it is for: `aud`.
    public var audience: [String] = []
    /// Who it is: `sub`, an e-mail address, a service account.
    public var subject: String?
    /// Where that was read, for people.
    public var source: String?

    /// A scope of which nothing is known.
    public init() {}
  }

  /// Copies of a credential in this scan.
  public struct Sprawl: Sendable, Equatable {
    /// Places.
    public var copies = 1
    /// Files.
    public var files = 1
    /// Different environments among the places.
    public var environments: [Environment] = []
    /// The services that share it, by their folders, of several repositories by these, too; at most twenty. Tests and
    /// documentation don't count. Empty where it is one service's.
    public var services: [String] = []

    /// One copy in one file.
    public init() {}
  }

  /// How a credential is revoked.
  public struct Revocation: Sendable, Equatable {
    /// In a line, for people.
    public var how = ""
    /// A command to run, where there is one.
    public var command: String?
    /// Where that is documented; `https`.
    public var url = ""

    /// Nothing known.
    public init() {}
  }

  /// How soon something has to be done.
  public enum Priority: String, Sendable, CaseIterable, Comparable {
    case p0 = "P0"
    case p1 = "P1"
    case p2 = "P2"
    case p3 = "P3"

    /// The most urgent first.
    public static func < (left: Priority, right: Priority) -> Bool {
      left.rawValue < right.rawValue
    }
  }

  /// What a policy says of a finding.
  public struct PolicyVerdict: Sendable, Equatable {
    /// What it comes to.
    public enum Outcome: String, Sendable, CaseIterable {
      /// Reported.
      case reported
      /// An exception covers it: reported as accepted, does not fail the scan.
      case excepted
      /// An exception covered it, but has ended or its context has changed: reported again.
      case reopened
      /// Known from the baseline.
      case baseline
    }

    /// What it comes to.
    public var outcome = Outcome.reported
    /// Why, for people: the exception's reason and end, what changed in its context, the ceiling that was passed.
    public var reasons: [String] = []

    /// Reported, for no special reason.
    public init() {}
  }
}
