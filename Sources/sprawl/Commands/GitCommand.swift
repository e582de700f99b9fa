internal import ArgumentParser
internal import Detection
internal import Inputs

/// `sprawl git [REPO]`.
struct GitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "git", abstract: "Scan a git history: every blob ever committed, each read once.",
    discussion: """
      Reads what all references reach; git runs with nothing of the repository's configuration, and \
      no hook, filter or other program of it is ever started. Exit code 3 where the clone is shallow or \
      partial, or an object cannot be read.
      """)

  @Argument(help: "A work tree, a folder in one, or a bare repository.") var repository = "."
  @Option(
    help: ArgumentHelp(
      "Only commits made since then: 2026-01-31, 2026-01-31T12:00:00Z, '2 weeks ago'.",
      valueName: "date"))
  var since: String?
  @Option(help: ArgumentHelp("Only commits of this range, as git names it.", valueName: "a..b"))
  var range: String?
  @Option(
    help: ArgumentHelp(
      "Only commits that this branch, tag or commit reaches; repeatable.", valueName: "name"))
  var branch: [String] = []
  @Option(
    help: ArgumentHelp(
      "Only this file, or what is below this folder; repeatable.", valueName: "path"))
  var path: [String] = []
  @Option(help: ArgumentHelp("Only so many commits, newest first.", valueName: "n"))
  var maxCommits: Int?
  @Flag(help: "Read objects that no reference reaches, too.") var unreachable = false
  @Flag(help: "Read what git stash keeps, too.") var stash = false
  @Flag(help: "Do not call the scan incomplete because the clone is shallow or partial.")
  var allowPartial = false
  @Flag(help: "Have git read all blobs, also those that can be read without it; slower.")
  var readWithGit = false
  @Flag(help: "Read the histories of submodules that are here, too.") var recurseSubmodules = false
  @Option(
    help: ArgumentHelp(
      "Remember there what was read, so that the next scan reads only what is new.",
      valueName: "file"))
  var cache: String?
  @Flag(
    help: ArgumentHelp(
      "Review a change (--range BASE..HEAD): only what its commits add; rule files and .sprawlignore of "
        + "the repository count as BASE has them."))
  var newOnly = false
  @OptionGroup var options: ScanOptions

  func validate() throws {
    if recurseSubmodules, range != nil || !branch.isEmpty || !path.isEmpty {
      throw ValidationError(
        "--recurse-submodules goes with no --range, --branch or --path: they name what only one"
          + " repository has")
    }
    if cache != nil, options.trace {
      throw ValidationError("--trace needs every blob read: leave out --cache")
    }
    if let maxCommits, maxCommits < 1 { throw ValidationError("--max-commits must be 1 or more") }
    guard newOnly else { return }
    guard range != nil else { throw ValidationError("--new-only needs --range BASE..HEAD") }
    guard since == nil, branch.isEmpty, maxCommits == nil, !unreachable, !stash else {
      throw ValidationError("--new-only goes with --range and --path alone")
    }
  }

  /// Scans what the commits of `--range` add, by the settings of its base.
  private func review(_ range: String) throws {
    let cancellation = Cancellation()
    let (changed, commits) = try InputErrors.asUsage { () throws(InputError) in
      let changed = try ChangedRepository(repository, cancellation: cancellation)
      return (changed, try changed.range(range))
    }
    let settings = SettingsSource.base(changed.tree(ofBaseOf: commits))
    let named =
      options.rules.rules + [options.policy.config, options.policy.baseline].compactMap(\.self)
    var asked = options.changeOptions
    asked.paths = path
    asked.allowsPartial = allowPartial
    asked.settings = settings.paths(of: named)
    let place = try ScanPlace(changeOf: repository, by: settings, config: options.policy.config)
    let wanted = asked
    try options.run(place, cancellation: cancellation) { scan throws(InputError) in
      try scan.readChanges(wanted, wholeFiles: false) { options throws(InputError) in
        try changed.changes(in: commits, options)
      }
    }
  }

  func run() throws {
    if newOnly, let range { return try review(range) }
    var history = GitHistoryOptions()
    history.jobs = options.workers
    history.maxFileSize = options.maxFileSize.bytes
    history.since = since
    history.range = range
    history.branches = branch
    history.paths = path
    history.maxCommits = maxCommits
    history.includesUnreachable = unreachable
    history.includesStash = stash
    history.allowsPartial = allowPartial
    history.readsPacks = !readWithGit
    history.pathClass = { Engine.pathClass(of: $0) }
    let isLimited =
      since != nil || range != nil || !branch.isEmpty || !path.isEmpty || maxCommits != nil
    try options.run(ScanPlace(repository: repository, isWhole: !isLimited)) { scan in
      let cache = try cache.map { try HistoryCache(path: $0, engine: scan.engine) }
      let run = HistoryRun(
        repository, history, cache: cache, recursesSubmodules: recurseSubmodules,
        wantsValues: options.showSecrets)
      try scan.readHistory(run)
    }
  }
}
