public import Model

/// What a ``GitHistoryScan`` reads and how.
public struct GitHistoryOptions: Sendable {
  /// Worker threads, each with a git process that reads for it; at least one runs whatever this says.
  public var jobs = 1
  /// Larger blobs are left out and counted; bytes.
  public var maxFileSize = 1 << 30
  /// Only commits made since then: ISO 8601, or `2 weeks ago`.
  public var since: String?
  /// Only commits of this range, in git's words (`v1.0..main`).
  public var range: String?
  /// Only commits that these branches, tags or commits reach.
  public var branches: [String] = []
  /// Only these files, and those below these folders.
  public var paths: [String] = []
  /// Only so many commits, newest first.
  public var maxCommits: Int?
  /// Read objects that no reference reaches, too.
  public var includesUnreachable = false
  /// Read what `git stash` keeps, too.
  public var includesStash = false
  /// A shallow or partial clone is not a hole.
  public var allowsPartial = false
  /// Tells which paths are read alike: a blob is read once for each number that its paths have. Below 128.
  public var pathClass: @Sendable (BlobPath) -> UInt8 = { _ in 0 }

  /// Read what packs hold without git, as far as that is understood.
  public var readsPacks = true
  /// What earlier scans remember of commits; nil where all are to be read.
  public var commitMemory: CommitMemory?

  /// The whole history, one worker.
  public init() {}

  /// Whether less than the whole history is asked for.
  var isLimited: Bool {
    since != nil || range != nil || !branches.isEmpty || !paths.isEmpty || maxCommits != nil
  }
}
