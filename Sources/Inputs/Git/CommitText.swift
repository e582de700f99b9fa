/// What a commit says about its place in the history: https://git-scm.com/docs/gitformat-commit-graph#_commit_data and
/// https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
struct CommitText {
  /// Digits of the tree's name, and of the parents'.
  let tree: UnsafeRawBufferPointer
  let parents: [UnsafeRawBufferPointer]
  /// What follows.
  private let rest: Slice<UnsafeRawBufferPointer>

  /// nil for what git would not read as a commit, or in another way than here.
  ///
  /// - Parameter width: bytes of a name.
  init?(_ bytes: UnsafeRawBufferPointer, width: Int) {
    var rest = bytes[...]
    func name(after keyword: String) -> UnsafeRawBufferPointer? {
      let start = rest.startIndex + keyword.utf8.count
      let end = start + 2 * width
      guard end < rest.endIndex, rest[end] == 0x0A, rest.starts(with: keyword.utf8) else {
        return nil
      }
      defer { rest = rest[(end + 1)...] }
      return UnsafeRawBufferPointer(rebasing: rest[start..<end])
    }
    guard let tree = name(after: "tree ") else { return nil }
    self.tree = tree
    var parents: [UnsafeRawBufferPointer] = []
    while let parent = name(after: "parent ") { parents.append(parent) }
    // A line that is nearly one is for git to judge.
    guard !rest.starts(with: "parent".utf8) else { return nil }
    self.parents = parents
    self.rest = rest
  }

  /// The committer's time, in the line behind the author's: seconds since 1970; 0 where they cannot be read.
  var time: Int {
    let lines = rest.split(separator: 0x0A, maxSplits: 2, omittingEmptySubsequences: false)
    guard lines.count > 1, lines[0].starts(with: "author".utf8),
      lines[1].starts(with: "committer".utf8),
      let mark = lines[1].lastIndex(of: UInt8(ascii: ">"))
    else { return 0 }
    let digits = lines[1][(mark + 1)...].drop { $0 == 0x20 }.prefix { 0x30...0x39 ~= $0 }
    guard digits.count < 18 else { return 0 }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}
