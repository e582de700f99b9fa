/// Text for SARIF's messages and help, whose readers know links, Markdown and limits of length.
enum SARIFText {
  /// For a message: visible, and without `](`, which would make a link of a hostile path.
  static func plain(_ text: String) -> String {
    let visible = VisibleText.of(text)
    guard visible.utf8.contains(UInt8(ascii: "]")) else { return visible }
    var result = ""
    var previous: Unicode.Scalar?
    for scalar in visible.unicodeScalars {
      if scalar == "(", previous == "]" {
        result += "\\x28"
      } else {
        result.unicodeScalars.append(scalar)
      }
      previous = scalar
    }
    return result
  }

  /// For the text of a link in a message: square brackets escaped, as SARIF 3.11.6 wants it.
  static func linkText(_ text: String) -> String { escaping(plain(text), "\\[]") }

  /// For Markdown: nothing in it is markup.
  static func markdown(_ text: String) -> String {
    escaping(text, "\\`*_[]<>#|")
  }

  /// At most `limit` UTF-16 units, an ellipsis where it was cut.
  static func limited(_ text: String, to limit: Int) -> String {
    guard text.utf16.count > limit else { return text }
    var result = ""
    var length = 1
    for character in text {
      length += character.utf16.count
      if length > limit { break }
      result.append(character)
    }
    return result + "…"
  }

  private static func escaping(_ text: String, _ special: String) -> String {
    var result = ""
    for character in text {
      if special.contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }
}
