internal import Model

/// JSON lines: one finding a line in the report's order, then one summary.
struct JSONLinesFormatter: ReportFormatter {
  static let format = ReportFormat.jsonl

  func write(_ report: Report, into output: inout OutputBuffer) {
    var json = JSONWriter(.compact)
    for finding in report.findings {
      json.finding(finding, showsSecrets: report.showsSecrets)
      json.newline()
      json.drain(into: &output)
    }
    json.summary(of: report)
    json.newline()
    json.drain(into: &output)
  }
}
