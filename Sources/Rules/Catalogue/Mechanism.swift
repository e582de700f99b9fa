public import Model

/// A managed way of getting access that replaces a stored secret.
public struct Mechanism: Sendable, Equatable {
  /// How long what it issues lives, in seconds.
  public struct TTL: Sendable, Equatable {
    /// What to set where policy asks for nothing shorter: the vendor's own default where that is short, else a sensible one;
    /// nil where nothing can be set.
    public var usual: Int?
    /// The shortest that can be asked for.
    public var minimum: Int?
    /// The longest that can be asked for.
    public var maximum: Int?

    /// Makes a lifetime.
    public init(usual: Int? = nil, minimum: Int? = nil, maximum: Int? = nil) {
      self.usual = usual
      self.minimum = minimum
      self.maximum = maximum
    }
  }

  /// The phases of a migration, in their order.
  public enum Phase: String, Sendable, CaseIterable {
    case issue, deploy, verify, revoke, purge
  }

  /// A configuration to paste, with places.
  public struct Snippet: Sendable, Equatable {
    /// What it is written in.
    public enum Language: String, Sendable, CaseIterable {
      case yaml, hcl, json, sh, toml, ini, sql, text
    }

    /// Where it goes, for people.
    public var title: String
    /// What it is written in.
    public var language: Language
    /// With places such as `{github-repository}`; see ``Place``.
    public var text: String
    /// Where it is of use; empty for everywhere.
    public var platforms: [Platform]

    /// Makes a snippet.
    public init(title: String, language: Language, text: String, platforms: [Platform] = []) {
      self.title = title
      self.language = language
      self.text = text
      self.platforms = platforms
    }
  }

  /// Something that has to be governed still when the mechanism is in place.
  public struct Residual: Sendable, Equatable {
    /// Which of the eight attributes it belongs to.
    public var attribute: GovernanceAttribute
    /// What has to be done, for people.
    public var text: String

    /// Makes one.
    public init(attribute: GovernanceAttribute, text: String) {
      self.attribute = attribute
      self.text = text
    }
  }

  /// Kebab-case, unique over all rule files.
  public var id: String
  /// For people.
  public var name: String
  /// Whose it is: `AWS`, `Kubernetes`.
  public var area: String
  /// How it gets rid of the stored secret.
  public var kind: Migration.Class
  /// One sentence: what it is.
  public var summary: String
  /// How long what it issues lives.
  public var ttl: TTL
  /// What narrows it, with places.
  public var scopeLimiter: String
  /// What to do in each phase, with places.
  public var steps: [Phase: String]
  /// What to paste.
  public var snippets: [Snippet]
  /// What has to be governed still.
  public var residual: [Residual]
  /// Where it is documented; `https`.
  public var url: String

  /// Steps of a mechanism that has none of its own.
  public static let usualSteps: [Phase: String] = [
    .verify: "Run it once with the new access alone, and see that the old credential is unused.",
    .revoke: "Revoke the old credential: {revocation}",
    .purge: "Delete the old value wherever it is stored (files, CI variables, state, images); "
      + "in git history it stays readable, so revoking comes first.",
  ]

  /// Makes a mechanism.
  public init(
    id: String, name: String, area: String, kind: Migration.Class, summary: String,
    ttl: TTL = TTL(), scopeLimiter: String, steps: [Phase: String], snippets: [Snippet] = [],
    residual: [Residual] = [], url: String
  ) {
    self.id = id
    self.name = name
    self.area = area
    self.kind = kind
    self.summary = summary
    self.ttl = ttl
    self.scopeLimiter = scopeLimiter
    self.steps = Mechanism.usualSteps.merging(steps) { $1 }
    self.snippets = snippets
    self.residual = residual
    self.url = url
  }

  /// The lifetime to set where policy allows at most `ceiling` seconds: no longer than the usual one, and as near to the
  /// ceiling as the mechanism can come.
  public func ttl(under ceiling: Int?) -> Int? {
    guard let wanted = [ceiling, ttl.usual].compactMap(\.self).min() ?? ttl.maximum else {
      return nil
    }
    return min(max(wanted, ttl.minimum ?? 0), ttl.maximum ?? Int.max)
  }

  /// The migration to this mechanism.
  ///
  /// - Parameters:
  ///   - platform: where the old credential stands; chooses the snippets.
  ///   - ceiling: the longest lifetime that policy allows, in seconds.
  ///   - revocation: how the old credential is revoked, in a line.
  ///   - facts: values of places by name; what is missing or could not be pasted safely stays a place, `<LIKE-THIS>`.
  ///   - alternatives: other mechanisms that would do, by id.
  public func migration(
    on platform: Platform, ceiling: Int?, revocation: String, facts: [String: String],
    alternatives: [String] = []
  ) -> Migration {
    let ttl = ttl(under: ceiling)
    let filling = Place.Filling(facts: facts, ttl: ttl, revocation: revocation)
    return Migration(
      mechanism: id, name: name, kind: kind, ttl: ttl, scopeLimiter: filling.fill(scopeLimiter),
      steps: Phase.allCases.compactMap { steps[$0] }.map {
        filling.fill($0)
      },
      snippets: snippets.filter { $0.platforms.isEmpty || $0.platforms.contains(platform) }.map {
        Migration.Snippet(
          title: $0.title, language: $0.language.rawValue, text: filling.fill($0.text))
      },
      residual: residual.map { "\($0.attribute.rawValue): \($0.text)" },
      alternatives: alternatives, url: url)
  }
}
