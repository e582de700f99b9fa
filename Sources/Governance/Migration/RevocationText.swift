internal import Model
internal import Rules

/// How a credential is revoked, with the places of its command filled.
enum RevocationText {
  /// Places of commands that facts of other names fill.
  private static let synonyms: [String: [String]] = [
    "access-key-id": ["aws-key-id"], "key-id": ["aws-key-id", "gcp-key-id"],
    "user-name": ["aws-user", "user"], "user": ["database-user", "aws-user"],
    "email": ["gcp-service-account"],
    "service-account": ["gcp-service-account", "k8s-service-account"],
    "iam-account": ["gcp-service-account"], "project": ["gcp-project", "gitlab-project"],
    "account": ["azure-storage-account", "aws-account"],
    "storage-account": ["azure-storage-account"],
    "namespace": ["k8s-namespace"], "app-id": ["azure-client", "github-app"],
    "client-id": ["azure-client", "client"], "tenant": ["azure-tenant"],
    "org": ["organization", "github-owner"], "owner": ["github-owner"],
    "repo": ["repository"], "owner/repo": ["github-repository"],
  ]

  /// The family's revocation with what is known of the credential.
  static func of(_ family: Family, facts: [String: String]) -> Assessment.Revocation {
    var revocation = Assessment.Revocation()
    revocation.how = family.revocation
    revocation.url = family.revocationURL
    revocation.command = family.revocationCommand.map { fill($0, facts) }
    return revocation
  }

  /// Replaces `<LIKE-THIS>` by the fact `like-this`, where it is one that a shell takes as one plain word.
  static func fill(_ command: String, _ facts: [String: String]) -> String {
    var filled = ""
    var rest = command[...]
    while let open = rest.firstIndex(of: "<") {
      filled += rest[..<open]
      rest = rest[open...]
      let name = rest.dropFirst().prefix { $0.isUppercase || $0.isNumber || "-_/".contains($0) }
      let after = rest.dropFirst(1 + name.count)
      if after.first == ">", let value = value(name.lowercased(), facts) {
        filled += value
        rest = after.dropFirst()
      } else {
        filled += "<"
        rest = rest.dropFirst()
      }
    }
    return filled + rest
  }

  private static func value(_ place: String, _ facts: [String: String]) -> String? {
    let name = place.split(separator: "_").joined(separator: "-")
    let names = [name] + (synonyms[name] ?? [])
    return names.lazy.compactMap { facts[$0] }.first { isPlainWord($0) }
  }

  private static func isPlainWord(_ text: String) -> Bool {
    !text.hasPrefix("-") && (1...200).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "._/@:+=-".utf8.contains($0)
        }
      }
  }
}
