internal import PathPatterns

/// The ignore files that hold for a directory: its own and those above it.
final class IgnoreScope: Sendable {
  private let parent: IgnoreScope?
  private let rules: IgnoreRules
  /// How many leading bytes of a path lead to the ignore file's directory, its slash included.
  private let baseCount: Int

  /// Adds `rules`, written in a directory whose path with its slash has `baseCount` bytes, to those of `parent`.
  init(_ rules: IgnoreRules, baseCount: Int, parent: IgnoreScope?) {
    self.rules = rules
    self.baseCount = baseCount
    self.parent = parent
  }

  /// What the deepest file that knows `path` says: true to ignore, false to keep, nil where none matches.
  func verdict(_ path: [UInt8], nameStart: Int, isDirectory: Bool) -> Bool? {
    var scope: IgnoreScope? = self
    while let current = scope {
      if let verdict = current.rules.verdict(
        path[current.baseCount...], nameStart: nameStart, isDirectory: isDirectory)
      {
        return verdict
      }
      scope = current.parent
    }
    return nil
  }
}
