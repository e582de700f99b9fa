import Model
import Store
import Testing
import TestKit

@Suite struct ScannedBlobsTests {
  private struct Entry: Equatable {
    var name: [UInt8]
    var pathClass: UInt8
    var isLFSPointer: Bool
    var checked: [UInt8]
    var sightings: [Sighting]
  }

  private func read(_ batch: [UInt8]) -> [Entry] {
    var all: [Entry] = []
    batch.withUnsafeBytes {
      ScannedBlobs.forEach(in: $0) { name, pathClass, isLFSPointer, checked, sightings in
        all.append(
          Entry(
            name: Array(name), pathClass: pathClass, isLFSPointer: isLFSPointer,
            checked: checked, sightings: sightings))
      }
    }
    return all
  }

  private func entries(seed: UInt64, width: Int) -> [Entry] {
    var random = SeededRandom(seed: seed)
    func position() -> Position {
      Position(
        line: .random(in: 1..<1 << 40, using: &random),
        column: .random(in: 1..<300, using: &random),
        utf16Column: .random(in: 1..<300, using: &random))
    }
    return (0..<50).map { _ in
      Entry(
        name: (0..<width).map { _ in .random(in: 0...255, using: &random) },
        pathClass: .random(in: 0...255, using: &random),
        isLFSPointer: .random(using: &random),
        checked: (0..<max(0, Int.random(in: -9...32, using: &random))).map { _ in
          .random(in: 0...255, using: &random)
        },
        sightings: (0..<max(0, Int.random(in: -5..<4, using: &random))).map { number in
          let start = Int.random(in: 0..<1 << 30, using: &random)
          return Sighting(
            secretID: "\(number)-\u{FC}", rule: "a-rule",
            location: Location(start: position(), end: position(), offsets: start..<start + 40))
        })
    }
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>, [20, 32])
  func aBatchGivesBackItsBlobs(seed: UInt64, width: Int) {
    let entries = entries(seed: seed, width: width)
    var batch = ScannedBlobs(width: width)
    for entry in entries {
      batch.add(
        name: entry.name, pathClass: entry.pathClass, isLFSPointer: entry.isLFSPointer,
        checked: entry.checked, sightings: entry.sightings)
    }
    #expect(read(batch.bytes) == entries && batch.count == entries.count)
    // Cut anywhere it gives the first blobs, whole.
    for cut in stride(from: 0, to: batch.bytes.count, by: 7) {
      let part = read(Array(batch.bytes.prefix(cut)))
      #expect(part == Array(entries.prefix(part.count)))
    }
    // Changed anywhere it gives something or nothing.
    for index in stride(from: 0, to: batch.bytes.count, by: 5) {
      var changed = batch.bytes
      changed[index] ^= 0xFF
      #expect(read(changed).count <= batch.bytes.count)
    }
  }
}
