internal import Model

/// Judges a value that a name speaks of: is it a credential, or a reference, a word, a sample?
enum AssignedValue {
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
    if ValueForm.isInterpolated(value) { return "interpolated" }
    if ValueForm.isCutShort(value) { return "cut short" }
    // `"ghu_" + …`
    if value.count <= 16, value.last == 0x5F || value.last == 0x2D { return "a prefix" }
    if escapes > 1 { return "escaped bytes" }
    if ValueForm.holds(value, "-----begin ") { return "a PEM block" }
    if ValueForm.isCall(value) { return "a call" }
    if ValueForm.isPath(value) { return "a path" }
    if Placeholder.matches(value, ValueShape(value)) { return "placeholder" }
    if PublishedKey.contains(value) { return "a published key" }
    return nil
  }

  /// - Parameter explains: the verdict says what decided; else it has no words, which take longer than the verdict.
  static func judge(
    _ features: AssignmentFeatures, explains: Bool
  ) -> AssignmentJudge.Verdict {
    let probability = AssignmentModel.shared.probability(features, isExact: explains) ?? 0
    var reason = ""
    if explains {
      let reasons = AssignmentModel.shared.reasons(features).map {
        "\($0.feature) \(($0.weight * 10).rounded() / 10)"
      }
      let score = (probability * 100).rounded() / 100
      reason = "score \(score): \(reasons.joined(separator: ", "))"
    }
    switch probability {
    case AssignmentModel.high...: return .credential(.high, reason: reason)
    case AssignmentModel.medium...: return .credential(.medium, reason: reason)
    case AssignmentModel.low...: return .credential(.low, reason: reason)
    default: return .rejected(reason)
    }
  }
}
