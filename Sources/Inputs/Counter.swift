internal import Synchronization

/// Numbers that workers take one after the other.
final class Counter: Sendable {
  private let next = Atomic<Int>(0)

  func take(below limit: Int) -> Int? {
    let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return number < limit ? number : nil
  }
}
