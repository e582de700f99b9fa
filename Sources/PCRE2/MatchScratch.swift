internal import CPCRE2

/// How much work one match may do before it is given up, so that no input can make a pattern run for ever.
public struct MatchLimits: Sendable {
  /// Calls of the matching function.
  public var matches: UInt32
  /// Nested back-tracking points.
  public var depth: UInt32
  /// Heap of the interpreter, in KiB.
  public var heap: UInt32

  /// The limits that a scan uses unless told otherwise.
  public init(matches: UInt32 = 200_000, depth: UInt32 = 5_000, heap: UInt32 = 4_096) {
    self.matches = matches
    self.depth = depth
    self.heap = heap
  }
}

/// What one search came to.
public enum MatchOutcome: Equatable, Sendable {
  /// Found: the whole match and the `secret` group (or the whole match again), as byte ranges of the subject.
  case match(whole: Range<Int>, secret: Range<Int>)
  /// Not there.
  case none
  /// The search was given up at one of ``MatchLimits``; says which, in PCRE2's words.
  case limit(String)
}

/// What a thread needs to match: result vector, JIT stack, limits. One per thread; a search allocates nothing.
public struct MatchScratch: ~Copyable {
  private let data: OpaquePointer
  private let context: OpaquePointer
  private let stack: OpaquePointer?
  private let vector: UnsafeMutablePointer<Int>
  private let capacity: Int

  /// Makes scratch for patterns with up to 63 groups.
  ///
  /// - Returns: nil when memory is out.
  public init?(limits: MatchLimits = MatchLimits()) {
    capacity = 64
    guard let data = pcre2_match_data_create_8(UInt32(capacity), nil) else { return nil }
    guard let context = pcre2_match_context_create_8(nil) else {
      pcre2_match_data_free_8(data)
      return nil
    }
    pcre2_set_match_limit_8(context, limits.matches)
    pcre2_set_depth_limit_8(context, limits.depth)
    pcre2_set_heap_limit_8(context, limits.heap)
    let stack = pcre2_jit_stack_create_8(32 << 10, 1 << 20, nil)
    pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
    self.data = data
    self.context = context
    self.stack = stack
    vector = pcre2_get_ovector_pointer_8(data)
  }

  deinit {
    pcre2_jit_stack_free_8(stack)
    pcre2_match_context_free_8(context)
    pcre2_match_data_free_8(data)
  }

  /// Searches `bytes` from `start` for `pattern`; look-behinds see what lies before `start`.
  ///
  /// - Parameters:
  ///   - pattern: what to look for; an anchored one is tried at `start` only.
  ///   - bytes: the subject; only its first `end` bytes are seen.
  ///   - start: 0-based byte offset, at most `end`.
  ///   - end: one past the last byte that the pattern may see.
  public mutating func search(
    _ pattern: borrowing Pattern, in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int
  ) -> MatchOutcome {
    guard let base = bytes.baseAddress, start <= end, end <= bytes.count else { return .none }
    let subject = base.assumingMemoryBound(to: UInt8.self)
    let result =
      pattern.isJITCompiled
      ? pcre2_jit_match_8(pattern.code, subject, end, start, 0, data, context)
      : pcre2_match_8(pattern.code, subject, end, start, 0, data, context)
    if result == PCRE2_ERROR_NOMATCH { return .none }
    // 0 says that the vector was too small for all groups: those that fit are set.
    guard result >= 0 else { return .limit(Pattern.message(result)) }
    // Safety: the vector holds `capacity` pairs and outlives this call with `data`.
    let whole = vector[0]..<max(vector[0], vector[1])
    let group = pattern.secretGroup
    guard group > 0, group < capacity, vector[2 * group] >= 0,
      vector[2 * group + 1] >= vector[2 * group]
    else { return .match(whole: whole, secret: whole) }
    return .match(whole: whole, secret: vector[2 * group]..<vector[2 * group + 1])
  }
}
