internal import Model

/// The registry of container images that a login is for: its host decides what takes the login's place.
enum ImageRegistry {
  /// Families that are a login at whatever registry stands beside it.
  private static let families: Set<String> = [
    "docker-config-auth", "docker-login-command", "docker-hub-password",
  ]

  /// Hosts, or what they end with, and the family whose credentials open the registry; nil is Docker Hub's own.
  private static let hosts: [(ending: String, family: String?)] = [
    // https://docs.github.com/en/packages/working-with-a-github-packages-registry/working-with-the-container-registry
    ("ghcr.io", "github-pat-classic"), ("docker.pkg.github.com", "github-pat-classic"),
    // https://docs.gitlab.com/user/packages/container_registry/authenticate_with_container_registry/
    ("registry.gitlab.com", "gitlab-deploy-token"),
    // https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
    (".amazonaws.com", "aws-access-key"), ("public.ecr.aws", "aws-access-key"),
    // https://cloud.google.com/artifact-registry/docs/docker/authentication
    ("gcr.io", "google-service-account-key"), ("-docker.pkg.dev", "google-service-account-key"),
    // https://learn.microsoft.com/azure/container-registry/container-registry-authentication
    (".azurecr.io", "azure-container-registry-key"), (".jfrog.io", "jfrog-access-token"),
    ("docker.io", nil), ("hub.docker.com", nil),
  ]

  /// Notes the registry that a login stands for: on its line, in the names above it, in `registry:` beside it.
  static func read(
    _ site: Site, family: String, line: Int, in outline: Outline, into assessment: inout Assessment
  ) {
    guard families.contains(family), assessment.fact(.registry) == nil else { return }
    let words = site.command(reach: 400).split { $0 <= 0x20 || "\"'`=,(){}".utf8.contains($0) }
    if let host = named(in: words.map(\.asText)) {
      assessment.note(.registry, host, from: site.place)
      return
    }
    // In Docker's configuration a login stands below its registry.
    for index in family == "docker-config-auth" ? outline.ancestors(of: line) : [] {
      for entry in outline.entries(of: index) {
        guard let host = host(entry.key) else { continue }
        assessment.note(.registry, host, from: "line \(outline.firstLine + index)")
        return
      }
    }
    guard outline.lines.indices.contains(line) else { return }
    let indent = outline.lines[line].indent
    for other in max(0, line - reach)...min(outline.lines.count - 1, line + reach)
    where outline.lines[other].indent == indent {
      for entry in outline.entries(of: other) where names.contains(entry.name) {
        guard let host = host(entry.value) else { continue }
        assessment.note(
          .registry, host, from: "\(entry.key) in line \(outline.firstLine + other)")
        return
      }
    }
  }

  /// The registry among the words of a command or a line: one that is known, else the argument that is a host's name.
  private static func named(in words: [String]) -> String? {
    if let known = words.lazy.compactMap({ host($0) }).first(where: { entry($0) != nil }) {
      return known
    }
    guard let login = words.firstIndex(of: "login") else { return nil }
    return words.indices.dropFirst(login + 1).lazy
      .filter { !words[$0 - 1].hasPrefix("-") }
      .compactMap { host(words[$0]) }
      .first { $0.split(separator: ".").last?.allSatisfy(\.isLetter) == true }
  }

  private static let reach = 6
  private static let names: Set<String> = [
    "registry", "registryurl", "registryserver", "dockerregistry", "dockerserver", "loginserver",
    "serveraddress", "registryhost",
  ]

  /// The host of a registry's address; nil where a text is none.
  private static func host(_ text: String) -> String? {
    var rest = text[...]
    if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
    let host = rest.prefix { $0 != "/" && $0 != ":" }.lowercased()
    let isHost = host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) }
    guard isHost, host.contains("."), host.first?.isLetter == true || host.first?.isNumber == true,
      host.last != "."
    else { return nil }
    return host
  }

  private static func entry(_ host: String) -> (ending: String, family: String?)? {
    hosts.first { entry in
      host == entry.ending
        || host.hasSuffix(
          "-.".contains(entry.ending.first ?? " ") ? entry.ending : ".\(entry.ending)")
    }
  }

  /// What a login at a registry is to be treated as.
  enum Stand: Equatable {
    /// A credential of its own family.
    case itself
    /// One of another family, whose vendor runs the registry.
    case family(String)
    /// A secret like others: nobody knows what that registry takes.
    case unknown
  }

  /// What a credential of `family` is, by the registry that was noted.
  static func stand(of family: String, _ assessment: Assessment) -> Stand {
    guard families.contains(family), let host = assessment.fact(.registry) else { return .itself }
    guard let entry = entry(host) else { return .unknown }
    return entry.family.map { .family($0) } ?? .itself
  }
}
