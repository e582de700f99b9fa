internal import Detection
internal import Glibc
internal import Inputs
internal import Model
internal import Synchronization

/// Ends a scan early on SIGINT, SIGTERM or a time limit, with what it has found so far.
enum Interruption {
  static let interruptReason = "interrupted (SIGINT)"

  /// The cancellation that the handler reaches; a handler can hold no context of its own.
  private static let current = Mutex<Cancellation?>(nil)

  static func install(_ cancellation: Cancellation, timeout: Double?) {
    current.withLock { $0 = cancellation }
    // Signals are taken by a thread that waits for them, so that what follows need not be safe in a handler.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    start {
      var signals = sigset_t()
      sigemptyset(&signals)
      sigaddset(&signals, SIGINT)
      sigaddset(&signals, SIGTERM)
      var number: Int32 = 0
      while sigwait(&signals, &number) == 0 {
        let cancellation = Interruption.current.withLock { $0 }
        // The second signal does not wait for anything.
        if cancellation?.isCancelled == true { _exit(ProgramExit.Code.interrupted.rawValue) }
        cancellation?.cancel(signal: number)
      }
    }
    if let timeout {
      let limit = UInt64(timeout * 1_000_000) * 1000
      start {
        var rest = timespec(
          tv_sec: Int(limit / 1_000_000_000), tv_nsec: Int(limit % 1_000_000_000))
        var left = timespec()
        while nanosleep(&rest, &left) != 0 { rest = left }
        Interruption.current.withLock { $0 }?.cancel("time limit (--timeout) reached")
      }
    }
  }

  private static func start(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { raw in
        if let raw { Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run() }
        return nil
      }, box.toOpaque())
    if result == 0 { pthread_detach(thread) } else { box.release() }
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}

/// Writes what became of candidates to standard error, for `--trace`.
enum Trace {
  @Sendable static func write(_ candidate: TracedCandidate) {
    let path = candidate.path.text.unicodeScalars.map { $0.value < 0x20 ? "?" : String($0) }
      .joined()
    let verdict = candidate.isKept ? "kept by" : "rejected by"
    StandardError.write(
      "trace: \(path):+\(candidate.offset): \(candidate.rule): \(verdict) \(candidate.reason)"
        + " (\(candidate.secret.redacted))\n")
  }
}
