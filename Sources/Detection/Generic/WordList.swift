/// Texts that are looked for in values, each with the bytes that it consists of: most values lack one of them, and that is
/// seen at once.
struct WordList: Sendable {
  private let words: [(text: StaticString, bytes: UInt64)]

  /// - Parameter words: in lower case.
  init(_ words: [StaticString]) {
    self.words = words.map { word in
      (word, word.withUTF8Buffer { WordList.bytes(UnsafeRawBufferPointer($0)) })
    }
  }

  /// Whether one of the texts stands in a value in any case.
  func isHeld(by value: UnsafeRawBufferPointer) -> Bool {
    let bytes = WordList.bytes(value)
    return words.contains { $0.bytes & ~bytes == 0 && ValueForm.holds(value, $0.text) }
  }

  /// A bit for each byte in lower case, several of which share one.
  private static func bytes(_ text: UnsafeRawBufferPointer) -> UInt64 {
    text.reduce(0) { $0 | 1 << UInt64(ValueForm.lowered($1) & 63) }
  }
}
