internal import ArgumentParser
internal import Reports

/// A hook of git that the program runs in.
enum HookEvent: String, CaseIterable, ExpressibleByArgument {
  case preCommit = "pre-commit"
  case preMergeCommit = "pre-merge-commit"
  case prePush = "pre-push"
  case preReceive = "pre-receive"

  /// What is installed where nothing is named.
  static let usual: [HookEvent] = [.preCommit, .prePush]

  /// Git writes something to its standard input.
  var readsInput: Bool { self == .prePush || self == .preReceive }

  /// What a finding stops.
  var occasion: HookMessage.Occasion {
    switch self {
    case .preCommit, .preMergeCommit: .commit
    case .prePush: .push
    case .preReceive: .receive
    }
  }
}
