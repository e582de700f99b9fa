public import Model
public import Rules

/// Completes what is said of findings when a scan is over: who answers for each.
///
/// Does no input or output of its own.
public struct Assessor: Sendable {
  private let pack: RulePack
  private let facts: RepositoryFacts
  private let asOf: Int

  /// Makes an assessor.
  ///
  /// - Parameters:
  ///   - pack: families, mechanisms, frameworks.
  ///   - repository: what the command has read of the findings' repositories.
  ///   - asOf: the scan's date, seconds since 1970.
  public init(pack: RulePack, repository: RepositoryFacts, asOf: Int) {
    self.pack = pack
    self.facts = repository
    self.asOf = asOf
  }

  /// Fills in the assessments of all findings of a scan.
  public func complete(_ findings: inout [Finding]) {
    guard !findings.isEmpty else { return }
    var owners = OwnerFinder(facts)
    for index in findings.indices {
      var assessment = findings[index].assessment ?? Assessment()
      assessment.owner = owners.owner(of: findings[index])
      findings[index].assessment = assessment
    }
  }
}
