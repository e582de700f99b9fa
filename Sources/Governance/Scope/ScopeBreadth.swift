internal import Model

extension Assessment.Scope {
  /// So many entries are kept; hostile text could state thousands.
  private static let mostEntries = 64

  /// Adds what a text states, and weighs it.
  mutating func add(_ stated: [String], from place: String) {
    let new = stated.prefix(Self.mostEntries).compactMap { Shown.text($0) }
      .filter { !entries.contains($0) }
    guard !new.isEmpty, entries.count < Self.mostEntries else { return }
    entries += new
    source = source.map { $0 == place ? $0 : "\($0); \(place)" } ?? place
    let weights = new.map { ScopeBreadth.weigh($0) }
    if weights.contains(.broad) {
      breadth = .broad
    } else if breadth == .unknown, weights.allSatisfy({ $0 == .narrow }) {
      breadth = .narrow
    } else if breadth == .narrow, weights.contains(.unknown) {
      breadth = .unknown
    }
  }
}

/// How wide what a scope allows is, by its name alone.
enum ScopeBreadth {
  /// Scopes that reach everything that their holder reaches; each as its vendor documents it.
  private static let broad: Set<String> = [
    "*", "*:*", "*.*", "*/*", "all", "admin", "root", "superuser", "owner", "system:masters",
    "cluster-admin", "service_role", "supabase_admin", "full_access", "full-access", "fullaccess",
    // https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
    "repo", "admin:org", "admin:enterprise", "delete_repo", "workflow", "write:packages",
    "admin:repo_hook", "site_admin", "write-all",
    // https://docs.gitlab.com/user/profile/personal_access_tokens/
    "api", "sudo", "admin_mode", "write_repository",
    // https://developers.google.com/identity/protocols/oauth2/scopes
    "https://www.googleapis.com/auth/cloud-platform", "https://www.googleapis.com/auth/drive",
    "https://mail.google.com/", "roles/owner", "roles/editor",
    // https://learn.microsoft.com/graph/permissions-reference
    "directory.readwrite.all", "application.readwrite.all", "rolemanagement.readwrite.directory",
    "user_impersonation", "contributor", "administratoraccess", "poweruseraccess",
    "iamfullaccess", "applied-permissions/admin", "member-of-groups:*",
  ]

  static func weigh(_ entry: String) -> Assessment.Scope.Breadth {
    let name = entry.lowercased()
    if broad.contains(name) || name.hasSuffix(":*") || name.hasSuffix("/*")
      || name.hasSuffix(".default") || name.hasSuffix("fullaccess")
      || name.hasSuffix("readwrite.all")
    {
      return .broad
    }
    let words = name.split { ":./_-".contains($0) }
    let isRead = words.contains {
      ["read", "readonly", "get", "list", "view", "viewer"].contains($0)
    }
    let isWider = words.contains {
      ["write", "admin", "all", "delete", "manage", "readwrite"].contains($0)
    }
    return isRead && !isWider ? .narrow : .unknown
  }
}
