internal import Glibc

/// Finds what two texts have in common, in the same order in both: the beginnings, the ends, and between them runs that
/// begin at lines.
///
/// Not the most that could be found, but what is told is the same for sure, byte for byte. The time is linear: a line of
/// the one is compared with a few of the other, and with as many bytes as are skipped then.
// Safety (all raw pointers here): the buffers are the caller's for the time of a call; every read is bounded by `limit`s
// that are checked against their counts.
struct TextAlignment {
  /// A run that is the same in both.
  struct Run: Equatable {
    var old: Int
    var new: Int
    var count: Int
  }

  /// So many bytes from a line's beginning tell it from others.
  private static let keyLength = 32
  /// Lines with the same key that one is compared with.
  private static let mostCompared = 8
  /// Further lines of the old text are not looked up.
  private static let mostLines = 1 << 16

  private(set) var runs: [Run] = []
  /// By a key's hash the number of the first line with it, from 1, and by a line's number that of the next.
  private var first: [UInt32] = []
  private var next: [UInt32] = []
  private var starts: [UInt32] = []

  /// - Parameter smallest: shorter runs are not told, but for the first and the last; bytes.
  mutating func align(
    _ old: UnsafeRawBufferPointer, _ new: UnsafeRawBufferPointer, smallest: Int
  ) {
    runs.removeAll(keepingCapacity: true)
    guard let oldBase = old.baseAddress, let newBase = new.baseAddress else { return }
    let head = TextAlignment.common(oldBase, newBase, min(old.count, new.count))
    let tail = TextAlignment.commonEnd(old, new, min(old.count, new.count) - head)
    if head > 0 { runs.append(Run(old: 0, new: 0, count: head)) }
    let (oldEnd, newEnd) = (old.count - tail, new.count - tail)
    if oldEnd - head >= smallest, newEnd - head >= smallest {
      number(old, head..<oldEnd)
      findRuns(old, new, oldEnd: oldEnd, from: head, to: newEnd, smallest)
    }
    if tail > 0 { runs.append(Run(old: oldEnd, new: newEnd, count: tail)) }
  }

  /// Notes the lines of a part of the old text.
  private mutating func number(_ text: UnsafeRawBufferPointer, _ part: Range<Int>) {
    starts.removeAll(keepingCapacity: true)
    var at = part.lowerBound
    while let start = TextAlignment.nextLine(text, from: at, to: part.upperBound),
      start + TextAlignment.keyLength <= part.upperBound, starts.count < TextAlignment.mostLines
    {
      starts.append(UInt32(truncatingIfNeeded: start))
      at = start
    }
    var size = 64
    while size < 2 * starts.count { size *= 2 }
    first.removeAll(keepingCapacity: true)
    first.append(contentsOf: repeatElement(0, count: size))
    next.removeAll(keepingCapacity: true)
    next.append(contentsOf: repeatElement(0, count: starts.count + 1))
    // Backwards, so that the earliest of the same key comes first.
    for line in starts.indices.reversed() {
      let slot = TextAlignment.key(text, Int(starts[line])) & (size - 1)
      next[line + 1] = first[slot]
      first[slot] = UInt32(truncatingIfNeeded: line + 1)
    }
  }

  private mutating func findRuns(
    _ old: UnsafeRawBufferPointer, _ new: UnsafeRawBufferPointer, oldEnd: Int, from start: Int,
    to newEnd: Int, _ smallest: Int
  ) {
    guard let oldBase = old.baseAddress, let newBase = new.baseAddress else { return }
    var (oldAt, newAt) = (start, start)
    var at = start
    while let line = TextAlignment.nextLine(new, from: at, to: newEnd),
      line + max(smallest, TextAlignment.keyLength) <= newEnd
    {
      at = line
      let slot = TextAlignment.key(new, line) & (first.count - 1)
      // What lies before the last run will not be wanted again.
      while first[slot] > 0, starts[Int(first[slot]) - 1] < oldAt {
        first[slot] = next[Int(first[slot])]
      }
      var candidate = first[slot]
      var compared = 0
      while candidate > 0, compared < TextAlignment.mostCompared {
        let place = Int(starts[Int(candidate) - 1])
        candidate = next[Int(candidate)]
        compared += 1
        let count = TextAlignment.common(
          oldBase + place, newBase + line, min(oldEnd - place, newEnd - line))
        guard count >= smallest else { continue }
        var before = 0
        while place - before > oldAt, line - before > newAt,
          old[place - before - 1] == new[line - before - 1]
        {
          before += 1
        }
        runs.append(Run(old: place - before, new: line - before, count: before + count))
        (oldAt, newAt) = (place + count, line + count)
        at = newAt
        break
      }
    }
  }

  // MARK: - Bytes

  /// Where the next line begins; nil where none does.
  @inline(__always)
  private static func nextLine(_ text: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int?
  {
    guard start < end, let base = text.baseAddress,
      let found = memchr(base + start, 0x0A, end - start)
    else { return nil }
    return UnsafeRawPointer(found) - base + 1
  }

  /// A hash of the bytes at a line's beginning.
  @inline(__always)
  private static func key(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int {
    var hash: UInt64 = 0
    for at in stride(from: start, to: start + keyLength, by: 8) {
      hash =
        (hash ^ text.loadUnaligned(fromByteOffset: at, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
    }
    return Int(truncatingIfNeeded: hash >> 20)
  }

  /// How many bytes are the same from the beginning.
  static func common(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ limit: Int) -> Int {
    let block = 1024
    var count = 0
    while count + block <= limit, memcmp(left + count, right + count, block) == 0 { count += block }
    while count + 8 <= limit {
      let difference =
        left.loadUnaligned(fromByteOffset: count, as: UInt64.self)
        ^ right.loadUnaligned(fromByteOffset: count, as: UInt64.self)
      if difference != 0 {
        return count + UInt64(littleEndian: difference).trailingZeroBitCount / 8
      }
      count += 8
    }
    while count < limit,
      left.load(fromByteOffset: count, as: UInt8.self)
        == right.load(fromByteOffset: count, as: UInt8.self)
    {
      count += 1
    }
    return count
  }

  /// How many bytes are the same before the ends.
  private static func commonEnd(
    _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer, _ limit: Int
  ) -> Int {
    guard let old = left.baseAddress, let new = right.baseAddress else { return 0 }
    let block = 1024
    var count = 0
    while count + block <= limit,
      memcmp(
        old + (left.count - count - block), new + (right.count - count - block), block) == 0
    {
      count += block
    }
    while count < limit, left[left.count - count - 1] == right[right.count - count - 1] {
      count += 1
    }
    return count
  }
}
