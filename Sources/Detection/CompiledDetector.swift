internal import Model
internal import PCRE2
internal import Rules

/// A detector ready to run.
// Safety: immutable after `init`; `Pattern` may be shared between threads.
final class CompiledDetector: Sendable {
  let rule: Detector
  /// nil for a detector of assignments, which ``AssignmentReader`` runs.
  let pattern: Pattern?
  let unlike: [Pattern]
  let parts: [Pattern]
  /// Bytes of its shortest literal. Of two shapes that take the same value the one that begins with more says more: a
  /// vendor's own token before any token.
  let specificity: Int

  init(_ rule: Detector) {
    self.rule = rule
    specificity = rule.literals.map(\.utf8.count).min() ?? 0
    // The loader compiled every pattern before it went into a pack; one that fails here finds nothing.
    pattern = rule.isAssignment ? nil : try? Pattern(rule.pattern, isAnchored: rule.isAnchored)
    unlike = rule.check.unlike.compactMap { try? Pattern($0) }
    parts = rule.parts.compactMap { try? Pattern($0.pattern) }
  }

  /// Whose finding stands where two overlap: a value with a shape of its own before one that a name near it gives
  /// away, that before a generic one.
  var rank: Int { rule.isAssignment ? 0 : rule.isNear ? 1 : 2 }
}

/// What of a detector decides whether a hit of its literals is looked at, and how.
struct DetectorTraits: OptionSet {
  var rawValue: UInt8

  /// Says that it was met.
  static let isMet = DetectorTraits(rawValue: 1)
  static let isAssignment = DetectorTraits(rawValue: 2)
  static let isNear = DetectorTraits(rawValue: 4)
  /// Its findings are not of high confidence.
  static let isUnsure = DetectorTraits(rawValue: 8)
}

extension CompiledDetector {
  var traits: DetectorTraits {
    var traits: DetectorTraits = .isMet
    if rule.isAssignment { traits.insert(.isAssignment) }
    if rank == 1 { traits.insert(.isNear) }
    if rule.confidence < .high { traits.insert(.isUnsure) }
    return traits
  }
}
