internal import Rules

/// The generator that fills templates: its whole state is its seed, so that a failing property test can be run again.
public struct SeededRandom: RandomNumberGenerator {
  private var generator: TemplateRandom

  /// Starts from `seed`; print it when a test fails.
  public init(seed: UInt64) { generator = TemplateRandom(seed: seed) }

  /// The next 64 bits.
  public mutating func next() -> UInt64 { generator.next() }
}
