internal import PathPatterns
internal import Synchronization

/// A work tree with its `.git`, read directly: git itself is never run on what is scanned, since a repository's
/// configuration can make it run programs.
final class GitRepository: Sendable {
  /// Absolute path of the work tree's root.
  let workTree: [UInt8]
  /// What holds at the work tree's root before any `.gitignore`: core.excludesFile, then info/exclude.
  let baseScope: IgnoreScope?
  let configuration: GitConfiguration
  private let gitDirectory: [UInt8]
  private let index = Mutex<GitIndex?>(nil)

  /// The repository whose work tree is `workTree`; nil where no `.git` stands there.
  init?(workTree: [UInt8], environment: GitEnvironment) {
    guard let gitDirectory = GitRepository.gitDirectory(of: workTree) else { return nil }
    self.workTree = workTree
    self.gitDirectory = gitDirectory
    let commonDirectory = GitRepository.commonDirectory(of: gitDirectory)
    var configuration = environment.configuration()
    if let text = try? SystemCalls.contents(
      of: PathBytes.join(commonDirectory, "config".utf8), limit: GitConfiguration.sizeLimit)
    {
      configuration.apply(text.bytes)
    }
    self.configuration = configuration

    let excludes = environment.excludesFile(configuration, workTree: workTree)
    let exclude = PathBytes.join(commonDirectory, "info/exclude".utf8)
    var scope: IgnoreScope?
    for (file, followsLinks) in [(excludes, true), (exclude, true)] {
      guard let file,
        let text = try? SystemCalls.contents(
          of: file, limit: IgnoreRules.sizeLimit, followsLinks: followsLinks)
      else { continue }
      let rules = IgnoreRules(text.bytes, foldsCase: configuration.ignoresCase)
      guard !rules.isEmpty else { continue }
      scope = IgnoreScope(rules, baseCount: GitRepository.baseCount(of: workTree), parent: scope)
    }
    baseScope = scope
  }

  /// How many bytes of an absolute path lead into `directory`, the slash included.
  static func baseCount(of directory: [UInt8]) -> Int {
    directory.last == PathBytes.slash ? directory.count : directory.count + 1
  }

  /// Whether git tracks the file (absolute path): then no pattern makes git ignore it.
  func isTracked(_ path: [UInt8]) -> Bool {
    guard let relative = PathBytes.relative(path, to: workTree) else { return false }
    return index.withLock { index in
      let loaded =
        index
        ?? GitIndex(
          file: PathBytes.join(gitDirectory, "index".utf8), usesSHA256: configuration.usesSHA256)
      index = loaded
      return loaded.contains(relative)
    }
  }

  /// The branch that HEAD names; nil where it names a commit.
  var branch: [UInt8]? { GitRepository.branch(of: gitDirectory) }

  /// The branch that the `HEAD` of a git directory names; nil where it names a commit.
  static func branch(of gitDirectory: [UInt8]) -> [UInt8]? {
    let file = PathBytes.join(gitDirectory, "HEAD".utf8)
    guard let text = try? SystemCalls.contents(of: file, limit: 4096).bytes else { return nil }
    let line = text.prefix { $0 != 0x0A && $0 != 0x0D }
    let mark = Array("ref: refs/heads/".utf8)
    return line.starts(with: mark) ? Array(line.dropFirst(mark.count)) : nil
  }

  /// Where the `.git` of a work tree leads: a directory, or a file that names one.
  static func gitDirectory(of workTree: [UInt8]) -> [UInt8]? {
    let path = PathBytes.join(workTree, ".git".utf8)
    if let descriptor = try? SystemCalls.openDirectory(path, followsLinks: true) {
      SystemCalls.close(descriptor)
      return path
    }
    guard let text = try? SystemCalls.contents(of: path, limit: 1 << 16).bytes,
      text.starts(with: Array("gitdir:".utf8))
    else { return nil }
    return resolved(text.dropFirst(7), from: workTree)
  }

  /// The directory that all work trees of a repository share.
  static func commonDirectory(of gitDirectory: [UInt8]) -> [UInt8] {
    let file = PathBytes.join(gitDirectory, "commondir".utf8)
    guard let text = try? SystemCalls.contents(of: file, limit: 1 << 16).bytes else {
      return gitDirectory
    }
    return resolved(text[...], from: gitDirectory) ?? gitDirectory
  }

  /// A path written alone in a file, spaces and the line's end around it dropped.
  private static func resolved(_ text: ArraySlice<UInt8>, from base: [UInt8]) -> [UInt8]? {
    var path = text.drop { $0 == 0x20 }
    while let last = path.last, last == 0x0A || last == 0x0D { path.removeLast() }
    guard !path.isEmpty, !path.contains(0) else { return nil }
    return path.first == PathBytes.slash ? Array(path) : PathBytes.join(base, path)
  }
}
