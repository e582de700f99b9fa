internal import Model

/// The generic detector: reads the assignment around a word and judges its name and its value.
struct AssignmentJudge {
  enum Verdict {
    case rejected(String)
    /// With the features that decided.
    case credential(Confidence, reason: String)
  }

  /// A verdict and what it is on.
  struct Judgement {
    var assignment: Assignment
    var verdict: Verdict
    /// What the model weighed; empty where it was not asked.
    var features: [Float] = []
    /// What is named is not secret in itself.
    var isMild = false
  }

  let bytes: UnsafeRawBufferPointer
  let syntax: SyntaxKind

  /// nil where no assignment to a name of a credential stands around the word.
  func judge(around word: Range<Int>) -> Judgement? {
    guard let found = AssignmentReader(bytes, kind: syntax).assignment(around: word) else {
      return nil
    }
    let value = UnsafeRawBufferPointer(rebasing: bytes[found.value])
    if let objection = AssignedValue.objection(to: value) {
      return Judgement(assignment: found, verdict: .rejected(objection))
    }
    guard let name = name(of: found) else { return nil }
    if let objection = objection(to: found, named: name, value) {
      return Judgement(assignment: found, verdict: .rejected(objection))
    }
    let features = AssignmentFeatures(found, name: name, in: bytes, syntax: syntax)
    var judgement = Judgement(
      assignment: found, verdict: AssignedValue.judge(features), features: features.values)
    judgement.isMild = name.kind == .salt
    let nameText = UnsafeRawBufferPointer(rebasing: bytes[found.name])
    let doubt =
      name.kind == .salt
      ? "a salt"
      : found.separator == .argument ? nil : TokenForm.doubt(value, named: name, nameText)
    if let doubt,
      case .credential(let confidence, let reason) = judgement.verdict
    {
      judgement.verdict = .credential(min(confidence, .low), reason: "\(doubt), \(reason)")
    }
    return judgement
  }

  private func name(of found: Assignment) -> CredentialName? {
    found.separator == .argument
      ? .ofFunction : CredentialName(UnsafeRawBufferPointer(rebasing: bytes[found.name]))
  }

  private func objection(
    to found: Assignment, named name: CredentialName, _ value: UnsafeRawBufferPointer
  ) -> String? {
    if name.isHarmless { return "a harmless name" }
    if found.separator == .comma, CredentialName.isName(value) { return "a list of names" }
    // But SQL's PASSWORD('…').
    if found.separator == .call, name.isConstant, name.kind != .password || name.wordCount > 1 {
      return "a macro"
    }
    return nil
  }
}
