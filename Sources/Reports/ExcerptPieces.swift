internal import Model

extension Finding.Excerpt {
  /// The text before the finding's own value, the mask that stands for it, and the text behind.
  var pieces: (before: Substring, marked: Substring, after: Substring) {
    let (start, end) = bounds
    return (text[..<start], text[start..<end], text[end...])
  }

  /// Whether each scalar is a character of its own, shown as it is, one column wide: printable
  /// ASCII and the ellipsis of masks. Nearly every line is, and need not be cut into clusters.
  var isSimple: Bool {
    text.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) || $0.value == 0x2026 }
  }

  private var bounds: (String.Index, String.Index) {
    if isSimple { return bounds(in: text.unicodeScalars) }
    return bounds(in: text)
  }

  private func bounds<Characters: Collection>(
    in characters: Characters
  ) -> (Characters.Index, Characters.Index) {
    let limit = characters.endIndex
    let start =
      characters.index(characters.startIndex, offsetBy: marked.lowerBound, limitedBy: limit)
      ?? limit
    let end = characters.index(start, offsetBy: marked.count, limitedBy: limit) ?? limit
    return (start, end)
  }
}
