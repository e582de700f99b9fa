/// Who answers for a credential, and how that is known.
public struct Ownership: Sendable, Equatable {
  /// What the signals come to.
  public enum Status: String, Sendable, CaseIterable {
    /// A team.
    case owned
    /// Only persons: does not survive a change of owner.
    case personOnly = "person-only"
    /// Two sources of one rank name different teams.
    case conflict
    /// Only persons, and none of them has been active for half a year.
    case departed
    case none
  }

  /// What the signals come to.
  public var status = Status.none
  /// The team, or the first person where there is none.
  public var name: String?
  /// Others that answer, or whom to ask, in order.
  public var contacts: [String] = []
  /// Where that was read: `CODEOWNERS:12`, `tag Owner of main.tf:3`.
  public var source: String?
  /// In a conflict: each other claim, `team (source)`.
  public var conflicts: [String] = []

  /// No owner.
  public init() {}
}
