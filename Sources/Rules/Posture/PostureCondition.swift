/// What a check asks of a value; answered yes, no or "cannot be told".
public indirect enum PostureCondition: Sendable, Equatable {
  /// All of them hold.
  case all([PostureCondition])
  /// One of them holds.
  case any([PostureCondition])
  /// It does not hold.
  case not(PostureCondition)
  /// Something stands there.
  case exists(NodePath)
  /// Nothing stands there.
  case absent(NodePath)
  /// One of the values there is as the test says.
  case value(NodePath, PostureTest)
  /// The condition holds at one of the places.
  case some(NodePath, PostureCondition)
  /// The condition holds at every place; yes where there is none.
  case every(NodePath, PostureCondition)
  /// So many places at which the condition holds.
  case count(NodePath, PostureCondition?, atLeast: Int, atMost: Int)
  /// A function of `Posture` decides.
  case function(String)

  /// Every path and test in it, for those who check rule files.
  public func forEach(_ visit: (PostureCondition) -> Void) {
    visit(self)
    switch self {
    case .all(let inner), .any(let inner): for condition in inner { condition.forEach(visit) }
    case .not(let inner), .some(_, let inner), .every(_, let inner): inner.forEach(visit)
    case .count(_, let inner, _, _): inner?.forEach(visit)
    case .exists, .absent, .value, .function: break
    }
  }
}

/// What a scalar is compared with.
public enum PostureTest: Sendable, Equatable {
  /// The same text, caseless for `true` and `false`, or one of several.
  case equals([String])
  /// PCRE2 pattern that is found in the text.
  case matches(String)
  /// PCRE2 pattern that is not found in the text.
  case unlike(String)
  /// PCRE2 pattern that is found in the text as it is written, resolved or not: an expression's source counts.
  case mentions(String)
  /// A number above it.
  case greater(Double)
  /// A number below it.
  case less(Double)
  /// A span of time above so many seconds; a bare number counts `unit` seconds each.
  case longer(Double, unit: Double)
  /// A span of time below so many seconds.
  case shorter(Double, unit: Double)
  /// A text that is written out: not empty, no placeholder, no reference.
  case literal
}

/// Spans of time as configurations write them.
public enum TimeSpan {
  /// Seconds of a span of time: `3600`, `1h30m`, `90d`, `720h`, `2 weeks`, `P90D`, `PT1H`, `07.00:00:00`.
  ///
  /// - Parameters:
  ///   - text: the span.
  ///   - unit: seconds that a bare number counts.
  /// - Returns: nil where it is no span.
  public static func seconds(_ text: String, unit: Double = 1) -> Double? {
    let text = text.filter { !$0.isWhitespace }.lowercased()
    let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D }
    if isNumber { return Double(text).map { $0 * unit } }
    if text.hasPrefix("p") { return iso(text.dropFirst()) }
    if text.contains(":") { return clock(text) }
    return units(text)
  }

  private static func units(_ text: String) -> Double? {
    var rest = Substring(text)
    var total = 0.0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard let number = Double(digits) else { return nil }
      rest = rest.dropFirst(digits.count)
      let name = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(name.count)
      guard let size = size(of: name) else { return nil }
      total += number * size
    }
    return total.isFinite ? total : nil
  }

  private static func size(of name: Substring) -> Double? {
    switch name {
    case "ms", "msec", "millisecond", "milliseconds": 0.001
    case "s", "sec", "secs", "second", "seconds": 1
    case "m", "min", "mins", "minute", "minutes": 60
    case "h", "hr", "hrs", "hour", "hours": 3600
    case "d", "day", "days": 86_400
    case "w", "wk", "week", "weeks": 604_800
    case "mo", "mon", "month", "months": 30 * 86_400
    case "y", "yr", "year", "years": 365 * 86_400
    default: nil
    }
  }

  /// ISO 8601, without its `p`.
  private static func iso(_ text: Substring) -> Double? {
    let pieces = text.split(separator: "t", maxSplits: 1, omittingEmptySubsequences: false)
    guard let days = pieces.first else { return nil }
    let sizes: [[Character: Double]] = [
      ["y": 365 * 86_400, "m": 30 * 86_400, "w": 604_800, "d": 86_400],
      ["h": 3600, "m": 60, "s": 1],
    ]
    var total = 0.0
    for (piece, sizes) in zip([days] + pieces.dropFirst(), sizes) {
      var rest = piece
      while !rest.isEmpty {
        let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        rest = rest.dropFirst(digits.count)
        guard let number = Double(digits), let unit = rest.first, let size = sizes[unit] else {
          return nil
        }
        rest = rest.dropFirst()
        total += number * size
      }
    }
    return text.isEmpty ? nil : total
  }

  /// `DD.HH:MM:SS` or `HH:MM:SS`.
  private static func clock(_ text: String) -> Double? {
    let dayAndTime = text.split(separator: ".", maxSplits: 1)
    let hasDays = dayAndTime.count == 2 && !dayAndTime[0].contains(":")
    let time = (hasDays ? dayAndTime[1] : Substring(text)).split(separator: ":")
    guard time.count == 3, let hours = Double(time[0]), let minutes = Double(time[1]),
      let seconds = Double(time[2])
    else { return nil }
    let days = hasDays ? Double(dayAndTime[0]) : 0
    return days.map { $0 * 86_400 + hours * 3600 + minutes * 60 + seconds }
  }
}
