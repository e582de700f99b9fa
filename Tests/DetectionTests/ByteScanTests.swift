import CByteScan
import TestKit
import Testing

/// The vectorised search against its scalar twin and against the definition.
@Suite struct ByteScanTests {
  private typealias Search = (
    UnsafePointer<UInt8>?, Int, UnsafePointer<UInt32>?, UnsafeMutablePointer<Int>?,
    UnsafeMutablePointer<UInt32>?, Int
  ) -> Int

  /// All offsets that a search writes, called again until the text ends. The text lies at the end of its allocation,
  /// where a reader of what lies behind it would be found out by a sanitizer.
  private func offsets(
    _ text: [UInt8], _ bitmap: [UInt32], capacity: Int, from start: Int = 0, _ search: Search
  ) -> [Int] {
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: text.count)
    copy.initialize(from: text, count: text.count)
    defer { copy.deallocate() }
    var room = [UInt32](repeating: .max, count: capacity)
    var found: [Int] = []
    var at = start
    while at + 4 <= text.count {
      let before = at
      let count = search(copy, text.count, bitmap, &at, &room, capacity)
      guard count <= capacity, at > before else { return [-1] }
      found += room[..<count].map { Int($0) }
    }
    return found
  }

  private func expected(_ text: [UInt8], _ bitmap: [UInt32], from start: Int = 0) -> [Int] {
    guard text.count >= 4 else { return [] }
    return (0...(text.count - 4)).filter { offset in
      guard offset >= start else { return false }
      let window = (0..<4).reduce(UInt32(0)) {
        $0 | UInt32(text[offset + $1] | 0x20) << UInt32(8 * $1)
      }
      let hash = (window &* 0x9E37_79B1) >> 15
      return bitmap[Int(hash / 32)] >> (hash % 32) & 1 == 1
    }
  }

  private func bitmap(_ density: Double, _ random: inout SeededRandom) -> [UInt32] {
    (0..<Int(CBYTESCAN_BITMAP_WORDS)).map { _ in
      (0..<32).reduce(0) {
        Double.random(in: 0..<1, using: &random) < density ? $0 | 1 << UInt32($1) : $0
      }
    }
  }

  private func compare(
    _ text: [UInt8], _ bitmap: [UInt32], capacity: Int, from start: Int = 0, _ note: String
  ) {
    let wanted = expected(text, bitmap, from: start)
    #expect(
      offsets(text, bitmap, capacity: capacity, from: start, cbytescan_windows) == wanted, "\(note)"
    )
    #expect(
      offsets(text, bitmap, capacity: capacity, from: start, cbytescan_windows_scalar) == wanted,
      "scalar, \(note)")
  }

  @Test func everyLengthToAHundred() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    for density in [0, 0.02, 0.5, 1] {
      let bitmap = bitmap(density, &random)
      for count in 0...100 {
        let text = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        compare(text, bitmap, capacity: 64, "count \(count) density \(density) seed \(seed)")
      }
    }
  }

  @Test func everyStartAndEveryCapacity() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    let text = (0..<90).map { _ in UInt8.random(in: 0...255, using: &random) }
    let bitmap = bitmap(0.7, &random)
    for start in 0...90 { compare(text, bitmap, capacity: 40, from: start, "start \(start)") }
    // 17 is the least room in which a search gets on.
    for capacity in 17...110 {
      compare(text, bitmap, capacity: capacity, "capacity \(capacity) seed \(seed)")
    }
  }

  @Test(arguments: 0..<8) func longTexts(round: Int) {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    // Few different bytes and few bits, so that hits come in runs; or random ones.
    let alphabet: ClosedRange<UInt8> = round % 2 == 0 ? 0...255 : 0x41...0x44
    let text = (0..<5000).map { _ in UInt8.random(in: alphabet, using: &random) }
    let bitmap = bitmap([0.001, 0.03, 0.9, 1][round / 2], &random)
    for capacity in [17, 33, 64, 4096] {
      compare(text, bitmap, capacity: capacity, "round \(round) seed \(seed)")
    }
  }

  @Test func lineFeedsAreCounted() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    for count in 0...300 {
      let text = (0..<count).map { _ in [0x0A, 0x0D, 0x20].randomElement(using: &random) ?? 0x0A }
      let bytes = text.map { UInt8($0) }
      #expect(
        cbytescan_count_line_feeds(bytes, count) == bytes.count { $0 == 0x0A }, "seed \(seed)")
    }
  }
}
