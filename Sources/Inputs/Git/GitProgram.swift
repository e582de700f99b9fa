internal import Glibc

/// The `git` that is run, and the only way in which it is run.
///
/// A repository's own configuration can make git start programs: hooks, file system monitors, external diffs, text
/// conversions, filters, signature checkers, transports, pagers, editors. Nothing of that may happen while a stranger's
/// repository is read, so the environment is made from nothing, system and user configuration are off, and whatever could
/// name a program is overridden where nothing overrides it again: https://git-scm.com/docs/git#_environment_variables
struct GitProgram: Sendable {
  /// Absolute path.
  let path: [UInt8]
  private let environment: [[UInt8]]

  /// What is set beside the overrides, whatever the caller's environment says.
  private static let variables = [
    "LC_ALL=C", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
    "GIT_CONFIG_SYSTEM=/dev/null", "GIT_ATTR_NOSYSTEM=1", "GIT_OPTIONAL_LOCKS=0",
    "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_PROTOCOL_FROM_USER=0",
    "GIT_NO_REPLACE_OBJECTS=1", "GIT_GRAFT_FILE=/dev/null", "GIT_TERMINAL_PROMPT=0",
    "GIT_SSH_COMMAND=/bin/false", "GIT_ASKPASS=/bin/false", "SSH_ASKPASS=/bin/false",
    "GIT_PAGER=cat", "GIT_EDITOR=/bin/false", "GIT_SEQUENCE_EDITOR=/bin/false",
    "GIT_FLUSH=0", "HOME=/nonexistent", "XDG_CONFIG_HOME=/nonexistent",
  ]

  /// Settings with the rank of the command line: they win over the repository's.
  private static let overrides: [(String, String)] = [
    ("core.fsmonitor", "false"), ("core.hooksPath", "/dev/null"),
    ("core.attributesFile", "/dev/null"), ("core.excludesFile", "/dev/null"),
    ("core.sshCommand", "/bin/false"), ("core.gitProxy", "/bin/false"),
    ("core.askPass", "/bin/false"), ("core.pager", "cat"), ("core.editor", "/bin/false"),
    ("sequence.editor", "/bin/false"), ("core.alternateRefsCommand", "/bin/false"),
    ("diff.external", ""), ("log.showSignature", "false"), ("gpg.program", "/bin/false"),
    ("gpg.openpgp.program", "/bin/false"), ("gpg.x509.program", "/bin/false"),
    ("gpg.ssh.program", "/bin/false"), ("credential.helper", ""), ("protocol.allow", "never"),
    ("protocol.ext.allow", "never"), ("protocol.file.allow", "never"),
    ("protocol.ssh.allow", "never"), ("protocol.git.allow", "never"),
    ("protocol.http.allow", "never"), ("protocol.https.allow", "never"),
    ("uploadpack.packObjectsHook", "/bin/false"), ("submodule.recurse", "false"),
    ("gc.auto", "0"), ("maintenance.auto", "false"),
    // A larger blob that is not a delta is streamed, not held in memory as a whole.
    ("core.bigFileThreshold", "16m"),
  ]

  /// Finds `git` in the directories of `searchPath`.
  ///
  /// - Parameters:
  ///   - searchPath: `$PATH`; relative entries do not count.
  ///   - untrusted: canonical directories; a program below one of them is not taken.
  static func find(
    searchPath: [UInt8] = GitProgram.searchPath(), outside untrusted: [[UInt8]]
  ) throws(InputError) -> GitProgram {
    let folders = searchPath.split(separator: UInt8(ascii: ":")).map { Array($0) }
      .filter { folder in
        guard folder.first == PathBytes.slash, let real = try? PathBytes.canonical(folder) else {
          return false
        }
        return !untrusted.contains { PathBytes.relative(real, to: $0) != nil }
      }
    for folder in folders {
      guard let real = try? PathBytes.canonical(PathBytes.join(folder, "git".utf8)),
        let status = try? FileStatus.of(path: real), status.kind == .regular,
        !untrusted.contains(where: { PathBytes.relative(real, to: $0) != nil }),
        isExecutable(real)
      else { continue }
      return GitProgram(path: PathBytes.join(folder, "git".utf8), folders: folders)
    }
    throw .gitNotFound
  }

