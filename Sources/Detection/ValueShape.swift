internal import Glibc

/// Counts of a value's characters, made in one pass.
struct ValueShape {
  private(set) var digits = 0
  private(set) var upper = 0
  private(set) var lower = 0
  private(set) var other = 0
  /// Different bytes.
  private(set) var distinct = 0
  /// The longest run of one byte.
  private(set) var longestRun = 0
  /// Shannon bits per byte.
  private(set) var entropy = 0.0
  let count: Int

  var letters: Int { upper + lower }

  init(_ value: UnsafeRawBufferPointer) {
    count = value.count
    guard count > 0 else { return }
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 256) { histogram in
      histogram.initialize(repeating: 0)
      var run = 0
      var previous: UInt8?
      for byte in value {
        histogram[Int(byte)] += 1
        run = byte == previous ? run + 1 : 1
        longestRun = max(longestRun, run)
        previous = byte
        switch byte {
        case 0x30...0x39: digits += 1
        case 0x41...0x5A: upper += 1
        case 0x61...0x7A: lower += 1
        default: other += 1
        }
      }
      // H = log2(n) - (Σ k·log2 k) / n
      var sum = 0.0
      for times in histogram where times > 0 {
        distinct += 1
        sum += Double(times) * log2(Double(times))
      }
      entropy = log2(Double(count)) - sum / Double(count)
    }
  }
}
