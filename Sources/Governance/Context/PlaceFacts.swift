internal import Model

/// What surrounds a credential in its file: the name it is assigned to, the job, manifest, service or block it stands
/// in, the host and user it is for.
enum PlaceFacts {
  static func read(
    _ site: Site, line: Int, in outline: Outline, document: Outline.Document, path: PathView,
    into assessment: inout Assessment
  ) {
    readName(site, line, outline, &assessment)
    readLink(site, &assessment)
    ConnectionString.read(site, in: outline, line: line, into: &assessment)
    readLogin(line, outline, &assessment)
    switch assessment.platform {
    case .githubActions: readWorkflow(line, outline, path, &assessment)
    case .kubernetes, .eks, .gke, .aks, .gcpCompute:
      readManifest(outline, document, &assessment)
    case .container: readService(line, outline, &assessment)
    case .laptop: readCluster(outline, document, &assessment)
    default: break
    }
    if path.ending == "tf", let block = TerraformBlock(outline, line) {
      assessment.note(.terraformResource, block.address, from: "block around \(site.place)")
    }
    readRepository(outline, document, &assessment)
  }

  // MARK: - The name

  /// The name that the value is assigned to; in `name: X, value: …` it is X.
  static func name(
    _ site: Site, _ line: Int, _ outline: Outline
  ) -> (name: String, line: Int)? {
    let entries = outline.entries(of: line)
    let head = site.value.prefix(12).asText
    guard
      let own = entries.last(where: { !head.isEmpty && $0.value.hasPrefix(head) })
        ?? entries.last(where: { !head.isEmpty && $0.value.contains(head) }) ?? entries.first
    else { return nil }
    guard ["value", "stringvalue", "defaultvalue", "default", "plaintext"].contains(own.name) else {
      return (own.key, line)
    }
    let indent = outline.lines[line].indent
    for other in [line, line - 1, line + 1, line - 2, line + 2, line - 3]
    where outline.lines.indices.contains(other) && outline.lines[other].indent == indent {
      if let named = outline.entries(of: other).first(where: {
        ["name", "key", "variablename", "parameterkey", "secretname"].contains($0.name)
          && !$0.value.isEmpty
      }) {
        return (named.value, other)
      }
    }
    if let parent = outline.ancestors(of: line).first,
      let named = outline.entries(of: parent).first(where: { $0.value.isEmpty })
    {
      return (named.key, parent)
    }
    return (own.key, line)
  }

  private static func readName(
    _ site: Site, _ line: Int, _ outline: Outline, _ assessment: inout Assessment
  ) {
    guard let (name, at) = name(site, line, outline), name.utf8.count <= 80 else { return }
    assessment.note(.keyName, name, from: "line \(outline.firstLine + at)")
  }

  // MARK: - Links

