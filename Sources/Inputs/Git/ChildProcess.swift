internal import Glibc
internal import Synchronization

/// A child whose standard output is read here, whose standard error is kept up to a bound, and which never outlives this
/// object.
///
/// Started with `posix_spawn`, in a process group of its own (an interrupt at the terminal is ours to handle), with no
/// signal blocked or ignored, and with no descriptor of ours but the three standard ones.
final class ChildProcess {
  /// How it ended.
  struct Ending: Sendable, Equatable {
    /// Its exit status; nil where a signal ended it.
    var status: Int32?
    /// The fatal or else the last line of what it wrote to standard error, without `fatal:` and `error:`.
    var message: String

    var isSuccess: Bool { status == 0 }
  }

  /// More of standard error is read but not kept; bytes.
  private static let errorLimit = 8 << 10
  /// Linux's F_SETPIPE_SZ, which its C library hides behind _GNU_SOURCE.
  private static let setPipeSize: Int32 = 1031
  /// What an unprivileged process may ask for; fewer switches between the two sides than with the usual 64 KiB.
  private static let pipeSize: Int32 = 1 << 20
  /// How often a waiting read looks whether the scan is to stop; milliseconds.
  private static let patience: Int32 = 100
  /// Pipes are made and marked as not to be inherited in two steps; a child that is started between the two would keep
  /// another's pipe open.
  private static let spawning = Mutex(())

  private var identifier: pid_t
  private var output: Int32
  private var errors: Int32
  private var errorText: [UInt8] = []

  /// Starts `program`.
  ///
  /// - Parameters:
  ///   - program: absolute path.
  ///   - arguments: the first is the program's name.
  ///   - environment: `NAME=value`; nothing else is inherited.
  ///   - input: a descriptor that becomes standard input; it stays open here. Nil for /dev/null.
  init(
    program: [UInt8], arguments: [[UInt8]], environment: [[UInt8]], input: Int32?
  ) throws(SystemError) {
    let started = ChildProcess.spawning.withLock { _ in
      ChildProcess.spawn(program, arguments, environment, input)
    }
    (identifier, output, errors) = try started.get()
    _ = fcntl(output, ChildProcess.setPipeSize, ChildProcess.pipeSize)
    for descriptor in [output, errors] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
  }

  deinit {
    if identifier > 0 {
      stop()
      _ = finish()
    }
  }

  /// Reads what there is of standard output, waiting for some; 0 at its end and where the scan is to stop.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, isStopped: () -> Bool
  ) throws(SystemError) -> Int {
    while true {
      let count = Glibc.read(output, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EAGAIN || errno == EINTR else { throw .last }
      if isStopped() {
        stop()
        return 0
      }
      var waited = [
        pollfd(fd: output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
      ]
      poll(&waited, 2, ChildProcess.patience)
      if waited[1].revents != 0 { drainErrors() }
    }
  }

  /// Ends it at once.
  func stop() {
    if identifier > 0 { kill(identifier, SIGKILL) }
  }

  /// Waits for its end; what it still writes to standard output is lost.
  func finish() -> Ending {
    guard identifier > 0 else { return Ending(status: nil, message: "") }
    if output >= 0 { SystemCalls.close(output) }
    output = -1
    var status: Int32 = 0
    while true {
      drainErrors()
      let code = waitpid(identifier, &status, errors >= 0 ? WNOHANG : 0)
      if code == identifier || code < 0 && errno != EINTR { break }
      var waited = pollfd(fd: errors, events: Int16(POLLIN), revents: 0)
      poll(&waited, 1, 5)
    }
    drainErrors()
    if errors >= 0 { SystemCalls.close(errors) }
    errors = -1
    identifier = 0
    // The low seven bits are the signal's number, the next byte the exit status.
    let exit = status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
    return Ending(status: exit, message: message(signal: status & 0x7F))
  }

  private func message(signal: Int32) -> String {
    let lines = String(decoding: errorText, as: UTF8.self).split(separator: "\n")
    // Behind the first fatal line stand only hints.
    let fatal = lines.firstIndex { $0.hasPrefix("fatal: ") }
    guard var line = fatal.map({ lines[$0] }) ?? lines.last else {
      return signal == 0 ? "" : "ended by signal \(signal)"
    }
    // What a line announces stands indented below it.
    var details: [Substring] = []
    if let fatal, line.hasSuffix(":") {
      details = lines[(fatal + 1)...].prefix { $0.hasPrefix("\t") }.map { $0.dropFirst() }
    }
    for prefix in ["fatal: ", "error: "] where line.hasPrefix(prefix) {
      line = line.dropFirst(prefix.count)
    }
    return ([line] + details).joined(separator: " ")
  }

  private func drainErrors() {
    guard errors >= 0 else { return }
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = Glibc.read(errors, &chunk, chunk.count)
      if count > 0 {
        errorText += chunk.prefix(min(count, ChildProcess.errorLimit - errorText.count))
      } else if count == 0 || errno != EINTR {
        if count == 0 {
          SystemCalls.close(errors)
          errors = -1
        }
        return
      }
    }
  }

  // MARK: Starting

  private static func spawn(
    _ program: [UInt8], _ arguments: [[UInt8]], _ environment: [[UInt8]], _ input: Int32?
  ) -> Result<(pid_t, Int32, Int32), SystemError> {
    var opened: [Int32] = []
    func failure(_ code: Int32) -> Result<(pid_t, Int32, Int32), SystemError> {
      for descriptor in opened { SystemCalls.close(descriptor) }
      return .failure(SystemError(code: code))
    }
    var pipes: [[Int32]] = []
    for _ in 0..<2 {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { return failure(errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      opened += ends
      pipes.append(ends)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, pipes[0][1], 1)
    posix_spawn_file_actions_adddup2(&actions, pipes[1][1], 2)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

    var identifier: pid_t = 0
    let code = withCStrings(arguments) { arguments in
      withCStrings(environment) { environment in
        withCStrings([program]) { program in
          program[0].map {
            posix_spawn(&identifier, $0, &actions, &attributes, arguments, environment)
          } ?? ENOENT
        }
      }
    }
    guard code == 0 else { return failure(code) }
    SystemCalls.close(pipes[0][1])
    SystemCalls.close(pipes[1][1])
    return .success((identifier, pipes[0][0], pipes[1][0]))
  }

  /// A NULL-terminated array of C strings.
  private static func withCStrings<Result>(
    _ texts: [[UInt8]], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    var bytes: [CChar] = []
    var starts: [Int] = []
    for text in texts {
      starts.append(bytes.count)
      bytes += text.map { CChar(bitPattern: $0) } + [0]
    }
    // Safety: the pointers are used only inside the closure, in which the bytes stay where they are.
    return bytes.withUnsafeMutableBufferPointer { buffer in
      body(starts.map { start in buffer.baseAddress.map { $0 + start } } + [nil])
    }
  }
}
