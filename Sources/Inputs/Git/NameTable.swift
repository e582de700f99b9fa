internal import Glibc

/// Names of objects, numbered in the order in which they came, and found again by a hash table.
struct NameTable: Sendable {
  /// Bytes of a name: 20 or 32.
  let width: Int
  private(set) var bytes: [UInt8] = []
  /// Number + 1 at its name's hash, 0 where there is none; linear probing. Made when all are known.
  private var slots: [UInt32] = []

  init(width: Int) { self.width = width }

  var count: Int { bytes.count / width }

  subscript(_ number: Int) -> ArraySlice<UInt8> { bytes[number * width..<(number + 1) * width] }

  /// Adds a name by its digits; false, and nothing added, where they are no name.
  mutating func append(digits: UnsafeRawBufferPointer) -> Bool {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: width))
    let isName = bytes.withUnsafeMutableBytes { bytes in
      ObjectName.parse(digits, into: .init(rebasing: bytes[start...]))
    }
    if !isName { bytes.removeLast(width) }
    return isName
  }

  /// Adds names that stand one after the other.
  mutating func append(contentsOf names: UnsafeRawBufferPointer) {
    if names.count % width == 0 { bytes.append(contentsOf: names) }
  }

  /// Drops all names.
  mutating func removeAll() { bytes.removeAll() }

  /// To be called when all have been added, before ``number(of:)``.
  mutating func buildIndex() {
    var capacity = 16
    while capacity < count * 2 { capacity *= 2 }
    slots = Array(repeating: 0, count: capacity)
    let count = count
    bytes.withUnsafeBytes { bytes in
      for number in 0..<count {
        let name = UnsafeRawBufferPointer(rebasing: bytes[number * width..<(number + 1) * width])
        var slot = NameTable.hash(name) & (capacity - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
        slots[slot] = UInt32(truncatingIfNeeded: number + 1)
      }
    }
  }

  /// The number of a name; nil where it is not here.
  func number(of name: UnsafeRawBufferPointer) -> Int? {
    guard name.count == width, !slots.isEmpty else { return nil }
    // Safety: every slot's number is below `count`, so the compared bytes lie within `bytes`.
    return bytes.withUnsafeBytes { bytes in
      var slot = NameTable.hash(name) & (slots.count - 1)
      while slots[slot] != 0 {
        let number = Int(slots[slot]) - 1
        if let known = bytes.baseAddress, let wanted = name.baseAddress,
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
}
