internal import Crypto
internal import Model
internal import Rules

extension Engine {
  /// Names what decides over findings beside the program itself: rules and options. Two engines of one build with the
  /// same fingerprint find the same in the same bytes.
  public var fingerprint: [UInt8] {
    var digest = SHA256()
    pack.withText { digest.update(bufferPointer: $0) }
    let enabled = options.enabledRules.map { $0.sorted().joined(separator: ",") } ?? "all"
    let said = [
      options.minimumConfidence.rawValue, options.honorsInlineAllow ? "allow" : "no allow",
      options.disabledRules.sorted().joined(separator: ","), enabled,
    ]
    digest.update(data: Array(said.joined(separator: "\n").utf8))
    return Array(digest.finalize())
  }
}
