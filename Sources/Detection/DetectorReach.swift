internal import CByteScan
internal import PCRE2
internal import Rules

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
