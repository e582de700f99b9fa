/// Why something was not read.
public enum SkipReason: String, Sendable, CaseIterable, Comparable {
  /// `--respect-gitignore`.
  case gitIgnored = "git-ignored"
  /// A pattern of `.sprawlignore`.
  case sprawlIgnored = "sprawl-ignored"
  /// `paths` of the policy.
  case policyExcluded = "policy-excluded"
  /// Git's own store (`.git`).
  case gitInternals = "git-internals"
  /// Over `--max-file-size`: makes the scan incomplete.
  case tooLarge = "too-large"
  /// FIFO, socket, device, file of a pseudo file system.
  case special
  /// A symbolic link (what it names is scanned where it really is).
  case symbolicLink = "symbolic-link"
  /// A file of a history that Git LFS keeps elsewhere; its pointer is scanned.
  case lfsPointer = "lfs-pointer"
  /// A submodule of a history: a repository of its own.
  case submodule
  /// Git objects that no reference reaches; `--unreachable` reads them.
  case unreachable
  /// Git objects outside the commits or paths that were asked for.
  case notSelected = "not-selected"
  /// Git objects that a partial clone has not fetched.
  case notFetched = "not-fetched"

  /// Alphabetical, for reports.
  public static func < (left: SkipReason, right: SkipReason) -> Bool {
    left.rawValue < right.rawValue
  }

  /// Whether a scan that skipped for this reason has a hole that nobody asked for.
  public var isHole: Bool { self == .tooLarge }
}

/// What a scan read, left out, and failed at. Partial coverage never looks clean.
public struct Coverage: Sendable, Equatable {
  /// Something that went wrong with one path; the scan went on.
  public struct Problem: Sendable, Equatable, Comparable {
    /// Where.
    public var path: BlobPath
    /// What, for people, without a full stop.
    public var message: String

    /// Makes a problem.
    public init(path: BlobPath, message: String) {
      self.path = path
      self.message = message
    }

    /// By path, then message.
    public static func < (left: Problem, right: Problem) -> Bool {
      left.path == right.path ? left.message < right.message : left.path < right.path
    }
  }

  /// Files (or blobs) read, partly read ones included.
  public var files = 0
  /// Bytes read.
  public var bytes = 0
  /// How many paths were left out, by reason.
  public var skipped: [SkipReason: Int] = [:]
  /// What went wrong, at most ``problemLimit`` of them kept.
  public private(set) var problems: [Problem] = []
  /// How many went wrong.
  public private(set) var problemCount = 0
  /// What a reader has to know although nothing went wrong: a submodule that is not scanned, an empty repository.
  public private(set) var remarks: [Problem] = []
  /// Detectors that ran into a match limit, and how often.
  public var ruleLimits: [String: Int] = [:]
  /// Findings that an inline comment allowed, by the comment's word (`sprawl:allow`, `gitleaks:allow` …).
  public var allowedInline: [String: Int] = [:]
  /// The scan was stopped (signal, time-out) before the end; says why.
  public var stopped: String?

  /// At most so many problems are kept one by one; all are counted.
  public static let problemLimit = 1000

  /// An empty record.
  public init() {}

  /// Counts a path that was left out.
  public mutating func skip(_ reason: SkipReason, count: Int = 1) {
    skipped[reason, default: 0] += count
  }

  /// Notes that something went wrong.
  public mutating func note(_ problem: Problem) {
    problemCount += 1
    if problems.count < Coverage.problemLimit { problems.append(problem) }
  }

  /// Notes something that leaves the scan complete, at most ``problemLimit`` times.
  public mutating func remark(_ remark: Problem) {
    if remarks.count < Coverage.problemLimit { remarks.append(remark) }
  }

  /// The same, with every problem and remark changed by `change`.
  public func map(_ change: (Problem) -> Problem) -> Coverage {
    var changed = self
    changed.problems = problems.map(change)
    changed.remarks = remarks.map(change)
    return changed
  }

  /// Adds another worker's record to this one.
  public mutating func merge(_ other: Coverage) {
    files += other.files
    bytes += other.bytes
    skipped.merge(other.skipped, uniquingKeysWith: +)
    ruleLimits.merge(other.ruleLimits, uniquingKeysWith: +)
    allowedInline.merge(other.allowedInline, uniquingKeysWith: +)
    problems = Array((problems + other.problems).sorted().prefix(Coverage.problemLimit))
    problemCount += other.problemCount
    remarks = Array((remarks + other.remarks).sorted().prefix(Coverage.problemLimit))
    stopped = stopped ?? other.stopped
  }

  /// Everything that was to be read was read, by every rule.
  public var isComplete: Bool {
    problemCount == 0 && stopped == nil && ruleLimits.isEmpty
      && !skipped.contains { $0.key.isHole && $0.value > 0 }
  }
}
