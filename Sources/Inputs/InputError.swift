/// Why an input cannot be scanned at all; what goes wrong with one file later is a ``Coverage/Problem``.
public enum InputError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A path on the command line names nothing.
  case rootNotFound(String)
  /// A path on the command line is there but cannot be looked at; with the system's words.
  case rootUnreadable(String, reason: String)
  /// A path on the command line is neither a directory nor a regular file.
  case rootIsSpecial(String)
  /// The working directory is gone, so relative paths have no meaning; with the system's words.
  case noWorkingDirectory(reason: String)

  /// What went wrong and, where something can be done, what.
  public var description: String {
    switch self {
    case .rootNotFound(let path):
      "\(path): no such file or directory"
    case .rootUnreadable(let path, let reason):
      "\(path): \(reason)"
    case .rootIsSpecial(let path):
      "\(path): neither a file nor a directory (a pipe can be scanned as standard input: -)"
    case .noWorkingDirectory(let reason):
      "the working directory cannot be found: \(reason)"
    }
  }
}
