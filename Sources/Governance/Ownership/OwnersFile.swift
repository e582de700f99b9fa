/// An OWNERS file as Kubernetes' projects have them.
///
/// Source: https://www.kubernetes.dev/docs/guide/owners/
struct OwnersFile: Sendable {
  var approvers: [(name: String, line: Int)] = []
  var reviewers: [(name: String, line: Int)] = []
  var emeritus: Set<String> = []
  var endsInheritance = false

  init(_ bytes: [UInt8]) {
    let text = OutlineText(bytes)
    emeritus = Set(
      (text.values("emeritus_approvers", below: []) + text.values("emeritus_reviewers", below: []))
        .map { $0.text.lowercased() })
    // A filter for every file says the same as no filter; others need a regular expression and are left out.
    for parents in [[], ["filters", ".*"]] {
      approvers += names(text.values("approvers", below: parents))
      reviewers += names(text.values("reviewers", below: parents))
    }
    let option = text.value("no_parent_owners", below: ["options"])?.value.lowercased()
    endsInheritance = option == "true" || option == "yes" || option == "on"
  }

  private func names(_ values: [(text: String, line: Int)]) -> [(name: String, line: Int)] {
    values.filter { !emeritus.contains($0.text.lowercased()) }.map { ($0.text, $0.line) }
  }
}

/// OWNERS_ALIASES: names of groups that OWNERS files use.
struct OwnersAliases: Sendable {
  private var members: [String: [String]] = [:]

  init(_ bytes: [UInt8]) {
    let text = OutlineText(bytes)
    for entry in text.entries where entry.parents.first == "aliases" {
      if entry.parents.count == 2, entry.key == nil {
        members[entry.parents[1].lowercased(), default: []].append(entry.value)
      } else if entry.parents.count == 1, let key = entry.key {
        members[key.lowercased(), default: []] +=
          entry.value.isEmpty ? [] : OutlineText.flow(entry.value)
      }
    }
  }

  /// The members of an alias; nil for a person.
  func members(of name: String) -> [String]? { members[name.lowercased()] }
}
