internal import ArgumentParser
internal import Glibc
internal import Model
internal import Policy

/// `sprawl baseline create|update|check`.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Keep a list of findings that are known: they are counted, and fail no scan.",
    discussion: """
      A baseline knows a finding by its credential and path, not by its line: it survives all edits \
      but the finding's end. What git ignores and what an exception covers is not in it.
      """,
    subcommands: [Create.self, Update.self, Check.self])

  struct Create: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a baseline of what a folder holds now.")
    @OptionGroup var place: BaselinePlace
    @OptionGroup var options: ScanOptions

    func run() throws {
      let file = place.file(options)
      guard access(file, F_OK) != 0 else {
        throw ProgramExit(
          code: .usage, message: "\(file) is there already: sprawl baseline update rewrites it")
      }
      let state = try BaselineState(place, options, isNew: true)
      try state.write(state.current)
      StandardOutput.write("\(file): \(BaselineState.entries(state.current.entries.count))\n")
      try state.end(isSound: true)
    }
  }

  struct Update: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take out what is gone, follow what has moved, add what is new.")
    @OptionGroup var place: BaselinePlace
    @Flag(help: "Add nothing: the baseline can only get shorter.") var prune = false
    @OptionGroup var options: ScanOptions

    func run() throws {
      let state = try BaselineState(place, options, isNew: false)
      try state.write(state.updated(addsNew: !prune))
      let moved = state.matching.moved(state.findings).count
      let new = Set(state.matching.new.map { state.findings[$0].id }).count
      StandardOutput.write(
        "\(state.file): \(state.matching.ended.count) ended, \(moved) moved, "
          + "\(new) new\(prune && new > 0 ? " (not added)" : "")\n")
      try state.end(isSound: true)
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Exit with 1 where the folder and the baseline differ.")
    @OptionGroup var place: BaselinePlace
    @OptionGroup var options: ScanOptions

    func run() throws {
      let state = try BaselineState(place, options, isNew: false)
      var lines: [String] = []
      for entry in state.matching.ended {
        lines.append("ended  \(BaselineState.visible(entry.path))  \(entry.rule)  \(entry.id)")
      }
      for (index, entry) in state.matching.moved(state.findings) {
        let path = BaselineState.visible(state.findings[index].path)
        lines.append(
          "moved  \(path)  \(entry.rule)  \(entry.id), was \(BaselineState.visible(entry.path))")
      }
      for index in state.matching.new {
        let finding = state.findings[index]
        lines.append(
          "new    \(BaselineState.visible(finding.path)):"
            + "\(finding.location.start.line)  \(finding.rule)  \(finding.id)")
      }
      let count = state.matching.known.count
      lines.append(
        "\(state.file): \(count) as it says, \(state.matching.ended.count) ended, "
          + "\(state.matching.moved(state.findings).count) moved, \(state.matching.new.count) new")
      StandardOutput.write(lines.joined(separator: "\n") + "\n")
      try state.end(isSound: state.matching.ended.isEmpty && state.matching.new.isEmpty)
    }
  }
}

/// The folder and the file that all of these commands are about.
struct BaselinePlace: ParsableArguments {
  @Argument(help: "The folder that is scanned; paths of the baseline are relative to it.")
  var folder = "."

  /// `--baseline`, or the folder's own.
  func file(_ options: ScanOptions) -> String {
    options.policy.baseline
      ?? (folder == "." ? ".sprawl-baseline" : "\(folder)/.sprawl-baseline")
  }
}

/// A folder's findings beside its baseline.
struct BaselineState {
  let file: String
  /// What a baseline can be about.
  let findings: [Finding]
  let matching: Baseline.Matching
  private let isComplete: Bool
  private let old: Baseline

  init(_ place: BaselinePlace, _ options: ScanOptions, isNew: Bool) throws {
    file = place.file(options)
    // The baseline itself must not change what is found.
    var options = options
    options.policy.baseline = nil
    if isNew {
      old = Baseline(source: file, entries: [])
    } else if let baseline = try PolicyFiles.baseline(file) {
      old = baseline
    } else {
      throw ProgramExit(
        code: .usage, message: "\(file): no such baseline; sprawl baseline create makes one")
    }
    let report = try FolderScan.run(place.folder, options).report
    isComplete = report.coverage.isComplete
    findings = report.findings.filter { !$0.isIgnored && $0.outcome == .reported }
    matching = old.match(findings, isWhole: isComplete)
  }

  /// A baseline of nothing but what is there now.
  var current: Baseline { Baseline(source: file, entries: findings.map { Baseline.Entry($0) }) }

  /// The baseline as it has to be; nothing is taken out where not everything could be read.
  func updated(addsNew: Bool) -> Baseline {
    var entries = matching.known.keys.map { Baseline.Entry(findings[$0]) }
    if addsNew { entries += matching.new.map { Baseline.Entry(findings[$0]) } }
    if !isComplete { entries += old.entries }
    return Baseline(source: file, entries: entries)
  }

  func write(_ baseline: Baseline) throws { try Destinations.write(baseline.text, to: file) }

  func end(isSound: Bool) throws {
    if !isComplete {
      throw ProgramExit(
        code: .incomplete,
        message:
          "not everything could be read, so nothing is said to have ended; sprawl scan says what")
    }
    if !isSound { throw ProgramExit(code: .findings) }
  }

  static func entries(_ count: Int) -> String { count == 1 ? "1 entry" : "\(count) entries" }

  /// A path without what a terminal would obey.
  static func visible(_ path: BlobPath) -> String {
    String(
      path.text.unicodeScalars.map { scalar -> Character in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: "?"
        default: Character(scalar)
        }
      })
  }
}
