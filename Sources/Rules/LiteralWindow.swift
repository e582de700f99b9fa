/// Chooses the four bytes of each literal that stand for it in the literal index.
///
/// What a window costs: where it stands in a text, it is looked up and each of its literals compared; where something
/// else stands that shares its hash, it is looked up in vain; and its two pairs of bytes make the vector search's pair
/// tables (`CByteScan`) let more positions through. The first two are least for rare windows, the others for windows
/// and pairs that literals share. Each literal in turn takes what is cheapest given the others' choices, four times
/// over: after that hardly one changes.
struct LiteralWindow {
  /// The probability that another window shares an 18-bit hash.
  private static let collision = 1.0 / Double(1 << 18)
  /// What a position that the pair tables let through costs, in comparisons; of 0.02, 0.06 and 0.2 this took least time.
  private static let pairCost = 0.06
  private static let rounds = 4

  private var windowUses: [UInt32: Int] = [:]
  private var firstPairUses: [UInt16: Int] = [:]
  private var lastPairUses: [UInt16: Int] = [:]

  /// An offset for each of `literals`, in their order; 0 where a literal has three bytes.
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
        let costs = (0...(text.count - 4)).map { uses.cost(text, $0) }
        let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0
        uses.count(text, best, 1)
        offsets[index] = best
      }
    }
    return offsets.map { $0 ?? 0 }
  }

  private func cost(_ text: [UInt8], _ at: Int) -> Double {
    let window = LiteralWindow.window(text, at)
    let frequency = ByteFrequency.window(window)
    let shared = { (uses: Int?) in 1 / Double((uses ?? 0) + 1) }
    return frequency
      + (frequency + LiteralWindow.collision) * shared(windowUses[window])
      + LiteralWindow.pairCost
      * (ByteFrequency.pair(text[at], text[at + 1])
        * shared(firstPairUses[UInt16(truncatingIfNeeded: window)])
        + ByteFrequency.pair(text[at + 2], text[at + 3])
        * shared(lastPairUses[UInt16(truncatingIfNeeded: window >> 16)]))
  }

  private mutating func count(_ text: [UInt8], _ at: Int, _ change: Int) {
    let window = LiteralWindow.window(text, at)
    windowUses[window, default: 0] += change
    firstPairUses[UInt16(truncatingIfNeeded: window), default: 0] += change
    lastPairUses[UInt16(truncatingIfNeeded: window >> 16), default: 0] += change
  }

  private static func window(_ text: [UInt8], _ at: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(text[at + $1]) << UInt32(8 * $1) }
  }
}
