internal import CByteScan
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

/// How far a detector looks from the beginning of a literal, and what has to stand there: what it finds depends on nothing
/// else. Plain numbers, so that asking costs no counting of references.
struct DetectorReach {
  /// Bytes.
  var before: Int32 = 0
  /// Bytes, those of the literal among them.
  var after: Int32 = 0
  /// On the kind of the file, too.
  var dependsOnSyntax = false
  var run: ValueRun?

  /// Whether the detector's pattern may match.
  @inline(__always)
  func mayMatch(at literal: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
    guard let run else { return true }
    return run.mayStand(behind: literal, in: bytes, to: min(bytes.count, literal + Int(after)))
  }
}

extension CompiledDetector {
  var reach: DetectorReach {
    guard let pattern else {
      return DetectorReach(
        before: Int32(AssignmentJudge.reach.before), after: Int32(AssignmentJudge.reach.after),
        dependsOnSyntax: true)
    }
    let before = (rule.isAnchored ? 0 : rule.before) + pattern.longestLookBehind
    return DetectorReach(
      before: Int32(clamping: before), after: Int32(clamping: rule.after), run: rule.valueRun)
  }
}

extension ValueRun {
  /// Whether a value may stand behind a name.
  ///
  /// - Parameters:
  ///   - name: where the name begins.
  ///   - end: what the detector may not see any more.
  @inline(__always)
  fileprivate func mayStand(behind name: Int, in bytes: UnsafeRawBufferPointer, to end: Int) -> Bool
  {
    guard let base = bytes.baseAddress else { return false }
    let end = min(end, name + farthest + count)
    // Safety: reads bytes from `name + nearest` to `end`, which the caller keeps within the text; none where that is
    // nothing.
    return cbytescan_has_run(
      base.assumingMemoryBound(to: UInt8.self), name + nearest, end, count, low, high) != 0
  }
}
