import Foundation

@testable import Inputs

/// Git's packs and trees, as a hostile repository may have them, and the batches of a damaged cache.
///
/// An input is a byte that says which, and for a pack the number of its objects, two bytes for where each begins, and
/// the pack itself; the index is made from that.
struct PackTarget: FuzzTarget {
  private static let width = 20

  func seeds() -> [[UInt8]] {
    let text = Array(String(repeating: "a line of text\n", count: 30).utf8)
    // Sizes, a copy of the first 200 bytes, an insertion, a copy of 50 from byte 20 on.
    let change: [UInt8] = [0xC2, 0x03, 0xFD, 0x01, 0x90, 200, 3, 1, 2, 3, 0x91, 20, 50]
    let first = [0xB2, 0x1C] + PackTarget.stream(text)
    // How far back the base lies, in two bytes: https://git-scm.com/docs/pack-format
    let distance = first.count
    let near =
      [0x60 | UInt8(change.count), 0x80 | UInt8((distance >> 7) - 1), UInt8(distance & 0x7F)]
      + PackTarget.stream(change)
    let named: [UInt8] =
      [0x70 | UInt8(change.count)] + PackTarget.name(0) + PackTarget.stream(change)
    var pack: [UInt8] = Array("PACK".utf8) + [0, 0, 0, 2, 0, 0, 0, 3]
    var head: [UInt8] = [0, 3]
    for object in [first, near, named] {
      head += [UInt8(pack.count >> 8), UInt8(pack.count & 0xFF)]
      pack += object
    }
    let names = ["100644 a.txt", "40000 folder", "120000 link", "160000 module"]
    let whole = PackTarget.tree(names)
    let part = PackTarget.tree([names[0], names[2]])
    let digits = String(repeating: "0a", count: PackTarget.width)
    let commit = """
      tree \(digits)
      parent \(digits)
      author A <a> 1 +0000
      committer A <a> 2 +0000

      """
    let end = [UInt8](repeating: 0, count: PackTarget.width)
    var trees: [UInt8] = [3, UInt8(whole.count)]
    trees += whole + part
    return [head + pack + end, [1] + change + text, trees, [4] + Array(commit.utf8)]
  }

  /// A tree with entries `MODE NAME`, all of one object.
  private static func tree(_ entries: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    for entry in entries { bytes += Array(entry.utf8) + [0] + name(7) }
    return bytes
  }

