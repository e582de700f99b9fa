internal import Glibc
internal import Synchronization

/// Jobs waiting for workers: a stack for each worker, so that a tree is walked depth first, and idle workers take the
/// older half of somebody else's, which stands nearer to the root and so for more work.
final class WorkPool<Job: Sendable>: Sendable {
  private final class Stack: Sendable {
    let jobs = Mutex<[Job]>([])
  }

  private let stacks: [Stack]
  /// Jobs that wait or are being done; at 0 all is done, since only a job adds jobs.
  private let unfinished = Atomic<Int>(0)

  init(workers: Int) {
    stacks = (0..<workers).map { _ in Stack() }
  }

  /// Adds jobs on top of a worker's stack; the last one comes first.
  func push(_ jobs: some Collection<Job>, worker: Int) {
    guard !jobs.isEmpty else { return }
    unfinished.wrappingAdd(jobs.count, ordering: .relaxed)
    stacks[worker].jobs.withLock { $0.append(contentsOf: jobs) }
  }

  /// The next job for a worker, its own or stolen; waits where there is none, nil when all are finished.
  ///
  /// The worker says ``finish()`` after each.
  func next(worker: Int) -> Job? {
    var pause: UInt32 = 20
    while true {
      if let job = stacks[worker].jobs.withLock({ $0.popLast() }) { return job }
      if let job = steal(for: worker) { return job }
      if unfinished.load(ordering: .acquiring) == 0 { return nil }
      usleep(pause)
      pause = min(pause * 2, 1000)
    }
  }

  /// Says that a job is done, the jobs that it added excepted.
  func finish() { unfinished.wrappingSubtract(1, ordering: .releasing) }

  private func steal(for worker: Int) -> Job? {
    for distance in 1..<max(stacks.count, 2) {
      let victim = stacks[(worker + distance) % stacks.count]
      var taken = victim.jobs.withLock { jobs in
        let half = jobs.prefix((jobs.count + 1) / 2)
        defer { jobs.removeFirst(half.count) }
        return Array(half)
      }
      guard let job = taken.popLast() else { continue }
      if !taken.isEmpty { stacks[worker].jobs.withLock { $0.append(contentsOf: taken) } }
      return job
    }
    return nil
  }
}

/// Threads of our own, since calls on files block and the cooperative pool must not.
enum WorkerThreads {
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
}
