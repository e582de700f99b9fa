/// What a mistaken word may have meant.
public enum Suggestion {
  /// `; did you mean 'x'?` where one known word is near, else `: known are …`; begins right behind the mistaken word.
  public static func text(for word: String, among known: [String]) -> String {
    if let nearest = nearest(to: word, among: known) { return ": did you mean '\(nearest)'?" }
    return ": known are \(known.joined(separator: ", "))"
  }

  /// The known word that the fewest changes of a letter lead to, at most one change in three letters.
  public static func nearest(to word: String, among known: [String]) -> String? {
    // Words of files of strangers: what is this long is no slip of a finger.
    guard word.utf8.count <= 64 else { return nil }
    let ranked = known.map { (distance: distance(word, $0), word: $0) }
      .filter { $0.distance <= max(1, min(word.utf8.count, $0.word.utf8.count) / 3) }
    return ranked.min { ($0.distance, $0.word) < ($1.distance, $1.word) }?.word
  }

  /// Insertions, deletions, replacements, and swaps of neighbours, in bytes, without regard to case
  /// (https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance, optimal string alignment).
  static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left.lowercased().utf8), Array(right.lowercased().utf8))
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in left.indices {
      var next = [row + 1]
      for column in right.indices {
        let isSame = left[row] == right[column]
        var best = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, next[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, beforeLast[column - 1] + 1)
        }
        next.append(best)
      }
      (beforeLast, last) = (last, next)
    }
    return last[right.count]
  }
}
