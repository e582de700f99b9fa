internal import PathPatterns
internal import Synchronization

/// Answers whether git would ignore a path; what it reads for that, a directory at a time, it keeps.
final class GitIgnore: Sendable {
  /// What holds inside a directory.
  struct State: Sendable {
    /// The repository whose work tree it lies in.
    var repository: GitRepository?
    /// The rules that hold for its entries.
    var scope: IgnoreScope?
    /// Git ignores the directory, thus all below it.
    var isIgnored = false
  }

  private let environment: GitEnvironment
  private let states = Mutex<[[UInt8]: State]>([:])

  init(environment: GitEnvironment) { self.environment = environment }

  /// Whether git would ignore the file: a pattern says so and the index does not have it. `path`: absolute, canonical.
  func isIgnored(file path: [UInt8]) -> Bool {
    guard let parent = PathBytes.parent(path) else { return false }
    let state = state(of: parent)
    guard let repository = state.repository else { return false }
    let isIgnored =
      state.isIgnored
      || GitIgnore.verdict(state.scope, path, isDirectory: false)
    return isIgnored && !repository.isTracked(path)
  }

  /// What holds inside a directory (absolute, canonical), found from the top down.
  func state(of directory: [UInt8]) -> State {
    var missing: [[UInt8]] = []
    var state = State()
    var next: [UInt8]? = directory
    while let path = next {
      if let known = states.withLock({ $0[path] }) {
        state = known
        break
      }
      missing.append(path)
      next = PathBytes.parent(path)
    }
    for path in missing.reversed() {
      state = entering(path, from: state)
      states.withLock { $0[path] = state }
    }
    return state
  }

  /// What holds inside `directory`, given what holds in the one that it lies in.
  func entering(_ directory: [UInt8], from parent: State) -> State {
    var state = parent
    if let repository = GitRepository(workTree: directory, environment: environment) {
      state = State(repository: repository, scope: repository.baseScope)
    } else if parent.repository == nil {
      return parent
    } else if parent.isIgnored || GitIgnore.verdict(parent.scope, directory, isDirectory: true) {
      state.isIgnored = true
      return state
    }
    let file = PathBytes.join(directory, ".gitignore".utf8)
    if let text = try? SystemCalls.contents(of: file, limit: IgnoreRules.sizeLimit) {
      let rules = IgnoreRules(
        text.bytes, foldsCase: state.repository?.configuration.ignoresCase ?? false)
      if !rules.isEmpty {
        state.scope = IgnoreScope(
          rules, baseCount: GitRepository.baseCount(of: directory), parent: state.scope)
      }
    }
    return state
  }

  private static func verdict(_ scope: IgnoreScope?, _ path: [UInt8], isDirectory: Bool) -> Bool {
    let nameStart = (path.lastIndex(of: PathBytes.slash) ?? -1) + 1
    return scope?.verdict(path, nameStart: nameStart, isDirectory: isDirectory) ?? false
  }
}
