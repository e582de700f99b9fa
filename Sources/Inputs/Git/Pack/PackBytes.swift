internal import Glibc

/// A file of a store, read piece by piece. No map: what shrinks under one ends the process.
final class PackBytes: Sendable {
  private let descriptor: Int32
  /// When it was opened; bytes.
  let size: Int

  /// nil where it cannot be opened or is no regular file.
  init?(_ path: [UInt8]) {
    guard let file = try? SystemCalls.openRegularFile(path, followsLinks: true) else { return nil }
    (descriptor, size) = (file.descriptor, file.status.size)
  }

  deinit { SystemCalls.close(descriptor) }

  /// Fills all of `buffer` with what stands from `offset` on; false where there is less.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Bool {
    var filled = 0
    while filled < buffer.count, let base = buffer.baseAddress {
      let count = pread(descriptor, base + filled, buffer.count - filled, off_t(offset + filled))
      if count > 0 {
        filled += count
      } else if count == 0 || errno != EINTR {
        return false
      }
    }
    return true
  }

  func read(_ range: Range<Int>) -> [UInt8]? {
    guard range.lowerBound >= 0, range.upperBound <= size else { return nil }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      isWhole = read(into: UnsafeMutableRawBufferPointer(buffer), at: range.lowerBound)
      count = isWhole ? range.count : 0
    }
    return isWhole ? bytes : nil
  }
}
