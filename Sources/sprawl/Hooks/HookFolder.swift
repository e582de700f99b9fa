internal import Glibc
internal import Inputs

/// A folder in which git looks for hooks, and what is done to one of them.
struct HookFolder {
  /// Absolute.
  let path: String

  /// What was done, for people.
  enum Outcome: Equatable {
    case installed
    /// The hook that was there runs first.
    case chained
    /// It was there already, perhaps of another version.
    case renewed
    case removed
    /// The hook that was there before is there again.
    case restored
    /// There was none of ours.
    case absent
  }

  private static let sizeLimit = 1 << 20

  private func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Puts a script in place; what is there already is moved aside, never overwritten.
  ///
  /// - Parameter force: chain a hook, too, that asks for its own name, which it will not have any more.
  func install(_ name: String, _ script: String, force: Bool) throws -> Outcome {
    try makeFolder()
    let hook = file(name)
    let previous = hook + HookScript.previousSuffix
    guard exists(hook) else {
      try create(hook, script)
      return exists(previous) ? .chained : .installed
    }
    if isOurs(hook) {
      let temporary = "\(hook).\(getpid()).part"
      try create(temporary, script)
      guard rename(temporary, hook) == 0 else { throw failure(hook) }
      return .renewed
    }
    guard !exists(previous) else {
      throw ProgramExit(
        code: .usage,
        message:
          "\(hook) and \(previous) are both there, and neither is this program's: move one away")
    }
    if !force, asksForItsName(hook) {
      throw ProgramExit(
        code: .usage,
        message: "\(hook) asks for its own name, which it would lose: add the line"
          + " 'sprawl hook run \(name)' to it, or use --force")
    }
    guard rename(hook, previous) == 0 else { throw failure(hook) }
    do {
      try create(hook, script)
    } catch {
      _ = rename(previous, hook)
      throw error
    }
    return .chained
  }

  /// Takes a script of ours away and puts back what was there.
  func uninstall(_ name: String) throws -> Outcome {
    let hook = file(name)
    guard isOurs(hook) else { return .absent }
    let previous = hook + HookScript.previousSuffix
    if exists(previous) {
      guard rename(previous, hook) == 0 else { throw failure(hook) }
      return .restored
    }
    guard unlink(hook) == 0 else { throw failure(hook) }
    return .removed
  }

  /// A hook that is there and not of this program.
  func hasForeign(_ name: String) -> Bool { exists(file(name)) && !isOurs(file(name)) }

  /// Removes the folder if nothing is left in it.
  func removeIfEmpty() { rmdir(path) }

  // MARK: Files

  private func exists(_ file: String) -> Bool {
    FileStatus.at(file, followsLinks: false) != nil
  }

  private func isOurs(_ file: String) -> Bool {
    text(file, followsLinks: false)?.split(separator: "\n").dropFirst().first?
      .hasPrefix(HookScript.mark) ?? false
  }

  /// Scripts that find out by `$0` which hook they are: husky, overcommit.
  private func asksForItsName(_ file: String) -> Bool {
    guard let text = text(file, followsLinks: true) else { return false }
    return [
      "basename \"$0\"", "basename $0", "basename -- \"$0\"", "File.basename($0)", "${0##*/}",
    ]
    .contains { text.contains($0) } || text.contains("\"$0\")/h\"")
  }

  private func text(_ file: String, followsLinks: Bool) -> String? {
    let descriptor = open(
      file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW))
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: HookFolder.sizeLimit)
    let count = read(descriptor, &bytes, bytes.count)
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  private func makeFolder() throws {
    var made = ""
    for component in path.split(separator: "/") {
      made += "/\(component)"
      if mkdir(made, 0o755) != 0, errno != EEXIST, !exists(made) { throw failure(made) }
    }
  }

  /// Makes a file that is not there yet, whole or not at all.
  private func create(_ file: String, _ text: String) throws {
    let temporary = "\(file).\(getpid()).new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o755)
    guard descriptor >= 0 else { throw failure(file) }
    defer { unlink(temporary) }
    let bytes = Array(text.utf8)
    let written = write(descriptor, bytes, bytes.count)
    // Whatever the umask: git runs only what can be executed.
    let isReady = written == bytes.count && fchmod(descriptor, 0o755) == 0
    guard close(descriptor) == 0, isReady, link(temporary, file) == 0 else { throw failure(file) }
  }

  private func failure(_ file: String) -> ProgramExit {
    let reason = String(cString: strerror(errno))
    return ProgramExit(code: .usage, message: "\(file): \(reason)")
  }
}
