internal import ArgumentParser
internal import Glibc
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

  /// Larger reports are no reports.
  private static let largestReport = 1 << 30

  @Argument(help: "A report in JSON or JSON lines; - for standard input.") var report = "-"
  @Option(help: "markdown or json.") var format = Format.markdown

  func run() throws {
    let records: ReportRecords
    do {
      records = try ReportRecords(try bytes())
    } catch let failure as ReportRecords.Failure {
      throw ProgramExit(code: .usage, message: "\(name): \(failure)")
    }
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

  private var name: String { report == "-" ? "standard input" : report }

  private func bytes() throws -> [UInt8] {
    let descriptor = report == "-" ? 0 : open(report, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { if report != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= PlanCommand.largestReport {
      let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw failure()
      }
      bytes += chunk.prefix(count)
    }
    throw ProgramExit(code: .usage, message: "\(name): over 1 GiB: no report of a scan")
  }

  private func failure() -> ProgramExit {
    ProgramExit(code: .usage, message: "\(name): \(String(cString: strerror(errno)))")
  }
}
