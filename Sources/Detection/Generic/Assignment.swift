/// A value that stands where a name that speaks of a credential is given one.
struct Assignment {
  /// What stands between a name and its value.
  enum Separator: Int {
    case equals, colon, arrow, comparison, call, comma, element, value
    /// `--password secret`
    case flag
    /// `PASSWORD 'secret'`, `requirepass secret`
    case blank
    /// `login("user", "secret")`: the name is the function's.
    case argument
  }

  /// How the value is written.
  enum Form {
    case bare, quoted
    /// The argument of a call: `Some("…")`, `[]byte("…")`.
    case wrapped
    /// What counts where a reference leads nowhere: `${PASSWORD:-…}`, `getenv("PASSWORD") or "…"`.
    case fallback
  }

  /// The whole identifier.
  var name: Range<Int>
  /// The value without its quotes.
  var value: Range<Int>
  var separator: Separator
  var form = Form.bare
  /// The assignment stands in a quoted text itself: `"host=db;password=…"`.
  var isInString = false

  /// Moves it to where its text stands in another.
  mutating func shift(by distance: Int) {
    name = name.shifted(by: distance)
    value = value.shifted(by: distance)
  }
}

extension Range<Int> {
  func shifted(by distance: Int) -> Range<Int> {
    (lowerBound + distance)..<(upperBound + distance)
  }
}
