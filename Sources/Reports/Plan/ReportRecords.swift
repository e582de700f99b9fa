internal import Foundation
internal import Model

/// Reads back what a plan needs of a report in JSON or JSON lines that this program wrote, at this release or at an
/// earlier one of the same schema.
public struct ReportRecords {
  /// A report that cannot be read.
  public struct Failure: Error, CustomStringConvertible {
    /// What is wrong and what to do, for people, without a full stop.
    public let description: String
  }

  /// What a plan is made of; findings without an assessment are left out.
  public private(set) var items: [PlanItem] = []
  /// Findings that governance was not asked about.
  public private(set) var unassessed = 0
  /// The report's own word on whether everything was read; nil where it was cut off before its summary.
  public private(set) var isComplete: Bool?

  /// Reads a whole report.
  ///
  /// - Parameter bytes: a document of the `json` format, or the lines of `jsonl`.
  /// - Throws: ``Failure`` with the line where there is one.
  public init(_ bytes: [UInt8]) throws(Failure) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    if let document = try? decoder.decode(DocumentRecord.self, from: Data(bytes)) {
      guard document.schema == JSONSchemaVersion.current else {
        throw Failure(
          description:
            "schema \(VisibleText.of(document.schema)) is not one that this release reads")
      }
      for record in document.findings { add(record) }
      isComplete = document.summary.coverage.complete
      return
    }
    var number = 0
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      guard line.contains(where: { $0 > 0x20 }) else { continue }
      let data = Data(line)
      if let summary = try? decoder.decode(SummaryRecord.self, from: data),
        summary.kind == "summary"
      {
        isComplete = summary.coverage.complete
        continue
      }
      do {
        let record = try decoder.decode(FindingRecord.self, from: data)
        add(record)
      } catch {
        throw Failure(
          description:
            "line \(number) is no record of a sprawl report: write one with sprawl scan --format json or jsonl"
        )
      }
    }
    if number <= 1, items.isEmpty, unassessed == 0, isComplete == nil {
      throw Failure(
        description: "no sprawl report: write one with sprawl scan --format json or jsonl")
    }
  }

  private mutating func add(_ record: FindingRecord) {
    guard let item = record.item else {
      unassessed += 1
      return
    }
    items.append(item)
  }
}

// MARK: Records as they stand in the file

private struct DocumentRecord: Decodable {
  var schema: String
  var findings: [FindingRecord]
  var summary: SummaryRecord
}

private struct SummaryRecord: Decodable {
  struct CoverageRecord: Decodable { var complete: Bool }
  var kind: String
  var coverage: CoverageRecord
}

private struct FindingRecord: Decodable {
  var kind: String
  var rule: String
  var name: String
  var path: String
  var startLine: Int
  var id: String
  var secretId: String
  var severity: String
  var assessment: AssessmentFields?

  var item: PlanItem? {
    guard let fields = assessment, let kind = Finding.Kind(rawValue: kind),
      let severity = Severity(rawValue: severity)
    else { return nil }
    return PlanItem(
      kind: kind, rule: rule, name: name, path: path, line: startLine, id: id,
      secretID: secretId, severity: severity, assessment: fields.assessment)
  }
}

private struct AssessmentFields: Decodable {
  struct Owner: Decodable {
    var status: String
    var name: String?
  }
  struct Snippet: Decodable { var title, language, text: String }
  struct MigrationFields: Decodable {
    var mechanism, name: String
    var `class`: String
    var ttl: Int?
    var scopeLimiter: String
    var steps: [String]
    var snippets: [Snippet]
    var residual, alternatives: [String]
    var url: String
  }
  struct RevocationFields: Decodable {
    var how: String
    var command: String?
    var url: String
  }
  struct AttributeFields: Decodable { var attribute, state, note: String }
  struct PolicyFields: Decodable {
    var outcome: String
    var reasons: [String]
  }

  var priority: String
  var priorityReasons: [String]
  var platform: String
  var environment: String
  var owner: Owner
  var migration: MigrationFields?
  var revocation: RevocationFields
  var attributes: [AttributeFields]
  var policy: PolicyFields

  /// Words of a later release that this one does not know become the unknown.
  var assessment: Assessment {
    var result = Assessment()
    result.priority = Assessment.Priority(rawValue: priority) ?? .p3
    result.priorityReasons = priorityReasons
    result.platform = Platform(rawValue: platform) ?? .unknown
    result.environment = Environment(rawValue: environment) ?? .unknown
    result.owner.status = Ownership.Status(rawValue: owner.status) ?? .none
    result.owner.name = owner.name
    if let migration, let kind = Migration.Class(rawValue: migration.class) {
      result.migration = Migration(
        mechanism: migration.mechanism, name: migration.name, kind: kind, ttl: migration.ttl,
        scopeLimiter: migration.scopeLimiter, steps: migration.steps,
        snippets: migration.snippets.map {
          Migration.Snippet(title: $0.title, language: $0.language, text: $0.text)
        }, residual: migration.residual, alternatives: migration.alternatives, url: migration.url)
    }
    result.revocation.how = revocation.how
    result.revocation.command = revocation.command
    result.revocation.url = revocation.url
    result.attributes = attributes.compactMap { fields in
      guard let attribute = GovernanceAttribute(rawValue: fields.attribute),
        let state = AttributeState.State(rawValue: fields.state)
      else { return nil }
      return AttributeState(attribute: attribute, state: state, note: fields.note)
    }
    result.policy.outcome = Assessment.PolicyVerdict.Outcome(rawValue: policy.outcome) ?? .reported
    result.policy.reasons = policy.reasons
    return result
  }
}
