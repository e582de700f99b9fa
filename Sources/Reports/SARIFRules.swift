internal import Model

/// The rules that a run's results name, sorted by id, with all that GitHub shows beside an alert.
struct SARIFRules {
  private static let nameLimit = 255
  private static let descriptionLimit = 1024
  private static let tagLimit = 10

  private struct Entry {
    var rule: RuleDescription
    var findsSecrets: Bool
    /// What replaces it at the places where it was found.
    var migrations: [Platform: Migration]

    /// The one CWE that the rule is tied to; readers take the last of several.
    var weakness: Weakness? {
      let named = rule.frameworks.compactMap(Weakness.init(id:))
      if findsSecrets || named.contains(.hardCodedCredentials) { return .hardCodedCredentials }
      return named.first
    }
  }

  private let entries: [Entry]
  private let indices: [String: Int]
  private let weaknesses: [Weakness]
  /// The frameworks beside the weaknesses.
  let taxonomies: SARIFTaxonomies

  /// A rule without a description gets one from its first finding, so that no result is without its
  /// rule.
  init(
    for results: [SARIFResult], described descriptions: [RuleDescription],
    frameworks: [FrameworkDescription] = []
  ) {
    var needed: [String: Finding] = [:]
    var migrations: [String: [Platform: Migration]] = [:]
    for finding in results.map(\.finding) {
      if needed[finding.rule] == nil { needed[finding.rule] = finding }
      if let assessment = finding.assessment, let migration = assessment.migration {
        migrations[finding.rule, default: [:]][assessment.platform] = migration
      }
    }
    let known = Dictionary(
      descriptions.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    entries = needed.sorted { $0.key < $1.key }.map { id, finding in
      Entry(
        rule: known[id] ?? RuleDescription(standingFor: finding),
        findsSecrets: finding.kind == .secret, migrations: migrations[id] ?? [:])
    }
    indices = Dictionary(
      entries.enumerated().map { ($1.rule.id, $0) }, uniquingKeysWith: { first, _ in first })
    weaknesses = Set(entries.compactMap { $0.weakness }).sorted { $0.number < $1.number }
    let used = Set(entries.flatMap(\.rule.frameworks)).union(
      results.flatMap { $0.finding.assessment?.frameworks ?? [] })
    taxonomies = SARIFTaxonomies(
      frameworks.filter { used.contains($0.id) && Weakness(id: $0.id) == nil },
      after: weaknesses.isEmpty ? 0 : 1)
  }

  /// Where a rule stands in the list.
  func index(of rule: String) -> Int? { indices[rule] }

  // MARK: rules

  func writeRules(into json: inout JSONWriter) {
    json.arrayMember("rules") { json in
      for entry in entries { write(entry, into: &json) }
    }
  }

  private func write(_ entry: Entry, into json: inout JSONWriter) {
    let rule = entry.rule
    let title = entry.findsSecrets ? "Hard-coded \(rule.name)" : rule.name
    let summary = rule.summary.isEmpty ? "\(title) (\(rule.provider))." : rule.summary
    let help = SARIFHelp(
      rule, findsSecrets: entry.findsSecrets, migrations: entry.migrations)
    json.object { json in
      json.member("id", rule.id)
      json.member("name", SARIFText.limited(pascalCase(rule.id), to: SARIFRules.nameLimit))
      json.messageMember(
        "shortDescription", SARIFText.limited(title, to: SARIFRules.descriptionLimit))
      json.messageMember(
        "fullDescription", SARIFText.limited(summary, to: SARIFRules.descriptionLimit))
      json.objectMember("help") { json in
        json.member("text", help.text)
        json.member("markdown", help.markdown)
      }
      if let url = rule.documentation { json.member("helpUri", url) }
      json.objectMember("defaultConfiguration") { json in
        json.member("level", rule.severity.sarifLevel)
      }
      writeRelationships(of: entry, into: &json)
      json.objectMember("properties") { json in
        json.member("tags", tags(of: entry))
        json.member("precision", rule.confidence.rawValue)
        json.member("security-severity", rule.severity.securityScore)
      }
    }
  }

  private func writeRelationships(of entry: Entry, into json: inout JSONWriter) {
    let related = taxonomies.references(to: entry.rule.frameworks)
    guard entry.weakness != nil || !related.isEmpty else { return }
    json.arrayMember("relationships") { json in
      if let weakness = entry.weakness {
        json.object { json in
          json.objectMember("target") { json in
            json.member("id", weakness.id)
            if let index = weaknesses.firstIndex(of: weakness) { json.member("index", index) }
            json.objectMember("toolComponent") { json in Weakness.writeTaxonomyName(into: &json) }
          }
          json.member("kinds", ["superset"])
        }
      }
      for reference in related {
        json.object { json in
          json.objectMember("target") { json in reference.write(into: &json) }
          json.member("kinds", ["relevant"])
        }
      }
    }
  }

  private func tags(of entry: Entry) -> [String] {
    var tags = ["security"]
    if let weakness = entry.weakness { tags.append("external/cwe/cwe-\(weakness.number)") }
    for framework in entry.rule.frameworks where !tags.contains(framework) {
      tags.append(framework)
    }
    return Array(tags.prefix(SARIFRules.tagLimit))
  }

  /// `github-pat-classic` becomes `GithubPatClassic`, the form SARIF wants for names.
  private func pascalCase(_ id: String) -> String {
    id.split { !($0.isLetter || $0.isNumber) }
      .map { $0.prefix(1).uppercased() + $0.dropFirst() }
      .joined()
  }

  // MARK: taxonomies

  func writeSupportedTaxonomies(into json: inout JSONWriter) {
    guard !weaknesses.isEmpty || !taxonomies.isEmpty else { return }
    json.arrayMember("supportedTaxonomies") { json in
      if !weaknesses.isEmpty { json.object { json in Weakness.writeTaxonomyName(into: &json) } }
      taxonomies.writeNames(into: &json)
    }
  }

  func writeTaxonomies(into json: inout JSONWriter) {
    guard !weaknesses.isEmpty || !taxonomies.isEmpty else { return }
    json.arrayMember("taxonomies") { json in
      if !weaknesses.isEmpty {
        json.object { json in Weakness.writeTaxonomy(of: weaknesses, into: &json) }
      }
      taxonomies.write(into: &json)
    }
  }
}

extension RuleDescription {
  /// What a finding itself says about its rule.
  fileprivate init(standingFor finding: Finding) {
    self.init(
      id: finding.rule, name: finding.name, family: finding.family, provider: finding.provider,
      summary: "", revocation: "", revocationURL: "", lifetime: "unknown", identity: "",
      severity: finding.severity, confidence: finding.confidence, frameworks: [])
  }

  /// The page about revocation, if it can stand in a URI field as it is.
  var documentation: String? {
    let isURI = revocationURL.utf8.allSatisfy { byte in
      (0x21..<0x7F).contains(byte) && !"\"<>\\^`{|}".utf8.contains(byte)
    }
    return revocationURL.hasPrefix("https://") && isURI ? revocationURL : nil
  }
}
