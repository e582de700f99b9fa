internal import PCRE2

/// What every match of a detector, or every value of one that goes by a name, is made of: so many bytes in a row and more,
/// all out of some.
///
/// Most places at which a literal stands have no such run, and are done with before the pattern is tried.
public struct ValueRun: Sendable, Equatable {
  /// Bit `n` says that byte `n` may stand in the run.
  public var low: UInt64
  /// Bit `n` says that byte `64 + n` may.
  public var high: UInt64
  /// The run has so many bytes, or more.
  public var count: Int
  /// It begins so many bytes behind the beginning of the literal, or farther; bytes.
  public var nearest: Int
  /// And no farther than so many; bytes.
  public var farthest: Int
}

extension ValueRun {
  /// Finds out what a pattern's matches are made of.
  ///
  /// - Parameters:
  ///   - nearest: see ``nearest``.
  ///   - farthest: see ``farthest``.
  /// - Returns: nil where that cannot be said.
  init?(pattern source: String, nearest: Int, farthest: Int) {
    guard let pattern = try? Pattern(source), pattern.minimumLength > 1,
      let bytes = PatternAlphabet.bytes(of: source)
    else { return nil }
    self.init(
      low: bytes.low, high: bytes.high, count: pattern.minimumLength, nearest: nearest,
      farthest: farthest)
  }
}
