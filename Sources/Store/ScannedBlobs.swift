public import Model

/// What a scan found in a blob, without any value: where each credential stands and what names it.
public struct Sighting: Sendable, Hashable {
  /// The credential: ``Model/Finding/secretID``.
  public var secretID: String
  /// The detector's id.
  public var rule: String
  /// Where it stands.
  public var location: Location

  /// Makes a sighting.
  public init(secretID: String, rule: String, location: Location) {
    self.secretID = secretID
    self.rule = rule
    self.location = location
  }
}

/// Blobs that were scanned to their end, and what was found in each: one batch of a ``ScanCache``.
///
/// A batch begins with the length of names. Each blob is a byte of flags, one for its class, its name, where its settings
/// were checked what names the check, and, where it has sightings, their number and each one's texts and numbers (LEB128).
public struct ScannedBlobs: Sendable {
  private static let hasSightings: UInt8 = 1
  private static let isLFSPointer: UInt8 = 2
  private static let wasChecked: UInt8 = 4

  private let width: Int
  /// The batch so far; empty where no blob was added.
  public private(set) var bytes: [UInt8] = []
  /// How many blobs it has.
  public private(set) var count = 0

  /// An empty batch of blobs whose names have `width` bytes.
  public init(width: Int) { self.width = width }

  /// Adds a blob.
  ///
  /// - Parameters:
  ///   - name: its object name, as long as all in the batch.
  ///   - pathClass: how its path had it read.
  ///   - checked: names the check of its settings, whose findings are among the sightings; empty where there was none.
  public mutating func add(
    name: some Collection<UInt8>, pathClass: UInt8, isLFSPointer: Bool, checked: [UInt8] = [],
    sightings: [Sighting]
  ) {
    guard name.count == width else { return }
    if bytes.isEmpty { bytes.append(UInt8(truncatingIfNeeded: width)) }
    bytes.append(
      (sightings.isEmpty ? 0 : ScannedBlobs.hasSightings)
        | (isLFSPointer ? ScannedBlobs.isLFSPointer : 0)
        | (checked.isEmpty ? 0 : ScannedBlobs.wasChecked))
    bytes.append(pathClass)
    bytes += name
    if !checked.isEmpty {
      append(checked.count)
      bytes += checked
    }
    count += 1
    guard !sightings.isEmpty else { return }
    append(sightings.count)
    for sighting in sightings {
      for text in [sighting.secretID, sighting.rule] {
        append(text.utf8.count)
        bytes += text.utf8
      }
      let place = sighting.location
      for position in [place.start, place.end] {
        append(position.line)
        append(position.column)
        append(position.utf16Column)
      }
      append(place.offsets.lowerBound)
      append(place.offsets.count)
    }
  }

  /// Empties it.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    count = 0
  }

  /// Calls `body` with every blob of a batch: name, class, whether it is an LFS pointer, what names the check of its
  /// settings, sightings. Ends where the batch is not of this form.
  public static func forEach(
    in batch: UnsafeRawBufferPointer,
    _ body: (UnsafeRawBufferPointer, UInt8, Bool, [UInt8], [Sighting]) -> Void
  ) {
    var reader = BatchReader(batch)
    guard let width = reader.byte(), width > 0 else { return }
    while let flags = reader.byte(), let pathClass = reader.byte(),
      let name = reader.take(Int(width))
    {
      var checked: [UInt8] = []
      if flags & wasChecked != 0 {
        guard let count = reader.number(), let bytes = reader.take(count) else { return }
        checked = Array(bytes)
      }
      var sightings: [Sighting] = []
      if flags & hasSightings != 0 {
        guard let count = reader.number() else { return }
        for _ in 0..<count {
          guard let sighting = reader.sighting() else { return }
          sightings.append(sighting)
        }
      }
      body(name, pathClass, flags & isLFSPointer != 0, checked, sightings)
    }
  }

  private mutating func append(_ number: Int) {
    var rest = UInt64(max(0, number))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// Reads the numbers and texts of a batch; nil where it ends before they do.
// Safety: `at` never exceeds `bytes.count`, and what is handed out lies within `bytes`, which outlives the reader.
private struct BatchReader {
  private let bytes: UnsafeRawBufferPointer
  private var at = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

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

  private mutating func text() -> String? {
    guard let count = number(), let bytes = take(count) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func position() -> Position? {
    guard let line = number(), let column = number(), let utf16 = number() else { return nil }
    return Position(line: line, column: column, utf16Column: utf16)
  }

  mutating func sighting() -> Sighting? {
    guard let secretID = text(), let rule = text(), let start = position(), let end = position(),
      let offset = number(), let count = number()
    else { return nil }
    return Sighting(
      secretID: secretID, rule: rule,
      location: Location(start: start, end: end, offsets: offset..<offset + count))
  }
}
