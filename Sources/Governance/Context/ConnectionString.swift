internal import Model

/// `Server=…;User Id=…;Password=…`: what a connection string says beside its secret.
enum ConnectionString {
  private static let longest = 2048
  private static let mostMembers = 32

  static func read(
    _ site: Site, in outline: Outline, line: Int, into assessment: inout Assessment
  ) {
    guard outline.lines.indices.contains(line) else { return }
    let range = outline.lines[line].range
    let start = max(range.lowerBound, site.span.lowerBound - longest)
    let end = min(max(range.upperBound, site.span.upperBound), site.span.upperBound + longest)
    guard start < end else { return }
    let members = Array(site.text[start..<end])
      .split(maxSplits: mostMembers, whereSeparator: { $0 == UInt8(ascii: ";") })
    guard members.count > 1 else { return }
    for member in members {
      // The first stands behind a name and a quotation mark.
      let text = member.asText.split { "\"'`".contains($0) }.last(where: { $0.contains("=") })
      guard let text, let equals = text.firstIndex(of: "=") else { continue }
      let name = String(text[..<equals].lowercased().filter { $0.isLetter || $0.isNumber })
      note(name, String(text[text.index(after: equals)...]).trimmed(), site.place, &assessment)
    }
  }

  private static func note(
    _ name: String, _ value: String, _ place: String, _ assessment: inout Assessment
  ) {
    let source = "connection string in \(place)"
    guard PlaceFacts.isPlain(value) || name == "server" || name == "datasource" else { return }
    switch name {
    case "accountname": assessment.note(.azureStorageAccount, value, from: source)
    case "sharedaccesskeyname": assessment.note(.azurePolicy, value, from: source)
    case "endpoint" where value.hasPrefix("sb://"):
      assessment.note(.azureNamespace, value.dropFirst(5).prefix { $0 != "/" }, from: source)
    case "server", "datasource", "host", "hostname", "addr", "address":
      guard assessment.fact(.host) == nil else { return }
      let host = value.hasPrefix("tcp:") ? value.dropFirst(4) : value[...]
      assessment.note(.host, host.prefix { $0 != "," && $0 != ":" }, from: source)
    case "userid", "uid", "user", "username":
      guard assessment.fact(.user) == nil else { return }
      assessment.note(.user, value, from: source)
    case "database", "initialcatalog", "dbname":
      guard assessment.fact(.database) == nil else { return }
      assessment.note(.database, value, from: source)
    default: break
    }
  }
}
