/// How much a run of letters is like the words of programs and of English.
///
/// A table of triples (`LetterTable.swift`): twice the bits of information that a letter carries behind two others,
/// in the digits `0-9A-Z`. 27 rows for the first letter (0 is the edge of a word), in each 27 × 27 for the others.
enum LetterModel {
  /// The mean bits a letter of the value's words: 3 to 4 for words, 6 to 7 for random letters; 0 without letters.
  ///
  /// Words end at what is no letter and at humps; runs of one letter tell nothing and are left out.
  static func bits(_ value: UnsafeRawBufferPointer) -> Double {
    var sum = 0
    var letters = 0
    var start = 0
    while start < value.count {
      guard isLetter(value[start]) else {
        start += 1
        continue
      }
      var end = start + 1
      while end < value.count, isLetter(value[end]),
        !(isUpper(value[end]) && !isUpper(value[end - 1]))
      {
        end += 1
      }
      if end - start > 1 {
        sum += halfBits(UnsafeRawBufferPointer(rebasing: value[start..<end]))
        letters += end - start + 1
      }
      start = end
    }
    return letters == 0 ? 0 : Double(sum) / 2 / Double(letters)
  }

  private static func halfBits(_ word: UnsafeRawBufferPointer) -> Int {
    var first = 0
    var second = 0
    var sum = 0
    for at in 0...word.count {
      let third = at < word.count ? Int(word[at] & 0x1F) : 0
      // A row has 729 digits and a line feed.
      let digit = Int(digits.utf8Start[730 * first + 27 * second + third])
      sum += digit >= 0x41 ? digit - 0x41 + 10 : digit - 0x30
      (first, second) = (second, third)
    }
    return sum
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  private static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
}
