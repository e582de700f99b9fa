internal import PathPatterns

/// The files of a commit, read without a work tree.
///
/// A review reads its settings here, as the base of the change has them: what a change says about how it is to be judged
/// must not count.
public struct GitTree: Sendable {
  private let store: ObjectStore
  /// Digits of the commit or tree; nil for an empty tree.
  private let name: [UInt8]?
  /// Larger files are not settings; bytes.
  private static let sizeLimit = 16 << 20
  /// For more files the whole tree is listed: git walks from the root to each.
  private static let mostLookups = 500

  init(_ store: ObjectStore, name: [UInt8]?) {
    self.store = store
    self.name = name
  }

  /// The path inside the repository of a file or folder that is typed; nil where it lies outside of it.
  ///
  /// The path as written decides, and so does where its links lead: neither takes it out of the repository.
  public func path(of typed: String) -> [UInt8]? {
    guard let workTree = store.location.workTree,
      let working = try? PathBytes.workingDirectory()
    else { return nil }
    let absolute = PathBytes.cleaned(
      typed.utf8.first == PathBytes.slash
        ? Array(typed.utf8) : PathBytes.join(working, typed.utf8))
    if let inside = PathBytes.relative(absolute, to: workTree) { return inside }
    return (try? PathBytes.canonical(absolute)).flatMap {
      PathBytes.relative($0, to: workTree)
    }
  }

  /// The regular files at a path: it alone, or all that lie below it, sorted by path.
  public func files(at path: [UInt8]) throws(InputError) -> [(path: [UInt8], bytes: [UInt8])] {
    guard let name, !path.contains(0) else { return [] }
    var entries: [(path: [UInt8], name: [UInt8])] = []
    for entry in try store.entries(of: name, at: path.isEmpty ? [] : [path])
    where entry.mode == .regular { entries.append((entry.path, entry.name)) }
    let contents = try store.contents(of: entries.map(\.name), limit: GitTree.sizeLimit)
    return zip(entries, contents).compactMap { entry, bytes in bytes.map { (entry.path, $0) } }
  }

  /// Some files.
  ///
  /// - Parameters:
  ///   - paths: relative to the root.
  ///   - limit: bytes; a larger file is left out.
  /// - Returns: by path; what is no file or cannot be read is not there.
  public func files(named paths: [String], limit: Int) -> [String: [UInt8]] {
    guard let name else { return [:] }
    // Git reads names by lines.
    var asked = paths.filter { !$0.utf8.contains(0x0A) }
    var names = asked.map { name + [UInt8(ascii: ":")] + Array($0.utf8) }
    if asked.count > GitTree.mostLookups, let entries = try? store.entries(of: name, at: []) {
      let isAsked = Set(asked)
      let found = entries.lazy.filter { $0.mode == .regular }.map {
        (path: String(decoding: $0.path, as: UTF8.self), name: $0.name)
      }.filter { isAsked.contains($0.path) }
      asked = found.map(\.path)
      names = found.map(\.name)
    }
    guard let texts = try? store.contents(of: names, limit: limit) else { return [:] }
    var files: [String: [UInt8]] = [:]
    for (path, text) in zip(asked, texts) { files[path] = text }
    return files
  }

  /// `.sprawlignore` of every folder that leads to one of the paths, by folder.
  func ignoreFiles(for paths: [[UInt8]]) throws(InputError) -> [[UInt8]: [UInt8]] {
    guard let name else { return [:] }
    var folders: [[UInt8]] = [[]]
    var seen: Set<[UInt8]> = [[]]
    for path in paths {
      var folder = PathBytes.parent(path)
      while let current = folder, seen.insert(current).inserted {
        folders.append(current)
        folder = PathBytes.parent(current)
      }
    }
    // Git reads names by lines.
    folders.removeAll { $0.contains(0x0A) }
    let names = folders.map { folder in
      name + [UInt8(ascii: ":")] + PathBytes.join(folder, TreeIgnore.fileName)
    }
    var files: [[UInt8]: [UInt8]] = [:]
    for (folder, bytes) in zip(folders, try store.contents(of: names, limit: IgnoreRules.sizeLimit))
    {
      if let bytes { files[folder] = bytes }
    }
    return files
  }
}
