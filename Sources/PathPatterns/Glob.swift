/// A shell pattern over `/`-separated paths, as git's wildmatch reads it with WM_PATHNAME.
///
/// The pattern is cut at its slashes. A component is matched against a path's component by going back to the last star
/// only, and components are matched against components by going back to the last `**` only, so the work is bounded by
/// pattern length times path length whatever the pattern.
/// Source: https://github.com/git/git/blob/v2.39.5/wildmatch.c
public struct Glob: Sendable {
  static let slash = UInt8(ascii: "/")

  enum Token: Sendable, Equatable {
    case byte(UInt8)
    case set(ByteSet)
    /// Any byte but a slash.
    case any
    /// Any run of bytes without a slash, also none.
    case star
    /// Only while parsing: where components end.
    case slash
    /// The same, written with a backslash.
    case escapedSlash

    var isSlash: Bool { self == .slash || self == .escapedSlash }
  }

  private enum Component: Sendable {
    case tokens([Token])
    /// `**` between slashes: any number of components, at the end at least one.
    case anyDepth
  }

  private let components: [Component]
  private let foldsCase: Bool

  /// Parses a pattern; nil where it is malformed, which in git means that it never matches.
  public init?(_ pattern: ArraySlice<UInt8>, foldsCase: Bool) {
    guard let tokens = GlobParser.tokens(of: pattern, foldsCase: foldsCase) else { return nil }
    components = tokens.split(omittingEmptySubsequences: false, whereSeparator: \.isSlash)
      .flatMap { part -> [Component] in
        if part.count >= 2, part.allSatisfy({ $0 == .star }) {
          // Git tries "no component" only where the slash behind is a plain one.
          let isEscaped = part.endIndex < tokens.count && tokens[part.endIndex] == .escapedSlash
          return isEscaped ? [.anyDepth, .tokens([.star])] : [.anyDepth]
        }
        var collapsed: [Token] = []
        for token in part where token != .star || collapsed.last != .star {
          collapsed.append(token)
        }
        return [.tokens(collapsed)]
      }
    self.foldsCase = foldsCase
  }

  /// Whether the whole of `path` matches.
  public func matches(_ path: ArraySlice<UInt8>) -> Bool {
    if components.count == 1, case .tokens(let tokens) = components[0] {
      return !path.contains(Glob.slash) && matches(component: path, tokens)
    }
    let parts = path.split(separator: Glob.slash, omittingEmptySubsequences: false)
    var part = 0
    var component = 0
    var retryPart = 0
    var retryComponent: Int?
    while true {
      if component == components.count, part == parts.count { return true }
      if component < components.count {
        switch components[component] {
        case .anyDepth:
          if component == components.count - 1 { return part < parts.count }
          retryComponent = component
          retryPart = part
          component += 1
          continue
        case .tokens(let tokens):
          if part < parts.count, matches(component: parts[part], tokens) {
            part += 1
            component += 1
            continue
          }
        }
      }
      guard let retry = retryComponent, retryPart < parts.count else { return false }
      retryPart += 1
      part = retryPart
      component = retry + 1
    }
  }

  private func matches(component text: ArraySlice<UInt8>, _ tokens: [Token]) -> Bool {
    var position = text.startIndex
    var token = 0
    var retryPosition = position
    var retryToken: Int?
    while position < text.endIndex {
      if token < tokens.count {
        if tokens[token] == .star {
          retryToken = token
          retryPosition = position
          token += 1
          continue
        }
        if matches(text[position], tokens[token]) {
          position += 1
          token += 1
          continue
        }
      }
      guard let retry = retryToken else { return false }
      retryPosition += 1
      position = retryPosition
      token = retry + 1
    }
    return tokens[token...].allSatisfy { $0 == .star }
  }

  private func matches(_ byte: UInt8, _ token: Token) -> Bool {
    let byte = foldsCase ? byte.lowercasedASCII : byte
    return switch token {
    case .byte(let expected): byte == expected
    case .set(let set): set.contains(byte)
    case .any: byte != Glob.slash
    case .star, .slash, .escapedSlash: false
    }
  }
}

extension UInt8 {
  /// A letter of ASCII in lower case; any other byte as it is.
  public var lowercasedASCII: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
