internal import PathPatterns

/// The `.sprawlignore` files of a tree that is not on the disk: of a commit, or of the index.
struct TreeIgnore: Sendable {
  private struct Folder {
    var scope: IgnoreScope?
    /// A pattern names it or a folder above it.
    var isIgnored: Bool
  }

  static let fileName = Array(".sprawlignore".utf8)

  /// The files' texts by the folder that they lie in; the root is the empty path.
  private let files: [[UInt8]: [UInt8]]
  private var folders: [[UInt8]: Folder] = [:]

  init(_ files: [[UInt8]: [UInt8]] = [:]) { self.files = files }

  /// Whether a file is left out, by a pattern that names it or a folder that it lies in.
  mutating func isIgnored(_ path: [UInt8]) -> Bool {
    guard !files.isEmpty else { return false }
    let folder = folder(PathBytes.parent(path) ?? [])
    return folder.isIgnored || TreeIgnore.verdict(folder.scope, path, isDirectory: false)
  }

  private mutating func folder(_ path: [UInt8]) -> Folder {
    if let known = folders[path] { return known }
    var folder = Folder(scope: nil, isIgnored: false)
    if !path.isEmpty {
      folder = self.folder(PathBytes.parent(path) ?? [])
      folder.isIgnored =
        folder.isIgnored || TreeIgnore.verdict(folder.scope, path, isDirectory: true)
    }
    if !folder.isIgnored, let text = files[path] {
      let rules = IgnoreRules(text)
      folder.scope = IgnoreScope(
        rules, baseCount: path.isEmpty ? 0 : path.count + 1, parent: folder.scope)
    }
    folders[path] = folder
    return folder
  }

  private static func verdict(_ scope: IgnoreScope?, _ path: [UInt8], isDirectory: Bool) -> Bool {
    let nameStart = (path.lastIndex(of: PathBytes.slash) ?? -1) + 1
    return scope?.verdict(path, nameStart: nameStart, isDirectory: isDirectory) ?? false
  }
}
