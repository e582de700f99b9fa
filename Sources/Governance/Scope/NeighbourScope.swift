internal import Model

/// Scopes and permissions that text states beside a credential: OAuth scope strings, IAM statements, permissions of a
/// workflow.
enum NeighbourScope {
  /// How many lines around a credential count as beside it.
  private static let reach = 12
  private static let scopeNames: Set<String> = [
    "scope", "scopes", "oauthscope", "oauthscopes", "defaultscope", "requestedscopes", "apiscopes",
  ]
  private static let actionNames: Set<String> = [
    "action", "actions", "managedpolicyarns", "policyarn",
  ]
  private static let roleNames: Set<String> = [
    "role", "roles", "roledefinitionname", "clusterrole",
  ]

  /// Adds what the lines around state.
  static func read(line: Int, in outline: Outline, into assessment: inout Assessment) {
    let near = max(0, line - reach)...(line + reach)
    for index in near where outline.lines.indices.contains(index) {
      for entry in outline.entries(of: index) {
        let place = "\(entry.key) in line \(outline.firstLine + index)"
        if scopeNames.contains(entry.name) {
          let values = entry.value.isEmpty ? list(below: index, in: outline) : [entry.value]
          assessment.scope.add(
            values.flatMap { words($0) }.filter { isScope($0) }, from: place)
        } else if actionNames.contains(entry.name),
          entry.key.first?.isLowercase == false
            || isPolicy(entry.value)
        {
          let values = entry.value.isEmpty ? list(below: index, in: outline) : [entry.value]
          assessment.scope.add(values.flatMap { words($0) }.filter { isPolicy($0) }, from: place)
        } else if roleNames.contains(entry.name), isRole(entry.value) {
          assessment.scope.add([entry.value], from: place)
        }
      }
    }
  }

  /// The items of a list that stand below a line: `- repo`, `"s3:*",`.
  private static func list(below line: Int, in outline: Outline) -> [String] {
    // Items without a separator are no entries; what has one (`s3:GetObject`) is.
    var items: [String] = []
    var at = line + 1
    while outline.lines.indices.contains(at), items.count < 32,
      outline.lines[at].indent > outline.lines[line].indent
    {
      items += outline.entries(of: at).map { "\($0.key):\($0.value)" }
      at += 1
    }
    return items
  }

  private static func words(_ text: String) -> [String] {
    text.split { " ,[]\"'".contains($0) }.prefix(32).map(String.init)
  }

  private static func isScope(_ word: String) -> Bool {
    word.utf8.count >= 2 && word.utf8.count <= 120 && word.first?.isLetter == true
      && word.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || $0.properties.numericType != nil
            || ":._/-*".unicodeScalars.contains($0))
      }
  }

  /// `*`, `s3:GetObject`, `arn:aws:iam::aws:policy/AdministratorAccess`.
  private static func isPolicy(_ word: String) -> Bool {
    if word == "*" || word.contains(":policy/") { return true }
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 && (2...32).contains(parts[0].utf8.count)
      && parts[0].allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }
      && parts[1].first.map { $0.isUppercase || $0 == "*" } == true
  }

  private static func isRole(_ value: String) -> Bool {
    value.hasPrefix("roles/") || value == "cluster-admin"
      || ["Owner", "Contributor", "Reader", "User Access Administrator"].contains(value)
  }
}
