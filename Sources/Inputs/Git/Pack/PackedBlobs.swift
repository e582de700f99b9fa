internal import Synchronization

/// The blobs that can be read from packs without git, in parts that workers take one after the other.
final class PackedBlobs: Sendable {
  /// Families near each other in a pack.
  struct Part: Sendable {
    fileprivate var pack: Int
    var roots: ArraySlice<UInt32>
    fileprivate var weight: Int
  }

  private static let smallestPart = 1 << 20
  private static let largestPart = 64 << 20
  /// What the texts of all workers may take together, and of one at least; bytes.
  private static let memory = 64 << 20
  private static let leastMemory = 16 << 20

  private let history: GitHistory
  private let isPending: [Bool]
  private let packs: [(layout: PackLayout, bytes: PackBytes)]
  private let isPacked: [Bool]
  private let parts: [Part]
  private let next = Atomic<Int>(0)
  /// What one worker's texts may take; bytes.
  let budget: Int

  /// - Parameters:
  ///   - pending: the blobs to read, by their numbers in the history.
  ///   - known: the store's packs; nil where they are not all understood, and each is tried.
  init(_ pending: [Int], _ history: GitHistory, _ known: [PackFile]?, jobs: Int) {
    let table = history.table
    var isPending = [Bool](repeating: false, count: history.requests.count)
    var isWanted = [Bool](repeating: false, count: table.count)
    for number in pending {
      isPending[number] = true
      isWanted[Int(history.requests[number].blob)] = true
    }
    var isPacked = [Bool](repeating: false, count: table.count)
    var packs: [(layout: PackLayout, bytes: PackBytes)] = []
    let files =
      pending.isEmpty
      ? [] : known ?? history.store.location.packs.compactMap { PackFile($0, width: table.width) }
    for pack in files {
      let blobs = pack.objects.map { object in
        pack.index.withName(Int(object.name)) { table.number(of: $0) }
          .flatMap { isWanted[$0] ? UInt32($0) : nil } ?? .max
      }
      let layout = PackLayout(pack, blobs: blobs) { table.size($0) }
      // Another pack may have it as well.
      for object in layout.objects where object.blob != .max {
        isWanted[Int(object.blob)] = false
        isPacked[Int(object.blob)] = true
      }
      packs.append((layout, pack.bytes))
    }
    self.history = history
    self.isPending = isPending
    self.packs = packs
    self.isPacked = isPacked
    parts = packs.indices.flatMap { PackedBlobs.parts(of: packs[$0].layout, pack: $0, jobs: jobs) }
      // A large family that comes last would keep one worker busy alone.
      .sorted { $0.weight > $1.weight }
    budget = max(PackedBlobs.memory / max(1, jobs), PackedBlobs.leastMemory)
  }

  private static func parts(of layout: PackLayout, pack: Int, jobs: Int) -> [Part] {
    let total = layout.roots.reduce(0) { $0 + layout.objects[Int($1)].weight }
    let size = min(max(total / (jobs * 32), smallestPart), largestPart)
    var parts: [Part] = []
    var start = 0
    var sum = 0
    for (index, root) in layout.roots.enumerated() {
      sum += layout.objects[Int(root)].weight
      if sum >= size || index == layout.roots.count - 1 {
        parts.append(Part(pack: pack, roots: layout.roots[start...index], weight: sum))
        start = index + 1
        sum = 0
      }
    }
    return parts
  }

  var count: Int { parts.count }

  /// Whether a pending blob, by its number in the history, is read here.
  func contains(_ number: Int) -> Bool { isPacked[Int(history.requests[number].blob)] }

  /// The next part that nobody has taken.
  func take() -> Part? {
    let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return number < parts.count ? parts[number] : nil
  }

  func layout(of part: Part) -> PackLayout { packs[part.pack].layout }

  func bytes(of part: Part) -> PackBytes { packs[part.pack].bytes }

  /// What is asked of a blob of the table, without what is known.
  func pending(ofBlob blob: Int) -> [Int] {
    history.requests(ofBlob: blob).filter { isPending[$0] }
  }
}
