/// What policy says of a scan as a whole.
public struct PolicySummary: Sendable, Equatable {
  /// An exception that is for no finding.
  public struct Unused: Sendable, Equatable {
    /// Where it stands in the policy's file; 1-based.
    public var line: Int
    /// What it is and what to do, for people, without a full stop.
    public var message: String

    /// Makes a record.
    public init(line: Int, message: String) {
      self.line = line
      self.message = message
    }
  }

  /// The policy's file, as it was named; nil for the defaults.
  public var file: String?
  /// The baseline's file, as it was named; nil without one.
  public var baseline: String?
  /// How many findings each outcome has, those included that a report leaves out.
  public var outcomes: [Assessment.PolicyVerdict.Outcome: Int] = [:]
  /// Exceptions that are for no finding; empty also where the scan was not about everything.
  public var unusedExceptions: [Unused] = []
  /// Entries of the baseline whose findings are gone; nil where the scan was not about everything.
  public var endedEntries: Int?

  /// A summary with nothing to tell.
  public init(file: String? = nil, baseline: String? = nil) {
    self.file = file
    self.baseline = baseline
  }
}

extension Finding {
  /// What policy comes to.
  public var outcome: Assessment.PolicyVerdict.Outcome { assessment?.policy.outcome ?? .reported }

  /// An exception or the baseline covers it: it does not fail a scan.
  public var isAccepted: Bool { outcome == .excepted || outcome == .baseline }
}
