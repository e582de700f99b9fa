internal import Model

/// Where a credential stands: platform, environment, and what surrounds it.
enum PlaceReader {
  static func read(
    _ site: Site, family: String, _ content: ContentPlatform, secrets: [Range<Int>],
    into assessment: inout Assessment
  ) {
    let (outline, path) = (content.outline, content.path)
    guard let line = outline.line(of: site.span.lowerBound) else { return }
    let document = outline.document(of: line)
    readPlatform(line, content, into: &assessment)
    PlaceFacts.read(
      site, line: line, in: outline, document: document, path: path, into: &assessment)
    readEnvironment(site, line, content, document, into: &assessment)
    KeyUse.read(
      site, family: family, line: line, in: outline, path: path, into: &assessment)
    ImageRegistry.read(site, family: family, line: line, in: outline, into: &assessment)
    content.cloudFacts.read(line: line, document: document.lines, into: &assessment)
    NeighbourScope.read(line: line, in: outline, into: &assessment)
    InlineAnnotation.read(site, line: line, in: outline, into: &assessment)
    PurposeReader.read(site, line: line, in: outline, secrets: secrets, into: &assessment)
  }

  private static func readPlatform(
    _ line: Int, _ content: ContentPlatform, into assessment: inout Assessment
  ) {
    let path = content.path
    let proven = PathPlatform.proven(by: path)
    if let found = content.platform(of: line, proven: proven) {
      assessment.platform = found.platform
      assessment.platformEvidence = found.evidence
    } else if let platform = proven ?? PathGuess.platform(of: path) {
      assessment.platform = platform
      assessment.platformEvidence = path.evidence
    }
  }

  private static func readEnvironment(
    _ site: Site, _ line: Int, _ content: ContentPlatform, _ document: Outline.Document,
    into assessment: inout Assessment
  ) {
    let path = content.path
    if let environment = EnvironmentReader.proven(by: path) {
      assessment.environment = environment
      assessment.environmentEvidence = path.evidence
    } else if let found = EnvironmentReader.stated(
      at: site, line: line, in: content.outline, document: document)
    {
      assessment.environment = found.environment
      assessment.environmentEvidence = found.evidence
    } else if let host = assessment.fact(.host),
      let environment = EnvironmentReader.environment(ofHost: host)
    {
      assessment.environment = environment
      assessment.environmentEvidence = "host \(host)"
    } else if let environment = EnvironmentReader.suggested(by: path) {
      assessment.environment = environment
      assessment.environmentEvidence = path.evidence
    }
  }
}
