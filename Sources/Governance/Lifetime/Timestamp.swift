/// Points in time as credentials and reports write them, in seconds since 1970, UTC.
public enum Timestamp {
  /// The last second of the year 9999: what comes later is no date.
  static let latest = 253_402_300_799

  /// A date or a time of ISO 8601: `2026-01-31`, `2026-01-31T12:00Z`, `2026-01-31T12:00:00.5+01:00`, and the basic form
  /// `20260131T120000Z`. A time without an offset is UTC; nil where the text is nothing of this.
  public static func seconds(iso8601 text: some StringProtocol) -> Int? {
    var digits = Digits(text.utf8.prefix(40))
    guard let year = digits.number(4) else { return nil }
    let isExtended = digits.skip("-")
    guard let month = digits.number(2), !isExtended || digits.skip("-"),
      let day = digits.number(2), let days = days(year: year, month: month, day: day)
    else { return nil }
    var seconds = days * 86_400
    guard !digits.isAtEnd else { return seconds }
    guard digits.skip("T") || digits.skip(" ") || digits.skip("t"), let hour = digits.number(2),
      hour < 24, !isExtended || digits.skip(":"), let minute = digits.number(2), minute < 60
    else { return nil }
    seconds += hour * 3600 + minute * 60
    if isExtended ? digits.skip(":") : digits.isAtDigit {
      guard let second = digits.number(2), second <= 60 else { return nil }
      seconds += second
      if digits.skip(".") { digits.skipDigits() }
    }
    guard let offset = digits.offset(), digits.isAtEnd else { return nil }
    return seconds - offset
  }

  /// A number that a JWT or a link calls a time: seconds, or milliseconds where it would lie beyond the year 9999.
  /// nil where it is no time from 1970 on.
  static func seconds(numeric value: Double) -> Int? {
    guard value.isFinite, value >= 0 else { return nil }
    if value <= Double(latest) { return Int(value) }
    return value <= Double(latest) * 1000 ? Int(value / 1000) : nil
  }

  /// Seconds in decimal digits.
  static func seconds(decimal text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 15,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let value = Double(String(text))
    else { return nil }
    return seconds(numeric: value)
  }

  /// Days from 1970-01-01 to a date of the Gregorian calendar; nil where there is no such date.
  ///
  /// Source: https://howardhinnant.github.io/date_algorithms.html#days_from_civil
  static func days(year: Int, month: Int, day: Int) -> Int? {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let longest = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    guard day <= longest else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Reads digits and separators from the front of a text.
  private struct Digits {
    private var rest: ArraySlice<UInt8>

    init(_ text: some Sequence<UInt8>) { rest = Array(text)[...] }

    var isAtEnd: Bool { rest.isEmpty }
    var isAtDigit: Bool { rest.first.map { (0x30...0x39).contains($0) } ?? false }

    /// A number of exactly so many digits.
    mutating func number(_ count: Int) -> Int? {
      guard rest.count >= count else { return nil }
      var value = 0
      for byte in rest.prefix(count) {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      rest = rest.dropFirst(count)
      return value
    }

    mutating func skip(_ separator: Unicode.Scalar) -> Bool {
      guard let first = rest.first, UInt32(first) == separator.value else { return false }
      rest = rest.dropFirst()
      return true
    }

    mutating func skipDigits() { while isAtDigit { rest = rest.dropFirst() } }

    /// `Z`, `+01:00`, `-0800` or nothing, in seconds.
    mutating func offset() -> Int? {
      if isAtEnd || skip("Z") || skip("z") { return 0 }
      let isEast = skip("+")
      guard isEast || skip("-"), let hours = number(2), hours < 24 else { return nil }
      _ = skip(":")
      guard let minutes = isAtEnd ? 0 : number(2), minutes < 60 else { return nil }
      return (isEast ? 1 : -1) * (hours * 3600 + minutes * 60)
    }
  }
}
