internal import Glibc

/// Where git keeps what holds for every repository of a user; a parameter, so that tests bring their own.
struct GitEnvironment: Sendable {
  /// `$HOME`, absolute.
  var home: [UInt8]?
  /// `$XDG_CONFIG_HOME`, absolute; `.config` below home where unset.
  var configurationHome: [UInt8]?
  /// The machine's own configuration file.
  var systemConfiguration: [UInt8]?

  /// As the process's environment says.
  static func current() -> GitEnvironment {
    let home = variable("HOME")
    return GitEnvironment(
      home: home,
      configurationHome: variable("XDG_CONFIG_HOME")
        ?? home.map { PathBytes.join($0, ".config".utf8) },
      systemConfiguration: Array("/etc/gitconfig".utf8))
  }

  private static func variable(_ name: String) -> [UInt8]? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
  }

  /// The settings that hold everywhere; a later file wins over an earlier one.
  func configuration() -> GitConfiguration {
    let files = [
      systemConfiguration,
      configurationHome.map { PathBytes.join($0, "git/config".utf8) },
      home.map { PathBytes.join($0, ".gitconfig".utf8) },
    ]
    var configuration = GitConfiguration()
    for case let file? in files {
      if let text = try? SystemCalls.contents(
        of: file, limit: GitConfiguration.sizeLimit, followsLinks: true)
      {
        configuration.apply(text.bytes)
      }
    }
    return configuration
  }

  /// Where `core.excludesFile` leads; a relative path starts at the repository's work tree.
  func excludesFile(_ configuration: GitConfiguration, workTree: [UInt8]) -> [UInt8]? {
    guard let written = configuration.excludesFile else {
      return configurationHome.map { PathBytes.join($0, "git/ignore".utf8) }
    }
    if written.starts(with: Array("~/".utf8)) {
      return home.map { PathBytes.join($0, written.dropFirst(2)) }
    }
    guard !written.isEmpty else { return nil }
    return written.first == PathBytes.slash ? written : PathBytes.join(workTree, written)
  }
}
