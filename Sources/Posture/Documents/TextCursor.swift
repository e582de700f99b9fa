/// A place in a text that moves forward; reading past the end gives NUL, never a trap.
struct TextCursor {
  let text: [UInt8]
  var at = 0
  private let limits: ReadLimits
  private var nodes = 0
  private(set) var depth = 0

  init(_ text: [UInt8], limits: ReadLimits) {
    self.text = text
    self.limits = limits
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  var atEnd: Bool { at >= text.count }
  var byte: UInt8 { at < text.count ? text[at] : 0 }

  func peek(_ distance: Int) -> UInt8 {
    let place = at + distance
    return place >= 0 && place < text.count ? text[place] : 0
  }

  func starts(with literal: StaticString) -> Bool {
    guard at + literal.utf8CodeUnitCount <= text.count else { return false }
    for index in 0..<literal.utf8CodeUnitCount where text[at + index] != literal.utf8Start[index] {
      return false
    }
    return true
  }

  /// Moves past `literal` if it stands here.
  mutating func take(_ literal: StaticString) -> Bool {
    guard starts(with: literal) else { return false }
    at += literal.utf8CodeUnitCount
    return true
  }

  mutating func skip(while condition: (UInt8) -> Bool) {
    while at < text.count, condition(text[at]) { at += 1 }
  }

  mutating func skipSpaces() { skip { $0 == 0x20 || $0 == 0x09 } }
  mutating func skipLine() { skip { $0 != 0x0A } }

  /// Moves behind the next `literal`, or to the end.
  mutating func skip(past literal: StaticString) {
    while !atEnd {
      if take(literal) { return }
      at += 1
    }
  }

  func string(_ range: Range<Int>) -> String {
    let range = range.clamped(to: 0..<text.count)
    return String(decoding: text[range], as: UTF8.self)
  }

  /// The end of `range` without blanks and line ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var end = min(range.upperBound, text.count)
    while end > range.lowerBound, text[end - 1] <= 0x20 { end -= 1 }
    return range.lowerBound..<max(end, range.lowerBound)
  }

  func error(_ message: String) -> ReadError { ReadError(message, at: min(at, text.count)) }

  // MARK: - Limits

  /// Counts a value.
  mutating func count(_ weight: Int = 1) throws(ReadError) {
    nodes += min(weight, limits.nodes + 1)
    if nodes > limits.nodes { throw error("more values than a configuration has") }
  }

  /// A collection begins; ``leave()`` ends it.
  mutating func enter() throws(ReadError) {
    depth += 1
    if depth > limits.depth { throw error("collections nested too deep") }
  }

  mutating func leave() { depth -= 1 }

  mutating func node(_ value: Node.Value, _ span: Range<Int>) throws(ReadError) -> Node {
    try count()
    return Node(value, span: span)
  }
}

extension UInt8 {
  var isBlank: Bool { self == 0x20 || self == 0x09 }
  var isLineEnd: Bool { self == 0x0A || self == 0x0D }
  /// A blank, a line end or the text's end.
  var isBreak: Bool { isBlank || isLineEnd || self == 0 }
  var isDigit: Bool { (0x30...0x39).contains(self) }
  var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
  /// A letter, a digit, `_`, `-`: a word of most configuration languages.
  var isWord: Bool { isLetter || isDigit || self == 0x5F || self == 0x2D || self >= 0x80 }
}
