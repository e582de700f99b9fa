import CByteScan
import TestKit
import Testing

/// The search for windows against the definition.
@Suite struct ByteScanTests {
  private static let leastRoom = Int(CBYTESCAN_RESERVE)

  /// A filter and what was put into it.
  private final class Windows {
    let filter = UnsafeMutablePointer<cbytescan_filter>.allocate(capacity: 1)
    private var added: Set<UInt32> = []

    init(_ windows: some Sequence<UInt32>) {
      filter.initialize(to: cbytescan_filter())
      for window in windows {
        added.insert(window & CBYTESCAN_KINDS)
        cbytescan_add(filter, window & CBYTESCAN_KINDS)
      }
    }

    deinit { filter.deallocate() }

    func holds(_ window: UInt32) -> Bool { added.contains(window) }
  }

  private func window(_ text: [UInt8], _ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(text[offset + $1] & 0x5F) << UInt32(8 * $1) }
  }

  /// All offsets that a search writes, called again until the text ends; nil where it does not get on. The text lies
  /// at the end of its allocation, where a sanitizer finds out who reads what lies behind it.
  private func offsets(_ text: [UInt8], _ windows: Windows, capacity: Int, from start: Int)
    -> [Int]?
  {
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: text.count)
    copy.initialize(from: text, count: text.count)
    defer { copy.deallocate() }
    var room = [UInt32](repeating: .max, count: capacity)
    var found: [Int] = []
    var at = start
    while at + 4 <= text.count {
      let before = at
      let count = cbytescan_windows(windows.filter, copy, text.count, &at, &room, capacity)
      guard count <= capacity, at > before else { return nil }
      found += room[..<count].map { Int($0) }
    }
    return found
  }

  /// Every even place of a window is found, and of the others few.
  private func check(
    _ text: [UInt8], _ windows: Windows, capacity: Int, from start: Int = 0, _ note: String
  ) throws {
    let places = stride(from: start, through: text.count - 4, by: 2)
    let wanted = Set(places.filter { windows.holds(window(text, $0)) })
    let found = try #require(
      offsets(text, windows, capacity: capacity, from: start), "\(note)")
    #expect(zip(found, found.dropFirst()).allSatisfy { $0 < $1 }, "\(note)")
    #expect(wanted.isSubset(of: found), "\(note)")
    #expect(Set(places).isSuperset(of: found), "\(note)")
    #expect(found.count <= wanted.count + 3 + text.count / 100, "\(note)")
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
    for start in stride(from: 0, through: 150, by: 2) {
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
