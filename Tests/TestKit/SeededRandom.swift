/// SplitMix64: a small generator whose whole state is its seed, so that a failing property test can be run again.
///
/// Source: https://prng.di.unimi.it/splitmix64.c
public struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  /// Starts from `seed`; print it when a test fails.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
