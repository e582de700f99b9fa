internal import Glibc
internal import Inputs
internal import Synchronization

/// A line on standard error that says how far a scan is, five times a second; only where that is a terminal.
final class ProgressBar: Sendable {
  private let progress: Progress
  private let isRunning = Atomic(true)
  private let hasEnded = Atomic(false)

  init(_ progress: Progress) {
    self.progress = progress
    var thread = pthread_t()
    let box = Unmanaged.passRetained(self)
    let result = pthread_create(
      &thread, nil,
      { raw in
        if let raw { Unmanaged<ProgressBar>.fromOpaque(raw).takeRetainedValue().draw() }
        return nil
      }, box.toOpaque())
    if result == 0 {
      pthread_detach(thread)
    } else {
      box.release()
      hasEnded.store(true, ordering: .releasing)
    }
  }

  /// Clears the line.
  func stop() {
    isRunning.store(false, ordering: .releasing)
    while !hasEnded.load(ordering: .acquiring) { usleep(1_000) }
  }

  private func draw() {
    var ticks = 0
    var hasDrawn = false
    while isRunning.load(ordering: .acquiring) {
      usleep(10_000)
      ticks += 1
      if ticks % 20 == 0 {
        hasDrawn = true
        StandardError.write(
          "\r\u{1B}[K\(progress.files) files, \(progress.bytes >> 20) MB …")
      }
    }
    if hasDrawn { StandardError.write("\r\u{1B}[K") }
    hasEnded.store(true, ordering: .releasing)
  }
}
