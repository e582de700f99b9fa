/// Chooses the bytes of each literal that stand for it in the literal index.
///
/// The index looks at every second position of a text, so each literal has two windows of four bytes, one behind the
/// other (``offsets(in:)``). What a window costs: where its first three bytes stand in a text, the filter lets the
/// position through; where it stands itself, the bytes beside it are looked at; where those fit, each of its literals is
/// compared. The first is least for beginnings that other literals have as well, the second for windows that they have,
/// the last for windows that they do not. Each literal in turn takes what is cheapest given the others' choices, four
/// times over: after that hardly one changes.
struct LiteralWindow {
  /// What it costs to look at a window's neighbours, and to compare a literal, in positions that the filter lets through.
  private static let lookup = 3.0
  private static let comparison = 6.0
  /// What a beginning of its own costs, since something else in a text may share its hash: more than the 1 in 65,536 that
  /// it would be if bytes were random.
  private static let collision = 1.0 / 10_000
  private static let rounds = 4

  private var windowUses: [UInt32: Int] = [:]
  private var startUses: [UInt32: Int] = [:]

  /// For each of `literals`, in their order, where its first window stands; the second stands one byte further on.
  ///
  /// A literal of four bytes has one window of its own: the other begins a byte before it (-1) or ends a byte behind it
  /// (0). Where one has three bytes there is no choice, and 0 is given.
  static func offsets(in literals: [String]) -> [Int] {
    let texts = literals.map { $0.utf8.map { $0 | 0x20 } }
    // Short literals have the least choice, so they come first.
    let order = texts.indices.filter { texts[$0].count > 3 }
      .sorted { (texts[$0].count, $0) < (texts[$1].count, $1) }
    var offsets = [Int?](repeating: nil, count: texts.count)
    var uses = LiteralWindow()
    for _ in 0..<rounds {
      for index in order {
        let text = texts[index]
        if let old = offsets[index] { uses.count(text, old, -1) }
        let best = choices(text).map { (uses.cost(text, $0) + uses.cost(text, $0 + 1), $0) }
          .min { $0 < $1 }?.1
        uses.count(text, best ?? 0, 1)
        offsets[index] = best ?? 0
      }
    }
    return offsets.map { $0 ?? 0 }
  }

  /// Where the first window may stand; farther back than 60 bytes is no better.
  private static func choices(_ text: [UInt8]) -> ClosedRange<Int> {
    text.count == 4 ? -1...0 : 0...min(text.count - 5, 60)
  }

  private func cost(_ text: [UInt8], _ at: Int) -> Double {
    guard let window = LiteralWindow.window(text, at) else {
      // Three bytes of the literal and any other, which may be the first.
      let starts = at < 0 ? ByteFrequency.pair(text[0], text[1]) : LiteralWindow.start(text, 1)
      return starts + LiteralWindow.lookup * LiteralWindow.start(text, max(0, at))
    }
    let starts = LiteralWindow.start(text, at) + LiteralWindow.collision
    let frequency = ByteFrequency.window(window)
    // With its neighbours it is not more frequent than with one of them.
    let fitting = [at - 1, at + 1].compactMap { LiteralWindow.window(text, $0) }
      .map(ByteFrequency.window).reduce(frequency, min)
    return starts / Double((startUses[window & 0xFF_FFFF] ?? 0) + 1)
      + LiteralWindow.lookup * frequency / Double((windowUses[window] ?? 0) + 1)
      + LiteralWindow.comparison * fitting
  }

  private mutating func count(_ text: [UInt8], _ first: Int, _ change: Int) {
    for at in first...(first + 1) {
      guard let window = LiteralWindow.window(text, at) else { continue }
      windowUses[window, default: 0] += change
      startUses[window & 0xFF_FFFF, default: 0] += change
    }
  }

  /// The probability of three bytes, as if the third depended on the second alone.
  private static func start(_ text: [UInt8], _ at: Int) -> Double {
    let second = ByteFrequency.byte(text[at + 1])
    guard second > 0 else { return 0 }
    return ByteFrequency.pair(text[at], text[at + 1])
      * ByteFrequency.pair(text[at + 1], text[at + 2]) / second
  }

  /// The window at `at`, or nil where the literal does not fill it.
  private static func window(_ text: [UInt8], _ at: Int) -> UInt32? {
    guard at >= 0, at + 4 <= text.count else { return nil }
    return (0..<4).reduce(0) { $0 | UInt32(text[at + $1]) << UInt32(8 * $1) }
  }
}
