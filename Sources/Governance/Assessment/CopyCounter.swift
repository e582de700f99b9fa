internal import Model

/// The places of each credential over a whole scan.
struct CopyCounter {
  private struct Count {
    var copies = 0
    var files: Set<BlobPath> = []
    var environments: Set<Environment> = []
  }

  private var counts: [String: Count] = [:]

  init(_ findings: [Finding]) {
    for finding in findings where finding.kind == .secret {
      var count = counts[finding.secretID] ?? Count()
      // A history's finding stands for all places of its credential.
      count.copies += finding.history.isEmpty ? 1 : finding.occurrences
      count.files.insert(finding.path)
      count.files.formUnion(finding.history.map(\.path))
      if let environment = finding.assessment?.environment, environment != .unknown {
        count.environments.insert(environment)
      }
      counts[finding.secretID] = count
    }
  }

  /// What is known of a finding's credential.
  func sprawl(of finding: Finding) -> Assessment.Sprawl {
    var sprawl = Assessment.Sprawl()
    guard finding.kind == .secret, let count = counts[finding.secretID] else { return sprawl }
    sprawl.copies = count.copies
    sprawl.files = max(1, count.files.count)
    sprawl.environments = count.environments.sorted()
    return sprawl
  }
}
