/// The paths in git's index, versions 2 to 4, SHA-1 and SHA-256.
///
/// Format: https://git-scm.com/docs/index-format. A damaged or unknown index yields the paths that were understood. A
/// split index (`link` extension) holds only a part of them.
struct GitIndex: Sendable {
  private static let sizeLimit = 256 << 20
  private static let directoryMode = 0o040000
  /// Modes, times, ids and size before the object name.
  private static let fixedCount = 40

  private var files: Set<[UInt8]> = []
  /// Directories of a sparse index, with their slash: all below them is tracked.
  private var directories: Set<[UInt8]> = []

  /// Reads `file`; empty where it cannot be read.
  init(file: [UInt8], usesSHA256: Bool) {
    let contents = try? SystemCalls.contents(of: file, limit: GitIndex.sizeLimit)
    self.init(contents.map { $0.isCut ? [] : $0.bytes } ?? [], usesSHA256: usesSHA256)
  }

  /// Reads an index file's bytes.
  init(_ bytes: [UInt8], usesSHA256: Bool) {
    guard bytes.count >= 12, bytes.starts(with: Array("DIRC".utf8)) else { return }
    let version = GitIndex.number(bytes, at: 4, count: 4)
    guard (2...4).contains(version) else { return }
    let nameCount = usesSHA256 ? 32 : 20
    var position = 12
    var path: [UInt8] = []
    for _ in 0..<GitIndex.number(bytes, at: 8, count: 4) {
      let flags = position + GitIndex.fixedCount + nameCount
      guard flags + 4 <= bytes.count else { return }
      let isExtended = version >= 3 && bytes[flags] & 0x40 != 0
      var start = flags + (isExtended ? 4 : 2)
      if version == 4 {
        guard let strip = GitIndex.offset(bytes, at: &start), strip <= path.count else { return }
        path.removeLast(strip)
      } else {
        path.removeAll(keepingCapacity: true)
      }
      guard start < bytes.count, let end = bytes[start...].firstIndex(of: 0) else { return }
      path.append(contentsOf: bytes[start..<end])
      if GitIndex.number(bytes, at: position + 24, count: 4) == GitIndex.directoryMode {
        directories.insert(path)
      } else {
        files.insert(path)
      }
      // Versions 2 and 3 pad an entry with one to eight NULs to a multiple of eight.
      position = version == 4 ? end + 1 : position + (end - position + 8) / 8 * 8
    }
  }

  /// Whether the path, relative to the work tree, is tracked.
  func contains(_ path: [UInt8]) -> Bool {
    if files.contains(path) { return true }
    guard !directories.isEmpty else { return false }
    return path.indices.contains { index in
      path[index] == PathBytes.slash && directories.contains(Array(path[...index]))
    }
  }

  private static func number(_ bytes: [UInt8], at start: Int, count: Int) -> Int {
    bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
  }

  /// The variable-width number that says how much of the path before is dropped; as in pack files' OFS_DELTA.
  private static func offset(_ bytes: [UInt8], at position: inout Int) -> Int? {
    var value = 0
    for step in 0..<8 {
      guard position < bytes.count else { return nil }
      let byte = bytes[position]
      position += 1
      if step > 0 { value += 1 }
      value = value << 7 | Int(byte & 0x7F)
      if byte & 0x80 == 0 { return value }
    }
    return nil
  }
}
