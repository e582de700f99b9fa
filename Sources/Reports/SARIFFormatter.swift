internal import Model

/// SARIF 2.1.0 as GitHub code scanning takes it, and as other readers (DefectDojo, VS Code, Azure
/// DevOps) read it.
///
/// SARIF is uploaded to other people's servers. It therefore never holds a secret, not even where
/// the report shows secrets: a result tells the length and a keyed digest of the value, and its
/// snippet is masked.
///
/// What readers demand beyond the schema, and what they misread:
/// - GitHub refuses the whole file for one result without a location or with an empty or unencoded
///   `uri`, and keeps 5,000
///   results; it knows an alert again by `primaryLocationLineHash`, rule and path alone.
/// - GitHub shows suppressed results as open alerts: see ``SARIFSuppression``. `kind` is always `fail`, as DefectDojo
///   drops every other; a region never has `byteOffset`, which VS Code would prefer to lines.
/// - `automationDetails` would override the category a workflow gives to the upload.
/// - Fingerprint names with a slash end in `/v1`: DefectDojo reads a number there.
/// - No clock, account, machine or command line: equal scans give equal files, and nothing private
///   goes out.
///
/// Sources:
/// https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
/// and
/// https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
struct SARIFFormatter: ReportFormatter {
  static let format = ReportFormat.sarif

  /// What stands in a snippet for the value.
  static let redactionToken = "[REDACTED]"
  /// The base of all `uri`s; the reader knows where its checkout lies.
  static let uriBase = "%SRCROOT%"
  /// How many results GitHub keeps.
  static let resultLimit = 5000

  func write(_ report: Report, into output: inout OutputBuffer) {
    let all = SARIFResult.merging(report.findings)
    let results = SARIFResult.worst(SARIFFormatter.resultLimit, of: all)
    let rules = SARIFRules(for: results, described: report.rules, frameworks: report.frameworks)
    let notifications = SARIFNotification.all(
      of: report.coverage, leftOut: all.count - results.count)

    var json = JSONWriter(.pretty)
    json.object { json in
      json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      json.member("version", "2.1.0")
      json.arrayMember("runs") { json in
        json.object { json in
          writeTool(rules, version: report.toolVersion, into: &json)
          rules.writeTaxonomies(into: &json)
          json.arrayMember("invocations") { json in
            json.object { json in
              // A partial scan is told by notifications and the exit code; GitHub drops the results
              // of a failed one.
              json.member("executionSuccessful", true)
              json.arrayMember("toolExecutionNotifications") { json in
                for notification in notifications { notification.write(into: &json) }
              }
            }
          }
          json.objectMember("originalUriBaseIds") { json in
            json.objectMember(SARIFFormatter.uriBase) { json in
              json.messageMember("description", "Root of the scanned tree")
            }
          }
          json.member("redactionTokens", [SARIFFormatter.redactionToken])
          json.member("columnKind", "utf16CodeUnits")
          json.member("defaultEncoding", "utf-8")
          json.arrayMember("results") { json in
            for result in results {
              result.write(
                ruleIndex: rules.index(of: result.finding.rule), rules.taxonomies, into: &json)
              json.drain(into: &output)
            }
          }
        }
      }
    }
    json.newline()
    json.drain(into: &output)
  }

  private func writeTool(_ rules: SARIFRules, version: String, into json: inout JSONWriter) {
    json.objectMember("tool") { json in
      json.objectMember("driver") { json in
        json.member("name", "sprawl")
        json.member("version", version)
        if isSemantic(version) { json.member("semanticVersion", version) }
        rules.writeRules(into: &json)
        json.arrayMember("notifications") { json in
          for kind in SARIFNotification.Kind.allCases {
            json.object { json in
              json.member("id", kind.rawValue)
              json.messageMember("shortDescription", kind.summary)
            }
          }
        }
        rules.writeSupportedTaxonomies(into: &json)
      }
    }
  }

  /// Three plain numbers; what else semantic versions allow is left to `version`.
  private func isSemantic(_ version: String) -> Bool {
    let numbers = version.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 3
      && numbers.allSatisfy { number in
        !number.isEmpty && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
          && (number == "0" || number.first != "0")
      }
  }
}

extension JSONWriter {
  /// A SARIF message object with a text.
  mutating func messageMember(_ name: String, _ text: String) {
    objectMember(name) { json in json.member("text", text) }
  }
}

extension Severity {
  /// SARIF's level.
  var sarifLevel: String {
    switch self {
    case .critical, .high: "error"
    case .medium: "warning"
    case .low, .info: "note"
    }
  }

  /// GitHub's `security-severity`: a number in a string, over 9.0 for critical.
  var securityScore: String {
    switch self {
    case .critical: "9.5"
    case .high: "8.0"
    case .medium: "5.5"
    case .low: "2.0"
    case .info: "0.1"
    }
  }
}
