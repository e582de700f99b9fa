internal import CByteScan

/// Four bytes of a literal by which it is looked for; the first or the last may be any byte.
struct Window {
  /// Least address lowest, of each byte only what counts (`CBYTESCAN_KINDS`), or `any`.
  private var bytes: UInt32

  /// No byte's kind has this bit.
  private static let any: UInt32 = 0x20

  /// The window that a literal of `count` bytes owns at `start`; -1 is the byte before it.
  // Safety: `count` bytes stand at `text`.
  init(of text: UnsafePointer<UInt8>, _ count: Int, at start: Int) {
    bytes = (0..<4).reduce(0) { bytes, place in
      let at = start + place
      let kind = at < 0 || at >= count ? Window.any : UInt32(text[at]) & CBYTESCAN_KINDS & 0xFF
      return bytes | kind << UInt32(8 * place)
    }
  }

  /// Four bytes of a text.
  @inline(__always)
  init(_ bytes: UInt32) { self.bytes = bytes & CBYTESCAN_KINDS }

  private init(key: UInt32) { bytes = key }

  /// A number as which it is known: another for every window, its bits well mixed.
  @inline(__always)
  var number: UInt32 { bytes &* 0x9E37_79B1 }

  /// The same with any last byte.
  @inline(__always)
  var openEnd: Window { Window(key: bytes & 0x00FF_FFFF | Window.any << 24) }

  /// The same with any first byte.
  @inline(__always)
  var openStart: Window { Window(key: bytes & 0xFFFF_FF00 | Window.any) }

  /// One of its bytes may be any.
  var isOpen: Bool { bytes & 0xFF == Window.any || bytes >> 24 == Window.any }

  /// Adds it to a filter: with every byte that may stand where any may.
  func add(to filter: UnsafeMutablePointer<cbytescan_filter>) {
    let shift: UInt32
    if bytes & 0xFF == Window.any {
      shift = 0
    } else if bytes >> 24 == Window.any {
      shift = 24
    } else {
      cbytescan_add(filter, bytes)
      return
    }
    let rest = bytes & ~(0xFF << shift)
    for kind in UInt32(0)..<128 where kind & Window.any == 0 {
      cbytescan_add(filter, rest | kind << shift)
    }
  }
}
