internal import Model
internal import Rules

/// How long a credential lives, from its value, its neighbourhood, its family: the first that tells.
enum LifetimeReader {
  /// What the family says, where nothing else has told the class.
  static func fall(back family: Family?, on lifetime: inout Assessment.Lifetime) {
    guard lifetime.source == .none, let family, family.lifetime.kind != .unknown else { return }
    switch family.lifetime.kind {
    case .fixed: lifetime.kind = .fixed
    case .expiring: lifetime.kind = .expiring
    case .shortLived: lifetime.kind = .shortLived
    case .unknown: return
    }
    lifetime.ttl = family.lifetime.defaultSeconds
    lifetime.source = .family
    lifetime.evidence = "what \(family.name) always is"
  }
}
