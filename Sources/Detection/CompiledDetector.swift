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

  init(_ rule: Detector) {
    self.rule = rule
    // The loader compiled every pattern before it went into a pack; one that fails here finds nothing.
    pattern = rule.isAssignment ? nil : try? Pattern(rule.pattern, isAnchored: rule.isAnchored)
    unlike = rule.check.unlike.compactMap { try? Pattern($0) }
    parts = rule.parts.compactMap { try? Pattern($0.pattern) }
  }

  /// Whose finding stands where two overlap: a value with a shape of its own before one that a name near it gives
  /// away, that before a generic one.
  var rank: Int { rule.isAssignment ? 0 : rule.isNear ? 1 : 2 }
}
