internal import Synchronization

/// The blobs of all packs and the bytes of their texts, which a change tells at its beginning; no text is made.
struct PackedSizes: Sendable {
  /// By their numbers in the index, in the order of the packs, each name once.
  let blobs: [(object: UInt32, size: Int)]

  private static let partSize = 8192

  /// - Returns: nil where an object is of no known kind, or its size cannot be read.
  init?(_ index: ObjectIndex, jobs: Int, _ cancellation: Cancellation) {
    let ranges = index.packs.indices.flatMap { pack in
      let count = index.packs[pack].objects.count
      return stride(from: 0, to: count, by: PackedSizes.partSize).map { start in
        (pack: pack, objects: start..<min(start + PackedSizes.partSize, count))
      }
    }
    let parts = Mutex<[Int: [(object: UInt32, size: Int)]]>([:])
    let next = Counter()
    WorkerThreads.run(max(1, min(jobs, ranges.count))) { _ in
      guard var part = SizeReader(index) else { return }
      while !cancellation.isCancelled, let number = next.take(below: ranges.count) {
        guard let sizes = part.sizes(ranges[number].objects, ofPack: ranges[number].pack) else {
          return
        }
        parts.withLock { $0[number] = sizes }
      }
    }
    let read = parts.withLock { parts in ranges.indices.compactMap { parts[$0] } }
    guard read.count == ranges.count else { return nil }
    blobs = read.flatMap { $0 }
  }
}

/// One thread's reading of sizes, from pieces of a pack that hold many small changes.
private struct SizeReader {
  private static let pieceSize = 1 << 20

  private let index: ObjectIndex
  private let inflater: Inflater
  private var piece: [UInt8] = []
  /// What ``piece`` holds of the pack.
  private var filled = 0..<0
  private var change: [UInt8] = []

  init?(_ index: ObjectIndex) {
    guard let inflater = Inflater() else { return nil }
    (self.index, self.inflater) = (index, inflater)
  }

  mutating func sizes(
    _ objects: Range<Int>, ofPack number: Int
  ) -> [(object: UInt32, size: Int)]? {
    let pack = index.packs[number]
    var sizes: [(object: UInt32, size: Int)] = []
    filled = 0..<0
    for at in objects {
      let object = pack.objects[at]
      if object.kind == .unknown { return nil }
      guard object.kind == .blob else { continue }
      let name = index.number(pack: number, object: at)
      // Another pack may have it as well.
      guard index.packs.count == 1 || index.isFirst(name) else { continue }
      guard object.base != PackFile.none else {
        // What does not fit is clamped.
        guard object.size < UInt32.max else { return nil }
        sizes.append((name, Int(object.size)))
        continue
      }
      guard let size = size(ofChange: at, pack) else { return nil }
      sizes.append((name, size))
    }
    return sizes
  }

  private mutating func size(ofChange number: Int, _ pack: PackFile) -> Int? {
    let object = pack.objects[number]
    let (start, size) = (Int(object.start), Int(object.size))
    let range = start..<start + pack.packedSize(number)
    guard range.count <= PackLayout.longest, size <= PackLayout.longest, fill(range, pack.bytes)
    else { return nil }
    if change.count < size { change = Array(repeating: 0, count: 2 * size) }
    return piece.withUnsafeBytes { piece in
      change.withUnsafeMutableBytes { change in
        let change = UnsafeMutableRawBufferPointer(rebasing: change[..<size])
        let packed = piece[
          range.lowerBound - filled.lowerBound..<range.upperBound - filled.lowerBound]
        guard inflater.inflate(UnsafeRawBufferPointer(rebasing: packed), into: change) else {
          return nil
        }
        return Delta(UnsafeRawBufferPointer(change))?.size
      }
    }
  }

  /// Has ``piece`` hold some bytes of a pack.
  private mutating func fill(_ range: Range<Int>, _ bytes: PackBytes) -> Bool {
    if filled.lowerBound <= range.lowerBound, range.upperBound <= filled.upperBound { return true }
    let count = max(range.count, min(SizeReader.pieceSize, bytes.size - range.lowerBound))
    if piece.count < count { piece = Array(repeating: 0, count: count) }
    filled = 0..<0
    let isFilled = piece.withUnsafeMutableBytes {
      bytes.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<count]), at: range.lowerBound)
    }
    if isFilled { filled = range.lowerBound..<range.lowerBound + count }
    return isFilled
  }
}
