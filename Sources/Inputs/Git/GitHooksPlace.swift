internal import Glibc

/// Where git looks for hooks, as all of the user's configuration says.
public struct GitHooksPlace: Sendable, Equatable {
  /// Who says it.
  public enum Origin: Sendable {
    /// Nobody: the repository's own folder.
    case usual
    /// `core.hooksPath` of the repository.
    case repository
    /// `core.hooksPath` of the user or of the machine, for all repositories.
    case everywhere
  }

  /// Absolute.
  public var folder: String
  /// Who says it.
  public var origin: Origin

  private static let timeLimit = 60
  private static let answerLimit = 1 << 20

  /// Where git looks for the hooks of a repository.
  ///
  /// - Parameter repository: a work tree, a folder in one, or a bare repository.
  public static func find(in repository: String) throws(InputError) -> GitHooksPlace {
    let location = try GitLocation(repository)
    let program = try GitProgram.find(outside: location.untrusted)
    let answer = try ask(
      program, ["config", "--show-scope", "--null", "--type=path", "--get", "core.hooksPath"],
      location.gitDirectory)
    let fields = answer.bytes.split(separator: 0, omittingEmptySubsequences: false)
    guard answer.ending.isSuccess, fields.count > 1, !fields[1].isEmpty else {
      // 1: not set.
      guard answer.ending.status == 1 || answer.ending.isSuccess else {
        throw .gitFailed(command: "config", reason: answer.ending.message)
      }
      let usual = PathBytes.join(location.commonDirectory, "hooks".utf8)
      return GitHooksPlace(folder: String(decoding: usual, as: UTF8.self), origin: .usual)
    }
    // A relative path begins where hooks are run.
    let base = location.workTree ?? location.gitDirectory
    let folder = PathBytes.cleaned(
      fields[1].first == PathBytes.slash ? Array(fields[1]) : PathBytes.join(base, fields[1]))
    let scope = String(decoding: fields[0], as: UTF8.self)
    return GitHooksPlace(
      folder: String(decoding: folder, as: UTF8.self),
      origin: scope == "global" || scope == "system" ? .everywhere : .repository)
  }

  /// The folder that `core.hooksPath` of the user's own configuration names; nil where it names none.
  public static func ofUser() throws(InputError) -> String? {
    let program = try GitProgram.find(outside: [])
    let answer = try ask(
      program, ["config", "--global", "--null", "--type=path", "--get", "core.hooksPath"], nil)
    guard answer.ending.isSuccess else {
      guard answer.ending.status == 1 else {
        throw .gitFailed(command: "config", reason: answer.ending.message)
      }
      return nil
    }
    return answer.bytes.split(separator: 0).first.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Sets `core.hooksPath` of the user's own configuration, or takes it away.
  public static func setOfUser(_ folder: String?) throws(InputError) {
    let program = try GitProgram.find(outside: [])
    let command =
      folder.map { ["config", "--global", "core.hooksPath", $0] }
      ?? ["config", "--global", "--unset", "core.hooksPath"]
    let answer = try ask(program, command, nil)
    guard answer.ending.isSuccess else {
      throw .gitFailed(command: "config", reason: answer.ending.message)
    }
  }

  private static func ask(
    _ program: GitProgram, _ arguments: [String], _ gitDirectory: [UInt8]?
  ) throws(InputError) -> (bytes: [UInt8], ending: ChildProcess.Ending) {
    do throws(SystemError) {
      let process = try program.startAsUser(arguments, gitDirectory: gitDirectory)
      let output = ChildOutput(process, cancellation: Cancellation(), timeLimit: timeLimit)
      let bytes = output.all(limit: answerLimit)
      return (bytes, output.finish())
    } catch {
      throw .gitFailed(command: arguments.first ?? "", reason: error.text)
    }
  }
}
