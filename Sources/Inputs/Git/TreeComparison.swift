internal import Glibc

/// Finds out what a commit brought, as `git log --raw --diff-merges=combined` does: every file whose content or mode no
/// parent has at the same path.
///
/// Where anything cannot be read, or is not as git writes it, nothing is said, and git is asked instead.
struct TreeComparison {
  private struct Change {
    var kind: FileKind
    /// Where ``names`` has the object's name.
    var name: Int
    /// Where ``paths`` has the path.
    var path: Range<Int>
  }

  /// Deeper folders are left to git, whose own limit is no lower.
  private static let deepest = 512

  private let reader: ObjectReader
  private let width: Int
  private var changes: [Change] = []
  /// Names of the changes' objects, one after the other, and their paths.
  private var names: [UInt8] = []
  private var paths: [UInt8] = []
  /// Path of the folder that is compared, with a slash behind it.
  private var folder: [UInt8] = []
  /// The parents' trees at that path, behind those of the folders above.
  private var sides: [Side] = []

  /// A parent's tree.
  private struct Side {
    let text: ObjectReader.Text
    var entries: TreeEntries
  }

  init(_ reader: ObjectReader) {
    self.reader = reader
    width = reader.index.width
  }

  /// Finds the changes of a commit, in the order of its tree; false where git has to be asked.
  mutating func compare(commit name: UnsafeRawBufferPointer) -> Bool {
    guard let text = reader.text(named: name) else { return false }
    defer { reader.giveBack(text) }
    guard text.kind == .commit, let commit = CommitText(text.bytes, width: width),
      let tree = number(of: commit.tree)
    else { return false }
    var parents: [UInt32] = []
    for parent in commit.parents {
      guard let tree = number(ofTreeOf: parent) else { return false }
      parents.append(tree)
    }
    return compare(tree, with: parents)
  }

  /// The same of a commit whose tree and whose parents' trees are known, by their numbers in the index of objects.
  mutating func compare(_ tree: UInt32, with parents: some Sequence<UInt32>) -> Bool {
    changes.removeAll(keepingCapacity: true)
    names.removeAll(keepingCapacity: true)
    paths.removeAll(keepingCapacity: true)
    folder.removeAll(keepingCapacity: true)
    defer { closeSides(to: 0) }
    for parent in parents {
      if parent == tree, parent != PackFile.none { return true }
      guard openSide(parent) else { return false }
    }
    return compareTree(tree, with: 0, depth: 0)
  }

  /// Calls `body` with each file that the last compared commit brought: its object's name, and its path.
  func forEachChange(
    _ body: (FileKind, _ name: UnsafeRawBufferPointer, _ path: UnsafeRawBufferPointer) -> Void
  ) {
    names.withUnsafeBytes { names in
      paths.withUnsafeBytes { paths in
        for change in changes {
          body(
            change.kind,
            UnsafeRawBufferPointer(rebasing: names[change.name..<change.name + width]),
            UnsafeRawBufferPointer(rebasing: paths[change.path]))
        }
      }
    }
  }

  private func number(ofTreeOf commit: UnsafeRawBufferPointer) -> UInt32? {
    guard let number = number(of: commit), let text = reader.text(number) else { return nil }
    defer { reader.giveBack(text) }
    guard text.kind == .commit, let commit = CommitText(text.bytes, width: width) else {
      return nil
    }
    return self.number(of: commit.tree)
  }

  /// The number of the object that digits name; nil where they are none, or it is missing.
  private func number(of digits: UnsafeRawBufferPointer) -> UInt32? {
    withUnsafeTemporaryAllocation(byteCount: width, alignment: 8) { name in
      ObjectName.parse(digits, into: name)
        ? reader.index.number(of: UnsafeRawBufferPointer(name)) : nil
    }
  }

  // MARK: Trees

  private mutating func openSide(_ tree: UInt32) -> Bool {
    guard let text = read(tree) else { return false }
    sides.append(Side(text: text, entries: TreeEntries(text.bytes, width: width)))
    return true
  }

  private mutating func closeSides(to count: Int) {
    while sides.count > count, let side = sides.popLast() { reader.giveBack(side.text) }
  }

  /// Compares a tree with those of ``sides`` from `first` on.
  private mutating func compareTree(
    _ tree: UInt32, with first: Int, depth: Int
  ) -> Bool {
    guard depth <= TreeComparison.deepest, let text = read(tree) else { return false }
    defer { reader.giveBack(text) }
    let end = sides.count
    var entries = TreeEntries(text.bytes, width: width)
    while entries.hasMore {
      if (first..<end).contains(where: { entries.skip(same: &sides[$0].entries) }) { continue }
      guard let entry = entries.next() else { return false }
      guard let isOld = openFolders(like: entry, sides: first..<end) else { return false }
      if isOld {
        closeSides(to: end)
        continue
      }
      guard entry.mode == .tree else {
        add(entry)
        continue
      }
      let length = folder.count
      folder += entry.name
      folder.append(PathBytes.slash)
      guard let tree = reader.index.number(of: entry.objectName),
        compareTree(tree, with: end, depth: depth + 1)
      else { return false }
      folder.removeLast(folder.count - length)
      closeSides(to: end)
    }
    return true
  }

  /// Opens the parents' folders of an entry's name.
  ///
  /// - Returns: whether a parent has the entry as it is; nil where that cannot be known.
  private mutating func openFolders(like entry: TreeEntries.Entry, sides range: Range<Int>) -> Bool?
  {
    for side in range {
      guard let found = sides[side].entries.entry(like: entry) else {
        if sides[side].entries.isDamaged { return nil }
        continue
      }
      if found.mode == entry.mode, found.hasObject(of: entry) { return true }
      if found.mode == .tree {
        guard let tree = reader.index.number(of: found.objectName), openSide(tree) else {
          return nil
        }
      }
    }
    return false
  }

  private func read(_ tree: UInt32) -> ObjectReader.Text? {
    guard tree != PackFile.none, let text = reader.text(tree) else { return nil }
    if text.kind == .tree { return text }
    reader.giveBack(text)
    return nil
  }

  private mutating func add(_ entry: TreeEntries.Entry) {
    let start = paths.count
    paths += folder
    paths += entry.name
    changes.append(
      Change(kind: entry.mode.kind, name: names.count, path: start..<paths.count))
    names += entry.objectName
  }
}