  /// A zlib stream of stored bytes: RFC 1950, RFC 1951.
  private static func stream(_ bytes: [UInt8]) -> [UInt8] {
    let count = UInt16(bytes.count)
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    let sum = high << 16 | low
    return [
      0x78, 0x01, 1, UInt8(count & 0xFF), UInt8(count >> 8), UInt8(~count & 0xFF),
      UInt8(~count >> 8),
    ]
      + bytes + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) }
  }

  private static func name(_ number: Int) -> [UInt8] {
    [UInt8](repeating: UInt8(number), count: width)
  }

  func run(_ bytes: UnsafeRawBufferPointer) {
    var input = InputReader(bytes)
    switch input.byte() % 5 {
    case 0: readPack(&input)
    case 1: applyChange(input.remainder())
    case 3: compareTrees(Int(input.byte()), input.remainder())
    case 4: readCommit(input.remainder())
    default: replay(input.remainder())
    }
  }

  private func readPack(_ input: inout InputReader) {
    let count = Int(input.byte() % 16)
    let offsets = (0..<count).map { _ in input.number() }
    let pack = input.remainder()
    let folder = FileManager.default.temporaryDirectory.path + "/sprawl-fuzz-\(getpid())"
    var index: [UInt8] = [0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2]
    for first in 0..<256 { index += [0, 0, 0, UInt8(min(first + 1, count))] }
    for number in 0..<count { index += PackTarget.name(number) }
    index += [UInt8](repeating: 0, count: 4 * count)
    for offset in offsets { index += [0, 0, UInt8(offset >> 8), UInt8(offset & 0xFF)] }
    index += [UInt8](repeating: 0, count: 2 * PackTarget.width)
    guard FileManager.default.createFile(atPath: folder + ".idx", contents: Data(index)),
      FileManager.default.createFile(atPath: folder + ".pack", contents: Data(pack))
    else { return }
    var table = ObjectTable(width: PackTarget.width)
    for number in 0..<count {
      ObjectName.text(PackTarget.name(number)).withUnsafeBytes {
        table.append(digits: $0, size: 100)
      }
    }
    table.buildIndex()
    guard let pack = PackFile(Array("\(folder).".utf8), width: PackTarget.width),
      let reader = PackReader(budget: 1 << 20)
    else { return }
    let blobs = pack.objects.map { object in
      let blob = pack.index.withName(Int(object.name)) { table.number(of: $0) }
      return blob.flatMap { $0 % 3 != 1 ? UInt32($0) : nil } ?? .max
    }
    let layout = PackLayout(pack, blobs: blobs) { table.size($0) }
    var seen: [UInt32: Int] = [:]
    for root in layout.roots {
      reader.read(root, of: layout, pack.bytes) { blob, text in
        seen[blob, default: 0] += 1
        // As a name's size would have it: sometimes not what git says.
        if text.count % 7 == 3 { seen[blob, default: 0] -= 1 }
        return text.count % 7 != 3
      } failed: { number in
        layout.forEachBelow(number) { if $0.blob != .max { seen[$0.blob, default: 0] += 1 } }
      }
    }
    let wanted = layout.objects.filter { $0.blob != .max }.map(\.blob)
    require(wanted.allSatisfy { seen[$0] == 1 }, "each is handed over or handed back, once")
    require(seen.count == wanted.count, "nobody gets what was not wanted")
    readObjects(Array("\(folder).".utf8))
  }

  /// The same pack as a store of commits and trees.
  private func readObjects(_ path: [UInt8]) {
    let cancellation = Cancellation()
    guard let index = ObjectIndex(packs: [path], stores: [], width: PackTarget.width),
      let reader = ObjectReader(index, budget: 1 << 10)
    else { return }
    for number in (0..<index.count).flatMap({ [$0, index.count - 1 - $0] }) {
      guard let text = reader.text(UInt32(number)) else { continue }
      let sum = text.bytes.reduce(0) { $0 &+ Int($1) }
      let again = reader.text(UInt32(number))
      require(again.map { $0.bytes.reduce(0) { $0 &+ Int($1) } } == sum, "a held text stays")
      if let again { reader.giveBack(again) }
      reader.giveBack(text)
    }
    _ = PackedSizes(index, jobs: 1, cancellation)
    var comparison = TreeComparison(reader)
    for number in 0..<UInt32(index.count) {
      _ = index.withName(number) { comparison.compare(commit: $0) }
      comparison.forEachChange { _, name, path in
        require(name.count == PackTarget.width && !path.isEmpty, "a change has a name and a path")
      }
    }
    if var walk = CommitWalk(index, jobs: 1, cancellation) {
      let tips = (0..<UInt32(index.count)).map { index.withName($0) { ObjectName.text($0) } }
      let known = tips.filter { walk.hasCommit($0) }
      if let graph = walk.graph(reachedFrom: known) {
        require(graph.names.count >= Set(known).count, "every tip is reached")
        for commit in 0..<graph.names.count {
          _ = comparison.compare(graph.trees[commit], with: graph.parentTrees(commit))
        }
      }
    }
  }

  private func compareTrees(_ count: Int, _ bytes: [UInt8]) {
    let (one, other) = (Array(bytes.prefix(count)), Array(bytes.dropFirst(count)))
    one.withUnsafeBytes { one in
      other.withUnsafeBytes { other in
        var entries = TreeEntries(one, width: PackTarget.width)
        var others = TreeEntries(other, width: PackTarget.width)
        var steps = 0
        while entries.hasMore {
          steps += 1
          require(steps <= one.count + 1, "every step goes on")
          if entries.skip(same: &others) { continue }
          guard let entry = entries.next() else { break }
          require(!entry.name.isEmpty, "an entry has a name")
          if let found = others.entry(like: entry) {
            require(found.name.elementsEqual(entry.name), "what is found has the name")
            _ = found.hasObject(of: entry)
          }
        }
      }
    }
  }

  private func readCommit(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { bytes in
      guard let commit = CommitText(bytes, width: PackTarget.width) else { return }
      require(commit.tree.count == 2 * PackTarget.width, "a tree has a name")
      _ = commit.time
    }
  }

  private func applyChange(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { bytes in
      guard let delta = Delta(bytes), delta.size <= 1 << 20, delta.baseSize <= bytes.count else {
        return
      }
      // Of exactly its size, so that the sanitizer sees every step beyond.
      let base = Array(bytes.suffix(delta.baseSize))
      var text = [UInt8](repeating: 0, count: delta.size)
      _ = text.withUnsafeMutableBytes { text in
        base.withUnsafeBytes { delta.apply(to: $0, into: text) }
      }
    }
  }

  private func replay(_ bytes: [UInt8]) {
    var table = ObjectTable(width: PackTarget.width)
    var names = NameTable(width: PackTarget.width)
    for number in 0..<4 {
      ObjectName.text(PackTarget.name(number)).withUnsafeBytes {
        table.append(digits: $0, size: 1)
        _ = names.append(digits: $0)
      }
    }
    table.buildIndex()
    names.buildIndex()
    var log = HistoryLog()
    var isKnown = [Bool](repeating: false, count: 4)
    bytes.withUnsafeBytes {
      log.replay($0, of: names, isKnown: &isKnown, in: table, selected: PathSelection([]))
    }
    require(log.records.allSatisfy { isKnown[Int($0.commit)] }, "only commits that were read")
  }
}
