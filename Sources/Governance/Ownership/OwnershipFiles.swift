/// The files of a repository that tell who owns a path in it, and of which service it is part.
public enum OwnershipFiles {
  /// A file larger than this is not read.
  public static let sizeLimit = CodeOwners.sizeLimit

  /// More folders than this are not looked into; the nearest to the root come first.
  static let folderLimit = 2_000

  static let codeOwnersPaths = [
    ".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS",
    ".bitbucket/CODEOWNERS",
  ]
  static let aliases = "OWNERS_ALIASES"
  static let folderWideNames = ["providers.tf", "provider.tf", "main.tf", "kustomization.yaml"]

  /// Which files to read for findings at these paths (relative to the repository's root), the missing ones included:
  /// the caller leaves out what is not there.
  ///
  /// - Parameters:
  ///   - findings: paths of findings.
  ///   - shared: those of credentials that stand in several files, of which it matters whose services these are.
  public static func paths(
    for findings: some Sequence<[UInt8]>, shared: Set<[UInt8]> = []
  ) -> [String] {
    var folders: Set<String> = [""]
    var own: Set<String> = []
    var services: Set<String> = []
    for finding in findings {
      let isShared = shared.contains(finding)
      // A path that is not UTF-8 has the folders that are.
      var folder = ""
      let parts = String(decoding: finding, as: UTF8.self).split(separator: "/").dropLast()
      for part in parts {
        folder = folder.isEmpty ? String(part) : "\(folder)/\(part)"
        folders.insert(folder)
        if isShared { services.insert(folder) }
      }
      own.insert(folder)
    }
    let depth = { (folder: String) in folder.isEmpty ? 0 : folder.count { $0 == "/" } + 1 }
    let kept = folders.sorted { (depth($0), $0) < (depth($1), $1) }.prefix(folderLimit)
    var paths = codeOwnersPaths + [aliases, ".gitlab-ci.yml"]
    for folder in kept {
      let prefix = folder.isEmpty ? "" : "\(folder)/"
      paths += ["OWNERS"].map { prefix + $0 }
      paths += CatalogFile.names.map { prefix + $0 }
      paths += ManifestFile.names.map { prefix + $0 }
      if services.contains(folder) { paths += ServiceFolders.names.map { prefix + $0 } }
      if own.contains(folder) { paths += folderWideNames.map { prefix + $0 } }
    }
    return paths
  }
}
