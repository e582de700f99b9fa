public import Model

/// Standard input (or any descriptor) as one blob.
public struct StandardInput {
  /// Reads `descriptor` to its end, in bounded memory, and hands it to a consumer.
  ///
  /// - Parameters:
  ///   - descriptor: open for reading; it is not closed.
  ///   - name: the blob's path in the reports.
  ///   - cancellation: a signal that interrupts the read ends it where this is set.
  /// - Returns: what was read, and the consumer.
  public static func run<Consumer: BlobConsumer>(
    descriptor: Int32 = 0, name: String = "<stdin>", cancellation: Cancellation = Cancellation(),
    progress: Progress? = nil, consumer: Consumer
  ) -> (coverage: Coverage, consumer: Consumer) {
    var consumer = consumer
    var coverage = Coverage()
    let path = BlobPath(name)
    let reader = BlobReader(cancellation: cancellation, progress: progress)
    let outcome = reader.read(
      BlobReader.Request(descriptor: descriptor, waits: true), as: Blob(path: path), to: &consumer)
    coverage.bytes = outcome.bytes
    if outcome.failure == nil || outcome.bytes > 0 { coverage.files = 1 }
    if case .system(let error) = outcome.failure {
      coverage.note(Coverage.Problem(path: path, message: error.text))
    }
    coverage.stopped = cancellation.reason
    return (coverage, consumer)
  }
}
