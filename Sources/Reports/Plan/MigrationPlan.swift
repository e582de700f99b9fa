public import Model

/// What has to be done about the findings of a scan: grouped by who does it and by what replaces the credential, the
/// most urgent first.
public struct MigrationPlan: Sendable, Equatable {
  /// Findings that one owner deals with in one way.
  public struct Group: Sendable, Equatable {
    /// The team or person; nil where nobody is known.
    public var owner: String?
    /// What the signals about the owner come to.
    public var ownerStatus: Ownership.Status
    /// Credentials, or settings.
    public var kind: Finding.Kind
    /// What replaces the credentials, as the most urgent of them has it; nil where nothing is known, or for settings.
    public var migration: Migration?
    /// The most urgent priority in the group.
    public var priority: Assessment.Priority
    /// The most urgent first, then by path and line.
    public var items: [PlanItem]

    /// Different credentials in it.
    public var distinct: Int { Set(items.map(\.secretID)).count }

    /// What it is about: the mechanism's name, or the setting's.
    public var title: String {
      switch kind {
      case .posture: items.first?.name ?? ""
      case .secret: migration?.name ?? "No managed replacement is known"
      }
    }

    /// Which attributes how many of its findings lack, in the attributes' order.
    public var gaps: [(attribute: GovernanceAttribute, count: Int)] {
      GovernanceAttribute.allCases.compactMap { attribute in
        let count = items.count { $0.assessment.gaps.contains(attribute) }
        return count > 0 ? (attribute, count) : nil
      }
    }
  }

  /// The most urgent first.
  public private(set) var groups: [Group] = []
  /// Findings that an exception or the baseline covers; they are in no group.
  public private(set) var accepted = 0

  private struct Key: Hashable {
    var owner: String?
    var kind: Finding.Kind
    /// The mechanism, or the setting's rule.
    var target: String
  }

  /// Groups `items`.
  public init(_ items: [PlanItem]) {
    var byKey: [Key: [PlanItem]] = [:]
    for item in items {
      guard item.isOpen else {
        accepted += 1
        continue
      }
      let target =
        item.kind == .posture ? item.rule : item.assessment.migration?.mechanism ?? ""
      let key = Key(owner: item.assessment.owner.name, kind: item.kind, target: target)
      byKey[key, default: []].append(item)
    }
    groups = byKey.map { key, items in
      let sorted = items.sorted(by: MigrationPlan.isMoreUrgent)
      return Group(
        owner: key.owner, ownerStatus: sorted.first?.assessment.owner.status ?? .none,
        kind: key.kind, migration: sorted.first?.assessment.migration,
        priority: sorted.first?.assessment.priority ?? .p3, items: sorted)
    }
    .sorted { left, right in
      if left.priority != right.priority { return left.priority < right.priority }
      let (leftUrgent, rightUrgent) = (left.urgent, right.urgent)
      if leftUrgent != rightUrgent { return leftUrgent > rightUrgent }
      return (left.owner ?? "", left.title, left.items.first?.rule ?? "")
        < (right.owner ?? "", right.title, right.items.first?.rule ?? "")
    }
  }

  private static func isMoreUrgent(_ left: PlanItem, _ right: PlanItem) -> Bool {
    let (priority, otherPriority) = (left.assessment.priority, right.assessment.priority)
    if priority != otherPriority { return priority < otherPriority }
    if left.severity != right.severity { return left.severity > right.severity }
    return (left.path, left.line, left.id) < (right.path, right.line, right.id)
  }
}

extension MigrationPlan.Group {
  /// How many of its findings have the group's own priority.
  fileprivate var urgent: Int { items.count { $0.assessment.priority == priority } }

  /// Same owner, same task, same findings in the same order.
  public static func == (left: Self, right: Self) -> Bool {
    left.owner == right.owner && left.ownerStatus == right.ownerStatus && left.kind == right.kind
      && left.migration == right.migration && left.items == right.items
  }
}
