internal import Rules

/// Which bytes stand before and behind windows in the literals that own them.
///
/// Most places of a text at which a window stands have no literal for all that; two more bytes tell nearly all of them.
/// Windows whose numbers begin alike share what is known, so there is no search.
// Safety: `masks` has `1 << bits` elements; whoever made the set calls `deallocate` once.
struct WindowNeighbours {
  /// Bits of the bytes that may stand beside: in the lower half by what a byte before the window is (``ByteBefore``), in the
  /// upper by five bits of one behind.
  private let masks: UnsafeMutablePointer<UInt64>
  private let shift: UInt32

  init(bits: UInt32) {
    shift = 32 - bits
    masks = .allocate(capacity: 1 << Int(bits))
    masks.initialize(repeating: 0, count: 1 << Int(bits))
  }

  func deallocate() { masks.deallocate() }

  /// Adds the neighbours of the window at `start` in a literal of `count` bytes. Where the literal begins, or a byte before
  /// it, the byte before it counts; where it ends, any may stand.
  // Safety: `count` bytes stand at `text`, bit 5 set in each.
  func add(
    _ window: Window, at start: Int, in text: UnsafePointer<UInt8>, _ count: Int,
    _ boundary: LiteralBoundary
  ) {
    let before: UInt64
    if start > 0 {
      // Bit 5 of a text's byte is not known.
      let byte = Int(text[start - 1])
      before =
        1 << UInt64(ByteBefore.kinds[byte]) | 1 << UInt64(ByteBefore.kinds[byte & ~0x20])
    } else {
      before = ByteBefore.kinds(before: boundary)
    }
    let behind: UInt64 = start + 4 < count ? 1 << UInt64(text[start + 4] & 0x1F) : 0xFFFF_FFFF
    masks[Int(window.number >> shift)] |= before | behind << 32
  }

  /// 1 where a literal may own the window between these bytes, else 0; without a branch.
  ///
  /// - Parameter before: the kind of the byte before the window, and of the window's own first where that is any.
  @inline(__always)
  func fit(_ window: Window, before: UInt8, behind: UInt8) -> UInt64 {
    let mask = masks[Int(window.number &>> shift)]
    return (mask &>> UInt64(before)) & (mask &>> UInt64(32 | behind & 0x1F)) & 1
  }
}
