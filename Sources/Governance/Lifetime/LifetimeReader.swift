internal import Model
internal import Rules

/// How long a credential lives, from its value, its neighbourhood, its family: the first that tells.
enum LifetimeReader {
  /// Links are looked for in values and words of at most so many bytes.
  private static let longestLink = 16_384

  /// Reads what the value and what stands around it tell, scope and facts with it.
  static func read(_ site: Site, family: Family?, asOf: Int, into assessment: inout Assessment) {
    decode(site, family: family, into: &assessment)
    fallBack(on: family, in: &assessment.lifetime)
    if let expires = assessment.lifetime.expires {
      assessment.lifetime.isExpired = expires <= asOf
    }
  }

  private static func decode(_ site: Site, family: Family?, into assessment: inout Assessment) {
    let value = site.value
    if let token = JSONWebToken(value) ?? bearer(value) {
      token.describe(in: &assessment)
      return
    }
    if PrivateKeys.describe(site, in: &assessment) {
      _ = KeyDocument.describe(site, in: &assessment)
      return
    }
    if CloudKeys.describe(site, in: &assessment) {
      // A key's id in a signed link: what leaked is the link.
      if site.parts.isEmpty { _ = describeLink(site, in: &assessment) }
      return
    }
    if VendorTokens.describe(value, in: &assessment) { return }
    if describeLink(site, in: &assessment) { return }
    if RegistryLogin.describe(site, in: &assessment) { return }
    if KeyDocument.describe(site, in: &assessment) { return }
    if family?.id.hasPrefix("aws-") == true {
      CloudKeys.describeNeighbour(site, in: &assessment)
    }
  }

  /// `Bearer eyJ…`.
  private static func bearer(_ value: [UInt8]) -> JSONWebToken? {
    value.begins("Bearer ") || value.begins("bearer ") ? JSONWebToken.find(in: value) : nil
  }

  private static func describeLink(_ site: Site, in assessment: inout Assessment) -> Bool {
    let word = site.word()
    guard word.count <= longestLink, word.contains(UInt8(ascii: "=")), let query = LinkQuery(word)
    else { return false }
    return SharedAccessSignature.describe(query, in: &assessment)
      || SignedLink.describe(query, in: &assessment)
  }

  /// What the family says, where nothing else has told the class.
  static func fallBack(on family: Family?, in lifetime: inout Assessment.Lifetime) {
    guard lifetime.kind == .unknown, lifetime.expires == nil, let family,
      family.lifetime.kind != .unknown
    else { return }
    switch family.lifetime.kind {
    case .fixed: lifetime.kind = .fixed
    case .expiring: lifetime.kind = .expiring
    case .shortLived: lifetime.kind = .shortLived
    case .unknown: return
    }
    if lifetime.ttl == nil { lifetime.ttl = family.lifetime.defaultSeconds }
    if lifetime.source == .none {
      lifetime.source = .family
      lifetime.evidence = "what \(family.name) always is"
    }
  }
}
