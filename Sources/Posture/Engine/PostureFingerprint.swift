internal import Crypto
public import Model
internal import Rules

extension PostureEngine {
  /// Names what decides over settings beside a file's bytes and the program itself: checks and options. Computed anew each
  /// time.
  public var fingerprint: [UInt8] {
    var digest = SHA256()
    pack.withText { digest.update(bufferPointer: $0) }
    let said = [
      options.minimumConfidence.rawValue, options.showsUnresolved ? "unresolved" : "resolved",
      options.disabledRules.sorted().joined(separator: ","),
      options.enabledRules.map { $0.sorted().joined(separator: ",") } ?? "all",
    ]
    digest.update(data: Array(said.joined(separator: "\n").utf8))
    return Array(digest.finalize())
  }

  /// The same at one path: two of these that are alike say that the same is found in the same bytes.
  public static func fingerprint(_ whole: [UInt8], at path: BlobPath) -> [UInt8] {
    var digest = SHA256()
    digest.update(data: whole)
    digest.update(data: path.bytes)
    return Array(digest.finalize())
  }
}
