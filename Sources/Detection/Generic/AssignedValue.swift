internal import Model

/// Judges a value that a name speaks of: is it a credential, or a reference, a word, a sample?
enum AssignedValue {
  /// What the value is worth, or why it is none.
  enum Verdict {
    case credential(Confidence)
    case rejected(String)
  }

  /// Why a value can be no credential, whatever its name says; nil where it is worth weighing.
  static func objection(to value: UnsafeRawBufferPointer) -> String? {
    if value.count < 4 { return "short" }
    if value.count > 400 { return "long" }
    var blanks = 0
    var escapes = 0
    var previous: UInt8 = 0
    for byte in value {
      if byte < 0x20 || byte == 0x7F { return "control characters" }
      if byte == 0x20 { blanks += 1 }
      if previous == 0x5C, byte == 0x78 || byte == 0x75 { escapes += 1 }
      previous = byte
    }
    if blanks > 3 { return "a sentence" }
    if escapes > 1 { return "escaped bytes" }
    if ValueForm.isCall(value) { return "a call" }
    if ValueForm.isPath(value) { return "a path" }
    if Placeholder.matches(value, ValueShape(value)) { return "placeholder" }
    return nil
  }

  static func judge(_ features: AssignmentFeatures) -> Verdict {
    let verdict = AssignmentModel.shared.verdict(features)
    switch verdict.probability {
    case high...: return .credential(.high)
    case medium...: return .credential(.medium)
    case low...: return .credential(.low)
    default:
      let reasons = verdict.reasons.map { "\($0.feature) \(($0.weight * 10).rounded() / 10)" }
      let score = (verdict.probability * 100).rounded() / 100
      return .rejected("score \(score): \(reasons.joined(separator: ", "))")
    }
  }

  // Probabilities from which findings were as often right as their confidence promises: 0.95, 0.8, 0.5
  // (`Scripts/train-generic` prints them).
  private static let high = 0.75
  private static let medium = 0.55
  private static let low = 0.2
}
