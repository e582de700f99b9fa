internal import Glibc
internal import Reports

/// A report of an earlier scan, in a file or on standard input.
struct ReportFile {
  /// Larger files are no reports.
  private static let largest = 1 << 30

  /// `-` for standard input.
  let path: String

  /// For messages.
  var name: String { path == "-" ? "standard input" : path }

  /// What stands in it.
  func records() throws -> ReportRecords {
    do {
      return try ReportRecords(try bytes())
    } catch let failure as ReportRecords.Failure {
      throw ProgramExit(code: .usage, message: "\(name): \(failure)")
    }
  }

  private func bytes() throws -> [UInt8] {
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { if path != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= ReportFile.largest {
      let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw failure()
      }
      bytes += chunk.prefix(count)
    }
    throw ProgramExit(code: .usage, message: "\(name): over 1 GiB: no report of a scan")
  }

  private func failure() -> ProgramExit {
    ProgramExit(code: .usage, message: "\(name): \(String(cString: strerror(errno)))")
  }
}
