internal import Model

/// The places of each credential over a whole scan.
struct CopyCounter {
  private struct Count {
    var copies = 0
    var files: Set<BlobPath> = []
    var environments: Set<Environment> = []
    /// Those that are no tests and no documentation.
    var places: Set<BlobPath> = []
    var services: [String] = []
  }

  private var counts: [String: Count] = [:]

  init(_ findings: [Finding], in facts: RepositoryFacts) {
    for finding in findings where finding.kind == .secret {
      var count = counts[finding.secretID] ?? Count()
      // A history's finding stands for all places of its credential.
      count.copies += finding.history.isEmpty ? 1 : finding.occurrences
      count.files.insert(finding.path)
      count.files.formUnion(finding.history.map(\.path))
      if let environment = finding.assessment?.environment, environment != .unknown {
        count.environments.insert(environment)
      }
      if ![.test, .documentation].contains(finding.assessment?.environment) {
        count.places.formUnion(finding.presentPaths)
      }
      counts[finding.secretID] = count
    }
    var folders = ServiceFolders(facts)
    for (id, count) in counts where count.places.count > 1 {
      counts[id]?.services = folders.names(of: count.places)
    }
  }

  /// What is known of a finding's credential.
  func sprawl(of finding: Finding) -> Assessment.Sprawl {
    var sprawl = Assessment.Sprawl()
    guard finding.kind == .secret, let count = counts[finding.secretID] else { return sprawl }
    sprawl.copies = count.copies
    sprawl.files = max(1, count.files.count)
    sprawl.environments = count.environments.sorted()
    sprawl.services = count.services
    return sprawl
  }
}

extension Assessment.Sprawl {
  /// The environments, else the services, that share one credential, for people; nil where it is one's.
  var sharedBy: String? {
    if environments.count > 1 {
      return environments.map(\.rawValue).joined(separator: ", ")
    }
    guard services.count > 1 else { return nil }
    let shown = services.prefix(3).joined(separator: ", ")
    return services.count > 3 ? "\(shown) and other services" : shown
  }
}
