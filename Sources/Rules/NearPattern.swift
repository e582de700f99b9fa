/// Builds the pattern of a `near` detector: one of its names, a short run of separators, the value.
enum NearPattern {
  /// - Parameters:
  ///   - names: caseless texts.
  ///   - value: PCRE2 for the value, without groups of its own that matter.
  static func make(names: [String], value: String) -> String {
    let name = names.map(escaped).joined(separator: "|")
    // The name begins a word or a camel hump. Then the rest of the identifier and up to five more words; separators
    // (over one line break at most), with up to two filler words between them ("name": "X_TOKEN", "value": "…"); the
    // value, not cut out of a longer word. Separators and words share no character, so that there are few ways to
    // divide a text among them and a search takes some hundred steps at most.
    let separators = #"[^\w\n]{1,24}(?:\n[^\w\n]{0,16})?"#
    let filler = "(?i:value|val|token|key|secret|default|string|bearer|basic|password)"
    return #"(?:(?<![A-Za-z])|(?<=-D)|(?<=[a-z])(?=[A-Z]))(?i:\#(name))"#
      + #"[\w.\-]{0,40}+(?: [\w.\-]{1,24}+){0,5}?"#
      + #"\#(separators)(?:\#(filler)\b\#(separators)){0,2}?"#
      + #"(?<![A-Za-z0-9_])(?<secret>\#(value))(?![A-Za-z0-9_\-])"#
  }

  private static func escaped(_ text: String) -> String {
    String(text.flatMap { "\\^$.|?*+()[]{}-#/ ".contains($0) ? ["\\", $0] : [$0] })
  }
}
