public import Model

/// Writes reports in one format. The same report gives the same bytes, at every run and on every
/// machine.
public protocol ReportFormatter: Sendable {
  /// Which format it writes.
  static var format: ReportFormat { get }
  /// Writes the whole report.
  func write(_ report: Report, into output: inout OutputBuffer)
}

/// Writes a report in a chosen format, to a sink or into memory.
public struct ReportWriter: Sendable {
  private let formatter: any ReportFormatter

  /// Makes a writer; `style` matters to the text format only.
  public init(format: ReportFormat, style: TextStyle = TextStyle()) {
    formatter = format.formatter(style: style)
  }

  /// Hands the report to `sink` in chunks of about 64 KiB. Throws what the sink throws; after its
  /// first error the sink is not called again.
  public func write(_ report: Report, to sink: OutputBuffer.Sink) throws {
    try withoutActuallyEscaping(sink) { sink in
      var output = OutputBuffer(sink: sink)
      formatter.write(report, into: &output)
      _ = try output.finish()
    }
  }

  /// The whole report in memory.
  public func render(_ report: Report) -> [UInt8] {
    var output = OutputBuffer()
    formatter.write(report, into: &output)
    return output.collected()
  }
}
