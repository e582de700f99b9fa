internal import Model

/// `suppressions` of a result: what an exception or the baseline covers.
///
/// GitHub takes no notice of them and opens alerts for such results; `--hide-accepted` leaves them out, and
/// https://github.com/advanced-security/dismiss-alerts dismisses them. DefectDojo and the SARIF viewers honour them.
/// Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html (3.35)
enum SARIFSuppression {
  /// Writes the member where all findings of the result are accepted: one that is not has to be seen.
  static func write(_ findings: [Finding], into json: inout JSONWriter) {
    guard !findings.isEmpty, findings.allSatisfy(\.isAccepted) else { return }
    var reasons: [String] = []
    for reason in findings.flatMap({ $0.assessment?.policy.reasons.prefix(1) ?? [] })
    where !reasons.contains(reason) {
      reasons.append(reason)
    }
    json.arrayMember("suppressions") { json in
      json.object { json in
        json.member("kind", "external")
        json.member("status", "accepted")
        json.member("justification", reasons.map(SARIFText.plain).joined(separator: "; "))
      }
    }
  }
}
