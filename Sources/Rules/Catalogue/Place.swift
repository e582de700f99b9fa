/// A place in a mechanism's texts, `{github-repository}`, that a fact fills.
///
/// `${name}` and `{{name}}` are no places: templates of many languages are written so.
public struct Place: Sendable, Equatable {
  /// Kebab-case: the name of the fact.
  public var name: String
  /// What belongs there, for people.
  public var meaning: String

  /// Every place that a mechanism's text may have.
  public static let known: [Place] = [
    ("github-repository", "OWNER/NAME on GitHub"),
    ("github-owner", "the user or organization on GitHub"),
    ("gitlab-project", "GROUP/PROJECT on GitLab"),
    ("gitlab-url", "GitLab's address"),
    ("branch", "the branch that is deployed"),
    ("environment", "the deployment's environment"),
    ("workflow", "the workflow's file"),
    ("repository", "the repository's name"),
    ("organization", "the organization at the vendor"),
    ("project", "the project at the vendor"),
    ("workload", "a name for the workload"),
    ("team", "the team that answers for it"),
    ("purpose", "the task that it is for"),
    ("aws-account", "twelve digits"),
    ("aws-region", "such as eu-central-1"),
    ("aws-role", "the role's name"),
    ("gcp-project", "the project's id"),
    ("gcp-project-number", "the project's number"),
    ("gcp-service-account", "the service account's address"),
    ("azure-tenant", "the directory's id"),
    ("azure-subscription", "the subscription's id"),
    ("azure-resource-group", "the resource group"),
    ("azure-client", "the client's id"),
    ("azure-storage-account", "the storage account"),
    ("k8s-namespace", "the namespace"),
    ("k8s-service-account", "the service account"),
    ("k8s-cluster", "the cluster's name"),
    ("oidc-issuer", "the issuer's address, https://…"),
    ("oidc-subject", "the exact subject of the token"),
    ("oidc-audience", "the audience that the other side expects"),
    ("terraform-organization", "the organization in HCP Terraform"),
    ("terraform-project", "the project in HCP Terraform"),
    ("terraform-workspace", "the workspace"),
    ("trust-domain", "SPIFFE's trust domain"),
    ("host", "a host's name"),
    ("domain", "a DNS name"),
    ("database", "the database's name"),
    ("database-user", "the user in the database"),
    ("secret-name", "the secret's name in its store"),
    ("package", "the package's name"),
    ("image", "the container image"),
    ("ttl", "the lifetime in seconds"),
    ("ttl-minutes", "the lifetime in minutes"),
    ("ttl-hours", "the lifetime in hours"),
    ("ttl-days", "the lifetime in days"),
    ("expires-on", "a date, YYYY-MM-DD"),
    ("revocation", "how the old credential is revoked"),
  ].map { Place(name: $0.0, meaning: $0.1) }

  /// The names of the places in `text`, in order.
  static func names(in text: String) -> [String] { pieces(of: text).compactMap(\.place) }

  /// A run of text, or a place.
  private struct Piece {
    var text: Substring
    var place: String?
  }

  private static func pieces(of text: String) -> [Piece] {
    let bytes = text.utf8
    var pieces: [Piece] = []
    var plain = text.startIndex
    var from = text.startIndex
    // By bytes: signs and names are ASCII, and an index before or behind one is a character's.
    while let open = bytes[from...].firstIndex(of: UInt8(ascii: "{")) {
      let inside = bytes.index(after: open)
      from = inside
      let name = bytes[inside...].prefix(while: isOfName)
      guard let first = name.first, isLetter(first), name.endIndex < text.endIndex,
        bytes[name.endIndex] == UInt8(ascii: "}"), !isOfTemplate(before: open, bytes)
      else { continue }
      let end = bytes.index(after: name.endIndex)
      if end < text.endIndex, bytes[end] == UInt8(ascii: "}") { continue }
      pieces.append(Piece(text: text[plain..<open]))
      pieces.append(Piece(text: text[open..<end], place: String(Substring(name))))
      plain = end
      from = end
    }
    pieces.append(Piece(text: text[plain...]))
    return pieces
  }

  private static func isLetter(_ byte: UInt8) -> Bool { 0x61...0x7A ~= byte }

  private static func isOfName(_ byte: UInt8) -> Bool {
    isLetter(byte) || 0x30...0x39 ~= byte || byte == UInt8(ascii: "-")
  }

  private static func isOfTemplate(before open: String.Index, _ bytes: String.UTF8View) -> Bool {
    guard open > bytes.startIndex else { return false }
    let byte = bytes[bytes.index(before: open)]
    return byte == UInt8(ascii: "$") || byte == UInt8(ascii: "{")
  }

  /// The values that go into places.
  public struct Filling: Sendable {
    private var values: [String: String]

    /// Facts by name, and the lifetime in its units. A fact is read from what is scanned, which may be hostile: one that
    /// could end a quotation, begin a line or widen a trust (`*`) is left out.
    /// The revocation is a rule file's, and taken as it is.
    public init(facts: [String: String], ttl: Int?, revocation: String? = nil) {
      values = facts.filter { Place.isSafe($0.value) }
      values["revocation"] = revocation
      guard let ttl else { return }
      values["ttl"] = String(ttl)
      for (unit, seconds) in [("minutes", 60), ("hours", 3_600), ("days", 86_400)] {
        // Rounded up: a lifetime of 0 means none or for ever in many products.
        values["ttl-\(unit)"] = String(max(1, (ttl + seconds - 1) / seconds))
      }
    }

    /// `text` with every place filled, or written `<LIKE-THIS>` where nothing is known.
    public func fill(_ text: String) -> String {
      pieces(of: text).map { piece in
        guard let name = piece.place else { return String(piece.text) }
        return values[name] ?? "<\(name.uppercased())>"
      }.joined()
    }
  }

  /// Whether a value may be pasted into any configuration: letters, digits and what ids, paths and addresses need.
  static func isSafe(_ value: String) -> Bool {
    (1...256).contains(value.utf8.count)
      && value.utf8.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "._/@:+=-".utf8.contains($0)
        }
      }
  }
}
