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
  /// Neither the path nor a folder above it is a git repository.
  case notARepository(String)
  /// No `git` in `$PATH` outside the repository.
  case gitNotFound
  /// `git` could not be started, or failed where nothing can go on without its answer; with its words.
  case gitFailed(command: String, reason: String)
  /// A branch, tag or commit that the repository does not have.
  case unknownRevision(String)
  /// What is to be a range of commits has no `..`.
  case notARange(String)
  /// A date that is neither ISO 8601 nor of the form `2 weeks ago`.
  case unknownDate(String)
  /// The folder for git's scratch files cannot be made; with the system's words.
  case noTemporaryFolder(String, reason: String)

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
    case .notARepository(let path):
      "\(path): not a git repository, nor is a folder above it (sprawl scan reads plain folders)"
    case .gitNotFound:
      "git is not in PATH; install it (apt-get install git), or use sprawl scan for the files alone"
    case .gitFailed(let command, let reason):
      "git \(command) failed: \(reason.isEmpty ? "no reason given" : reason)"
    case .unknownRevision(let name):
      "\(name): no such branch, tag or commit in the repository (git branch --all lists branches)"
    case .notARange(let text):
      "\(text): not a range of two commits; write BASE..HEAD"
    case .unknownDate(let text):
      "\(text): not a date; write 2026-01-31, 2026-01-31T12:00:00Z or '2 weeks ago'"
    case .noTemporaryFolder(let folder, let reason):
      "\(folder): no scratch folder can be made there: \(reason); set TMPDIR to one that is writable"
    }
  }
}
