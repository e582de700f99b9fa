/// Spans of time as `sprawl.yml` writes them: `900` (seconds), `15m`, `12h`, `90d`.
enum TimeSpan {
  /// Ten years: what lives longer has no end in practice, and `none` says so.
  static let longest = 3650 * 86_400

  private static let units: [(letter: Character, seconds: Int)] = [
    ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
  ]

  /// Reads a span, in seconds; nil where it is none, is zero, or is longer than ``longest``.
  static func seconds(of text: String) -> Int? {
    let unit = units.first { $0.letter == text.last }
    let digits = unit == nil ? text[...] : text.dropLast()
    guard (1...9).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits)
    else { return nil }
    let seconds = number * (unit?.seconds ?? 1)
    return (1...longest).contains(seconds) ? seconds : nil
  }

  /// Writes a span in the largest unit that loses nothing.
  static func text(ofSeconds seconds: Int) -> String {
    let unit = units.first { seconds.isMultiple(of: $0.seconds) && seconds >= $0.seconds }
    return unit.map { "\(seconds / $0.seconds)\($0.letter)" } ?? "\(seconds)s"
  }

  /// Writes a span for people, in days or hours where it is longer than those.
  static func rounded(_ seconds: Int) -> String {
    switch seconds {
    case (2 * 86_400)...: "\(seconds / 86_400)d"
    case (2 * 3600)...: "\(seconds / 3600)h"
    case 120...: "\(seconds / 60)m"
    default: "\(seconds)s"
    }
  }
}
