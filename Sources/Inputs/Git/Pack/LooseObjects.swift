/// The objects of a store that have a file each, their names learned from its folders: zlib streams of the kind, the size,
/// a zero byte and the text. https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
struct LooseObjects: Sendable {
  /// Git packs them long before there are so many; more are left to it.
  private static let most = 1 << 18
  /// Kind and size, at the most; bytes.
  private static let longestHead = 32

  let names: NameTable
  /// Folders of objects, as they were listed.
  private let stores: [[UInt8]]
  /// Where the names of each of ``stores`` end in ``names``.
  private let ends: [Int]

  /// - Parameter stores: folders of objects.
  /// - Returns: nil where there are too many, or a folder cannot be listed.
  init?(_ stores: [[UInt8]], width: Int) {
    var names = NameTable(width: width)
    var ends: [Int] = []
    for store in stores {
      for first in 0..<256 {
        let digits = ObjectName.text([UInt8(first)])
        let folder = PathBytes.join(store, digits)
        guard let files = GitLocation.names(in: folder) else { return nil }
        for file in files {
          // What is no object's name is a file that git was about to write.
          _ = (digits + file).withUnsafeBytes { names.append(digits: $0) }
        }
        guard names.count <= LooseObjects.most else { return nil }
      }
      ends.append(names.count)
    }
    names.buildIndex()
    (self.names, self.stores, self.ends) = (names, stores, ends)
  }

  var count: Int { names.count }

  /// What an object's file holds.
  ///
  /// - Returns: the kind and the text's place in `buffer`; nil for what is damaged or larger than `limit` bytes.
  func read(
    _ number: Int, _ inflater: Inflater, into buffer: inout [UInt8], limit: Int
  ) -> (kind: PackFile.Kind, text: Range<Int>)? {
    guard let store = ends.firstIndex(where: { number < $0 }) else { return nil }
    let digits = ObjectName.text(names[number])
    let path = PathBytes.join(
      PathBytes.join(stores[store], digits.prefix(2)), digits.dropFirst(2))
    guard let file = PackBytes(path), file.size <= limit, let packed = file.read(0..<file.size)
    else { return nil }
    var capacity = max(4096, 4 * packed.count)
    while capacity <= 2 * (limit + LooseObjects.longestHead) {
      buffer = [UInt8](repeating: 0, count: capacity)
      let outcome = packed.withUnsafeBytes { packed in
        buffer.withUnsafeMutableBytes { inflater.inflate(packed, atMost: $0) }
      }
      switch outcome {
      case .whole(let count): return LooseObjects.head(buffer, count, limit: limit)
      case .moreRoom: capacity *= 4
      case .damaged: return nil
      }
    }
    return nil
  }

  private static func head(
    _ bytes: [UInt8], _ count: Int, limit: Int
  ) -> (kind: PackFile.Kind, text: Range<Int>)? {
    guard let end = bytes.prefix(min(count, longestHead)).firstIndex(of: 0) else { return nil }
    let words = bytes[..<end].split(separator: 0x20, omittingEmptySubsequences: false)
    let kinds: [String: PackFile.Kind] = [
      "commit": .commit, "tree": .tree, "blob": .blob, "tag": .tag,
    ]
    guard words.count == 2, let kind = kinds[String(decoding: words[0], as: UTF8.self)],
      let size = Int(String(decoding: words[1], as: UTF8.self)), size == count - end - 1,
      size <= limit
    else { return nil }
    return (kind, end + 1..<count)
  }
}
