extension ObjectTable {
  /// How git tells of an object: `blob 123 NAME`.
  private static let format = "--batch-check=%(objecttype) %(objectsize) %(objectname)"

  /// All blobs of a store, its alternates included: found in `index`, or by git where that is nil or does not know.
  ///
  /// - Returns: the table, and why it may lack some; nil where it lacks none.
  static func list(
    _ store: ObjectStore, _ index: ObjectIndex?, jobs: Int, _ memory: ListMemory?
  ) throws(InputError) -> (table: ObjectTable, hole: String?) {
    let width = store.location.usesSHA256 ? 32 : 20
    let state = memory.flatMap { _ in store.location.storeState }
    if let memory, let state, let known = memory.blobs(of: state, width: width) {
      return (known, nil)
    }
    var hole: String?
    var listed = index.flatMap { ObjectTable($0, store, jobs: jobs) }
    if listed == nil { (listed, hole) = try listWithGit(store, width: width) }
    let table = listed ?? ObjectTable(width: width)
    if let state, hole == nil, !store.cancellation.isCancelled { memory?.keep(table, of: state) }
    return (table, hole)
  }

  private static func listWithGit(
    _ store: ObjectStore, width: Int
  ) throws(InputError) -> (table: ObjectTable, hole: String?) {
    var table = ObjectTable(width: width)
    let output: ChildOutput
    do throws(SystemError) {
      output = try store.start([
        "cat-file", "--batch-all-objects", "--unordered", "--buffer", format,
      ])
    } catch {
      throw .gitFailed(command: "cat-file", reason: error.text)
    }
    while let line = output.next(endingWith: 0x0A) { _ = table.append(line: line) }
    let ending = output.finish()
    table.buildIndex()
    // Git says on standard error what it cannot read, and may go on.
    let isWhole = ending.isSuccess && ending.message.isEmpty || store.cancellation.isCancelled
    return (table, isWhole ? nil : ending.message)
  }

  /// The blobs of the packs, and those that are loose, whose sizes only git knows; nil where something is not known.
  private init?(_ index: ObjectIndex, _ store: ObjectStore, jobs: Int) {
    guard let packed = PackedSizes(index, jobs: jobs, store.cancellation) else { return nil }
    self.init(width: index.width)
    for (object, size) in packed.blobs {
      index.withName(object) { append(name: $0, size: size) }
    }
    let names = index.loose.names
    let loose = (0..<names.count).filter { number in
      names[number].withUnsafeBytes { !index.isPacked($0) }
    }
    guard append(loose.flatMap { ObjectName.text(names[$0]) + [0x0A] }, store) else { return nil }
    buildIndex()
  }

  /// Adds those of some objects that are blobs; false where git does not know one of them.
  private mutating func append(_ lines: [UInt8], _ store: ObjectStore) -> Bool {
    guard !lines.isEmpty else { return true }
    let command = ["cat-file", "--buffer", ObjectTable.format]
    guard let answer = try? store.answer(command, input: lines), answer.ending.isSuccess,
      answer.ending.message.isEmpty
    else { return false }
    return answer.bytes.withUnsafeBytes { bytes in
      bytes.split(separator: 0x0A).allSatisfy { append(line: .init(rebasing: $0)) }
    }
  }

  /// Adds the blob of a line, if it is one; false where the line tells of no object.
  private mutating func append(line: UnsafeRawBufferPointer) -> Bool {
    let words = line.split(separator: 0x20)
    guard words.count == 3 else { return false }
    if words[0].elementsEqual("blob".utf8) {
      let size = words[1].reduce(0) { $0 &* 10 &+ Int($1 &- 0x30) }
      append(digits: .init(rebasing: words[2]), size: size)
    }
    return true
  }
}
