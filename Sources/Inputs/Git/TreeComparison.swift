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
  mutating func compare(_ name: UnsafeRawBufferPointer) -> Bool {
    changes.removeAll(keepingCapacity: true)
    names.removeAll(keepingCapacity: true)
    paths.removeAll(keepingCapacity: true)
    folder.removeAll(keepingCapacity: true)
    guard let text = reader.text(named: name) else { return false }
    defer { reader.giveBack(text) }
    guard text.kind == .commit, let commit = CommitText(text.bytes, width: width) else {
      return false
    }
    defer { closeSides(to: 0) }
    for parent in commit.parents {
      guard let tree = tree(ofCommit: parent) else { return false }
      if tree.elementsEqual(commit.tree) { return true }
      let isOpen = tree.withUnsafeBytes { digits in withName(digits) { openSide($0) } }
      guard isOpen == true else { return false }
    }
    return withName(commit.tree) { compareTree($0, with: 0, depth: 0) } ?? false
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

  /// Digits of the tree's name.
  private func tree(ofCommit digits: UnsafeRawBufferPointer) -> [UInt8]? {
    withName(digits) { name in
      guard let text = reader.text(named: name) else { return nil }
      defer { reader.giveBack(text) }
      guard text.kind == .commit, let commit = CommitText(text.bytes, width: width) else {
        return nil
      }
      return Array(commit.tree)
    } ?? nil
  }

  /// Calls `body` with the name that digits stand for; nil where they are none.
  private func withName<Result>(
    _ digits: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result? {
    withUnsafeTemporaryAllocation(byteCount: width, alignment: 8) { name in
      ObjectName.parse(digits, into: name) ? body(UnsafeRawBufferPointer(name)) : nil
    }
  }

  // MARK: Trees

  private mutating func openSide(_ name: UnsafeRawBufferPointer) -> Bool {
    guard let text = read(name) else { return false }
    sides.append(Side(text: text, entries: TreeEntries(text.bytes, width: width)))
    return true
  }

  private mutating func closeSides(to count: Int) {
    while sides.count > count, let side = sides.popLast() { reader.giveBack(side.text) }
  }

  /// Compares a tree with those of ``sides`` from `first` on.
  private mutating func compareTree(
    _ name: UnsafeRawBufferPointer, with first: Int, depth: Int
  ) -> Bool {
    guard depth <= TreeComparison.deepest, let text = read(name) else { return false }
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
      guard compareTree(entry.objectName, with: end, depth: depth + 1) else { return false }
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
      if found.mode == .tree, !openSide(found.objectName) { return nil }
    }
    return false
  }

  private func read(_ name: UnsafeRawBufferPointer) -> ObjectReader.Text? {
    guard let text = reader.text(named: name) else { return nil }
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
