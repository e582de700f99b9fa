/// A moment in UTC as reports write it, without a time zone's rules or a library's.
///
/// Days are counted by the proleptic Gregorian calendar.
/// Source: https://howardhinnant.github.io/date_algorithms.html
public enum CalendarTime {
  /// `2026-01-31T23:59:59Z`.
  ///
  /// - Parameter seconds: since 1970, UTC; clamped to the years 0000–9999.
  public static func text(ofSeconds seconds: Int) -> String {
    let seconds = min(max(seconds, -62_167_219_200), 253_402_300_799)
    let day = Int((Double(seconds) / 86_400).rounded(.down))
    let rest = seconds - day * 86_400
    return date(ofDay: day)
      + "T\(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))Z"
  }

  /// `2026-01-31`: the day of a moment.
  ///
  /// - Parameter seconds: since 1970, UTC; clamped to the years 0000–9999.
  public static func date(ofSeconds seconds: Int) -> String {
    String(text(ofSeconds: seconds).prefix(10))
  }

  /// Reads `2026-01-31`, or `2026-01-31T23:59:59` with `Z` or an offset such as `+02:00` behind it.
  ///
  /// - Returns: seconds since 1970, UTC; nil for every other text and for days that the calendar does not have. A date
  ///   alone is its first second; fractions of a second are dropped.
  public static func seconds(of text: some StringProtocol) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10, bytes.count <= 40, bytes[4] == 0x2D, bytes[7] == 0x2D,
      let year = number(bytes, 0, 4), let month = number(bytes, 5, 2),
      let day = number(bytes, 8, 2), (1...12).contains(month),
      (1...length(ofMonth: month, in: year)).contains(day)
    else { return nil }
    let midnight = dayNumber(year, month, day) * 86_400
    if bytes.count == 10 { return midnight }
    guard bytes.count >= 19, bytes[10] == 0x54 || bytes[10] == 0x20, bytes[13] == 0x3A,
      bytes[16] == 0x3A, let hour = number(bytes, 11, 2), let minute = number(bytes, 14, 2),
      let second = number(bytes, 17, 2), hour < 24, minute < 60, second < 61,
      let offset = offset(of: bytes[19...])
    else { return nil }
    return midnight + hour * 3600 + minute * 60 + second - offset
  }

  // MARK: pieces

  /// The seconds east of UTC that a time ends with: nothing or `Z` for none, `±hh:mm`; fractions before it are passed.
  private static func offset(of rest: ArraySlice<UInt8>) -> Int? {
    var rest = rest
    if rest.first == 0x2E { rest = rest.dropFirst().drop { (0x30...0x39).contains($0) } }
    if rest.isEmpty || Array(rest) == [0x5A] { return 0 }
    let bytes = Array(rest)
    guard bytes.count == 6, bytes[0] == 0x2B || bytes[0] == 0x2D, bytes[3] == 0x3A,
      let hours = number(bytes, 1, 2), let minutes = number(bytes, 4, 2), hours < 24, minutes < 60
    else { return nil }
    return (bytes[0] == 0x2D ? -1 : 1) * (hours * 3600 + minutes * 60)
  }

  private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int? {
    var value = 0
    for byte in bytes[start..<start + count] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }

  private static func length(ofMonth month: Int, in year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(ofDay day: Int) -> String {
    let day = day + 719_468
    let era = (day >= 0 ? day : day - 146_096) / 146_097
    let dayOfEra = day - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let dayOfMonth = dayOfYear - (153 * shifted + 2) / 5 + 1
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
