import TestKit
import Testing

@testable import Inputs

@Suite struct DeltaTests {
  private enum Step {
    case copy(offset: Int, count: Int)
    case insert([UInt8])
  }

  private func size(_ number: Int) -> [UInt8] {
    var rest = number
    var bytes: [UInt8] = []
    repeat {
      bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
      rest >>= 7
    } while rest > 0
    return bytes
  }

  /// As git writes it: bytes that are zero are left out.
  private func encoded(_ step: Step) -> [UInt8] {
    switch step {
    case .insert(let bytes): return [UInt8(bytes.count)] + bytes
    case .copy(let offset, let count):
      var command: UInt8 = 0x80
      var operands: [UInt8] = []
      let count = count == 0x10000 ? 0 : count
      for bit in 0..<4 where offset >> (8 * bit) & 0xFF != 0 {
        command |= 1 << UInt8(bit)
        operands.append(UInt8(offset >> (8 * bit) & 0xFF))
      }
      for bit in 0..<3 where count >> (8 * bit) & 0xFF != 0 {
        command |= 0x10 << UInt8(bit)
        operands.append(UInt8(count >> (8 * bit) & 0xFF))
      }
      return [command] + operands
    }
  }

  private func apply(_ delta: [UInt8], to base: [UInt8]) -> [UInt8]? {
    delta.withUnsafeBytes { bytes in
      guard let delta = Delta(bytes), delta.size < 1 << 24 else { return nil }
      var text = [UInt8](repeating: 0xEE, count: delta.size)
      let isSound = text.withUnsafeMutableBytes { text in
        base.withUnsafeBytes { delta.apply(to: $0, into: text) }
      }
      return isSound ? text : nil
    }
  }

  private func random(_ seed: UInt64) -> (base: [UInt8], delta: [UInt8], text: [UInt8]) {
    var random = SeededRandom(seed: seed)
    let base = (0..<Int.random(in: 0..<200_000, using: &random)).map {
      UInt8(($0 ^ $0 >> 8) & 0xFF)
    }
    var text: [UInt8] = []
    var told: [UInt8] = []
    for _ in 0..<Int.random(in: 0..<30, using: &random) {
      let step: Step
      if base.isEmpty || Bool.random(using: &random) {
        step = .insert(
          (0..<Int.random(in: 1...127, using: &random)).map { _ in
            .random(in: 0...255, using: &random)
          })
      } else {
        let offset = Int.random(in: 0..<base.count, using: &random)
        step = .copy(
          offset: offset,
          count: [
            min(0x10000, base.count - offset), 1,
            .random(in: 1...base.count - offset, using: &random),
          ]
          .randomElement(using: &random) ?? 1)
      }
      if case .copy(let offset, let count) = step { text += base[offset..<offset + count] }
      if case .insert(let bytes) = step { text += bytes }
      told += encoded(step)
    }
    return (base, size(base.count) + size(text.count) + told, text)
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>) func makesTheText(seed: UInt64) {
    let sample = random(seed)
    #expect(apply(sample.delta, to: sample.base) == sample.text, "seed \(seed)")
    // Another base, a cut or a changed delta: no text, or one that is as long as it says.
    #expect(apply(sample.delta, to: sample.base + [0]) == nil)
    var random = SeededRandom(seed: seed + 1000)
    for _ in 0..<50 {
      var delta = sample.delta
      if Bool.random(using: &random) {
        delta.removeLast(Int.random(in: 1...delta.count, using: &random))
      } else {
        let index = Int.random(in: 0..<delta.count, using: &random)
        delta[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      _ = apply(delta, to: sample.base)
    }
  }

  @Test(
    arguments: [
      // Sizes that never end, nothing, too large a size.
      [0x80, 0x80], [], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0],
      // The reserved instruction; operands that are not there; a copy and an insertion over the end; too little.
      [4, 1, 0], [4, 1, 0x91], [4, 4, 0x91, 2, 3], [4, 1, 2, 65, 66], [4, 3, 2, 65, 66],
      [4, 2, 5, 65], [4, 1],
    ] as [[UInt8]])
  func whatDoesNotFitIsNoText(delta: [UInt8]) {
    #expect(apply(delta, to: [1, 2, 3, 4]) == nil)
  }
}
