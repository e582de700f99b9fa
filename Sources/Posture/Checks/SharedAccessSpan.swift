/// How long a shared access signature lives, where its beginning and its end are written out.
enum SharedAccessSpan {
  /// `start` and `expiry` of the value lie more than seven days apart.
  static func outlastsWeek(_ place: Place, _ evaluation: Evaluation) -> Answer {
    guard let start = place.node["start"], let expiry = place.node["expiry"] else { return .no }
    if start.isUnresolved || expiry.isUnresolved { return .unknown }
    guard let first = start.text.flatMap(day), let last = expiry.text.flatMap(day) else {
      return .no
    }
    return Answer(last - first > 7)
  }

  /// Days from 1970-01-01 to the date that a text in RFC 3339 begins with.
  ///
  /// Source: https://howardhinnant.github.io/date_algorithms.html#days_from_civil
  private static func day(_ text: String) -> Int? {
    let pieces = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
    guard pieces.count == 3, let year = Int(pieces[0]), let month = Int(pieces[1]),
      let day = Int(pieces[2]), (1...9999).contains(year), (1...12).contains(month),
      (1...31).contains(day)
    else { return nil }
    // Years that begin in March have their leap day at the end.
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
