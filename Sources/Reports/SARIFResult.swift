internal import Model

/// One result: the findings of one rule on one line. GitHub takes two such findings for one alert,
/// since it knows them by rule, path and the line's hash.
struct SARIFResult {
  /// How many places beside the first a result names.
  private static let relatedLimit = 100

  /// The first of them; its place is the result's.
  let finding: Finding
  private(set) var others: [Finding] = []

  private init(_ finding: Finding) { self.finding = finding }

  private struct Key: Hashable {
    var path: BlobPath
    var rule: String
    var line: Int
    /// In a history one line of a path holds one thing at one time and another at another.
    var commit: String?
  }

  /// The results of all findings, in the order of their first ones.
  static func merging(_ findings: [Finding]) -> [SARIFResult] {
    var results: [SARIFResult] = []
    var indices: [Key: Int] = [:]
    for finding in findings {
      let key = Key(
        path: finding.path, rule: finding.rule, line: finding.location.start.line,
        commit: finding.history.first?.commit?.id)
      if let index = indices[key] {
        results[index].others.append(finding)
      } else {
        indices[key] = results.count
        results.append(SARIFResult(finding))
      }
    }
    return results
  }

  /// At most `limit` results: the most severe, then the surest, then the first; in their old order.
  static func worst(_ limit: Int, of results: [SARIFResult]) -> [SARIFResult] {
    guard results.count > limit else { return results }
    let ranks = results.map { ($0.isAccepted ? .info : $0.severity, $0.confidence) }
    // By place at last, so that the cut does not depend on how the sort treats equals.
    let ranked = results.indices.sorted { left, right in
      ranks[left] == ranks[right] ? left < right : ranks[left] > ranks[right]
    }
    return ranked.prefix(limit).sorted().map { results[$0] }
  }

  private var isAccepted: Bool { ([finding] + others).allSatisfy(\.isAccepted) }
  private var count: Int { 1 + others.count }
  private var severity: Severity { others.reduce(finding.severity) { max($0, $1.severity) } }
  private var confidence: Confidence {
    others.reduce(finding.confidence) { max($0, $1.confidence) }
  }

  // MARK: writing

  func write(ruleIndex: Int?, _ taxonomies: SARIFTaxonomies, into json: inout JSONWriter) {
    let related = relatedPlaces
    json.object { json in
      json.member("ruleId", finding.rule)
      if let ruleIndex { json.member("ruleIndex", ruleIndex) }
      json.member("kind", "fail")
      json.member("level", severity.sarifLevel)
      json.messageMember("message", message(linkingTo: related))
      json.arrayMember("locations") { json in
        json.object { json in
          json.physicalLocation(finding.path, region(of: finding), snippet: snippet)
        }
      }
      if !related.isEmpty {
        json.arrayMember("relatedLocations") { json in
          for (index, place) in related.enumerated() {
            json.object { json in
              json.member("id", index + 1)
              json.physicalLocation(place.path, place.region)
              json.messageMember("message", place.text)
            }
          }
        }
      }
      SARIFSuppression.write([finding] + others, into: &json)
      json.objectMember("partialFingerprints") { json in
        if let hash = finding.lineHash { json.member("primaryLocationLineHash", hash) }
        let identity = finding.kind == .secret ? "secretIdentity/v1" : "postureIdentity/v1"
        json.member(identity, finding.secretID)
      }
      if let assessment = finding.assessment {
        taxonomies.writeTaxa(assessment.frameworks, into: &json)
      }
      json.objectMember("properties") { json in
        json.member("severity", severity.rawValue)
        json.member("confidence", confidence.rawValue)
        if finding.kind == .secret { json.member("secretLength", finding.secret.count) }
        json.member("ignored", finding.isIgnored)
        json.member("occurrences", finding.occurrences)
        if count > 1 { json.member("findingsOnLine", count) }
        if !finding.decoded.isEmpty { json.member("decoded", finding.decoded) }
        if let first = finding.history.first { SARIFResult.write(first, of: finding, into: &json) }
        if let assessment = finding.assessment { json.sarifAssessment(assessment) }
      }
    }
  }

