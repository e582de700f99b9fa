internal import Glibc
internal import Synchronization

/// Threads of our own, since calls on files block and the cooperative pool must not.
public enum WorkerThreads {
  private static let stackSize = 4 << 20

  private final class Start: Sendable {
    let index: Int
    let body: @Sendable (Int) -> Void

    init(index: Int, body: @escaping @Sendable (Int) -> Void) {
      self.index = index
      self.body = body
    }
  }

  /// Runs `body` with 0 ..< `count` at the same time, 0 on the calling thread, and returns when all have ended.
  ///
  /// Where the system refuses a thread fewer run, so the body must not depend on all of them.
  static func run(_ count: Int, _ body: @Sendable (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      var attributes = pthread_attr_t()
      pthread_attr_init(&attributes)
      pthread_attr_setstacksize(&attributes, stackSize)
      defer { pthread_attr_destroy(&attributes) }
      var threads: [pthread_t] = []
      for index in 1..<max(count, 2) where index < count {
        var thread = pthread_t()
        // Safety: the object is retained for the thread, which takes it over; where no thread starts it is released.
        let start = Unmanaged.passRetained(Start(index: index, body: body))
        let code = pthread_create(
          &thread, &attributes,
          { raw in
            guard let raw else { return nil }
            let start = Unmanaged<Start>.fromOpaque(raw).takeRetainedValue()
            start.body(start.index)
            return nil
          }, start.toOpaque())
        if code == 0 { threads.append(thread) } else { start.release() }
      }
      body(0)
      for thread in threads { pthread_join(thread, nil) }
    }
  }

  /// Changes the elements of an array in parts, each on a thread.
  ///
  /// - Parameters:
  ///   - jobs: at most so many parts.
  ///   - smallest: a part has at least so many elements, where there are as many.
  public static func change<Element: Sendable>(
    _ elements: inout [Element], jobs: Int, smallest: Int,
    _ body: @Sendable (inout [Element]) -> Void
  ) {
    let count = max(1, min(jobs, elements.count / smallest))
    guard count > 1 else { return body(&elements) }
    let whole = elements
    let changed = Mutex<[Int: [Element]]>([:])
    let next = Counter()
    run(count) { _ in
      while let number = next.take(below: count) {
        var part = Array(whole[whole.count * number / count..<whole.count * (number + 1) / count])
        body(&part)
        let done = part
        changed.withLock { $0[number] = done }
      }
    }
    elements = changed.withLock { parts in (0..<count).flatMap { parts[$0] ?? [] } }
  }
}
