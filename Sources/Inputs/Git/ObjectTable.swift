internal import Glibc

/// The blobs of a store: their names and sizes, numbered in the order in which packs hold them, so that reading them in
/// this order finds the bases of deltas still in memory.
struct ObjectTable: Sendable {
  /// Bytes of a name: 20 or 32.
  let width: Int
  private var names: [UInt8] = []
  private var sizes: [Int] = []
  /// Number + 1 at its name's hash, 0 where there is none; linear probing. Made when all are known.
  private var slots: [UInt32] = []

  init(width: Int) { self.width = width }

  var count: Int { sizes.count }

  /// Bytes of text.
  func size(_ number: Int) -> Int { sizes[number] }

  func name(_ number: Int) -> ArraySlice<UInt8> {
    names[number * width..<(number + 1) * width]
  }

  /// Adds a blob, or does nothing where the digits are no name.
  mutating func append(digits: UnsafeRawBufferPointer, size: Int) {
    let start = names.count
    names.append(contentsOf: repeatElement(0, count: width))
    let isName = names.withUnsafeMutableBytes { bytes in
      ObjectName.parse(digits, into: .init(rebasing: bytes[start...]))
    }
    if isName { sizes.append(size) } else { names.removeLast(width) }
  }

  /// To be called when all have been added, before ``number(of:)``.
  mutating func buildIndex() {
    var capacity = 16
    while capacity < count * 2 { capacity *= 2 }
    slots = Array(repeating: 0, count: capacity)
    names.withUnsafeBytes { names in
      for number in 0..<count {
        let name = UnsafeRawBufferPointer(rebasing: names[number * width..<(number + 1) * width])
        var slot = ObjectTable.hash(name) & (capacity - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
        slots[slot] = UInt32(truncatingIfNeeded: number + 1)
      }
    }
  }

  /// The number of the blob with this name; nil where the store has no such blob.
  func number(of name: UnsafeRawBufferPointer) -> Int? {
    guard name.count == width, !slots.isEmpty else { return nil }
    // Safety: every slot's number is below `count`, so the compared bytes lie within `names`.
    return names.withUnsafeBytes { names in
      var slot = ObjectTable.hash(name) & (slots.count - 1)
      while slots[slot] != 0 {
        let number = Int(slots[slot]) - 1
        if let known = names.baseAddress, let wanted = name.baseAddress,
          memcmp(known + number * width, wanted, width) == 0
        {
          return number
        }
        slot = (slot + 1) & (slots.count - 1)
      }
      return nil
    }
  }

  /// Names are digests already.
  private static func hash(_ name: UnsafeRawBufferPointer) -> Int {
    Int(truncatingIfNeeded: name.loadUnaligned(as: UInt64.self) & UInt64(Int.max))
  }

  /// All blobs of a store, its alternates included.
  ///
  /// - Returns: the table, and why it may lack some; nil where it lacks none.
  static func list(_ store: ObjectStore) throws(InputError) -> (table: ObjectTable, hole: String?) {
    var table = ObjectTable(width: store.location.usesSHA256 ? 32 : 20)
    let command = [
      "cat-file", "--batch-all-objects", "--unordered", "--buffer",
      "--batch-check=%(objecttype) %(objectsize) %(objectname)",
    ]
    let output: ChildOutput
    do throws(SystemError) {
      output = try store.start(command)
    } catch {
      throw .gitFailed(command: "cat-file", reason: error.text)
    }
    let blob = Array("blob ".utf8)
    while let line = output.next(endingWith: 0x0A) {
      guard line.starts(with: blob) else { continue }
      let rest = UnsafeRawBufferPointer(rebasing: line[blob.count...])
      guard let space = rest.firstIndex(of: 0x20) else { continue }
      let size = rest[..<space].reduce(0) { $0 &* 10 &+ Int($1 &- 0x30) }
      table.append(digits: .init(rebasing: rest[(space + 1)...]), size: size)
    }
    let ending = output.finish()
    table.buildIndex()
    // Git says on standard error what it cannot read, and may go on.
    let isWhole = ending.isSuccess && ending.message.isEmpty || store.cancellation.isCancelled
    return (table, isWhole ? nil : ending.message)
  }
}
