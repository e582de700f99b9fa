import CByteScan
import TestKit
import Testing

/// Every way of searching that this processor has, against the definition.
@Suite struct ByteScanTests {
  private static let ways = [CBYTESCAN_SCALAR, CBYTESCAN_AVX2, CBYTESCAN_AVX512].filter {
    $0.rawValue <= cbytescan_best_way().rawValue
  }
  private static let leastRoom = Int(CBYTESCAN_RESERVE)

  /// A filter and what was put into it.
  private final class Windows {
    let filter = UnsafeMutablePointer<cbytescan_filter>.allocate(capacity: 1)
    private var added: Set<UInt32> = []

    init(_ windows: some Sequence<UInt32>) {
      filter.initialize(to: cbytescan_filter())
      for window in windows {
        added.insert(window | 0x2020_2020)
        cbytescan_add(filter, window | 0x2020_2020)
      }
    }

    deinit { filter.deallocate() }

    func holds(_ window: UInt32) -> Bool { added.contains(window) }

    /// Whether the bitmap, the struct's first member, has the bit of the window's hash.
    func mayHold(_ window: UInt32) -> Bool {
      let hash = Int((window &* 0x9E37_79B1) >> 14)
      let word = UnsafeRawPointer(filter).load(fromByteOffset: hash / 32 * 4, as: UInt32.self)
      return word >> UInt32(hash % 32) & 1 == 1
    }
  }

  private func window(_ text: [UInt8], _ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(text[offset + $1] | 0x20) << UInt32(8 * $1) }
  }

  /// All offsets that a search writes, called again until the text ends; nil where it does not get on. The text lies
  /// at the end of its allocation, where a sanitizer finds out who reads what lies behind it.
  private func offsets(
    _ way: cbytescan_way, _ text: [UInt8], _ windows: Windows, capacity: Int, from start: Int
  ) -> [Int]? {
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: text.count)
    copy.initialize(from: text, count: text.count)
    defer { copy.deallocate() }
    var room = [UInt32](repeating: .max, count: capacity)
    var found: [Int] = []
    var at = start
    while at + 4 <= text.count {
      let before = at
      let count = cbytescan_windows(way, windows.filter, copy, text.count, &at, &room, capacity)
      guard count <= capacity, at > before else { return nil }
      found += room[..<count].map { Int($0) }
    }
    return found
  }

  private func check(
    _ text: [UInt8], _ windows: Windows, capacity: Int, from start: Int = 0, _ note: String
  ) throws {
    let places = text.count < 4 ? [] : Array(0...(text.count - 4)).filter { $0 >= start }
    let wanted = Set(places.filter { windows.holds(window(text, $0)) })
    let possible = Set(places.filter { windows.mayHold(window(text, $0)) })
    for way in Self.ways {
      let found = try #require(
        offsets(way, text, windows, capacity: capacity, from: start), "\(way) \(note)")
      #expect(zip(found, found.dropFirst()).allSatisfy { $0 < $1 }, "\(way) \(note)")
      #expect(wanted.isSubset(of: found), "\(way) \(note)")
      #expect(possible.isSuperset(of: found), "\(way) \(note)")
    }
  }

  private func text(_ count: Int, _ alphabet: ClosedRange<UInt8>, _ random: inout SeededRandom)
    -> [UInt8]
  {
    (0..<count).map { _ in UInt8.random(in: alphabet, using: &random) }
  }

  /// Windows, some of which stand in the text.
  private func windows(of text: [UInt8], _ share: Double, _ random: inout SeededRandom) -> Windows {
    var chosen = (0..<200).map { _ in UInt32.random(in: 0 ... .max, using: &random) }
    for offset in 0..<max(0, text.count - 3)
    where Double.random(in: 0..<1, using: &random) < share {
      chosen.append(window(text, offset))
    }
    return Windows(chosen)
  }

  @Test func everyLengthToTwoHundred() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    for share in [0, 0.05, 1] {
      for count in 0...200 {
        let text = text(count, 0...255, &random)
        try check(
          text, windows(of: text, share, &random), capacity: Self.leastRoom,
          "count \(count) share \(share) seed \(seed)")
      }
    }
  }

  @Test func everyStart() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    let text = text(150, 0...255, &random)
    let windows = windows(of: text, 0.5, &random)
    for start in 0...150 {
      try check(
        text, windows, capacity: Self.leastRoom, from: start, "start \(start) seed \(seed)")
    }
  }

  @Test(arguments: 0..<8) func longTexts(round: Int) throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    // Few different bytes, so that hits come in runs and fill the room; or random ones.
    let text = text(5000, round % 2 == 0 ? 0...255 : 0x41...0x44, &random)
    let windows = windows(of: text, [0.001, 0.03, 0.9, 1][round / 2], &random)
    for capacity in [Self.leastRoom, Self.leastRoom + 1, 700, 4096] {
      try check(text, windows, capacity: capacity, "round \(round) seed \(seed)")
    }
  }

  @Test func lineEndsAreCounted() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    for count in 0...600 {
      let text = (0..<(count + 1)).map { _ in
        [0x0A, 0x0D, 0x20].randomElement(using: &random) ?? UInt8(0x0A)
      }
      for follows in [Int32(-1), Int32(text[count])] {
        let ends = (0..<count).count { index in
          let next = index + 1 < count ? Int32(text[index + 1]) : follows
          return text[index] == 0x0A || (text[index] == 0x0D && next != 0x0A)
        }
        #expect(cbytescan_count_line_ends(text, count, follows) == ends, "\(count) seed \(seed)")
      }
    }
  }
}
