internal import ArgumentParser
internal import Reports

/// `sprawl plan [REPORT]`.
struct PlanCommand: ParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument { case markdown, json }

  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "A migration plan of a report: findings grouped by owner and by what replaces them.",
    discussion: """
      Reads a report in JSON or JSON lines, as sprawl scan --format json writes it: \
      sprawl scan --format jsonl --exit-zero | sprawl plan
      """)

  @Argument(help: "A report in JSON or JSON lines; - for standard input.") var report = "-"
  @Option(help: "markdown or json.") var format = Format.markdown

  func run() throws {
    let file = ReportFile(path: report)
    let (records, name) = (try file.records(), file.name)
    if records.items.isEmpty, records.unassessed > 0 {
      throw ProgramExit(
        code: .usage,
        message: "\(name): its findings have no assessment: scan without --no-governance")
    }
    let plan = MigrationPlan(records.items)
    switch format {
    case .markdown: StandardOutput.write(PlanMarkdown(plan).text)
    case .json: PlanJSON(plan).bytes.withUnsafeBytes { StandardOutput.write($0) }
    }
    // A plan of half a scan never looks whole.
    switch records.isComplete {
    case true?: return
    case false?:
      throw ProgramExit(code: .incomplete, message: "\(name): that scan was incomplete")
    case nil: throw ProgramExit(code: .incomplete, message: "\(name): the report was cut off")
    }
  }
}
