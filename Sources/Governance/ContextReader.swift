public import Model
public import Rules

/// Reads what a credential and the text around it say: how long it lives, where it stands, what it may do, what it is
/// for. Nothing is sent anywhere, nothing is guessed: what no text shows stays unknown.
///
/// A value that all workers share; it keeps nothing between calls.
public struct ContextReader: Sendable {
  /// The date at which a credential has ended or not, in seconds since 1970, UTC.
  public let asOf: Int
  private let pack: RulePack

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - pack: The rules; their families say what values do not.
  ///   - asOf: The scan's date, in seconds since 1970, UTC.
  public init(pack: RulePack, asOf: Int) {
    self.pack = pack
    self.asOf = asOf
  }

  /// Fills in the lifetime, platform, environment, scope, purpose and facts of findings.
  ///
  /// - Parameters:
  ///   - findings: Findings of one blob that stand in `text`.
  ///   - text: The blob's text, or the window of it in which they stand.
  ///   - offset: Where `text` begins in the blob.
  ///   - path: The blob's path.
  public func read(
    _ findings: inout ArraySlice<Finding>, in text: UnsafeRawBufferPointer, at offset: Int = 0,
    path: BlobPath
  ) {
    for index in findings.indices {
      var assessment = findings[index].assessment ?? Assessment()
      LifetimeReader.fall(
        back: pack.family(id: findings[index].family), on: &assessment.lifetime)
      findings[index].assessment = assessment
    }
  }

  /// Sets how long a history has had a finding, from its oldest commit.
  public func age(_ finding: inout Finding) {
    guard let date = finding.history.first?.commit?.date,
      let first = Timestamp.seconds(iso8601: date), finding.assessment != nil
    else { return }
    finding.assessment?.lifetime.age = max(0, asOf - first)
  }
}
