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
  private var writer = BatchWriter()
  /// The batch so far; empty where no blob was added.
  public var bytes: [UInt8] { writer.bytes }
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
    if writer.bytes.isEmpty { writer.append(byte: UInt8(truncatingIfNeeded: width)) }
    writer.append(
      byte: (sightings.isEmpty ? 0 : ScannedBlobs.hasSightings)
        | (isLFSPointer ? ScannedBlobs.isLFSPointer : 0)
        | (checked.isEmpty ? 0 : ScannedBlobs.wasChecked))
    writer.append(byte: pathClass)
    writer.append(name)
    if !checked.isEmpty { writer.appendCounted(checked) }
    count += 1
    guard !sightings.isEmpty else { return }
    writer.append(sightings.count)
    for sighting in sightings {
      writer.appendCounted(sighting.secretID.utf8)
      writer.appendCounted(sighting.rule.utf8)
      writer.append(sighting.location)
    }
  }

  /// Empties it.
  public mutating func removeAll() {
    writer.removeAll()
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
        guard let bytes = reader.counted() else { return }
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

}

extension BatchReader {
  fileprivate mutating func sighting() -> Sighting? {
    guard let secretID = counted(), let rule = counted(), let location = location() else {
      return nil
    }
    return Sighting(
      secretID: String(decoding: secretID, as: UTF8.self),
      rule: String(decoding: rule, as: UTF8.self), location: location)
  }
}
