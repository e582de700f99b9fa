/// Collects what a format writes and hands it on in chunks.
///
/// A sink that fails (a closed pipe, a full disk) is not called again; the error is kept and thrown
/// at the end, so that formats need not handle it at every line.
public struct OutputBuffer: ~Copyable {
  /// Takes a chunk; the pointer is valid only during the call.
  public typealias Sink = (UnsafeRawBufferPointer) throws -> Void

  private static let chunkSize = 1 << 16

  private var bytes: [UInt8] = []
  private let sink: Sink?
  private var failure: (any Error)?

  /// Collects everything in memory, or, given a sink, passes it on about 64 KiB at a time.
  init(sink: Sink? = nil) {
    self.sink = sink
    bytes.reserveCapacity(OutputBuffer.chunkSize + OutputBuffer.chunkSize / 4)
  }

  /// Appends bytes as they are.
  public mutating func append(_ more: some Sequence<UInt8>) {
    bytes.append(contentsOf: more)
    if bytes.count >= OutputBuffer.chunkSize { flush() }
  }

  /// Appends a text's UTF-8.
  public mutating func append(_ text: String) { append(text.utf8) }

  /// Passes on the rest; throws what the sink threw. Without a sink, gives back everything.
  consuming func finish() throws -> [UInt8] {
    flush()
    if let failure { throw failure }
    return bytes
  }

  /// What was collected; only for a buffer without a sink.
  consuming func collected() -> [UInt8] { bytes }

  private mutating func flush() {
    guard let sink, !bytes.isEmpty else { return }
    if failure == nil {
      do {
        // Safety: the pointer does not outlive the call; `Sink` says so to its writers.
        try bytes.withUnsafeBytes { try sink($0) }
      } catch {
        failure = error
      }
    }
    bytes.removeAll(keepingCapacity: true)
  }
}
