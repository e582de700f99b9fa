/// Remembers the lists with which a scan begins: the commits that references reach, and the blobs of the store. Each is
/// good as long as what it was made from is the same, byte for byte.
struct ListMemory: Sendable {
  private let memory: CommitMemory
  private let objects: [UInt8]

  init(_ memory: CommitMemory, _ location: GitLocation) {
    self.memory = memory
    objects = location.objects
  }

  /// The commits that references reach, children before parents; nil where those of others were kept last.
  func commits(of references: References, width: Int) -> NameTable? {
    read("commit list 2 \(width) ", references.text) { kept in
      var names = NameTable(width: width)
      names.append(contentsOf: kept)
      return names.count * width == kept.count ? names : nil
    }
  }

  func keep(_ commits: NameTable, of references: References) {
    write("commit list 2 \(commits.width) ", references.text, commits.bytes)
  }

  /// The blobs of a store in a state; nil where those of another were kept last.
  func blobs(of state: [UInt8], width: Int) -> ObjectTable? {
    read("blob list 1 \(width) ", state) { ObjectTable(kept: $0, width: width) }
  }

  func keep(_ table: ObjectTable, of state: [UInt8]) {
    write("blob list 1 \(table.width) ", state, table.kept)
  }

  // A batch is the length of what the list was made from, that, and the list.

  private func read<List>(
    _ kind: String, _ source: [UInt8], _ make: (UnsafeRawBufferPointer) -> List?
  ) -> List? {
    var list: List?
    memory.read(Array(kind.utf8) + objects) { batch in
      guard batch.count >= 8 + source.count,
        Int(littleEndian: batch.loadUnaligned(as: Int.self)) == source.count,
        batch[8..<8 + source.count].elementsEqual(source)
      else { return }
      list = make(UnsafeRawBufferPointer(rebasing: batch[(8 + source.count)...]))
    }
    return list
  }

  private func write(_ kind: String, _ source: [UInt8], _ list: [UInt8]) {
    let length = withUnsafeBytes(of: source.count.littleEndian) { Array($0) }
    memory.replace(Array(kind.utf8) + objects, length + source + list)
  }
}
