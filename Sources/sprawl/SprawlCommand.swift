internal import ArgumentParser
internal import Glibc

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
    version: version, subcommands: [ScanCommand.self, RulesCommand.self])

  static func main() {
    // A reader that went away (`sprawl … | head`) is no error.
    signal(SIGPIPE, SIG_IGN)
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

/// Standard error, unbuffered.
enum StandardError {
  static var isTerminal: Bool { isatty(2) == 1 }

  static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in _ = Glibc.write(2, bytes.baseAddress, bytes.count) }
  }
}

/// Standard output, unbuffered; a closed pipe ends the program quietly.
enum StandardOutput {
  static var isTerminal: Bool { isatty(1) == 1 }

  static func write(_ text: String) {
    var text = text
    text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
  }

  static func write(_ bytes: UnsafeRawBufferPointer) {
    var at = 0
    while at < bytes.count, let base = bytes.baseAddress {
      let written = Glibc.write(1, base + at, bytes.count - at)
      if written > 0 {
        at += written
      } else if errno != EINTR {
        Glibc.exit(errno == EPIPE ? 0 : ProgramExit.Code.usage.rawValue)
      }
    }
  }
}
