/// A pattern of a CODEOWNERS file, cut at its slashes.
///
/// A component is matched against a path's component by going back to the last star only, and components against
/// components by going back to the last "any depth" only, so the work is bounded by pattern length times path length
/// whatever the pattern.
struct OwnerPattern: Sendable, Equatable {
  enum Token: Sendable, Equatable {
    case byte(UInt8)
    /// Any byte but a slash.
    case any
    /// Any run of bytes without a slash, also none.
    case star
    /// One of these ranges, or none of them where `isNegated`.
    case set([ClosedRange<UInt8>], isNegated: Bool)
  }

  enum Component: Sendable, Equatable {
    case tokens([Token])
    /// Any number of components, also none.
    case anyDepth
  }

  var components: [Component]
  /// What lies below a matching path matches, too.
  var coversBelow = false
  /// Only what lies below a matching path matches: the pattern ended with a slash.
  var needsBelow = false

  private static let slash = UInt8(ascii: "/")

  /// Whether a path relative to the repository's root matches.
  func matches(_ path: some Collection<UInt8>) -> Bool {
    let parts = Array(path).split(separator: OwnerPattern.slash)
    if !needsBelow, matches(parts[...]) { return true }
    guard coversBelow, parts.count > 1 else { return false }
    return (1..<parts.count).contains { matches(parts[..<$0]) }
  }

  private func matches(_ parts: ArraySlice<ArraySlice<UInt8>>) -> Bool {
    var part = 0
    var component = 0
    var retry: (component: Int, part: Int)?
    while true {
      if component == components.count, part == parts.count { return true }
      if component < components.count {
        switch components[component] {
        case .anyDepth:
          retry = (component, part)
          component += 1
          continue
        case .tokens(let tokens):
          if part < parts.count, OwnerPattern.matches(parts[part], tokens) {
            part += 1
            component += 1
            continue
          }
        }
      }
      guard let last = retry, last.part < parts.count else { return false }
      part = last.part + 1
      component = last.component + 1
      retry = (last.component, part)
    }
  }

  private static func matches(_ text: ArraySlice<UInt8>, _ tokens: [Token]) -> Bool {
    var position = text.startIndex
    var token = 0
    var retry: (token: Int, position: Int)?
    while position < text.endIndex {
      if token < tokens.count {
        if tokens[token] == .star {
          retry = (token, position)
          token += 1
          continue
        }
        if matches(text[position], tokens[token]) {
          position += 1
          token += 1
          continue
        }
      }
      guard let last = retry else { return false }
      position = last.position + 1
      token = last.token + 1
      retry = (last.token, position)
    }
    return tokens[token...].allSatisfy { $0 == .star }
  }

  private static func matches(_ byte: UInt8, _ token: Token) -> Bool {
    switch token {
    case .byte(let expected): byte == expected
    case .any: true
    case .star: false
    case .set(let ranges, let isNegated): ranges.contains { $0.contains(byte) } != isNegated
    }
  }
}

extension OwnerPattern {
  /// A pattern as GitHub reads it: git's ignore patterns without negation, ranges and an escaped `#`; `dir/*` is one
  /// level, and what else matches a folder covers all below it. Nil for a pattern that GitHub calls invalid.
  ///
  /// Source: https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-syntax
  init?(gitHub pattern: some StringProtocol) {
    guard !pattern.hasPrefix("!"), !pattern.hasPrefix("\\#"), !pattern.contains("["),
      !pattern.contains("]"), !pattern.contains("***")
    else { return nil }
    var parts = OwnerPattern.split(pattern)
    let isAnchored = parts.dropLast().contains { !$0.isEmpty } || parts.first?.isEmpty == true
    let endsWithSlash = parts.count > 1 && parts.last?.isEmpty == true
    parts.removeAll(where: \.isEmpty)
    guard let last = parts.last else { return nil }
    var components: [Component] = parts.map { part in
      part == "**" ? .anyDepth : .tokens(OwnerPattern.tokens(part, knowsSets: false))
    }
    // `apps/` is anywhere, `/apps/` and `docs/apps` are below the root.
    let isBelowRoot = isAnchored && !(endsWithSlash && parts.count == 1 && !pattern.hasPrefix("/"))
    if !isBelowRoot { components.insert(.anyDepth, at: 0) }
    self.init(components: components)
    needsBelow = endsWithSlash
    if last == "**" {
      // Everything below, not the folder's own name.
      self.components.append(.tokens([.star]))
    }
    let isOneLevel = last == "*" && isBelowRoot && !endsWithSlash
    coversBelow = !isOneLevel
  }

  /// A pattern as GitLab reads it: Ruby's `File.fnmatch` with `FNM_DOTMATCH` and `FNM_PATHNAME`, after GitLab has
  /// put `/**/` before what has no slash in front and `**/*` behind what ends with one.
  ///
  /// Source: https://docs.gitlab.com/user/project/codeowners/advanced/#pattern-matching
  init(gitLab normalized: String) {
    let parts = OwnerPattern.split(normalized).drop(while: \.isEmpty)
    var components: [Component] = []
    for (index, part) in parts.enumerated() {
      // `**` goes through folders only where a slash follows; at the end it is a star.
      if part == "**", index < parts.count - 1 {
        if components.last != .anyDepth { components.append(.anyDepth) }
      } else {
        components.append(.tokens(OwnerPattern.tokens(part, knowsSets: true)))
      }
    }
    self.init(components: components)
  }

  /// Cuts at slashes that no backslash escapes.
  private static func split(_ pattern: some StringProtocol) -> [String] {
    pattern.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
  }

  private static func tokens(_ part: String, knowsSets: Bool) -> [Token] {
    var tokens: [Token] = []
    var bytes = Array(part.utf8)[...]
    while let byte = bytes.popFirst() {
      switch byte {
      case UInt8(ascii: "*"): if tokens.last != .star { tokens.append(.star) }
      case UInt8(ascii: "?"): tokens.append(.any)
      case UInt8(ascii: "\\"): tokens.append(.byte(bytes.popFirst() ?? byte))
      case UInt8(ascii: "[") where knowsSets:
        var rest = bytes
        if let set = OwnerPattern.set(&rest) {
          tokens.append(set)
          bytes = rest
        } else {
          tokens.append(.byte(byte))
        }
      default: tokens.append(.byte(byte))
      }
    }
    return tokens
  }

  /// What stands between `[` and `]`; nil where no `]` follows.
  private static func set(_ bytes: inout ArraySlice<UInt8>) -> Token? {
    var ranges: [ClosedRange<UInt8>] = []
    let isNegated = bytes.first == UInt8(ascii: "!") || bytes.first == UInt8(ascii: "^")
    if isNegated { bytes.removeFirst() }
    while var low = bytes.popFirst() {
      if low == UInt8(ascii: "]") { return .set(ranges, isNegated: isNegated) }
      if low == UInt8(ascii: "\\"), let escaped = bytes.popFirst() { low = escaped }
      var high = low
      if bytes.first == UInt8(ascii: "-"), let next = bytes.dropFirst().first,
        next != UInt8(ascii: "]")
      {
        bytes.removeFirst(2)
        high = next
      }
      if low <= high { ranges.append(low...high) }
    }
    return nil
  }
}
