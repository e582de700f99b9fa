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

  /// What lies farther from the beginning of a word is not looked at: more than an assignment takes; bytes.
  static let reach = (before: 1024, after: 3072)

  private let bytes: UnsafeRawBufferPointer
  private let syntax: SyntaxKind

  /// Whether verdicts say what decided.
  private let explains: Bool

  private init(bytes: UnsafeRawBufferPointer, syntax: SyntaxKind, explains: Bool) {
    self.bytes = bytes
    self.syntax = syntax
    self.explains = explains
  }

  /// Judges the assignment around a word of a text.
  ///
  /// - Parameter explains: verdicts say what decided.
  /// - Returns: nil where no assignment to a name of a credential stands there.
  static func judge(
    around word: Range<Int>, in text: UnsafeRawBufferPointer, syntax: SyntaxKind, explains: Bool
  ) -> Judgement? {
    let start = max(0, word.lowerBound - reach.before)
    let end = min(text.count, word.lowerBound + reach.after)
    guard word.upperBound <= end else { return nil }
    // Safety: a part of the text that lives no longer than this call.
    let judge = AssignmentJudge(
      bytes: UnsafeRawBufferPointer(rebasing: text[start..<end]), syntax: syntax, explains: explains
    )
    var judgement = judge.judge(around: word.shifted(by: -start))
    judgement?.assignment.shift(by: start)
    return judgement
  }

  private func judge(around word: Range<Int>) -> Judgement? {
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
      assignment: found, verdict: AssignedValue.judge(features, explains: explains),
      features: features.values)
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
