/// Finds out which texts a pattern's matches can begin with, so that the loader can tell whether the pattern may be
/// tried only where one of its literals stands.
///
/// A small reader of the beginning of a PCRE2 pattern: it steps over zero-width assertions and into groups, takes
/// literal characters and alternatives, and stops at the first thing it does not know. Stopping early is safe: the
/// pattern is then searched in a window instead of being tried at one place.
struct LeadingLiterals {
  private let pattern: [Character]
  private static let mostAlternatives = 256
  /// Groups inside groups. Each level calls the next, so a pattern of nothing but parentheses would use up the stack.
  private static let deepest = 64

  /// Whether every match of `pattern` begins (zero-width things aside) with one of `literals`, compared caselessly.
  static func matchBegins(_ pattern: String, with literals: [String]) -> Bool {
    let reader = LeadingLiterals(pattern: Array(pattern))
    guard reader.depth <= Self.deepest else { return false }
    let wanted = literals.map { $0.lowercased() }
    let prefixes = reader.alternatives(from: 0, to: reader.pattern.count).map(\.text)
    return !prefixes.isEmpty
      && prefixes.allSatisfy { prefix in
        wanted.contains { prefix.lowercased().hasPrefix($0) }
      }
  }

  /// How deep groups nest at most; parentheses in classes and escapes count too.
  private var depth: Int {
    var depth = 0
    var deepest = 0
    for character in pattern {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      deepest = max(deepest, depth)
    }
    return deepest
  }

  /// A text that matches begin with; `isOpen` where reading could go on behind it.
  private struct Prefix {
    var text: String
    var isOpen: Bool
  }

  private func alternatives(from start: Int, to end: Int) -> [Prefix] {
    var result: [Prefix] = []
    for range in splitAlternatives(start, end) {
      result += sequence(range.lowerBound, range.upperBound)
      if result.count > Self.mostAlternatives { return [Prefix(text: "", isOpen: false)] }
    }
    return result
  }

  private func sequence(_ start: Int, _ end: Int) -> [Prefix] {
    var prefixes = [Prefix(text: "", isOpen: true)]
    var at = start
    while at < end, prefixes.contains(where: \.isOpen) {
      guard let element = element(at, end), prefixes.count <= Self.mostAlternatives else {
        return closed(prefixes)
      }
      at = element.next
      // What may be absent or repeated ends what is known for sure.
      if at < end, "?*{".contains(pattern[at]) { return closed(prefixes) }
      let repeats = at < end && pattern[at] == "+"
      prefixes = prefixes.flatMap { prefix in
        prefix.isOpen
          ? element.texts.map {
            Prefix(text: prefix.text + $0.text, isOpen: $0.isOpen && !repeats)
          } : [prefix]
      }
    }
    return prefixes
  }

  private func closed(_ prefixes: [Prefix]) -> [Prefix] {
    prefixes.map { Prefix(text: $0.text, isOpen: false) }
  }

  /// The element at `at` and where the next begins; nil where it is nothing that this reader knows.
  private func element(_ at: Int, _ end: Int) -> (texts: [Prefix], next: Int)? {
    let character = pattern[at]
    switch character {
    case "\\":
      guard at + 1 < end else { return nil }
      let next = pattern[at + 1]
      if next == "b" || next == "B" { return ([Prefix(text: "", isOpen: true)], at + 2) }
      guard !next.isLetter, !next.isNumber else { return nil }
      return ([Prefix(text: String(next), isOpen: true)], at + 2)
    case "(":
      guard let close = closing(at, end) else { return nil }
      return group(at, close).map { ($0, close + 1) }
    case "[", ".", "^", "$", ")", "|", "?", "*", "+", "{": return nil
    default: return ([Prefix(text: String(character), isOpen: true)], at + 1)
    }
  }

  private func group(_ open: Int, _ close: Int) -> [Prefix]? {
    guard open + 1 < close, pattern[open + 1] == "?" else {
      return alternatives(from: open + 1, to: close)
    }
    let head = String(pattern[(open + 2)..<close])
    // (?<name>…) is a group; (?<!…) and (?<=…) are assertions and take no width.
    if head.hasPrefix("<!") || head.hasPrefix("<=") { return [Prefix(text: "", isOpen: true)] }
    if head.hasPrefix("<") {
      guard let end = pattern[open..<close].firstIndex(of: ">") else { return nil }
      return alternatives(from: end + 1, to: close)
    }
    let flags = head.prefix { $0 == "i" || $0 == "-" || $0 == "s" }
    let rest = head.dropFirst(flags.count)
    if rest.isEmpty { return [Prefix(text: "", isOpen: true)] }
    guard rest.first == ":" else { return nil }
    return alternatives(from: open + 2 + flags.count + 1, to: close)
  }

  private func splitAlternatives(_ start: Int, _ end: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var from = start
    var at = start
    while at < end {
      switch pattern[at] {
      case "\\": at += 1
      case "[": at = classEnd(at, end)
      case "(": at = closing(at, end) ?? end
      case "|":
        ranges.append(from..<at)
        from = at + 1
      default: break
      }
      at += 1
    }
    ranges.append(min(from, end)..<end)
    return ranges
  }

  private func classEnd(_ open: Int, _ end: Int) -> Int {
    var at = open + 1
    if at < end, pattern[at] == "^" { at += 1 }
    if at < end, pattern[at] == "]" { at += 1 }
    while at < end, pattern[at] != "]" { at += pattern[at] == "\\" ? 2 : 1 }
    return at
  }

  private func closing(_ open: Int, _ end: Int) -> Int? {
    var depth = 0
    var at = open
    while at < end {
      switch pattern[at] {
      case "\\": at += 1
      case "[": at = classEnd(at, end)
      case "(": depth += 1
      case ")":
        depth -= 1
        if depth == 0 { return at }
      default: break
      }
      at += 1
    }
    return nil
  }
}
