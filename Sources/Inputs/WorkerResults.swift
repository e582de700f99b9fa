internal import Model
internal import Synchronization

/// What the workers leave behind.
// Safety: the list is only touched under the lock, and each consumer is handed in by the thread that made it, which
// ends then; the reader comes after all threads have been joined.
final class WorkerResults<Consumer>: @unchecked Sendable {
  private let lock = Mutex(())
  private var results: [(number: Int, coverage: Coverage, consumer: Consumer)] = []

  func add(_ number: Int, _ coverage: Coverage, _ consumer: Consumer) {
    lock.withLock { _ in results.append((number, coverage, consumer)) }
  }

  func sorted() -> [(number: Int, coverage: Coverage, consumer: Consumer)] {
    lock.withLock { _ in results }.sorted { $0.number < $1.number }
  }
}
