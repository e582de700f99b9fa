/// The compiled patterns of one ignore file.
///
/// Syntax and meaning are git's (https://git-scm.com/docs/gitignore), its parser's corner cases included
/// (https://github.com/git/git/blob/v2.39.5/dir.c).
public struct IgnoreRules: Sendable {
  /// What of an ignore file is read, in bytes; the rest of a longer one is left out.
  public static let sizeLimit = 1 << 20

  private struct Rule: Sendable {
    enum Test: Sendable {
      /// The whole text equals the literal.
      case equals
      /// The text ends with the literal.
      case hasSuffix
      /// The text starts with the literal and the rest matches the glob of this number.
      case glob(Int)
    }
    var literal: Range<Int>
    var test: Test
    var isNegated: Bool
    var isDirectoryOnly: Bool
    /// The text is the last component rather than the path from the ignore file's directory.
    var isBaseName: Bool
  }

  private var rules: [Rule] = []
  private var literals: [UInt8] = []
  private var globs: [Glob] = []
  private let foldsCase: Bool

  /// There is no pattern.
  public var isEmpty: Bool { rules.isEmpty }

  /// Compiles an ignore file's text.
  public init(_ text: [UInt8], foldsCase: Bool = false) {
    self.foldsCase = foldsCase
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let body = text.starts(with: byteOrderMark) ? text.dropFirst(3) : text[...]
    for var line in body.split(separator: 0x0A) {
      guard line.first != UInt8(ascii: "#") else { continue }
      if line.last == 0x0D { line.removeLast() }
      // Git's lines are C strings.
      if let end = line.firstIndex(of: 0) { line = line[..<end] }
      add(IgnoreRules.withoutTrailingSpaces(line))
    }
  }

  /// What the last matching rule says: true to ignore, false to keep, nil where none matches.
  ///
  /// - Parameters:
  ///   - path: relative to the ignore file's directory.
  ///   - nameStart: where the path's last component begins.
  public func verdict(_ path: ArraySlice<UInt8>, nameStart: Int, isDirectory: Bool) -> Bool? {
    for rule in rules.reversed() where isDirectory || !rule.isDirectoryOnly {
      let text = rule.isBaseName ? path[nameStart...] : path
      let isMatch =
        switch rule.test {
        case .equals: text.count == rule.literal.count && equals(text, rule.literal)
        case .hasSuffix:
          text.count >= rule.literal.count && equals(text.suffix(rule.literal.count), rule.literal)
        case .glob(let number):
          text.count >= rule.literal.count && equals(text.prefix(rule.literal.count), rule.literal)
            && globs[number].matches(text.dropFirst(rule.literal.count))
        }
      if isMatch { return !rule.isNegated }
    }
    return nil
  }

  private func equals(_ text: ArraySlice<UInt8>, _ literal: Range<Int>) -> Bool {
    var index = text.startIndex
    for position in literal {
      let byte = foldsCase ? text[index].lowercasedASCII : text[index]
      if byte != literals[position] { return false }
      index += 1
    }
    return true
  }

  private mutating func add(_ line: ArraySlice<UInt8>) {
    var pattern = line
    let isNegated = pattern.first == UInt8(ascii: "!")
    if isNegated { pattern.removeFirst() }
    let isDirectoryOnly = pattern.last == Glob.slash
    if isDirectoryOnly { pattern.removeLast() }
    guard !pattern.isEmpty else { return }
    let isBaseName = !pattern.contains(Glob.slash)
    if pattern.first == Glob.slash { pattern.removeFirst() }

    let plain = pattern.prefix { !IgnoreRules.isSpecial($0) }
    let tail = pattern.dropFirst(plain.count)
    let literal: ArraySlice<UInt8>
    let test: Rule.Test
    if tail.isEmpty {
      literal = plain
      test = .equals
    } else if isBaseName, plain.isEmpty, tail.first == UInt8(ascii: "*"),
      !tail.dropFirst().contains(where: IgnoreRules.isSpecial)
    {
      literal = tail.dropFirst()
      test = .hasSuffix
    } else {
      guard let glob = Glob(tail, foldsCase: foldsCase) else { return }
      literal = plain
      test = .glob(globs.count)
      globs.append(glob)
    }
    let start = literals.count
    literals.append(contentsOf: foldsCase ? literal.map(\.lowercasedASCII)[...] : literal)
    rules.append(
      Rule(
        literal: start..<literals.count, test: test, isNegated: isNegated,
        isDirectoryOnly: isDirectoryOnly, isBaseName: isBaseName))
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "\\"): true
    default: false
    }
  }

  /// Unescaped spaces at the end go; a tab stays.
  private static func withoutTrailingSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var end: Int?
    var index = line.startIndex
    while index < line.endIndex {
      if line[index] == 0x20 {
        end = end ?? index
      } else {
        if line[index] == UInt8(ascii: "\\") {
          index += 1
          if index == line.endIndex { return line }
        }
        end = nil
      }
      index += 1
    }
    return line[..<(end ?? line.endIndex)]
  }
}
