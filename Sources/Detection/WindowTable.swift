/// A set of windows, each known by its number: the place a window has in it leads to its literals.
///
/// Windows whose numbers differ in bit 0 alone share a place.
// Safety: `keys` has `mask + 1` elements, a power of two, of which at least a third are free, so that every search ends;
// whoever made the table calls `deallocate` once.
struct WindowTable {
  /// Numbers with bit 0 clear, or `free`.
  private var keys: UnsafeMutablePointer<UInt32>
  private var mask: UInt32
  private var shift: UInt32
  private var count: UInt32 = 0

  private static let free = UInt32.max

  init() { (keys, mask, shift) = WindowTable.allocate(bits: 8) }

  func deallocate() { keys.deallocate() }

  /// How many places there are.
  var places: Int { Int(mask) + 1 }

  /// The window's place, or -1.
  @inline(__always)
  func place(of number: UInt32) -> Int {
    var at = number &>> shift
    while true {
      let key = keys[Int(at)]
      if key == number & ~1 { return Int(at) }
      if key == WindowTable.free { return -1 }
      at = (at &+ 1) & mask
    }
  }

  /// Adds a window; those that are there already get other places where the table has to grow.
  mutating func insert(_ number: UInt32) {
    guard put(number) else { return }
    count += 1
    guard count > mask / 3 * 2 else { return }
    let (old, oldPlaces) = (keys, places)
    (keys, mask, shift) = WindowTable.allocate(bits: UInt32(oldPlaces.trailingZeroBitCount) + 1)
    for at in 0..<oldPlaces where old[at] != WindowTable.free { _ = put(old[at]) }
    old.deallocate()
  }

  /// Whether it was not there before.
  private func put(_ number: UInt32) -> Bool {
    var at = number &>> shift
    while keys[Int(at)] != WindowTable.free {
      if keys[Int(at)] == number & ~1 { return false }
      at = (at &+ 1) & mask
    }
    keys[Int(at)] = number & ~1
    return true
  }

  private static func allocate(bits: UInt32) -> (UnsafeMutablePointer<UInt32>, UInt32, UInt32) {
    let keys = UnsafeMutablePointer<UInt32>.allocate(capacity: 1 << Int(bits))
    keys.initialize(repeating: free, count: 1 << Int(bits))
    return (keys, (1 << bits) - 1, 32 - bits)
  }
}
