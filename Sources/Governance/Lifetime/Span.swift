internal import Model

extension Assessment.Lifetime {
  /// Tokens of at most so many seconds live for a session, not until somebody's date.
  private static let longestSession = 86_400

  /// A lifetime that a credential itself tells.
  ///
  /// - Parameter endless: Without an end it never ends by itself; otherwise its class stays unknown.
  init(
    issued: Int? = nil, expires: Int? = nil, endless: Bool = false, source: Source, evidence: String
  ) {
    self.init()
    self.issued = issued
    self.expires = expires
    self.source = source
    self.evidence = evidence
    if let issued, let expires, expires >= issued { ttl = expires - issued }
    if expires == nil {
      kind = endless ? .fixed : .unknown
    } else {
      kind = ttl.map { $0 <= Self.longestSession } == true ? .shortLived : .expiring
    }
  }
}
