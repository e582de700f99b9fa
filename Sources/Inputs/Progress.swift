internal import Synchronization

/// How far a scan has come: added to by its workers, read by whoever shows it.
public final class Progress: Sendable {
  private let fileCount = Atomic<Int>(0)
  private let byteCount = Atomic<Int>(0)

  /// Starts at nothing.
  public init() {}

  /// Files begun so far.
  public var files: Int { fileCount.load(ordering: .relaxed) }
  /// Bytes read so far.
  public var bytes: Int { byteCount.load(ordering: .relaxed) }

  func addFile() { fileCount.wrappingAdd(1, ordering: .relaxed) }
  func add(bytes: Int) { byteCount.wrappingAdd(bytes, ordering: .relaxed) }
}
