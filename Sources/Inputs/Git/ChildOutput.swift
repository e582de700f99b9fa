internal import Glibc

/// A child's standard output, read in large pieces and handed out in small ones.
// Safety (all raw pointers here): the buffer belongs to the object from `init` to `deinit`, `start` and `end` stay within
// it, and what is handed out is used before the next call.
final class ChildOutput {
  /// Nobody writes longer lines or paths in earnest; bytes.
  private static let tokenLimit = 16 << 20

  private let process: ChildProcess
  private let cancellation: Cancellation
  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  /// Monotonic seconds; where it is passed the child is stopped.
  private let deadline: Int?
  private(set) var failure: SystemError?

  /// - Parameter timeLimit: seconds after which the child is stopped; nil for none.
  init(_ process: ChildProcess, cancellation: Cancellation, timeLimit: Int? = nil) {
    self.process = process
    self.cancellation = cancellation
    deadline = timeLimit.map { ChildOutput.seconds() + $0 }
    buffer = .allocate(byteCount: 256 << 10, alignment: 16)
  }

  deinit { buffer.deallocate() }

  /// Whether the time limit ran out.
  var hasTimedOut: Bool { deadline.map { ChildOutput.seconds() >= $0 } ?? false }

  /// The bytes up to the next `terminator`, without it; nil at the end. Bytes without a terminator at the end are lost,
  /// since a child that is ended midway leaves such.
  func next(endingWith terminator: UInt8) -> UnsafeRawBufferPointer? {
    var searched = 0
    while true {
      if let base = buffer.baseAddress, end > start + searched,
        let found = memchr(base + start + searched, Int32(terminator), end - start - searched)
      {
        let stop = UnsafeRawPointer(found) - UnsafeRawPointer(base)
        defer { start = stop + 1 }
        return UnsafeRawBufferPointer(rebasing: buffer[start..<stop])
      }
      searched = end - start
      guard searched < ChildOutput.tokenLimit, fill() else { return nil }
    }
  }

  /// Up to `count` bytes that come next, without taking them; fewer at the end.
  func peek(_ count: Int) -> UnsafeRawBufferPointer {
    while end - start < count, fill() {}
    return UnsafeRawBufferPointer(rebasing: buffer[start..<min(end, start + count)])
  }

  /// Takes bytes into `target`, at most its size; 0 at the end.
  func read(into target: UnsafeMutableRawBufferPointer) -> Int {
    if start == end {
      // Large pieces go where they are wanted, small ones through the buffer.
      if target.count >= 64 << 10 { return readChild(into: target) }
      guard fill() else { return 0 }
    }
    let count = min(target.count, end - start)
    if count > 0, let to = target.baseAddress, let from = buffer.baseAddress {
      memcpy(to, from + start, count)
    }
    start += count
    return count
  }

  /// The next `count` bytes; nil where there are fewer.
  func take(_ count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count, start < end || fill() {
      let step = min(count - bytes.count, end - start)
      bytes += buffer[start..<start + step]
      start += step
    }
    return bytes.count == count ? bytes : nil
  }

  /// Drops `count` bytes; how many there were.
  func skip(_ count: Int) -> Int {
    var left = count
    while left > 0, start < end || fill() {
      let step = min(left, end - start)
      start += step
      left -= step
    }
    return count - left
  }

  /// Reads to the end, at most `limit` bytes.
  func all(limit: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < limit, start < end || fill() {
      bytes += buffer[start..<end]
      start = end
    }
    return bytes
  }

  /// Waits for the child's end.
  func finish() -> ChildProcess.Ending {
    if failure != nil || !isAtEnd { process.stop() }
    return process.finish()
  }

  /// Reads more behind what there is; false at the end.
  private func fill() -> Bool {
    if start == end {
      start = 0
      end = 0
    } else if end == buffer.count {
      if start >= buffer.count / 2 {
        if let base = buffer.baseAddress { memmove(base, base + start, end - start) }
      } else {
        let larger = UnsafeMutableRawBufferPointer.allocate(
          byteCount: buffer.count * 2, alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
        buffer.deallocate()
        buffer = larger
      }
      end -= start
      start = 0
    }
    let count = readChild(into: UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
    end += count
    return count > 0
  }

  private func readChild(into target: UnsafeMutableRawBufferPointer) -> Int {
    guard !isAtEnd, failure == nil else { return 0 }
    do throws(SystemError) {
      let count = try process.read(
        into: target, isStopped: { cancellation.isCancelled || hasTimedOut })
      if count == 0 { isAtEnd = true }
      return count
    } catch {
      failure = error
      return 0
    }
  }

  private static func seconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec
  }
}
