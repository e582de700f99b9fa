internal import Glibc

/// What git tells a hook about the repository that it runs for, in variables: https://git-scm.com/docs/githooks
///
/// All paths absolute; a plain `git commit` gives relative ones.
public struct GitHookEnvironment: Sendable {
  /// `GIT_DIR`.
  var gitDirectory: [UInt8]?
  /// `GIT_INDEX_FILE`: `commit -a` and `commit FILE` commit an index of their own.
  var indexFile: [UInt8]?
  /// `GIT_OBJECT_DIRECTORY`: the quarantine of a push that is being received.
  var objectDirectory: [UInt8]?
  /// `GIT_ALTERNATE_OBJECT_DIRECTORIES`, as written.
  var alternateObjectDirectories: [UInt8]?
  /// Digits of the commits that are being merged, by `GITHEAD_…`.
  var mergeHeads: [[UInt8]] = []

  /// Nothing: the repository is found by its path.
  public init() {}

  /// As the process's environment says.
  public static func current() -> GitHookEnvironment {
    var environment = GitHookEnvironment()
    environment.gitDirectory = path("GIT_DIR")
    environment.indexFile = path("GIT_INDEX_FILE")
    environment.objectDirectory = path("GIT_OBJECT_DIRECTORY")
    environment.alternateObjectDirectories = value("GIT_ALTERNATE_OBJECT_DIRECTORIES")
    let prefix = Array("GITHEAD_".utf8)
    var next = environ
    // Safety: the system ends the list with a null, and nothing changes the environment of this process.
    while let entry = next.pointee {
      let bytes = UnsafeRawBufferPointer(start: entry, count: strlen(entry))
      if bytes.starts(with: prefix) {
        let digits = Array(bytes.dropFirst(prefix.count).prefix { $0 != UInt8(ascii: "=") })
        if ObjectName.isHexadecimal(digits) { environment.mergeHeads.append(digits) }
      }
      next += 1
    }
    return environment
  }

  private static func value(_ name: String) -> [UInt8]? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
  }

  private static func path(_ name: String) -> [UInt8]? {
    guard let path = value(name) else { return nil }
    if path.first == PathBytes.slash { return path }
    return (try? PathBytes.workingDirectory()).map { PathBytes.join($0, path) }
  }
}
