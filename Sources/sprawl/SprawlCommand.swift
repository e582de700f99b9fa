internal import ArgumentParser
internal import Glibc
internal import Synchronization

/// The program: finds hard-coded credentials and says how each of them ends.
@main
struct Sprawl: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "sprawl",
    abstract: "Finds hard-coded and long-lived credentials, and says how each of them ends.",
    discussion: """
      Exit codes: 0 clean, 1 findings, 2 usage or configuration error, 3 the scan is incomplete, \
      130 interrupted.
      """,
    version: version,
    subcommands: [
      ScanCommand.self, GitCommand.self, StagedCommand.self, HookCommand.self, PlanCommand.self,
      ExplainCommand.self, BaselineCommand.self, PolicyCommand.self, RulesCommand.self,
    ])

  static func main() {
    // A reader that went away (`sprawl … | head`) is no error.
    signal(SIGPIPE, SIG_IGN)
    StandardDescriptors.occupy()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let exit as ProgramExit {
      if !exit.message.isEmpty { StandardError.write("sprawl: \(exit.message)\n") }
      Glibc.exit(exit.code.rawValue)
    } catch {
      let message = fullMessage(for: error)
      if exitCode(for: error) == .success {
        StandardOutput.write(message + "\n")
        Glibc.exit(0)
      }
      StandardError.write(message + "\n")
      Glibc.exit(ProgramExit.Code.usage.rawValue)
    }
  }
}

/// How the program ends, with what it says on standard error.
struct ProgramExit: Error {
  enum Code: Int32 {
    case clean = 0
    case findings = 1
    case usage = 2
    case incomplete = 3
    case interrupted = 130
  }

  var code: Code
  var message = ""
}

/// The three descriptors that every program expects to be open.
enum StandardDescriptors {
  /// Puts something that can neither be read nor written where one is closed, so that no file that is opened later
  /// gets its number.
  static func occupy() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is this one.
      _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }
}

/// Standard error, unbuffered.
enum StandardError {
  static var isTerminal: Bool { isatty(2) == 1 }

  static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in _ = Glibc.write(2, bytes.baseAddress, bytes.count) }
  }
}

/// Standard output, unbuffered. Where its reader went away the rest is dropped, and the exit code says what it would
/// have said.
enum StandardOutput {
  private static let hasReader = Atomic(true)

  static var isTerminal: Bool { isatty(1) == 1 }

  static func write(_ text: String) {
    var text = text
    text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
  }

  static func write(_ bytes: UnsafeRawBufferPointer) {
    var at = 0
    while at < bytes.count, hasReader.load(ordering: .relaxed), let base = bytes.baseAddress {
      let written = Glibc.write(1, base + at, bytes.count - at)
      if written > 0 {
        at += written
        continue
      }
      switch errno {
      case EINTR: break
      case EAGAIN:
        var wanted = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
        poll(&wanted, 1, -1)
      case EPIPE: hasReader.store(false, ordering: .relaxed)
      default:
        let reason = String(cString: strerror(errno))
        StandardError.write("sprawl: standard output cannot be written: \(reason)\n")
        Glibc.exit(ProgramExit.Code.usage.rawValue)
      }
    }
  }
}
