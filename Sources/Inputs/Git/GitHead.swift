/// What HEAD names.
enum GitHead: Sendable, Equatable {
  /// Digits of a commit.
  case commit([UInt8])
  /// A branch on which nothing has been committed.
  case unborn
  /// References are kept in a way that is not read here, or something is wrong with them.
  case unknown
}

extension GitLocation {
  private static let packedLimit = 256 << 20
  /// A reference that names another is followed so often, as git does.
  private static let depthLimit = 5

  /// What HEAD names, found without git in the files that have kept references from the beginning: a file of its own for
  /// each, or `packed-refs`. Format: https://git-scm.com/docs/gitrepository-layout
  var head: GitHead {
    var name = Array("HEAD".utf8)
    for _ in 0..<GitLocation.depthLimit {
      let owner = name.elementsEqual("HEAD".utf8) ? gitDirectory : commonDirectory
      guard let text = GitLocation.text(PathBytes.join(owner, name), limit: 4096) else {
        return name.elementsEqual("HEAD".utf8) ? .unknown : packed(name)
      }
      let line = Array(text.prefix { $0 != 0x0A && $0 != 0x0D })
      if ObjectName.isHexadecimal(line) { return .commit(line) }
      guard line.starts(with: "ref:".utf8) else { return .unknown }
      name = Array(line.dropFirst(4).drop { $0 == 0x20 })
      // The tables of references that newer versions of git keep are told by a name that no branch may have.
      guard name.starts(with: "refs/heads/".utf8), !name.contains(0),
        !name.split(separator: PathBytes.slash).contains(where: { $0.first == UInt8(ascii: ".") })
      else { return .unknown }
    }
    return .unknown
  }

  /// Commits that a merge which is under way brings.
  func mergeHeads(_ environment: GitHookEnvironment) -> [[UInt8]] {
    let text = GitLocation.text(PathBytes.join(gitDirectory, "MERGE_HEAD".utf8), limit: 1 << 16)
    let lines = (text ?? []).split(separator: 0x0A).map { Array($0) }
      .filter { ObjectName.isHexadecimal($0) }
    return lines.isEmpty ? environment.mergeHeads : lines
  }

  private func packed(_ name: [UInt8]) -> GitHead {
    let file = PathBytes.join(commonDirectory, "packed-refs".utf8)
    guard let text = GitLocation.text(file, limit: GitLocation.packedLimit) else { return .unborn }
    let width = usesSHA256 ? 64 : 40
    let ending = [0x20] + name
    // Safety: the lines are used only inside the closure.
    return text.withUnsafeBytes { text in
      for line in text.split(separator: 0x0A) where line.count == width + ending.count {
        let digits = line.prefix(width)
        if line.dropFirst(width).elementsEqual(ending), ObjectName.isHexadecimal(digits) {
          return .commit(Array(digits))
        }
      }
      return .unborn
    }
  }
}
