public import Rules

/// Reads one syntax into ``Node``s. A reader never runs, includes or fetches anything; what only running would tell is
/// ``Node/Value/unresolved(_:)``.
public protocol DocumentReader {
  /// The documents of a text, in order.
  ///
  /// - Throws: ``ReadError`` where the text is not of the syntax, or beyond the limits.
  static func read(_ text: [UInt8], limits: ReadLimits) throws(ReadError) -> [Node]
}

/// How much a reader takes on, so that no text can cost memory or time without end.
public struct ReadLimits: Sendable {
  /// The whole text; a scan's windows are no larger.
  public var bytes = 4 << 20
  /// Collections within collections.
  public var depth = 64
  /// Values in all, aliases counted as often as they stand.
  public var nodes = 300_000

  /// The limits of a scan.
  public init() {}
}

/// Why a text was not read.
public struct ReadError: Error, Sendable, Equatable {
  /// For people, without a full stop.
  public var message: String
  /// 0-based byte offset.
  public var offset: Int

  /// Makes an error.
  public init(_ message: String, at offset: Int) {
    self.message = message
    self.offset = offset
  }
}

/// The readers by format.
public enum Documents {
  /// Reads a text.
  ///
  /// - Throws: ``ReadError`` as the format's reader does.
  public static func read(
    _ text: [UInt8], as format: PostureFiles.Format, limits: ReadLimits = ReadLimits()
  ) throws(ReadError) -> [Node] {
    guard text.count <= limits.bytes else {
      throw ReadError("larger than a configuration", at: limits.bytes)
    }
    return switch format {
    case .yaml: try YAMLReader.read(text, limits: limits)
    case .json: try JSONReader.read(text, limits: limits)
    case .toml: try TOMLReader.read(text, limits: limits)
    case .hcl: try HCLReader.read(text, limits: limits)
    case .properties: try PropertiesReader.read(text, limits: limits)
    case .xml: try XMLReader.read(text, limits: limits)
    case .dockerfile: try DockerfileReader.read(text, limits: limits)
    case .bicep: try BicepReader.read(text, limits: limits)
    case .text: try LineReader.read(text, limits: limits)
    }
  }
}
