/// The formats a report can be written in; the raw value is the word after `--format`.
public enum ReportFormat: String, CaseIterable, Sendable {
  /// For people at a terminal or in a log.
  case text
  /// One JSON document.
  case json
  /// JSON lines: one finding a line, then one summary.
  case jsonl
  /// SARIF 2.1.0, for code scanning. Never holds a secret, whatever ``Model/Report/showsSecrets``
  /// says.
  case sarif

  /// The writer of this format.
  func formatter(style: TextStyle) -> any ReportFormatter {
    switch self {
    case .text: TextFormatter(style: style)
    case .json: JSONFormatter()
    case .jsonl: JSONLinesFormatter()
    case .sarif: SARIFFormatter()
    }
  }
}

/// How the text format looks.
public struct TextStyle: Sendable {
  /// Uses ANSI colours.
  public var usesColor: Bool
  /// Columns of the terminal; lines of the scanned files are cut to it. Nil where there is no
  /// terminal.
  public var width: Int?
  /// Says all that governance knows of a finding, not one line.
  public var explains: Bool

  /// Makes a style; by default plain text of any width, as a pipe or a file wants it.
  public init(usesColor: Bool = false, width: Int? = nil, explains: Bool = false) {
    self.usesColor = usesColor
    self.width = width
    self.explains = explains
  }
}
