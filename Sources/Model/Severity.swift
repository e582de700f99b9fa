/// How bad it is if the credential is real: what a thief could do with it.
public enum Severity: String, Sendable, CaseIterable, Comparable, Codable {
  case info, low, medium, high, critical

  /// The order of the cases, worst last.
  public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

  /// One step milder; `info` stays `info`.
  public var lowered: Severity {
    Severity.allCases[max(0, rank - 1)]
  }

  /// So many steps worse, or milder where `steps` is below zero; stays within the cases.
  public func shifted(by steps: Int) -> Severity {
    let rank = rank + min(max(steps, -Severity.allCases.count), Severity.allCases.count)
    return Severity.allCases[min(max(rank, 0), Severity.allCases.count - 1)]
  }

  private var rank: Int {
    switch self {
    case .info: 0
    case .low: 1
    case .medium: 2
    case .high: 3
    case .critical: 4
    }
  }
}

/// How sure a detector is that what it matched is a credential.
///
/// `high` means that at least 95 of 100 such findings are real, `medium` 80, `low` 50.
public enum Confidence: String, Sendable, CaseIterable, Comparable, Codable {
  case low, medium, high

  /// The order of the cases, surest last.
  public static func < (left: Confidence, right: Confidence) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .low: 0
    case .medium: 1
    case .high: 2
    }
  }
}
