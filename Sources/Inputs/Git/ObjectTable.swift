/// The blobs of a store: their names and sizes, numbered in the order in which packs hold them, so that reading them in
/// this order finds the bases of deltas still in memory.
struct ObjectTable: Sendable {
  private var names: NameTable
  private var sizes: [Int] = []

  init(width: Int) { names = NameTable(width: width) }

  /// Bytes of a name: 20 or 32.
  var width: Int { names.width }

  var count: Int { sizes.count }

  /// Bytes of text.
  func size(_ number: Int) -> Int { sizes[number] }

  func name(_ number: Int) -> ArraySlice<UInt8> { names[number] }

  /// Adds a blob by its name.
  mutating func append(name: UnsafeRawBufferPointer, size: Int) {
    names.append(contentsOf: name)
    sizes.append(size)
  }

  /// Adds a blob, or does nothing where the digits are no name.
  mutating func append(digits: UnsafeRawBufferPointer, size: Int) {
    if names.append(digits: digits) { sizes.append(size) }
  }

  /// To be called when all have been added, before ``number(of:)``.
  mutating func buildIndex() { names.buildIndex() }

  /// The number of the blob with this name; nil where the store has no such blob.
  func number(of name: UnsafeRawBufferPointer) -> Int? { names.number(of: name) }

  /// Names and sizes, as ``init(kept:width:)`` takes them.
  var kept: [UInt8] {
    var bytes = names.bytes
    for size in sizes {
      withUnsafeBytes(of: Int64(size).littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// A table that was kept; nil where the bytes are none.
  init?(kept bytes: UnsafeRawBufferPointer, width: Int) {
    let count = bytes.count / (width + 8)
    guard bytes.count == count * (width + 8) else { return nil }
    names = NameTable(width: width)
    names.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<(count * width)]))
    // Safety: `count` numbers of eight bytes stand behind the names.
    sizes = (0..<count).map {
      Int(
        Int64(
          littleEndian: bytes.loadUnaligned(fromByteOffset: count * width + 8 * $0, as: Int64.self))
      )
    }
    buildIndex()
  }
}
