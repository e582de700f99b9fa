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
