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
