internal import Glibc
internal import Inputs
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
  func write(_ report: Report, color: ColorChoice, explains: Bool) throws {
    for destination in all {
      let usesColor =
        destination.file == nil
        && (color == .always
          || color == .auto && StandardOutput.isTerminal && getenv("NO_COLOR") == nil)
      let style = TextStyle(usesColor: usesColor, width: nil, explains: explains)
      let writer = ReportWriter(format: destination.format, style: style)
      if let file = destination.file {
        try Destinations.write(writer, report, to: file)
      } else {
        try writer.write(report) { StandardOutput.write($0) }
      }
    }
  }

  private static func write(_ writer: ReportWriter, _ report: Report, to file: String) throws {
    // A report may hold secrets: it is its writer's alone.
    try write(to: file, mode: 0o600) { sink in try writer.write(report) { try sink($0) } }
  }

  /// Writes a text that everybody may read.
  static func write(_ text: String, to file: String) throws {
    try write(to: file, mode: 0o666) { sink in
      var text = text
      try text.withUTF8 { try sink(UnsafeRawBufferPointer($0)) }
    }
  }

  private static func write(
    to file: String, mode: mode_t, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    if isWrittenThrough(file) {
      let descriptor = open(file, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY)
      guard descriptor >= 0 else { throw failure(file) }
      defer { close(descriptor) }
      return try write(to: descriptor, of: file, body)
    }
    let temporary = "\(file).\(getpid()).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw failure(file) }
    do {
      try write(to: descriptor, of: file, body)
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    guard close(descriptor) == 0, rename(temporary, file) == 0 else {
      let failure = failure(file)
      unlink(temporary)
      throw failure
    }
  }

  /// A device, a pipe or what `/dev/fd` names is written to, never replaced. A link to a file elsewhere is replaced:
  /// who put it there may not be who runs the scan.
  private static func isWrittenThrough(_ file: String) -> Bool {
    guard let status = FileStatus.at(file, followsLinks: true) else { return false }
    return status.kind != .regular || file.hasPrefix("/dev/")
      || file.hasPrefix("/proc/")
  }

  private static func write(
    to descriptor: Int32, of file: String,
    _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    var hasReader = true
    try body { bytes in
      var at = 0
      while at < bytes.count, hasReader, let base = bytes.baseAddress {
        let written = Glibc.write(descriptor, base + at, bytes.count - at)
        if written >= 0 {
          at += written
        } else if errno == EPIPE {
          hasReader = false
        } else if errno != EINTR {
          throw failure(file)
        }
      }
    }
  }

  private static func failure(_ file: String) -> ProgramExit {
    let reason = String(cString: strerror(errno))
    return ProgramExit(code: .usage, message: "\(file): it cannot be written: \(reason)")
  }
}
