internal import Model

/// What policy says of a scan, as `json` and `jsonl` write it.
extension JSONWriter {
  /// The summary's `policy`, where a policy or a baseline is in use.
  mutating func policyMember(_ policy: PolicySummary?) {
    guard let policy else { return }
    objectMember("policy") { json in
      json.nullableMember("file", policy.file)
      json.nullableMember("baseline", policy.baseline)
      json.objectMember("outcomes") { json in
        for outcome in Assessment.PolicyVerdict.Outcome.allCases {
          json.member(outcome.rawValue, policy.outcomes[outcome] ?? 0)
        }
      }
      json.member("unused_exceptions", policy.unusedExceptions.count)
      if let ended = policy.endedEntries { json.member("ended_entries", ended) }
    }
  }
}
