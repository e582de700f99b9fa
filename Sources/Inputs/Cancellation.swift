internal import Synchronization

/// A request to stop, asked for by a signal or a time limit and looked at between files and between windows.
public final class Cancellation: Sendable {
  private static let running = 0
  private static let stoppedWithReason = -1

  /// `running`, `stoppedWithReason`, or the number of the signal that stopped the work.
  private let state = Atomic<Int>(Cancellation.running)
  private let words = Mutex<String?>(nil)

  /// A request that nobody has made yet.
  public init() {}

  /// Asks the work to stop and says why; the first reason stands. Not for use in a signal handler: it may allocate.
  public func cancel(_ reason: String) {
    words.withLock { words in
      guard state.load(ordering: .relaxed) == Cancellation.running else { return }
      words = reason
      _ = state.compareExchange(
        expected: Cancellation.running, desired: Cancellation.stoppedWithReason,
        ordering: .releasing)
    }
  }

  /// Asks the work to stop because signal `number` came. One atomic operation, so a signal handler may call it.
  public func cancel(signal number: Int32) {
    _ = state.compareExchange(
      expected: Cancellation.running, desired: max(1, Int(number)), ordering: .releasing)
  }

  /// Whether the work is to stop.
  public var isCancelled: Bool { state.load(ordering: .acquiring) != Cancellation.running }

  /// Why the work is to stop; nil while it is to go on.
  public var reason: String? {
    switch state.load(ordering: .acquiring) {
    case Cancellation.running: nil
    case Cancellation.stoppedWithReason: words.withLock { $0 }
    case 2: "interrupted (SIGINT)"
    case 15: "terminated (SIGTERM)"
    case let number: "signal \(number)"
    }
  }
}
