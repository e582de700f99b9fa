public import Model

/// A credential family: what a credential is, whatever detectors find it.
public struct Family: Sendable, Equatable {
  /// How long a credential of this family lives.
  public struct Lifetime: Sendable, Equatable {
    /// `static` never ends by itself, `expiring` ends on a date that somebody chose, `short-lived` within hours.
    public enum Class: String, Sendable, CaseIterable {
      case fixed = "static"
      case expiring
      case shortLived = "short-lived"
      case unknown
    }

    /// The class.
    public var kind: Class
    /// Usual lifetime in seconds, where the provider has one.
    public var defaultSeconds: Int?
    /// Longest lifetime in seconds that the provider allows.
    public var maximumSeconds: Int?

    /// Makes a lifetime.
    public init(kind: Class, defaultSeconds: Int? = nil, maximumSeconds: Int? = nil) {
      self.kind = kind
      self.defaultSeconds = defaultSeconds
      self.maximumSeconds = maximumSeconds
    }
  }

  /// Who a credential acts for.
  public enum Identity: String, Sendable, CaseIterable {
    case human, workload, device
    /// A client that cannot keep a secret: a browser, a mobile app.
    case `public`
  }

  /// How far a thief gets.
  public enum Blast: String, Sendable, CaseIterable {
    /// One resource: a bucket, a queue, a webhook's channel.
    case resource
    /// A project, repository, database or workspace.
    case project
    /// Everything of one account.
    case account
    /// Every account or member of an organization, or the means to make further credentials for it.
    case organization
    case unknown
  }

  /// A vendor's own end of a kind of credential.
  public struct Retirement: Sendable, Equatable {
    /// The day from which it is refused, `YYYY-MM-DD`, UTC.
    public var date: String
    /// What the vendor said, for people.
    public var note: String
    /// Where; `https`.
    public var url: String

    /// Makes one.
    public init(date: String, note: String, url: String) {
      self.date = date
      self.note = note
      self.url = url
    }
  }

  /// Kebab-case, unique over all rule files.
  public var id: String
  /// For people.
  public var name: String
  /// One sentence: what a thief can do with it.
  public var description: String
  /// How long it lives.
  public var lifetime: Lifetime
  /// Who it acts for.
  public var identity: Identity
  /// How it is revoked, in a line.
  public var revocation: String
  /// Where that is documented; `https`.
  public var revocationURL: String
  /// A command or API call that revokes it, with places `<LIKE-THIS>`.
  public var revocationCommand: String?
  /// Ids of frameworks' controls and weaknesses.
  public var frameworks: [String]
  /// The provider's name.
  public var provider: String
  /// How far a thief gets.
  public var blast = Blast.unknown
  /// Whether whoever holds it can use it, from anywhere.
  public var isReplayable = true
  /// Where the credential is documented; `https`.
  public var documentationURL: String?
  /// When the vendor stops taking it.
  public var retirement: Retirement?
  /// What replaces it, by platform.
  public var replacements = Replacements()

  /// The mechanisms that replace it on `platform`, by id, best first; never empty.
  public func replacements(on platform: Platform) -> [String] { replacements.on(platform) }

  /// Frameworks of a family that names none: secret leakage, hard-coded credentials.
  public static let usualFrameworks = ["NHI2:2025", "CWE-798"]

  /// Makes a family.
  public init(
    id: String, name: String, description: String, lifetime: Lifetime, identity: Identity,
    revocation: String, revocationURL: String, frameworks: [String], provider: String
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.lifetime = lifetime
    self.identity = identity
    self.revocation = revocation
    self.revocationURL = revocationURL
    self.frameworks = frameworks
    self.provider = provider
  }
}
