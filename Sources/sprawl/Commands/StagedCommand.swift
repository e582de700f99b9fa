internal import ArgumentParser
internal import Inputs
internal import Model

/// `sprawl staged [REPO]`.
struct StagedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "staged", abstract: "Scan what the next commit adds, as the index has it.",
    discussion: """
      Reads the index, not the files on the disk, and reports what stands on added or changed lines. \
      git runs with nothing of the repository's configuration. A path in conflict makes the scan incomplete.
      """)

  @Argument(
    help: "A work tree or a folder in one (default: the one that git runs a hook for, else here).")
  var repository: String?
  @OptionGroup var staged: StagedOptions
  @OptionGroup var options: ScanOptions

  func run() throws {
    try staged.run(options, in: repository)
  }
}

/// The options of `staged` and of the hook that does the same.
struct StagedOptions: ParsableArguments {
  @Flag(help: "Report all that stands in the files that the commit touches.")
  var wholeFiles = false
  @Flag(help: "Compare with the parents of HEAD: what git commit --amend will have added.")
  var amend = false

  /// Scans the index, or all of it where nothing is staged and `scansAllOfUnchanged`.
  func run(
    _ options: ScanOptions, in repository: String?, scansAllOfUnchanged: Bool = false,
    present: ((Report) -> Void)? = nil
  ) throws {
    let cancellation = Cancellation()
    let (changed, comparison) = try InputErrors.asUsage { () throws(InputError) in
      let changed = try ChangedRepository(repository, cancellation: cancellation)
      return (changed, try changed.startStaged(amend ? .parents : .head))
    }
    var asked = options.changeOptions
    asked.readsWholeFiles = wholeFiles
    let wanted = asked
    let place = ScanPlace(repository: repository ?? ".", isWhole: false)
    try options.run(place, cancellation: cancellation, present: present) {
      scan throws(InputError) in
      try scan.readChanges(wanted, wholeFiles: wholeFiles) { options throws(InputError) in
        let changes = try changed.staged(comparison, options)
        return try changes.isEmpty && scansAllOfUnchanged
          ? changed.staged(changed.startStaged(.nothing), options) : changes
      }
    }
  }
}
