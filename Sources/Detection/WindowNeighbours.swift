/// Which bytes stand before and behind windows in the literals that own them.
///
/// Most places of a text at which a window stands have no literal for all that; two more bytes tell nearly all of them.
/// Windows whose numbers begin alike share what is known, so there is no search.
// Safety: `masks` has `1 << bits` elements; whoever made the set calls `deallocate` once.
struct WindowNeighbours {
  /// A bit for each value of five bits of a byte: in the lower half of bytes before the window, in the upper of those behind.
  private let masks: UnsafeMutablePointer<UInt64>
  private let shift: UInt32

  init(bits: UInt32) {
    shift = 32 - bits
    masks = .allocate(capacity: 1 << Int(bits))
    masks.initialize(repeating: 0, count: 1 << Int(bits))
  }

  func deallocate() { masks.deallocate() }

  /// Adds the neighbours of the window at `start` in a literal of `count` bytes: any byte where the literal ends.
  // Safety: `count` bytes stand at `text`.
  func add(_ window: Window, at start: Int, in text: UnsafePointer<UInt8>, _ count: Int) {
    let bit = { (at: Int) -> UInt64 in
      at < 0 || at >= count ? 0xFFFF_FFFF : 1 << UInt64(text[at] & 0x1F)
    }
    masks[Int(window.number >> shift)] |=
      bit(start - 1) | bit(start + 4) << 32
  }

  /// 1 where a literal may own the window between these bytes, else 0; without a branch.
  @inline(__always)
  func fit(_ window: Window, before: UInt8, behind: UInt8) -> UInt64 {
    let mask = masks[Int(window.number &>> shift)]
    return (mask &>> UInt64(before & 0x1F)) & (mask &>> UInt64(32 | behind & 0x1F)) & 1
  }
}
