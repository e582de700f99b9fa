public import Model

/// What a ``TreeScan`` reads and how.
public struct TreeOptions: Sendable {
  /// Worker threads; at least one runs whatever this says.
  public var jobs: Int
  /// Larger files are left out and counted; bytes. A sparse file counts with its data only.
  public var maxFileSize: Int
  /// Leave out what git ignores.
  public var respectsGitignore = false
  /// Leave out what `.sprawlignore` files name.
  public var usesSprawlIgnore = true
  /// Whether a path, as reported, is left out and counted; a folder (the second argument) with all below it.
  public var leavesOut: (@Sendable (BlobPath, Bool) -> Bool)?

  /// Options with the defaults of the command line; `maxFileSize` in bytes.
  public init(
    jobs: Int = 1, maxFileSize: Int = 1 << 30, respectsGitignore: Bool = false,
    usesSprawlIgnore: Bool = true
  ) {
    self.jobs = jobs
    self.maxFileSize = maxFileSize
    self.respectsGitignore = respectsGitignore
    self.usesSprawlIgnore = usesSprawlIgnore
  }
}
