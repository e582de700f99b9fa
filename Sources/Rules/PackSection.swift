/// A kind of thing that a ``RulePack`` holds; its first field is its id, by which its section is sorted.
protocol PackRecord {
  init(from pack: inout PackReader)
  func write(to pack: inout PackWriter)
}

/// The records of one kind in a pack: their offsets from the section's beginning, then the records.
struct PackSection<Record: PackRecord> {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let start: Int
  let count: Int

  init(bytes: UnsafeBufferPointer<UInt8>, start: Int, count: Int) {
    self.bytes = bytes
    self.start = start
    self.count = count
  }

  subscript(index: Int) -> Record {
    var reader = reader(of: index)
    return Record(from: &reader)
  }

  /// Only the first field.
  func id(_ index: Int) -> String {
    var reader = reader(of: index)
    return reader.text()
  }

  /// The record whose id is `id`, found by halving.
  func find(_ id: String) -> Record? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      let other = self.id(middle)
      if other == id { return self[middle] }
      if other < id { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  var all: [Record] { (0..<count).map { self[$0] } }

  private func reader(of index: Int) -> PackReader {
    var offsets = PackReader(bytes: bytes, at: start + 5 * index)
    return PackReader(bytes: bytes, at: start + offsets.number())
  }
}

/// A section before it has its place.
struct WrittenSection {
  var name: String
  var count: Int
  var bytes: [UInt8]

  init(_ name: String, _ records: [some PackRecord]) {
    var offsets = PackWriter()
    var body = PackWriter()
    for record in records {
      offsets.number(5 * records.count + body.bytes.count)
      record.write(to: &body)
    }
    self.name = name
    count = records.count
    bytes = offsets.bytes + body.bytes
  }
}
