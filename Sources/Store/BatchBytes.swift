internal import Model

/// Writes the numbers (LEB128), texts and places of a batch.
struct BatchWriter {
  private(set) var bytes: [UInt8] = []
  /// Where each text stands among those that were written.
  private var texts: [[UInt8]: Int] = [:]

  mutating func append(byte: UInt8) { bytes.append(byte) }

  mutating func append(_ piece: some Sequence<UInt8>) { bytes += piece }

  /// A number that is not below zero.
  mutating func append(_ number: Int) {
    var rest = UInt(max(0, number))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Bytes behind their number.
  mutating func appendCounted(_ piece: some Collection<UInt8>) {
    append(piece.count)
    bytes += piece
  }

  /// Bytes that may come again: the second time only their number among all of them.
  mutating func appendShared(_ piece: [UInt8]) {
    if let known = texts[piece] { return append(known) }
    append(texts.count)
    texts[piece] = texts.count
    appendCounted(piece)
  }

  mutating func append(_ location: Location) {
    for position in [location.start, location.end] {
      append(position.line)
      append(position.column)
      append(position.utf16Column)
    }
    append(location.offsets.lowerBound)
    append(location.offsets.count)
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    texts.removeAll(keepingCapacity: true)
  }
}

/// Reads what a ``BatchWriter`` has written; nil where the batch ends before that does.
// Safety: `at` never exceeds `bytes.count`, and what is handed out lies within `bytes`, which outlives the reader.
struct BatchReader {
  private let bytes: UnsafeRawBufferPointer
  private var at = 0
  /// What may come again, and the same as text.
  private var shared: [(bytes: [UInt8], text: String)] = []

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Whether everything has been read.
  var isAtEnd: Bool { at == bytes.count }

  mutating func byte() -> UInt8? {
    guard at < bytes.count else { return nil }
    at += 1
    return bytes[at - 1]
  }

  mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
    guard count <= bytes.count - at else { return nil }
    at += count
    return UnsafeRawBufferPointer(rebasing: bytes[at - count..<at])
  }

  mutating func number() -> Int? {
    var number = 0
    for shift in stride(from: 0, to: 56, by: 7) {
      guard let byte = byte() else { return nil }
      number |= Int(byte & 0x7F) << shift
      if byte < 0x80 { return number }
    }
    return nil
  }

  mutating func counted() -> UnsafeRawBufferPointer? { number().flatMap { take($0) } }

  private mutating func sharedIndex() -> Int? {
    guard let index = number(), index <= shared.count else { return nil }
    if index == shared.count {
      guard let piece = counted() else { return nil }
      shared.append((Array(piece), String(decoding: piece, as: UTF8.self)))
    }
    return index
  }

  mutating func sharedBytes() -> [UInt8]? { sharedIndex().map { shared[$0].bytes } }

  mutating func text() -> String? { sharedIndex().map { shared[$0].text } }

  private mutating func position() -> Position? {
    guard let line = number(), let column = number(), let utf16 = number() else { return nil }
    return Position(line: line, column: column, utf16Column: utf16)
  }

  mutating func location() -> Location? {
    guard let start = position(), let end = position(), let offset = number(),
      let count = number()
    else { return nil }
    return Location(start: start, end: end, offsets: offset..<offset + count)
  }
}
