/// Patterns in gitignore's syntax, asked about paths that nobody walks to: a path is in the scope where the patterns
/// match it or a folder above it.
public struct PathScope: Sendable {
  /// As they were given.
  public let patterns: [String]
  private let rules: IgnoreRules

  /// Patterns, one a text; a later one wins, `!` takes out again what an earlier one has.
  public init(_ patterns: [String]) {
    self.patterns = patterns
    rules = IgnoreRules(Array(patterns.joined(separator: "\n").utf8))
  }

  /// There is no pattern: no path is in it.
  public var isEmpty: Bool { rules.isEmpty }

  /// Whether a path is in the scope.
  ///
  /// - Parameters:
  ///   - path: relative to where the patterns hold, `/` between components.
  ///   - isDirectory: the path itself is a folder; those above it are in any case.
  public func contains(_ path: some Sequence<UInt8>, isDirectory: Bool = false) -> Bool {
    guard !isEmpty else { return false }
    let path = Array(path)
    var nameStart = 0
    for index in path.indices where path[index] == Glob.slash {
      // As in git, nothing comes back below a folder that is out.
      if rules.verdict(path[..<index], nameStart: nameStart, isDirectory: true) == true {
        return true
      }
      nameStart = index + 1
    }
    return rules.verdict(path[...], nameStart: nameStart, isDirectory: isDirectory) == true
  }
}
