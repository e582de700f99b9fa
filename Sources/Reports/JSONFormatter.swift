internal import Model

/// One JSON document that holds the records of the `jsonl` format.
struct JSONFormatter: ReportFormatter {
  static let format = ReportFormat.json

  func write(_ report: Report, into output: inout OutputBuffer) {
    var json = JSONWriter(.pretty)
    json.object { json in
      json.member("schema", JSONSchemaVersion.current)
      json.objectMember("tool") { json in
        json.member("name", "sprawl")
        json.member("version", report.toolVersion)
      }
      json.arrayMember("findings") { json in
        for finding in report.findings {
          json.finding(finding, showsSecrets: report.showsSecrets)
          json.drain(into: &output)
        }
      }
      json.name("summary")
      json.summary(of: report)
    }
    json.newline()
    json.drain(into: &output)
  }
}
