internal import PCRE2

/// Builds the pattern of a detector that knows a value by the provider's name near it: a name, what may stand between, the
/// value.
enum NearPattern {
  /// - Parameters:
  ///   - near: caseless names; separators and a few words may stand between one of them and the value.
  ///   - about: caseless names that say less: a word for a credential has to stand between one of them and the value.
  ///   - value: PCRE2 for the value, without groups of its own that matter.
  static func make(near: [String], about: [String], value: String) -> String {
    // The name begins a word or a camel hump. The value is not cut out of a longer word, nor out of a longer text in
    // quotes or between blanks: signs and more of it behind it, or the padding of base 64. What is called or has members
    // is code.
    let start = "(?:(?<![A-Za-z])|(?<=-D)|(?<=[a-z])(?=[A-Z]))"
    let cut = #"[A-Za-z0-9_\-]|\(|::|(?:[+?!$^*][\w+?!$^*\-]{4,}|={1,2})(?:["'\s]|$)"#
    let end = #"(?<![A-Za-z0-9_])(?<secret>\#(value))(?!\#(cut))"#
    let isTelling = (try? Pattern(value)).map { $0.minimumLength >= shortestFarther } ?? false
    let between = isTelling ? "(?:\(close)|\(farther))" : close
    if about.isEmpty { return start + names(near) + between + end }
    if near.isEmpty { return start + names(about) + farther + end }
    return "\(start)(?:\(names(near))\(between)|\(names(about))\(farther))\(end)"
  }

  /// What every match of such a pattern holds; nil where that does not say much.
  static func valueRun(near: [String], about: [String], value: String) -> ValueRun? {
    let lengths = (near + about).map(\.utf8.count)
    guard let shortest = lengths.min(), let longest = lengths.max() else { return nil }
    return ValueRun(pattern: value, nearest: shortest, farthest: longest + mostBetween)
  }

  /// No more bytes stand between the name and the value: what ``close`` and ``farther`` take at most, 304 and 260.
  static let mostBetween = 304

  /// Shorter values are not looked for farther from a name, in bytes: too many words are as long.
  static let shortestFarther = 16

  /// The rest of the identifier and up to five more words; then separators (over one line break at most), with up to two
  /// filler words between them ("name": "X_TOKEN", "value": "…"). Separators and words share no character, so that there
  /// are few ways to divide a text among them and a search takes some hundred steps at most.
  private static let close: String = {
    let separators = #"[^\w\n]{1,24}(?:\n[^\w\n]{0,16})?"#
    let filler = "(?i:value|val|token|key|secret|default|string|bearer|basic|password)"
    return
      #"[\w.\-]{0,40}+(?: [\w.\-]{1,24}+){0,5}?\#(separators)(?:\#(filler)\b\#(separators)){0,2}?"#
  }()

  /// Whatever stands between a provider's name and a word for a credential near it, in the same line or in lines that
  /// belong to it (indented, or below a section's head), and between that word and the value: `provider: {token: …}`,
  /// `[provider]`, a log's line about the provider and the next one with the key.
  private static let farther: String = {
    let breaks = #"(?:\n(?![A-Za-z_#/])|(?<=\])\r?\n)"#
    let word = "(?i:key|token|secret|private|access|passw|pwd|credential|bearer|auth(?!or))"
    return
      #"(?:[^\n]{0,60}?(?:\#(breaks)[^\n]{0,60}?){0,2})\#(word)(?:[^\n]{0,40}?(?:\#(breaks)[^\n]{0,24}?)?)"#
  }()

  private static func names(_ names: [String]) -> String {
    "(?i:\(names.map(escaped).joined(separator: "|")))"
  }

  private static func escaped(_ text: String) -> String {
    String(text.flatMap { "\\^$.|?*+()[]{}-#/ ".contains($0) ? ["\\", $0] : [$0] })
  }
}
