/// What replaces a credential where it stands, and what that still needs.
public struct Migration: Sendable, Equatable {
  /// How a mechanism gets rid of the stored secret, best first.
  public enum Class: String, Sendable, CaseIterable, Comparable {
    /// No stored secret: the platform's own identity is trusted.
    case federate
    /// A broker makes a credential for each use.
    case broker
    /// A narrow token of the vendor's that ends.
    case scoped = "scoped-token"
    /// Still a static secret, kept in a vault and rotated: long-lived secrets stay (NHI7).
    case vault

    /// The best first.
    public static func < (left: Class, right: Class) -> Bool { left.rank < right.rank }

    private var rank: Int { Class.allCases.firstIndex(of: self) ?? 0 }
  }

  /// A configuration to paste.
  public struct Snippet: Sendable, Equatable {
    /// Where it goes, for people: `.github/workflows/deploy.yml`, `Terraform`.
    public var title: String
    /// `yaml`, `hcl`, `json`, `sh`: how it is highlighted.
    public var language: String
    /// The text; places that are not known are written `<LIKE-THIS>`.
    public var text: String

    /// Makes a snippet.
    public init(title: String, language: String, text: String) {
      self.title = title
      self.language = language
      self.text = text
    }
  }

  /// The mechanism's id.
  public var mechanism: String
  /// Its name, for people.
  public var name: String
  /// Its class.
  public var kind: Class
  /// The lifetime to set, in seconds.
  public var ttl: Int?
  /// What narrows it, filled with what is known: `sub = repo:acme/app:environment:production`.
  public var scopeLimiter: String
  /// What to do, in order: issue new, deploy, verify, revoke old, purge.
  public var steps: [String]
  /// What to paste.
  public var snippets: [Snippet]
  /// What has to be governed still when it is in place.
  public var residual: [String]
  /// Other mechanisms that would do, by id, best first.
  public var alternatives: [String]
  /// Where the mechanism is documented; `https`.
  public var url: String

  /// Makes a migration.
  public init(
    mechanism: String, name: String, kind: Class, ttl: Int? = nil, scopeLimiter: String = "",
    steps: [String] = [], snippets: [Snippet] = [], residual: [String] = [],
    alternatives: [String] = [], url: String
  ) {
    self.mechanism = mechanism
    self.name = name
    self.kind = kind
    self.ttl = ttl
    self.scopeLimiter = scopeLimiter
    self.steps = steps
    self.snippets = snippets
    self.residual = residual
    self.alternatives = alternatives
    self.url = url
  }
}
