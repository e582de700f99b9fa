public import Model
public import Rules

/// Reads what a credential and the text around it say: how long it lives, where it stands, what it may do, what it is
/// for. Nothing is sent anywhere, nothing is guessed: what no text shows stays unknown.
///
/// A value that all workers share; it keeps nothing between calls.
public struct ContextReader: Sendable {
  /// Text this far from a finding is read; all of a smaller text.
  private static let reach = 1 << 16
  /// The secrets of so many findings before and behind one are kept out of what is said of it.
  private static let neighbours = 16

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
  ///   - findings: Findings of one blob that stand in `text`, sorted by place.
  ///   - text: The blob's text, or the window of it in which they stand.
  ///   - offset: Where `text` begins in the blob.
  ///   - path: The blob's path.
  ///   - wants: Which of them; the others' secrets are kept out of what is said.
  public func read(
    _ findings: inout ArraySlice<Finding>, in text: UnsafeRawBufferPointer, at offset: Int = 0,
    path: BlobPath, where wants: (Finding) -> Bool = { _ in true }
  ) {
    // Safety: `text` is the caller's for the time of the call; no site, outline or reader made here outlives it.
    let view = PathView(path)
    let sites = findings.map { Site($0, in: text, at: offset) }
    let secrets = sites.map(\.span)
    var content: ContentPlatform?
    for (number, index) in findings.indices.enumerated() where wants(findings[index]) {
      let site = sites[number]
      if content?.outline.covers(site.span, in: text) != true {
        let outline = Outline(text, around: site, reach: Self.reach)
        content = ContentPlatform(text, outline, view)
      }
      guard let content else { continue }
      var assessment = Assessment()
      LifetimeReader.read(
        site, family: pack.family(id: findings[index].family), asOf: asOf, into: &assessment)
      if findings[index].family.hasPrefix("private-key")
        || findings[index].family.hasPrefix("github")
      {
        PrivateKeys.describe(fileName: view, in: &assessment)
      }
      PlaceReader.read(
        site, family: findings[index].family, content,
        secrets: secrets.near(number, Self.neighbours), into: &assessment)
      let hidden = sites.near(number, Self.neighbours).flatMap { [$0.value] + $0.parts }
      assessment.hide(hidden, beside: view.evidence)
      findings[index].assessment = assessment
    }
    DeclaredOwnerReader.note(in: &findings, text, at: offset, path: path)
  }

  /// Sets how long a history has had a finding, from its oldest commit.
  public func age(_ finding: inout Finding) {
    guard let date = finding.history.first?.commit?.date,
      let first = Timestamp.seconds(iso8601: date), finding.assessment != nil
    else { return }
    finding.assessment?.lifetime.age = max(0, asOf - first)
  }
}

extension Array {
  /// The elements around one.
  fileprivate func near(_ index: Int, _ distance: Int) -> [Element] {
    Array(self[Swift.max(0, index - distance)..<Swift.min(count, index + distance + 1)])
  }
}

extension Assessment {
  /// Shorter values are words that stand everywhere.
  private static let shortestHidden = 6

  /// Takes out whatever says one of the secrets.
  ///
  /// - Parameter path: Evidence that is told anyway: reports name the path.
  fileprivate mutating func hide(_ secrets: [[UInt8]], beside path: String) {
    let secrets = secrets.filter { $0.count >= Self.shortestHidden }
    func tells(_ text: String) -> Bool {
      guard text != path else { return false }
      let bytes = Array(text.utf8)
      return secrets.contains { secret in
        bytes.count >= secret.count && bytes.contains(secret)
      }
    }
    facts.removeAll {
      tells($0.source) || $0.name != FactName.awsKeyID.rawValue && tells($0.value)
    }
    scope.entries.removeAll { tells($0) }
    scope.audience.removeAll { tells($0) }
    if let subject = scope.subject, tells(subject) { scope.subject = nil }
    if let source = scope.source, tells(source) { scope.source = "the text" }
    if let purpose, tells(purpose.text) || tells(purpose.source) { self.purpose = nil }
    if let evidence = platformEvidence, tells(evidence) { platformEvidence = "the text" }
    if let evidence = environmentEvidence, tells(evidence) { environmentEvidence = "the text" }
  }
}

extension [UInt8] {
  /// Whether some bytes stand in these.
  fileprivate func contains(_ other: [UInt8]) -> Bool {
    guard let first = other.first, other.count <= count else { return false }
    return indices.dropLast(other.count - 1).contains {
      self[$0] == first && self[$0...].starts(with: other)
    }
  }
}
