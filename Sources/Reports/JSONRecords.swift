internal import Model

/// The records that `json` and `jsonl` share; `docs/json.md` describes each member and
/// `docs/json.schema.json` their types. Names and meanings stay as they are within a schema
/// version; new members may come.
enum JSONSchemaVersion {
  static let current = "sprawl/1"
}

extension JSONWriter {
  /// One finding, as an object.
  mutating func finding(_ finding: Finding, showsSecrets: Bool) {
    object { json in
      json.member("schema", JSONSchemaVersion.current)
      json.member("kind", finding.kind.rawValue)
      json.member("rule", finding.rule)
      json.member("name", finding.name)
      json.member("family", finding.family)
      json.member("provider", finding.provider)
      json.member("confidence", finding.confidence.rawValue)
      json.member("severity", finding.severity.rawValue)
      json.path(finding.path)
      json.location(finding.location)
      json.secret(finding.secret, isClear: showsSecrets || finding.kind == .posture)
      json.member("secret_id", finding.secretID)
      json.member("id", finding.id)
      json.member("decoded", finding.decoded)
      json.member("ignored", finding.isIgnored)
      json.member("occurrences", finding.occurrences)
      json.arrayMember("parts") { json in
        for part in finding.parts {
          json.object { json in
            json.member("name", part.name)
            json.secret(part.secret, isClear: showsSecrets)
            json.location(part.location)
          }
        }
      }
      json.member("excerpt", finding.excerpt.text)
      if let message = finding.message { json.member("message", message) }
      if !finding.history.isEmpty { json.history(finding) }
      if let assessment = finding.assessment { json.assessmentMember(assessment) }
    }
  }

  /// Where a git history has the credential.
  private mutating func history(_ finding: Finding) {
    commit(finding.history.first?.commit)
    member("in_head", finding.history.contains(where: \.isInHead))
    arrayMember("history") { json in
      for place in finding.history {
        json.object { json in
          json.path(place.path)
          json.location(place.location)
          json.member("blob", place.blob)
          json.commit(place.commit)
          json.member("in_head", place.isInHead)
        }
      }
    }
  }

  private mutating func commit(_ commit: Finding.Commit?) {
    nullableMember("commit", commit?.id)
    nullableMember("author", commit?.author)
    nullableMember("date", commit?.date)
  }

  /// The closing record: what was looked for, what was found, what was read.
  mutating func summary(of report: Report) {
    object { json in
      json.member("schema", JSONSchemaVersion.current)
      json.member("kind", "summary")
      json.member("version", report.toolVersion)
      json.member("detectors", report.detectorCount)
      json.counts(of: report.findings)
      json.priorities(of: report.findings)
      json.policyMember(report.policy)
      json.coverage(report.coverage)
    }
  }

  private mutating func counts(of findings: [Finding]) {
    objectMember("findings") { json in
      json.member("total", findings.count)
      json.member("distinct", Set(findings.map(\.secretID)).count)
      json.member("ignored", findings.count(where: \.isIgnored))
      json.objectMember("severity") { json in
        for severity in Severity.allCases.reversed() {
          json.member(severity.rawValue, findings.count { $0.severity == severity })
        }
      }
      json.objectMember("confidence") { json in
        for confidence in Confidence.allCases.reversed() {
          json.member(confidence.rawValue, findings.count { $0.confidence == confidence })
        }
      }
    }
  }

  /// Only where governance was asked.
  private mutating func priorities(of findings: [Finding]) {
    let assessed = findings.compactMap(\.assessment)
    guard !assessed.isEmpty else { return }
    objectMember("priorities") { json in
      for priority in Assessment.Priority.allCases {
        json.member(priority.rawValue, assessed.count { $0.priority == priority })
      }
    }
  }

  private mutating func coverage(_ coverage: Coverage) {
    objectMember("coverage") { json in
      json.member("complete", coverage.isComplete)
      json.member("files", coverage.files)
      json.member("bytes", coverage.bytes)
      json.objectMember("skipped") { json in
        for (reason, count) in coverage.skipped.sorted(by: { $0.key < $1.key }) {
          json.member(reason.rawValue, count)
        }
      }
      json.arrayMember("problems") { json in
        for problem in coverage.problems.sorted() {
          json.object { json in
            json.path(problem.path)
            json.member("message", problem.message)
          }
        }
      }
      json.member("problem_count", coverage.problemCount)
      json.arrayMember("remarks") { json in
        for remark in coverage.remarks.sorted() {
          json.object { json in
            json.path(remark.path)
            json.member("message", remark.message)
          }
        }
      }
      json.countsMember("rule_limits", coverage.ruleLimits)
      json.countsMember("allowed_inline", coverage.allowedInline)
      json.nullableMember("stopped", coverage.stopped)
    }
  }

  private mutating func countsMember(_ name: String, _ counts: [String: Int]) {
    objectMember(name) { json in
      for (key, count) in counts.sorted(by: { $0.key < $1.key }) { json.member(key, count) }
    }
  }

  private mutating func path(_ path: BlobPath) {
    member("path", path.text)
    if !path.isUTF8 { member("path_percent", path.percentEncoded) }
  }

  private mutating func location(_ location: Location) {
    member("start_line", location.start.line)
    member("start_column", location.start.column)
    member("end_line", location.end.line)
    member("end_column", location.end.column)
  }

  private mutating func secret(_ secret: Secret, isClear: Bool) {
    member(
      "secret", isClear ? String(decoding: secret.reveal(), as: UTF8.self) : secret.redacted)
  }
}