  /// `scheme://user:secret@host/database`.
  private static func readLink(_ site: Site, _ assessment: inout Assessment) {
    let word = site.word(reach: 512)
    guard let scheme = word.offset(of: "://") else { return }
    let rest = word[(scheme + 3)...]
    let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { return }
    let login = authority[..<at]
    let host = authority[(at + 1)...].prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ",") }
    assessment.note(.host, host.asText, from: "link in \(site.place)")
    if let colon = login.firstIndex(of: UInt8(ascii: ":")), colon > login.startIndex {
      assessment.note(.user, Encoded.percent(login[..<colon]).asText, from: "link in \(site.place)")
    }
    let path = rest[authority.endIndex...].dropFirst()
      .prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }.asText
    switch host.asText.lowercased() {
    case "github.com":
      let parts = path.split(separator: "/")
      if parts.count == 2 {
        let name = parts[1].hasSuffix(".git") ? parts[1].dropLast(4) : parts[1]
        assessment.note(.githubRepository, "\(parts[0])/\(name)", from: "link in \(site.place)")
      }
    case "gitlab.com":
      if path.contains("/") {
        let name = path.hasSuffix(".git") ? String(path.dropLast(4)) : path
        assessment.note(.gitlabProject, name, from: "link in \(site.place)")
      }
    default:
      let scheme = word[..<scheme].asText.lowercased()
      let isDatabase = ["postgres", "mysql", "mongodb", "sqlserver", "mariadb", "cockroach"]
        .contains { scheme.contains($0) }
      if isDatabase, !path.contains("/") {
        assessment.note(.database, path, from: "link in \(site.place)")
      }
    }
  }

  // MARK: - Logins

  static let hosts: Set<String> = [
    "host", "hostname", "dbhost", "databasehost", "server", "endpoint", "smtphost", "mysqlhost",
    "pghost", "postgreshost", "redishost", "datasource", "serveraddress", "address", "machine",
  ]
  static let users: Set<String> = [
    "user", "username", "login", "dbuser", "dbusername", "databaseuser", "userid", "uid",
    "mysqluser", "pguser", "postgresuser", "smtpuser", "smtpusername", "adminusername",
    "administratorlogin", "loginuser",
  ]
  static let databases: Set<String> = [
    "database", "dbname", "databasename", "initialcatalog", "pgdatabase", "postgresdb",
    "mysqldatabase", "dbdatabase",
  ]

  /// Host, user and database on the lines around, as deep as the credential's own.
  private static func readLogin(_ line: Int, _ outline: Outline, _ assessment: inout Assessment) {
    guard outline.lines.indices.contains(line) else { return }
    let indent = outline.lines[line].indent
    var isKnown: Set<FactName> = Set(
      [.host, .user, .database].filter { assessment.fact($0) != nil })
    for distance in 0...6 {
      for other in distance == 0 ? [line] : [line - distance, line + distance]
      where outline.lines.indices.contains(other) && outline.lines[other].indent == indent {
        for entry in outline.entries(of: other) where isPlain(entry.value) {
          let fact: FactName? =
            hosts.contains(entry.name)
            ? .host
            : users.contains(entry.name)
              ? .user : databases.contains(entry.name) ? .database : nil
          guard let fact, isKnown.insert(fact).inserted else { continue }
          let value = fact == .host ? host(entry.value) : entry.value
          assessment.note(fact, value, from: "\(entry.key) in line \(outline.firstLine + other)")
        }
      }
    }
  }

  /// `db:5432` without its port, `https://api.acme.test/v1` without the rest of the link.
  private static func host(_ value: String) -> String {
    let rest = value.firstRange(of: "://").map { value[$0.upperBound...] } ?? value[...]
    let authority = rest.prefix { $0 != "/" }
    return String(authority.prefix { $0 != ":" })
  }

  /// A name as hosts and users have it, no expression.
  static func isPlain(_ text: String) -> Bool {
    (1...100).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || ".-_@:/\\".utf8.contains($0)
      } && !["true", "false", "null", "none", "string", "nil"].contains(text.lowercased())
  }

  // MARK: - Workflows

  private static func readWorkflow(
    _ line: Int, _ outline: Outline, _ path: PathView, _ assessment: inout Assessment
  ) {
    if let file = path.original.split(separator: "/").last {
      assessment.note(.workflow, file, from: path.evidence)
    }
    let ancestors = outline.ancestors(of: line)
    let named = ancestors.compactMap { at in outline.entries(of: at).first.map { ($0, at) } }
    if let jobs = named.firstIndex(where: { $0.0.name == "jobs" }), jobs > 0 {
      let (job, at) = named[jobs - 1]
      assessment.note(.job, job.key, from: "line \(outline.firstLine + at)")
      if let environment = member("environment", of: at, in: outline) {
        let value =
          environment.value.isEmpty
          ? member("name", of: environment.line, in: outline)?.value ?? "" : environment.value
        if !value.contains("${{") {
          assessment.note(
            .environment, value, from: "environment in line \(outline.firstLine + environment.line)"
          )
        }
      }
    }
    guard let branches = outline.document(of: line).first["branches"] else { return }
    let names = branches.value.split { "[], \"'".contains($0) }
    if names.count == 1, let name = names.first, !name.contains("*") {
      assessment.note(.branch, name, from: "branches in line \(outline.firstLine + branches.line)")
    }
  }

  /// The entry of a name one level below a line.
  private static func member(_ name: String, of line: Int, in outline: Outline) -> Outline.Entry? {
    let indent = outline.lines[line].indent
    var depth: Int?
    var at = line + 1
    while outline.lines.indices.contains(at), at - line < 400 {
      let next = outline.lines[at]
      if next.first != 0, next.first != UInt8(ascii: "#") {
        guard next.indent > indent else { return nil }
        if depth == nil { depth = next.indent }
        if next.indent == depth,
          let found = outline.entries(of: at).first(where: { $0.name == name })
        {
          return found
        }
      }
      at += 1
    }
    return nil
  }

  // MARK: - Manifests and services

  private static func readManifest(
    _ outline: Outline, _ document: Outline.Document, _ assessment: inout Assessment
  ) {
    func note(_ fact: FactName, _ entry: Outline.Entry?) {
      guard let entry, !entry.value.isEmpty, !entry.value.contains("$"),
        !entry.value.contains("{{")
      else { return }
      assessment.note(
        fact, entry.value, from: "\(entry.key) in line \(outline.firstLine + entry.line)")
    }
    // Values of charts have members of these names that mean something else.
    guard document.roots["kind"] != nil else { return }
    note(.kubernetesNamespace, document.first["namespace"])
    note(.kubernetesServiceAccount, document.first["serviceaccountname"])
    if let kind = document.roots["kind"], let metadata = document.roots["metadata"],
      let name = member("name", of: metadata.line, in: outline), !name.value.isEmpty,
      !name.value.contains("$"), !name.value.contains("{{")
    {
      assessment.note(
        .kubernetesWorkload, "\(kind.value)/\(name.value)",
        from: "line \(outline.firstLine + name.line)")
      if kind.value == "ServiceAccount" { note(.kubernetesServiceAccount, name) }
    }
  }

  private static func readService(
    _ line: Int, _ outline: Outline, _ assessment: inout Assessment
  ) {
    let named = outline.ancestors(of: line).compactMap { at in
      outline.entries(of: at).first.map { ($0, at) }
    }
    guard let services = named.firstIndex(where: { $0.0.name == "services" }), services > 0 else {
      return
    }
    let (service, at) = named[services - 1]
    assessment.note(.section, service.key, from: "service in line \(outline.firstLine + at)")
  }

  private static func readCluster(
    _ outline: Outline, _ document: Outline.Document, _ assessment: inout Assessment
  ) {
    guard document.first["kind"]?.value == "Config", let server = document.first["server"] else {
      return
    }
    assessment.note(
      .kubernetesCluster, server.value, from: "server in line \(outline.firstLine + server.line)")
  }

  private static func readRepository(
    _ outline: Outline, _ document: Outline.Document, _ assessment: inout Assessment
  ) {
    guard assessment.fact(.githubRepository) == nil, let entry = document.repository,
      let name = repository(entry)
    else { return }
    assessment.note(
      .githubRepository, name, from: "\(entry.key) in line \(outline.firstLine + entry.line)")
  }

  /// The repository of `repo:owner/name:…` in a trust policy, or of `github_repository = "owner/name"`.
  static func repository(_ entry: Outline.Entry) -> String? {
    var value = entry.value
    if value.utf8.holds("repo:"), let mark = value.firstRange(of: "repo:") {
      value = String(value[mark.upperBound...].prefix { $0 != ":" && $0 != "\"" })
    } else if !["githubrepository", "githubrepo"].contains(entry.name) {
      return nil
    }
    let parts = value.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2,
      parts.allSatisfy({ !$0.isEmpty && !$0.contains("*") && !$0.contains("$") })
    else { return nil }
    return value
  }
}
