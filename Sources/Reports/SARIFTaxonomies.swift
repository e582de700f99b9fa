internal import Model

/// The frameworks that a run's rules and results refer to, beside MITRE's weaknesses: one SARIF taxonomy each, cut to
/// the entries that are named.
struct SARIFTaxonomies {
  private struct Taxonomy {
    var name: String
    var version: String
    /// Sorted by id.
    var entries: [FrameworkDescription]
  }

  /// Where an entry stands.
  struct Reference {
    fileprivate var id: String
    fileprivate var index: Int
    fileprivate var taxonomy: String
    fileprivate var taxonomyIndex: Int

    /// The members of a `reportingDescriptorReference`.
    func write(into json: inout JSONWriter) {
      json.member("id", id)
      json.member("index", index)
      json.objectMember("toolComponent") { json in
        json.member("name", taxonomy)
        json.member("index", taxonomyIndex)
      }
    }
  }

  private let all: [Taxonomy]
  private let known: [String: Reference]

  /// `first` is the index of the first of them among the run's taxonomies.
  init(_ entries: [FrameworkDescription], after first: Int) {
    let groups = Dictionary(grouping: Set(entries)) { $0.framework }
    all = groups.sorted { $0.key < $1.key }.map { name, entries in
      let sorted = entries.sorted { $0.id < $1.id }
      return Taxonomy(name: name, version: sorted.first?.version ?? "", entries: sorted)
    }
    var known: [String: Reference] = [:]
    for (number, taxonomy) in all.enumerated() {
      for (index, entry) in taxonomy.entries.enumerated() where known[entry.id] == nil {
        known[entry.id] = Reference(
          id: entry.id, index: index, taxonomy: taxonomy.name, taxonomyIndex: first + number)
      }
    }
    self.known = known
  }

  var isEmpty: Bool { all.isEmpty }

  /// Those of the ids that an entry describes, in their order.
  func references(to ids: [String]) -> [Reference] { ids.compactMap { known[$0] } }

  /// A result's `taxa`; none where no id is known.
  func writeTaxa(_ ids: [String], into json: inout JSONWriter) {
    let references = references(to: ids)
    guard !references.isEmpty else { return }
    json.arrayMember("taxa") { json in
      for reference in references { json.object { json in reference.write(into: &json) } }
    }
  }

  /// The elements of `supportedTaxonomies`.
  func writeNames(into json: inout JSONWriter) {
    for taxonomy in all {
      json.object { json in
        json.member("name", taxonomy.name)
        if let reference = taxonomy.entries.first.flatMap({ known[$0.id] }) {
          json.member("index", reference.taxonomyIndex)
        }
      }
    }
  }

  /// The elements of `taxonomies`.
  func write(into json: inout JSONWriter) {
    for taxonomy in all {
      json.object { json in
        json.member("name", taxonomy.name)
        if !taxonomy.version.isEmpty { json.member("version", taxonomy.version) }
        json.member("isComprehensive", false)
        json.arrayMember("taxa") { json in
          for entry in taxonomy.entries {
            json.object { json in
              json.member("id", entry.id)
              json.member("name", entry.name)
              json.messageMember("shortDescription", entry.name)
              if entry.url.hasPrefix("https://") { json.member("helpUri", entry.url) }
            }
          }
        }
      }
    }
  }
}

extension JSONWriter {
  /// What governance says of a result, as a property of ours. Who is behind it stays out but for the team's name, which
  /// the repository says itself: reports of this format go to other people's servers.
  mutating func sarifAssessment(_ assessment: Assessment) {
    objectMember("assessment") { json in
      json.member("priority", assessment.priority.rawValue)
      json.member("platform", assessment.platform.rawValue)
      json.member("environment", assessment.environment.rawValue)
      json.member("lifetime", assessment.lifetime.kind.rawValue)
      json.nullableMember("expires", assessment.lifetime.expires.map(CalendarTime.text))
      json.member("ownerStatus", assessment.owner.status.rawValue)
      if assessment.owner.status == .owned { json.nullableMember("owner", assessment.owner.name) }
      json.member("gaps", assessment.gaps.map(\.rawValue))
      json.nullableObjectMember("migration", assessment.migration) { json, migration in
        json.member("mechanism", migration.mechanism)
        json.member("class", migration.kind.rawValue)
        json.nullableMember("ttl", migration.ttl)
        json.member("scopeLimiter", migration.scopeLimiter)
        json.member("steps", migration.steps)
        json.member("url", migration.url)
      }
    }
  }
}
