internal import PCRE2
internal import Rules

/// The checks of a matched value, cheapest first. Each that rejects names itself.
enum ValueCheck {
  enum Verdict: Equatable {
    case passed
    /// Everything but the check sum holds: altered or made up.
    case wrongChecksum
    case rejected(String)
  }

  static func run(
    _ detector: CompiledDetector, _ value: UnsafeRawBufferPointer, _ scratch: inout MatchScratch
  ) -> Verdict {
    let check = detector.rule.check
    guard !value.isEmpty else { return .rejected("empty") }
    let shape = ValueShape(value)
    if shape.digits < check.digits { return .rejected("digits") }
    if shape.letters < check.letters { return .rejected("letters") }
    if shape.upper < check.upper { return .rejected("upper") }
    if shape.lower < check.lower { return .rejected("lower") }
    if check.rejectsPlaceholders, Placeholder.matches(value, shape) {
      return .rejected("placeholder")
    }
    if shape.entropy < check.entropy { return .rejected("entropy") }
    for pattern in detector.unlike {
      if scratch.search(pattern, in: value, from: 0, to: value.count) != .none {
        return .rejected("unlike")
      }
    }
    if let checksum = check.checksum, !Checksums.holds(checksum, value) {
      return .wrongChecksum
    }
    return .passed
  }
}
