@testable import Inputs
import PathPatterns

/// Ignore files and paths.
struct IgnoreTarget: FuzzTarget {
  func seeds() -> [[UInt8]] {
    [
      "\u{1}*.log\n!keep.log\n/build/\n**/x/*\n\0a/b/keep.log\0",
      "\u{0}a/**/[a-c!]?\\*\n[[:alpha:]x-z]*/\n\0a/b/c/b1*\0z/y\0",
      "\u{3}Foo/**\n\\#x \\ \n#c\n\u{FEFF}b\r\n\0foo/BAR\0#x  \0",
      "\u{2}a*b*c*d*e*f\n**/**/**/a/**/b\n[!]a-]\n[\\]]\n\0abcdefabcdef/aabbcc/b\0]\0",
    ].map { Array($0.utf8) }
  }

  func run(_ bytes: UnsafeRawBufferPointer) {
    var input = InputReader(bytes)
    let mode = input.byte()
    let text = input.field()
    let foldsCase = mode & 1 != 0
    let rules = IgnoreRules(text, foldsCase: foldsCase)
    let scope = IgnoreScope(
      rules, baseCount: 2, parent: IgnoreScope(rules, baseCount: 0, parent: nil))
    var paths = 0
    while !input.isAtEnd, paths < 16 {
      paths += 1
      let path = input.field()
      let start = (path.lastIndex(of: 0x2F) ?? -1) + 1
      let isDirectory = mode & 2 != 0
      let verdict = rules.verdict(path[...], nameStart: start, isDirectory: isDirectory)
      if rules.isEmpty { require(verdict == nil, "no rules, no verdict") }
      // One rule says about a path what the same rule negated denies.
      if !text.contains(0x0A), verdict != nil, text.first != 0x21,
        !text.starts(with: [0xEF, 0xBB, 0xBF])
      {
        let negated = IgnoreRules([0x21] + text, foldsCase: foldsCase)
        let other = negated.verdict(path[...], nameStart: start, isDirectory: isDirectory)
        require(
          verdict == true && other == false, "\(String(describing: other)) for a negated pattern")
      }
      let below = [0x61, 0x2F] + path
      _ = scope.verdict(below, nameStart: start + 2, isDirectory: isDirectory)
    }
    guard let glob = Glob(text[...], foldsCase: foldsCase) else { return }
    _ = glob.matches(text[...])
  }
}
