internal import CDeflate

/// Unpacks zlib streams whose unpacked size is known; one thread's own.
// Safety: the decompressor belongs to the object from `init` to `deinit`; it writes within the buffer that it is given.
final class Inflater {
  private let decompressor: OpaquePointer

  /// nil when memory is out.
  init?() {
    guard let decompressor = libdeflate_alloc_decompressor() else { return nil }
    self.decompressor = decompressor
  }

  deinit { libdeflate_free_decompressor(decompressor) }

  /// How unpacking ended where the unpacked size was not known.
  enum Outcome {
    /// So many bytes were written.
    case whole(Int)
    case moreRoom
    case damaged
  }

  /// Unpacks the stream at the beginning of `packed` into `target`, which may be longer.
  func inflate(
    _ packed: UnsafeRawBufferPointer, atMost target: UnsafeMutableRawBufferPointer
  ) -> Outcome {
    guard let base = target.baseAddress else { return .moreRoom }
    var count = 0
    switch libdeflate_zlib_decompress_ex(
      decompressor, packed.baseAddress, packed.count, base, target.count, nil, &count)
    {
    case LIBDEFLATE_SUCCESS: return .whole(count)
    case LIBDEFLATE_INSUFFICIENT_SPACE: return .moreRoom
    default: return .damaged
    }
  }

  /// Fills all of `target` from the stream at the beginning of `packed`; false where it is damaged (its check sum is
  /// looked at) or has another size.
  func inflate(_ packed: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Bool
  {
    // A pointer even where nothing is to be written.
    var nothing: UInt8 = 0
    return withUnsafeMutablePointer(to: &nothing) { spare in
      libdeflate_zlib_decompress_ex(
        decompressor, packed.baseAddress, packed.count,
        target.baseAddress ?? UnsafeMutableRawPointer(spare), target.count, nil, nil)
        == LIBDEFLATE_SUCCESS
    }
  }
}
