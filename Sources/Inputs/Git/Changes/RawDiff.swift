/// What an entry of a tree or of the index is.
enum GitFileMode: Sendable {
  case regular, symbolicLink, submodule

  /// Nil for six zeros, by which git says that nothing is there.
  init?(_ digits: some Collection<UInt8>) {
    if digits.starts(with: "100".utf8) {
      self = .regular
    } else if digits.elementsEqual("120000".utf8) {
      self = .symbolicLink
    } else if digits.elementsEqual("160000".utf8) {
      self = .submodule
    } else {
      return nil
    }
  }
}

/// A change of one path, as git's raw format has it: what stood there in each parent, and what stands there now.
struct RawChange: Sendable {
  /// Where it stands now.
  var path: [UInt8]
  /// What it is now; nil where it was taken away.
  var mode: GitFileMode?
  /// Digits of the object that is there now; zeros where the index has a conflict.
  var name: [UInt8]
  /// Digits of the files that stood there, one a parent; parents in which no file stood there have none.
  var olds: [[UInt8]]
  /// The index has more than one version of it.
  var isUnmerged: Bool
}

/// Reads `--raw -z` of `diff-index` and `log`: https://git-scm.com/docs/git-diff-tree#_raw_output_format
struct RawDiffReader {
  enum Item {
    /// Digits of the commit whose changes follow (`--format=%x01%H`).
    case commit([UInt8])
    case change(RawChange)
  }

  private let output: ChildOutput

  init(_ output: ChildOutput) { self.output = output }

  /// The next commit or change; nil at the end. What is cut off at the end is lost: the child's ending tells.
  func next() -> Item? {
    while let token = output.next(endingWith: 0) {
      var text = token
      if text.first == 0x0A { text = UnsafeRawBufferPointer(rebasing: text.dropFirst()) }
      if text.first == 0x01 { return .commit(Array(text.dropFirst())) }
      guard text.first == UInt8(ascii: ":") else { continue }
      guard let change = change(Array(text)) else { return nil }
      return .change(change)
    }
    return nil
  }

  /// `:MODE MODE NAME NAME STATUS`; a merge has a colon, an old mode and an old name for each parent. Then the path, and
  /// where a file was moved the new path.
  private func change(_ text: [UInt8]) -> RawChange? {
    let parents = text.prefix { $0 == UInt8(ascii: ":") }.count
    let fields = text[parents...].split(separator: 0x20)
    guard fields.count == 2 * parents + 3, var path = path() else { return nil }
    let status = fields[2 * parents + 2]
    if parents == 1, let letter = status.first, "RC".utf8.contains(letter) {
      guard let moved = self.path() else { return nil }
      path = moved
    }
    var olds: [[UInt8]] = []
    for parent in 0..<parents where GitFileMode(fields[parent]) == .regular {
      olds.append(Array(fields[parents + 1 + parent]))
    }
    return RawChange(
      path: path, mode: GitFileMode(fields[parents]), name: Array(fields[2 * parents + 1]),
      olds: olds, isUnmerged: status.first == UInt8(ascii: "U"))
  }

  private func path() -> [UInt8]? { output.next(endingWith: 0).map { Array($0) } }
}
