import TestKit
import Testing

@testable import Detection

/// What two texts are said to have in common.
@Suite struct TextAlignmentTests {
  private static let smallest = 512

  private func runs(_ old: [UInt8], _ new: [UInt8]) -> [TextAlignment.Run] {
    var alignment = TextAlignment()
    old.withUnsafeBytes { old in
      new.withUnsafeBytes { new in alignment.align(old, new, smallest: Self.smallest) }
    }
    return alignment.runs
  }

  /// Lines that no other line is like.
  private func lines(_ numbers: Range<Int>) -> [UInt8] {
    numbers.flatMap { Array("line \($0) of a text in which every line has another number\n".utf8) }
  }

  @Test func theSameTextIsOneRun() {
    let text = lines(0..<100)
    #expect(runs(text, text) == [.init(old: 0, new: 0, count: text.count)])
    #expect(runs([], text) == [])
    #expect(runs(text, []) == [])
  }

  @Test func linesBetweenTwoEditsAreFound() throws {
    let (head, middle, tail) = (lines(0..<50), lines(100..<200), lines(300..<350))
    let found = runs(
      head + Array("before\n".utf8) + middle + Array("x\n".utf8) + tail,
      head + Array("y\n".utf8) + middle + Array("something longer\n".utf8) + tail)
    try #require(found.count == 3)
    #expect(found[0].count == head.count)
    #expect(found[1].count >= middle.count)
    #expect(found[2].count >= tail.count)
  }

  @Test func linesThatMovedForwardAreFoundOnce() {
    let (one, two) = (lines(0..<60), lines(100..<160))
    let found = runs(
      Array("a\n".utf8) + one + two + Array("b".utf8),
      Array("c\n".utf8) + two + one + Array("d".utf8))
    #expect(found.count == 1)
  }

  /// Whatever the texts are: runs are the same bytes, in order, and none overlaps another.
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func runsAreTheSameInBoth(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    // Few different lines, so that most of them stand in many places.
    let kinds = (0..<Int.random(in: 1...40, using: &random)).map { number in
      Array(
        String(repeating: "ab\(number % 7) ", count: Int.random(in: 0...30, using: &random)).utf8)
        + [0x0A]
    }
    var old: [UInt8] = []
    for _ in 0..<Int.random(in: 0...400, using: &random) {
      old += kinds.randomElement(using: &random) ?? []
    }
    var new = old
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      let at = Int.random(in: 0...new.count, using: &random)
      let cut = Int.random(in: 0...min(3000, new.count - at), using: &random)
      let piece = (0..<Int.random(in: 0...20, using: &random)).flatMap { _ in
        kinds.randomElement(using: &random) ?? []
      }
      new.replaceSubrange(at..<at + cut, with: piece)
    }
    var (oldEnd, newEnd) = (0, 0)
    for run in runs(old, new) {
      #expect(run.old >= oldEnd && run.new >= newEnd && run.count > 0, "seed \(seed)")
      (oldEnd, newEnd) = (run.old + run.count, run.new + run.count)
      #expect(
        oldEnd <= old.count && newEnd <= new.count
          && old[run.old..<oldEnd] == new[run.new..<newEnd], "seed \(seed)")
    }
  }

  /// A text of nothing but short lines of one kind takes no longer than others: the lines behind are let go.
  @Test func manyEqualLinesAreAligned() {
    let line = Array("{\n".utf8)
    let many = (0..<200_000).flatMap { _ in line }
    let found = runs([1] + many + [2] + many + [3], [4] + many + [5] + many + [6])
    #expect(found.map(\.count).reduce(0, +) >= many.count)
  }
}
