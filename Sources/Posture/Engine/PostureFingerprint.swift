internal import Crypto
public import Model
internal import Rules

extension PostureEngine {
  /// Names what decides over the settings of a file beside its bytes and the program itself: checks, options, path. The
  /// same name says that the same is found in the same bytes.
  public func fingerprint(at path: BlobPath) -> [UInt8] {
    var digest = SHA256()
    digest.update(data: packAndOptions)
    digest.update(data: path.bytes)
    return Array(digest.finalize())
  }

  /// The part that is the same for all paths.
  static func fingerprint(_ pack: PosturePack, _ options: PostureOptions) -> [UInt8] {
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
}
