/// Reads binary formats from the front. Every step is checked: what is not there is nil, never a trap.
struct ByteCursor {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: some Sequence<UInt8>) { rest = Array(bytes)[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func byte() -> UInt8? { rest.popFirst() }

  /// The next `count` bytes.
  mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// An unsigned number of `width` bytes (8 at most), most significant first.
  mutating func number(_ width: Int) -> UInt64? {
    guard width <= 8, let bytes = bytes(width) else { return nil }
    return bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A number of `width` bytes that fits into 31 bits.
  mutating func length(_ width: Int = 4) -> Int? {
    number(width).flatMap { $0 <= 0x7FFF_FFFF ? Int($0) : nil }
  }

  /// SSH's `string`: a length of four bytes, and so many bytes.
  ///
  /// Source: https://www.rfc-editor.org/rfc/rfc4251#section-5
  mutating func string() -> ArraySlice<UInt8>? { length().flatMap { bytes($0) } }

  /// SSH's `string` as text.
  mutating func text() -> String? { string().flatMap { String(validating: $0, as: UTF8.self) } }

  /// A number of seven bits a byte, least significant first, of 28 bits at most.
  mutating func variableNumber() -> Int? {
    var value = 0
    for shift in stride(from: 0, to: 28, by: 7) {
      guard let next = byte() else { return nil }
      value |= Int(next & 0x7F) << shift
      if next & 0x80 == 0 { return value }
    }
    return nil
  }

  /// Skips a known beginning.
  mutating func skip(_ prefix: some Collection<UInt8>) -> Bool {
    guard rest.starts(with: prefix) else { return false }
    rest = rest.dropFirst(prefix.count)
    return true
  }
}
