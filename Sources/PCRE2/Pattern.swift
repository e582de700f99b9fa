internal import CPCRE2

/// A pattern that PCRE2 refused.
public struct PatternError: Error, Sendable, Equatable, CustomStringConvertible {
  /// PCRE2's words.
  public var message: String
  /// 0-based byte offset into the pattern where it went wrong.
  public var offset: Int
  /// Both, for people.
  public var description: String { "\(message) at offset \(offset) of the pattern" }
}

// Safety: immutable after `init`; PCRE2 documents compiled code as safe to share between threads once JIT
// compilation is done (https://www.pcre.org/current/doc/html/pcre2api.html#SEC4).
/// A compiled regular expression over bytes (no UTF mode), JIT-compiled where the machine allows it.
///
/// Named group `secret`, where present, marks the value that a match is about.
public final class Pattern: @unchecked Sendable {
  internal let code: OpaquePointer
  internal let isJITCompiled: Bool
  /// The number of capture groups.
  public let captureCount: Int
  /// No match has fewer bytes.
  public let minimumLength: Int
  /// A search looks at so many bytes before its start, or fewer.
  public let longestLookBehind: Int
  /// The number of the group named `secret`, or 0, the whole match, where there is none.
  public let secretGroup: Int

  /// Compiles `source`.
  ///
  /// - Parameters:
  ///   - source: PCRE2 syntax; matched against bytes, `.` does not match a line feed.
  ///   - isAnchored: match only at the start offset that the search names.
  /// - Throws: ``PatternError`` with the offset where the pattern is wrong.
  public init(_ source: String, isAnchored: Bool = false) throws(PatternError) {
    var code: Int32 = 0
    var offset = 0
    let options =
      UInt32(PCRE2_NEVER_UTF) | UInt32(PCRE2_NEVER_UCP) | UInt32(PCRE2_NEVER_BACKSLASH_C)
      | (isAnchored ? UInt32(PCRE2_ANCHORED) : 0)
    var text = source
    let compiled = text.withUTF8 { bytes in
      pcre2_compile_8(bytes.baseAddress, bytes.count, options, &code, &offset, nil)
    }
    guard let compiled else {
      throw PatternError(message: Pattern.message(code), offset: offset)
    }
    self.code = compiled
    // Where executable memory is refused, the interpreter does the work: slower, the same result.
    isJITCompiled = pcre2_jit_compile_8(compiled, UInt32(PCRE2_JIT_COMPLETE)) == 0
    var count: UInt32 = 0
    pcre2_pattern_info_8(compiled, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
    captureCount = Int(count)
    var length: UInt32 = 0
    pcre2_pattern_info_8(compiled, UInt32(PCRE2_INFO_MINLENGTH), &length)
    minimumLength = Int(length)
    var behind: UInt32 = 0
    pcre2_pattern_info_8(compiled, UInt32(PCRE2_INFO_MAXLOOKBEHIND), &behind)
    // One more: whether a byte is the first of the text.
    longestLookBehind = Int(behind) + 1
    secretGroup = max(0, Int(pcre2_substring_number_from_name_8(compiled, "secret")))
  }

  deinit { pcre2_code_free_8(code) }

  internal static func message(_ code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
      let length = pcre2_get_error_message_8(code, buffer.baseAddress, buffer.count)
      guard length > 0 else { return "PCRE2 error \(code)" }
      return String(decoding: buffer.prefix(Int(length)), as: UTF8.self)
    }
  }
}
