internal import Model

/// Colours for a terminal, or none.
struct TerminalPaint {
  enum Ink: String {
    case path = "1"
    case faint = "2"
    case alarm = "1;31"
    case warning = "33"
    case notice = "36"
    case good = "32"
  }

  let isOn: Bool

  /// The text in a colour; the text must already be harmless.
  func callAsFunction(_ text: String, _ ink: Ink) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
  }
}

extension Severity {
  var ink: TerminalPaint.Ink {
    switch self {
    case .critical, .high: .alarm
    case .medium: .warning
    case .low, .info: .notice
    }
  }
}
