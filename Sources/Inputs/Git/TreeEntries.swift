internal import Glibc

/// The entries of a tree object: mode in octal digits, space, name, zero byte, object's name.
/// https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_tree_objects
// Safety: `at` never exceeds `bytes.count`, every piece lies within `bytes` by the comparisons before it, and the bytes
// outlive the value and what it hands out.
struct TreeEntries {
  /// What an entry is, as git sees it: of a mode only the kind counts, and whether the owner may execute a file.
  enum Mode {
    case file, program, link, tree, commit

    /// https://github.com/git/git/blob/v2.39.0/cache.h (`canon_mode`)
    init(_ bits: UInt32) {
      switch bits & 0o170000 {
      case 0o100000: self = bits & 0o100 == 0 ? .file : .program
      case 0o120000: self = .link
      case 0o040000: self = .tree
      default: self = .commit
      }
    }

    /// What it is in a history; folders have no place there, and are not asked.
    var kind: FileKind {
      switch self {
      case .file, .program, .tree: .regular
      case .link: .symbolicLink
      case .commit: .submodule
      }
    }
  }

  struct Entry {
    var mode: Mode
    var name: UnsafeRawBufferPointer
    var objectName: UnsafeRawBufferPointer

    /// Whether both name one object.
    func hasObject(of other: Entry) -> Bool {
      guard let name = objectName.baseAddress, let otherName = other.objectName.baseAddress else {
        return false
      }
      return memcmp(name, otherName, objectName.count) == 0
    }
  }

  private let bytes: UnsafeRawBufferPointer
  private let width: Int
  private var at = 0
  /// It is no tree: an entry ends behind the text, or has no mode or name.
  private(set) var isDamaged = false

  /// - Parameter width: bytes of a name.
  init(_ bytes: UnsafeRawBufferPointer, width: Int) {
    self.bytes = bytes
    self.width = width
  }

  var hasMore: Bool { at < bytes.count }

  /// Takes the next entry; nil at the end, or where the tree is damaged.
  mutating func next() -> Entry? {
    guard let (entry, end) = parsed() else { return nil }
    at = end
    return entry
  }

  /// Steps over the entries that stand next both here and in `other`, byte for byte; false where none does.
  mutating func skip(same other: inout TreeEntries) -> Bool {
    let common = TreeEntries.common(
      UnsafeRawBufferPointer(rebasing: bytes[at...]),
      UnsafeRawBufferPointer(rebasing: other.bytes[other.at...]))
    guard let base = bytes.baseAddress else { return false }
    let start = at
    let end = at + common
    // Whole entries only.
    while at < end, let zero = memchr(base + at, 0, end - at) {
      let next = UnsafeRawPointer(zero) - base + 1 + width
      if next > end { break }
      at = next
    }
    other.at += at - start
    return at > start
  }

  /// How many bytes two texts have in common at their beginnings.
  private static func common(
    _ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer
  ) -> Int {
    let count = min(one.count, other.count)
    var at = 0
    while at + 8 <= count {
      let difference =
        one.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        ^ other.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      if difference != 0 {
        return at + UInt64(littleEndian: difference).trailingZeroBitCount / 8
      }
      at += 8
    }
    while at < count, one[at] == other[at] { at += 1 }
    return at
  }

  /// Steps up to the entry that has the name of `wanted`, both being folders or neither; nil where there is none.
  mutating func entry(like wanted: Entry) -> Entry? {
    while let (entry, end) = parsed() {
      let order = TreeEntries.order(entry, wanted)
      if order > 0 { return nil }
      at = end
      if order == 0 { return entry }
    }
    return nil
  }

  private mutating func parsed() -> (entry: Entry, end: Int)? {
    guard at < bytes.count, let base = bytes.baseAddress else { return nil }
    var bits: UInt32 = 0
    var place = at
    while place < bytes.count, 0x30...0x37 ~= bytes[place], place - at < 8 {
      bits = bits << 3 | UInt32(bytes[place] - 0x30)
      place += 1
    }
    guard place > at, place < bytes.count, bytes[place] == 0x20,
      let zero = memchr(base + place, 0, bytes.count - place)
    else { return damaged() }
    let start = place + 1
    let end = UnsafeRawPointer(zero) - base
    guard end > start, width < bytes.count - end else { return damaged() }
    let entry = Entry(
      mode: Mode(bits), name: UnsafeRawBufferPointer(rebasing: bytes[start..<end]),
      objectName: UnsafeRawBufferPointer(rebasing: bytes[end + 1..<end + 1 + width]))
    return (entry, end + 1 + width)
  }

  private mutating func damaged() -> (entry: Entry, end: Int)? {
    isDamaged = true
    return nil
  }

  /// As trees are sorted: by bytes, a folder as if a slash stood behind its name.
  private static func order(_ one: Entry, _ other: Entry) -> Int {
    let common = min(one.name.count, other.name.count)
    if let left = one.name.baseAddress, let right = other.name.baseAddress {
      let order = memcmp(left, right, common)
      if order != 0 { return Int(order) }
    }
    func next(_ entry: Entry) -> Int {
      entry.name.count > common
        ? Int(entry.name[common]) : entry.mode == .tree ? Int(PathBytes.slash) : 0
    }
    return next(one) - next(other)
  }
}
