internal import Glibc
internal import Model
internal import Reports

/// Where reports go and in which format each.
struct Destinations {
  private struct Destination {
    var format: ReportFormat
    /// nil for standard output.
    var file: String?
  }

  private var all: [Destination] = []

  /// - Parameters:
  ///   - format: for standard output and for files whose ending says nothing.
  ///   - outputs: `--output`; without one the report goes to standard output.
  init(format: ReportFormat?, outputs: [String]) throws {
    if outputs.isEmpty { all = [Destination(format: format ?? .text, file: nil)] }
    for output in outputs {
      let byEnding: ReportFormat? =
        output.hasSuffix(".sarif") || output.hasSuffix(".sarif.json")
        ? .sarif
        : output.hasSuffix(".jsonl")
          ? .jsonl : output.hasSuffix(".json") ? .json : output.hasSuffix(".txt") ? .text : nil
      let chosen = outputs.count == 1 ? format ?? byEnding : byEnding ?? format
      guard let chosen else {
        throw ProgramExit(
          code: .usage,
          message: "--output \(output): the ending tells no format; use .txt .json .jsonl .sarif"
            + " or --format")
      }
      all.append(Destination(format: chosen, file: output == "-" ? nil : output))
    }
  }

  /// SARIF needs a hash of each finding's line.
  var wantsLineHashes: Bool { all.contains { $0.format == .sarif } }

  /// Writes every report: files through a temporary neighbour, so that none is ever half there.
  func write(_ report: Report, color: ColorChoice) throws {
    for destination in all {
      let usesColor =
        destination.file == nil
        && (color == .always
          || color == .auto && StandardOutput.isTerminal && getenv("NO_COLOR") == nil)
      let style = TextStyle(usesColor: usesColor, width: nil)
      let writer = ReportWriter(format: destination.format, style: style)
      if let file = destination.file {
        try Destinations.write(writer, report, to: file)
      } else {
        try writer.write(report) { StandardOutput.write($0) }
      }
    }
  }

  private static func write(_ writer: ReportWriter, _ report: Report, to file: String) throws {
    let temporary = "\(file).\(getpid()).part"
    func failure() -> ProgramExit {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      return ProgramExit(code: .usage, message: "\(file): the report cannot be written: \(reason)")
    }
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure() }
    do {
      try writer.write(report) { bytes in
        var at = 0
        while at < bytes.count, let base = bytes.baseAddress {
          let written = Glibc.write(descriptor, base + at, bytes.count - at)
          if written < 0, errno != EINTR { throw failure() }
          at += max(0, written)
        }
      }
    } catch {
      close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else { throw failure() }
    // A device such as /dev/null is written to, never replaced.
    var status = stat()
    if stat(file, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      try copyOver(temporary, file, failure)
    } else if rename(temporary, file) != 0 {
      throw failure()
    }
  }

  private static func copyOver(
    _ temporary: String, _ file: String, _ failure: () -> ProgramExit
  ) throws {
    let source = open(temporary, O_RDONLY | O_CLOEXEC)
    let target = open(file, O_WRONLY | O_CLOEXEC)
    defer {
      close(source)
      close(target)
      unlink(temporary)
    }
    guard source >= 0, target >= 0 else { throw failure() }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(source, &buffer, buffer.count)
      if count <= 0 { return }
      guard Glibc.write(target, buffer, count) == count else { throw failure() }
    }
  }
}