  /// The format has no revision for a result, so the commit is a property of ours. Who wrote it stays out: reports of
  /// this format go to other people's servers.
  private static func write(
    _ first: Finding.HistoryPlace, of finding: Finding, into json: inout JSONWriter
  ) {
    json.objectMember("git") { json in
      json.nullableMember("commit", first.commit?.id)
      json.nullableMember("date", first.commit?.date)
      json.member("blob", first.blob)
      json.member("inHead", finding.history.contains(where: \.isInHead))
    }
  }

  /// The masked line, with the report's own token for the value, so that not even its first
  /// characters go out.
  private var snippet: String {
    // Of a setting the value is what matters; secrets that stand beside it are masked already.
    if finding.kind == .posture { return finding.excerpt.text }
    let (before, _, after) = finding.excerpt.pieces
    return before + SARIFFormatter.redactionToken + after
  }

  /// The first sentence serves as a title where space is short.
  private func message(linkingTo related: [Place]) -> String {
    let rule = SARIFText.plain(finding.rule)
    let name = SARIFText.plain(finding.name)
    let path = SARIFText.plain(finding.path.visible)
    var sentences: [String]
    switch finding.kind {
    case .secret: sentences = ["Hard-coded \(name) in \(path), found by rule \(rule)."]
    case .posture:
      sentences = ["\(name) in \(path), found by rule \(rule)."]
      if let message = finding.message { sentences.append(SARIFText.plain(message)) }
    }
    if count > 1 { sentences.append("This line holds \(HumanNumber.grouped(count)) of them.") }
    let parts = related.enumerated().filter { $0.element.isPart }.map { index, part in
      "[\(SARIFText.linkText(part.text))](\(index + 1))"
    }
    if !parts.isEmpty {
      sentences.append("It stands together with its \(parts.joined(separator: ", ")).")
    }
    if !finding.decoded.isEmpty {
      let encodings = SARIFText.plain(finding.decoded.joined(separator: ", then "))
      sentences.append("It is encoded: \(encodings).")
    }
    if finding.location.end.line > finding.location.start.line {
      sentences.append("It ends on line \(finding.location.end.line).")
    }
    if finding.occurrences > 1 {
      let others = HumanNumber.counted(finding.occurrences - 1, "other place")
      sentences.append("The same credential stands in \(others).")
    }
    if let first = finding.history.first {
      if let commit = first.commit {
        let id = SARIFText.plain(String(commit.id.prefix(12)))
        sentences.append("Commit \(id) brought it there first.")
      }
      if !finding.history.contains(where: \.isInHead) {
        sentences.append("It is no longer in HEAD, but whoever has the history has it.")
      }
    }
    if finding.isIgnored { sentences.append("Git ignores this file.") }
    if let migration = finding.assessment?.migration {
      sentences.append("Replace it with \(SARIFText.plain(migration.name)).")
    }
    return sentences.joined(separator: " ")
  }

  private struct Place {
    var text: String
    var path: BlobPath
    var region: SARIFRegion
    var isPart: Bool
  }

  private var relatedPlaces: [Place] {
    let parts = ([finding] + others).flatMap { finding in
      finding.parts.map { part in
        Place(
          text: SARIFText.plain(part.name), path: finding.path,
          region: SARIFRegion(
            part.location, of: part.secret, isDecoded: !finding.decoded.isEmpty),
          isPart: true)
      }
    }
    let further = others.map { other in
      Place(
        text: "Another one on the same line", path: other.path, region: region(of: other),
        isPart: false)
    }
    let history = finding.history.dropFirst().prefix(SARIFResult.relatedLimit).map { place in
      Place(
        text: "The same credential at another path of the history", path: place.path,
        region: SARIFRegion(
          place.location, of: finding.secret, isDecoded: !finding.decoded.isEmpty),
        isPart: false)
    }
    return Array((parts + further + history).prefix(SARIFResult.relatedLimit))
  }

  private func region(of finding: Finding) -> SARIFRegion {
    SARIFRegion(finding.location, of: finding.secret, isDecoded: !finding.decoded.isEmpty)
  }
}
