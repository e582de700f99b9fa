/// The bytes of a credential, in a box that does not print.
///
/// Nothing that formats values by reflection (`print`, `dump`, string interpolation) can leak it; who wants the value
/// calls ``reveal()`` and is found by a search for that word.
public struct Secret: Sendable, Equatable, Hashable, CustomStringConvertible,
  CustomDebugStringConvertible, CustomReflectable
{
  /// What is said of a value that is not here.
  private struct Description: Sendable, Hashable {
    var redacted: String
    var count: Int
    var firstLineWidth: Int
  }

  private let bytes: [UInt8]
  private let publicPrefix: Int
  private let withheld: Description?

  /// Wraps the value's bytes.
  ///
  /// - Parameter publicPrefix: so many leading bytes are the provider's published prefix (`ghp_`) and may be shown.
  public init(_ bytes: some Sequence<UInt8>, publicPrefix: Int = 0) {
    self.bytes = Array(bytes)
    self.publicPrefix = publicPrefix
    withheld = nil
  }

  /// A value of which only this is known: what a cache keeps.
  ///
  /// - Parameters:
  ///   - redacted: as ``redacted``.
  ///   - count: as ``count``; bytes.
  ///   - firstLineWidth: as ``firstLineWidth``.
  public init(redacted: String, count: Int, firstLineWidth: Int) {
    bytes = []
    publicPrefix = 0
    withheld = Description(redacted: redacted, count: count, firstLineWidth: firstLineWidth)
  }

  /// The same without the value.
  public var withoutValue: Secret {
    Secret(redacted: redacted, count: count, firstLineWidth: firstLineWidth)
  }

  /// The value's length in bytes.
  public var count: Int { withheld?.count ?? bytes.count }

  /// The value itself; empty where only its description is known.
  public func reveal() -> [UInt8] { bytes }

  /// A form that can be shown: the provider's published prefix, where the value has one, and the length.
  public var redacted: String {
    if let withheld { return withheld.redacted }
    let prefix = bytes.prefix(min(publicPrefix, bytes.count / 2))
    let isPrintable = prefix.allSatisfy { (0x21...0x7E).contains($0) }
    return (isPrintable ? String(decoding: prefix, as: UTF8.self) : "") + "…[\(bytes.count) bytes]"
  }

  /// How many UTF-16 units its first line has; a byte that is not UTF-8 counts as one, as in ``Position``.
  public var firstLineWidth: Int {
    if let withheld { return withheld.firstLineWidth }
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes.prefix { $0 != 0x0A && $0 != 0x0D }.makeIterator()
    var width = 0
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let encoded): width += Unicode.UTF16.width(Unicode.UTF8.decode(encoded))
      case .error(let count): width += count
      case .emptyInput: return width
      }
    }
  }

  /// Says only how long the value is.
  public var description: String { "<secret of \(count) bytes>" }
  /// Says only how long the value is.
  public var debugDescription: String { description }
  /// Has no children, so that `dump` stays blind.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
