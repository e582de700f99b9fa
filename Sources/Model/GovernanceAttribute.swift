/// What a delegated access needs so that somebody governs it; in the order in which reports give them.
public enum GovernanceAttribute: String, Sendable, CaseIterable, Comparable {
  /// Which team answers for it?
  case owner
  /// Which task is it for?
  case purpose
  /// What is its ceiling: actions, resources, audience, subject?
  case scope
  /// When does it end?
  case expiry
  /// Who reviews that it goes on, and is there a hard cap?
  case renewal
  /// Does a new resource, environment, owner or risk signal force a new decision?
  case reauth
  /// Is it revoked on completion, failure, change of owner?
  case revocation
  /// Who can mint, renew or widen it?
  case mint

  /// The order of the cases.
  public static func < (left: GovernanceAttribute, right: GovernanceAttribute) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int { GovernanceAttribute.allCases.firstIndex(of: self) ?? 0 }
}

/// Whether an attribute is there.
public struct AttributeState: Sendable, Equatable {
  /// What static evidence shows.
  public enum State: String, Sendable, CaseIterable {
    case present, missing
    /// Text cannot show it.
    case unknown
  }

  /// The attribute.
  public var attribute: GovernanceAttribute
  /// Whether it is there.
  public var state: State
  /// What showed it, or how to supply it, for people.
  public var note: String

  /// Makes a state.
  public init(attribute: GovernanceAttribute, state: State, note: String) {
    self.attribute = attribute
    self.state = state
    self.note = note
  }
}
