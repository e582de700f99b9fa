/// Remembers what commits brought, so that the next scan of the history asks git only about new ones, and the lists of
/// commits and blobs, for as long as references and objects are the same.
///
/// What a commit brought never changes, whatever is asked of the history and by which rules. Nothing is remembered of a
/// shallow clone, whose oldest commits look as if they had brought everything.
public struct CommitMemory: Sendable {
  /// Calls back with every batch under a key; each is valid only during the call.
  var read: @Sendable (_ key: [UInt8], _ body: (UnsafeRawBufferPointer) -> Void) -> Void
  /// Adds a batch under a key.
  var write: @Sendable (_ key: [UInt8], _ batch: [UInt8]) -> Void
  /// Puts a batch in the place of all under a key.
  var replace: @Sendable (_ key: [UInt8], _ batch: [UInt8]) -> Void

  /// Wraps a store of batches.
  public init(
    read: @escaping @Sendable (_ key: [UInt8], _ body: (UnsafeRawBufferPointer) -> Void) -> Void,
    write: @escaping @Sendable (_ key: [UInt8], _ batch: [UInt8]) -> Void,
    replace: @escaping @Sendable (_ key: [UInt8], _ batch: [UInt8]) -> Void
  ) {
    self.read = read
    self.write = write
    self.replace = replace
  }

  /// The keys under which batches are kept, for SHA-1 and SHA-256.
  public static let keys = [20, 32].map { key(width: $0) }

  static func key(width: Int) -> [UInt8] { Array("commits 1 \(width)".utf8) }
}

/// Collects what commits brought into batches.
///
/// A batch is the number of paths, each path behind its length, and for each commit its name, the number of its changes,
/// and each change: the path's number and the kind in one number, and the object's name. Numbers have four bytes, the least
/// significant first.
struct CommitRecorder: Sendable {
  /// A batch that is written at once; bytes.
  private static let batchSize = 2 << 20

  private let write: @Sendable ([UInt8]) -> Void
  private var commits: [UInt8] = []
  private var paths: [UInt8] = []
  private var pathCount: UInt32 = 0
  /// The number in this batch of each of the log's paths; `.max` where it has none yet.
  private var local: [UInt32] = []
  private var name: [UInt8] = []
  private var changes: [UInt8] = []
  private var changeCount: UInt32 = 0

  init(write: @escaping @Sendable ([UInt8]) -> Void) { self.write = write }

  mutating func beginCommit(_ name: ArraySlice<UInt8>) {
    dropCommit()
    self.name = Array(name)
  }

  /// Adds a change of the commit that was begun; `number` is the path's in `known`.
  mutating func add(
    _ kind: FileKind, _ object: UnsafeRawBufferPointer, path number: UInt32, in known: [[UInt8]]
  ) {
    guard !name.isEmpty else { return }
    while local.count <= Int(number) { local.append(.max) }
    if local[Int(number)] == .max {
      let path = known[Int(number)]
      local[Int(number)] = pathCount
      pathCount += 1
      CommitRecorder.append(UInt32(path.count), to: &paths)
      paths += path
    }
    CommitRecorder.append(local[Int(number)] << 2 | kind.rawValue, to: &changes)
    changes += object
    changeCount += 1
  }

  /// The commit was shown to its end.
  mutating func endCommit() {
    guard !name.isEmpty else { return }
    commits += name
    CommitRecorder.append(changeCount, to: &commits)
    commits += changes
    dropCommit()
    if commits.count + paths.count > CommitRecorder.batchSize { flush() }
  }

  /// The commit was not shown to its end.
  mutating func dropCommit() {
    name.removeAll(keepingCapacity: true)
    changes.removeAll(keepingCapacity: true)
    changeCount = 0
  }

  /// Writes what there is.
  mutating func flush() {
    guard !commits.isEmpty else { return }
    var batch: [UInt8] = []
    CommitRecorder.append(pathCount, to: &batch)
    write(batch + paths + commits)
    commits.removeAll()
    paths.removeAll()
    local.removeAll()
    pathCount = 0
  }

  private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

extension HistoryLog {
  /// Takes over what a batch says of the commits that `names` has and `isKnown` does not; marks them there.
  mutating func replay(
    _ batch: UnsafeRawBufferPointer, of names: NameTable, isKnown: inout [Bool],
    in table: ObjectTable, selected: PathSelection
  ) {
    var reader = NumberReader(batch)
    var texts: [UnsafeRawBufferPointer] = []
    guard let pathCount = reader.number() else { return }
    for _ in 0..<pathCount {
      guard let length = reader.number(), let path = reader.take(Int(length)) else { return }
      texts.append(path)
    }
    /// The paths' numbers here; made when first needed.
    var numbers = [UInt32](repeating: .max, count: texts.count)
    while let name = reader.take(names.width), let count = reader.number() {
      let changeSize = 4 + names.width
      guard let changes = reader.take(Int(count) * changeSize) else { return }
      guard let commit = names.number(of: name), !isKnown[commit] else { continue }
      isKnown[commit] = true
      for start in stride(from: 0, to: changes.count, by: changeSize) {
        // Safety: `changes` has `count` pieces of `changeSize` bytes, each at least four.
        let head = UInt32(
          littleEndian: changes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
        let path = Int(head >> 2)
        guard let kind = FileKind(rawValue: head & 3), path < texts.count,
          selected.contains(texts[path])
        else { continue }
        if numbers[path] == .max { numbers[path] = number(of: Array(texts[path])) }
        take(
          kind, UnsafeRawBufferPointer(rebasing: changes[start + 4..<start + changeSize]),
          path: numbers[path], commit: UInt32(commit), table)
      }
    }
  }
}

/// Reads numbers of four bytes and pieces of text; nil where the bytes end before they do.
// Safety: `at` never exceeds `bytes.count`, and what is handed out lies within `bytes`, which outlives the reader.
private struct NumberReader {
  private let bytes: UnsafeRawBufferPointer
  private var at = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func number() -> UInt32? {
    guard let piece = take(4) else { return nil }
    return UInt32(littleEndian: piece.loadUnaligned(as: UInt32.self))
  }

  mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
    guard count >= 0, count <= bytes.count - at else { return nil }
    at += count
    return UnsafeRawBufferPointer(rebasing: bytes[at - count..<at])
  }
}
