/// The bytes of a credential, in a box that does not print.
///
/// Nothing that formats values by reflection (`print`, `dump`, string interpolation) can leak it; who wants the value
/// calls ``reveal()`` and is found by a search for that word.
public struct Secret: Sendable, Equatable, Hashable, CustomStringConvertible,
  CustomDebugStringConvertible, CustomReflectable
{
  private let bytes: [UInt8]
  private let publicPrefix: Int

  /// Wraps the value's bytes.
  ///
  /// - Parameter publicPrefix: so many leading bytes are the provider's published prefix (`ghp_`) and may be shown.
  public init(_ bytes: some Sequence<UInt8>, publicPrefix: Int = 0) {
    self.bytes = Array(bytes)
    self.publicPrefix = publicPrefix
  }

  /// The value's length in bytes.
  public var count: Int { bytes.count }

  /// The value itself.
  public func reveal() -> [UInt8] { bytes }

  /// A form that can be shown: the provider's published prefix, where the value has one, and the length.
  public var redacted: String {
    let prefix = bytes.prefix(min(publicPrefix, bytes.count / 2))
    let isPrintable = prefix.allSatisfy { (0x21...0x7E).contains($0) }
    return (isPrintable ? String(decoding: prefix, as: UTF8.self) : "") + "…[\(bytes.count) bytes]"
  }

  /// Says only how long the value is.
  public var description: String { "<secret of \(bytes.count) bytes>" }
  /// Says only how long the value is.
  public var debugDescription: String { description }
  /// Has no children, so that `dump` stays blind.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