  private init(path: [UInt8], folders: [[UInt8]]) {
    self.path = path
    var environment = GitProgram.variables.map { Array($0.utf8) }
    environment.append(Array("PATH=".utf8) + folders.joined(separator: [UInt8(ascii: ":")]))
    // Where the user's git needs it to start at all.
    if let libraries = variable("LD_LIBRARY_PATH") {
      environment.append(Array("LD_LIBRARY_PATH=".utf8) + libraries)
    }
    self.environment = environment
  }

  /// Starts `git` on a git directory.
  ///
  /// - Parameters:
  ///   - arguments: the command and its arguments.
  ///   - gitDirectory: absolute; git looks for no other.
  ///   - variables: `NAME=value`, beside the fixed ones.
  ///   - input: becomes standard input; nil for none.
  func start(
    _ arguments: [[UInt8]], gitDirectory: [UInt8], variables: [[UInt8]] = [], input: Int32? = nil
  ) throws(SystemError) -> ChildProcess {
    let options = ["git", "--no-pager", "--no-optional-locks", "--no-replace-objects"]
    return try ChildProcess(
      program: path,
      arguments: options.map { Array($0.utf8) } + [Array("--git-dir=".utf8) + gitDirectory]
        + arguments,
      environment: environment + variables + configuration(trusting: gitDirectory), input: input)
  }

  /// Starts `git` with the user's own configuration, to read or set what stands there: reading settings runs nothing.
  ///
  /// - Parameter gitDirectory: absolute; nil for no repository.
  func startAsUser(
    _ arguments: [String], gitDirectory: [UInt8]?
  ) throws(SystemError) -> ChildProcess {
    var environment = ["LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_PAGER=cat"].map { Array($0.utf8) }
    environment += self.environment.filter { $0.starts(with: "PATH=".utf8) }
    for name in [
      "HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM",
      "LD_LIBRARY_PATH",
    ] {
      if let value = variable(name) { environment.append(Array("\(name)=".utf8) + value) }
    }
    let place = gitDirectory.map { [Array("--git-dir=".utf8) + $0] } ?? []
    return try ChildProcess(
      program: path,
      arguments: [Array("git".utf8), Array("--no-pager".utf8)] + place
        + arguments.map { Array($0.utf8) }, environment: environment, input: nil)
  }

  private func configuration(trusting gitDirectory: [UInt8]) -> [[UInt8]] {
    let settings =
      GitProgram.overrides.map { (Array($0.0.utf8), Array($0.1.utf8)) }
      + [(Array("safe.directory".utf8), gitDirectory)]
    var variables = [Array("GIT_CONFIG_COUNT=\(settings.count)".utf8)]
    for (index, setting) in settings.enumerated() {
      variables.append(Array("GIT_CONFIG_KEY_\(index)=".utf8) + setting.0)
      variables.append(Array("GIT_CONFIG_VALUE_\(index)=".utf8) + setting.1)
    }
    return variables
  }

  private static func isExecutable(_ path: [UInt8]) -> Bool {
    // Safety: the bytes are NUL-terminated and outlive the call.
    (path + [0]).withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { name in
        name.baseAddress.map { access($0, X_OK) == 0 } ?? false
      }
    }
  }

  /// The process's `$PATH`.
  static func searchPath() -> [UInt8] { variable("PATH") ?? Array("/usr/bin:/bin".utf8) }
}

/// A variable of the process's environment; nil where it is empty.
private func variable(_ name: String) -> [UInt8]? {
  guard let value = getenv(name), value.pointee != 0 else { return nil }
  return Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
}
