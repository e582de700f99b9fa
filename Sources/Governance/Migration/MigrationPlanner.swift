internal import Model
internal import Rules

/// Chooses what replaces a credential where it stands, and fills in what is known of the place.
struct MigrationPlanner {
  let pack: RulePack
  let ceilings: LifetimeCeilings

  /// What a migration is made for.
  struct Request {
    var family: Family
    var finding: Finding
    var assessment: Assessment
    /// The place bears only the shorter lifetimes.
    var isSensitive: Bool
    /// Values of places by name.
    var facts: [String: String]
  }

  private static let alternativeLimit = 5

  /// The migration; nil where nothing has to be replaced because the credential ends by itself within hours, or where
  /// no mechanism is known.
  func migration(_ request: Request) -> Migration? {
    let assessment = request.assessment
    guard assessment.lifetime.kind != .shortLived else { return nil }
    let excerpt = request.finding.excerpt.text
    let candidates = candidates(request)
      .filter { DatabaseFit.allows($0.id, around: excerpt) && PlaceFit.allows($0.id, request) }
    guard let chosen = candidates.first else { return nil }
    let ceiling = ceilings.ceiling(
      for: chosen, on: assessment.platform, isSensitive: request.isSensitive)
    var migration = chosen.migration(
      on: assessment.platform, ceiling: ceiling, revocation: request.family.revocation,
      facts: request.facts,
      alternatives: candidates.dropFirst().prefix(Self.alternativeLimit).map(\.id))
    if let first = Self.firstStep(assessment.environment) { migration.steps.insert(first, at: 0) }
    Self.sayThatPurgingRevokesNothing(&migration)
    if migration.kind == .vault { Self.sayThatItStaysStatic(&migration) }
    return migration
  }

  /// The mechanisms for a platform: what stores no secret first, what only moves it last; within a class as the family
  /// has them.
  private func candidates(_ request: Request) -> [Mechanism] {
    let mechanisms = replacements(request.family, request.assessment)
      .compactMap { pack.mechanism(id: $0) }
      .enumerated()
      .sorted { ($0.element.kind, $0.offset) < ($1.element.kind, $1.offset) }.map(\.element)
    guard LocalService.isMeant(request) else { return mechanisms }
    let others = mechanisms.filter { LocalService.allows($0.id) }
    return [LocalService.mechanism(for: request.family).flatMap { pack.mechanism(id: $0) }]
      .compactMap { $0 } + others
  }

  /// The family's, on the platform; for a login those of the registry's vendor; for a private key those of what it is
  /// for, for one of TLS what a server has where the platform's own speak of something else. A key that nothing tells the
  /// use of is a secret like others: a guess would send its owner to a certificate authority with a key that signs tokens.
  private func replacements(_ family: Family, _ assessment: Assessment) -> [String] {
    let own = family.replacements(on: assessment.platform)
    let others = { pack.family(id: $0)?.replacements(on: assessment.platform) ?? own }
    switch ImageRegistry.stand(of: family.id, assessment) {
    case .itself: break
    case .family(let id): return others(id)
    case .unknown: return others("generic-secret")
    }
    guard let use = assessment.fact(.keyUse).flatMap(KeyUse.init) else {
      return KeyUse.isUnsaid(by: family.id) ? others("generic-secret") : own
    }
    if use == .authority { return KeyUse.authorityMechanisms }
    if use == .tls, !own.contains(where: { $0.hasPrefix("tls-") }) {
      return family.replacements(on: .server)
    }
    return use.family.map(others) ?? own
  }

  /// Tests and documentation need no credential that anybody takes.
  private static func firstStep(_ environment: Environment) -> String? {
    switch environment {
    case .test:
      "If only tests use it, make the value when the test runs, and there is nothing to store."
    case .documentation:
      "Write a placeholder that nobody can take for a credential; documentation needs no real one."
    default: nil
    }
  }

  private static func sayThatPurgingRevokesNothing(_ migration: inout Migration) {
    let note = "Rewriting git history is no revocation: clones, forks and caches keep the value."
    guard let last = migration.steps.indices.last,
      !migration.steps[last].lowercased().utf8.holds("no revocation")
    else { return }
    migration.steps[last] += " " + note
  }

  private static func sayThatItStaysStatic(_ migration: inout Migration) {
    guard !migration.residual.contains(where: { $0.utf8.holds("NHI7") }) else { return }
    migration.residual.insert(
      "expiry: The secret is only moved: it still does not end by itself, and NHI7:2025 stays open.",
      at: 0)
  }
}

/// Which mechanisms of a platform fit the file in which a credential stands.
enum PlaceFit {
  static func allows(_ mechanism: String, _ request: MigrationPlanner.Request) -> Bool {
    var path: PathView { PathView(request.finding.path) }
    switch mechanism {
    // Whatever else lies beside a Dockerfile is the running container's; a build's secret never reaches it.
    case "buildkit-secret":
      let name = path.name
      return name.contains("dockerfile") || name.contains("containerfile")
        || name.contains("bake") || [".npmrc", ".netrc", ".pypirc"].contains(name)
    // In a cluster an SSH key opens hosts as well as repositories.
    case "flux-argo-github-app":
      let namespace = request.assessment.fact(.kubernetesNamespace) ?? ""
      let text = path.text
      return ["flux", "argo"].contains { text.contains($0) || namespace.contains($0) }
    default: return true
    }
  }
}

/// A service on the machine itself, as tests and developers run it: nobody else reaches it, and nobody issues tokens for it.
enum LocalService {
  private static let throwAway = "ephemeral-ci-database"
  private static let hosts = [
    "localhost", "127.0.0.1", "0.0.0.0", "[::1]", "host.docker.internal",
  ]

  static func isMeant(_ request: MigrationPlanner.Request) -> Bool {
    guard request.family.id.hasPrefix("connection-url-"),
      request.assessment.platform != .server, request.assessment.environment != .production
    else { return false }
    let text = request.finding.excerpt.text.lowercased()
    return hosts.contains { text.contains("@\($0)") }
  }

  /// What replaces the password of a database or a broker there; nil for others.
  static func mechanism(for family: Family) -> String? {
    family.replacements(on: .otherCI).contains(throwAway) ? throwAway : nil
  }

  static func allows(_ mechanism: String) -> Bool {
    mechanism != throwAway && !mechanism.hasPrefix("oauth-")
  }
}

/// Which of a database's mechanisms fit what a connection is for.
enum DatabaseFit {
  /// Mechanisms of one engine, by what their ids begin with, and the schemes of addresses that they are for.
  private static let engines: [(id: String, schemes: [String])] = [
    ("mongodb-", ["mongodb"]), ("elasticache-", ["redis", "rediss", "valkey"]),
    ("snowflake-", ["snowflake"]), ("databricks-", ["databricks"]),
    ("rds-", ["postgres", "postgresql", "mysql", "mariadb", "aurora"]),
    ("cloud-sql-", ["postgres", "postgresql", "mysql", "sqlserver"]),
    ("azure-db-", ["postgres", "postgresql", "mysql", "sqlserver", "mssql"]),
  ]

  /// Whether a mechanism can serve the address that stands around the credential; true where no scheme is seen.
  static func allows(_ mechanism: String, around excerpt: String) -> Bool {
    guard let engine = engines.first(where: { mechanism.hasPrefix($0.id) }) else { return true }
    let text = excerpt.lowercased()
    let known = Set(engines.flatMap(\.schemes)).filter {
      text.contains("\($0)://") || text.contains("\($0)+srv://") || text.contains("\($0):/")
    }
    return known.isEmpty || !known.isDisjoint(with: engine.schemes)
  }
}
