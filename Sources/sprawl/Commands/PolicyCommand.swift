internal import ArgumentParser
internal import Inputs
internal import Model
internal import Policy

/// `sprawl policy check|schema|except`.
struct PolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "Check sprawl.yml, print its schema, write exceptions.",
    subcommands: [Check.self, Schema.self, Except.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a policy: keys, values, dates, rules' ids.")
    @Argument(help: "The policy (default: sprawl.yml or .sprawl.yml of this folder or repository).")
    var file: String?
    @OptionGroup var rules: RuleOptions

    func run() throws {
      let found = try PolicyFiles.policy(file, for: ScanPlace())
      guard let name = found.policy.source else {
        throw ProgramExit(
          code: .usage, message: "no sprawl.yml or .sprawl.yml here or at the repository's root")
      }
      try rules.check(found.policy)
      let count = found.policy.exceptions.count
      let exceptions = count == 1 ? "1 exception" : "\(count) exceptions"
      StandardOutput.write("\(name): sound, \(exceptions)\n")
    }
  }

  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A JSON Schema of sprawl.yml, for editors.")

    func run() { StandardOutput.write(PolicySchema.text) }
  }

  struct Except: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write an exception for a finding, to paste into sprawl.yml.",
      discussion: "Scans the folder for it, and notes the context in which it is granted.")

    @Argument(help: "The finding's id, or the credential's secret_id, as reports have them.")
    var id: String
    @Argument(help: "The folder.") var folder = "."
    @Option(help: "Who answers for it: a team.") var owner: String
    @Option(help: "Why it is accepted.") var reason: String
    @Option(help: ArgumentHelp("The last day, at most 180 days ahead.", valueName: "date"))
    var until: ScanDate
    @OptionGroup var options: ScanOptions

    func run() throws {
      let start = options.date - options.date % 86_400
      let days = (until.seconds - start) / 86_400
      guard (0...PolicyException.longestDays).contains(days) else {
        throw ProgramExit(
          code: .usage,
          message: "--until: an exception ends on a day to come, at most "
            + "\(PolicyException.longestDays) days ahead")
      }
      let scan = try FolderScan.run(folder, options)
      let context = scan.policy.context(isComplete: scan.report.coverage.isComplete)
      guard let entry = ExceptionEntry(id: id, in: scan.report.findings, context: context) else {
        throw ProgramExit(
          code: .findings, message: "no finding has the id '\(id)': --format jsonl shows all ids")
      }
      StandardOutput.write(entry.text(owner: owner, reason: reason, until: until.seconds))
    }
  }
}

/// A scan of one whole folder, for commands that need its findings rather than a report.
enum FolderScan {
  static func run(_ folder: String, _ options: ScanOptions) throws -> ScanResult {
    try options.scan(ScanPlace(paths: [folder]), wantsLineHashes: false) {
      scan throws(InputError) in
      try scan.walk(
        [folder], TreeOptions(jobs: options.workers, maxFileSize: options.maxFileSize.bytes))
    }
  }
}
