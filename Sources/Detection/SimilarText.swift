internal import Glibc

/// Finds literals in texts of which each is much like the one before, as the versions of a file in a git history are.
///
/// What two texts have in common at their beginnings and at their ends has the same literals at the same distances from
/// there, so that only what lies between has to be searched: comparing is ten times as fast as searching.
// Safety (all raw pointers here): the buffer belongs to the object from `init` to `deinit`, and `count` never exceeds
// its size.
final class SimilarText {
  /// Longer texts are not kept; bytes.
  private static let limit = 4 << 20
  /// Less in common is not worth the trouble; bytes.
  private static let smallest = 512

  private var text: UnsafeMutableRawBufferPointer
  private var count = 0
  private var hits: [LiteralHit] = []
  /// Whether there is a text to compare with.
  private var isKept = false

  init() { text = .allocate(byteCount: 64 << 10, alignment: 64) }

  deinit { text.deallocate() }

  /// Appends the literals in `bytes`, in the order of their places, and keeps the text to compare the next one with.
  func find(
    in bytes: UnsafeRawBufferPointer, _ index: LiteralIndex,
    candidates: UnsafeMutableBufferPointer<UInt32>, into found: inout [LiteralHit]
  ) {
    guard bytes.count <= SimilarText.limit else {
      index.find(in: bytes, candidates: candidates, into: &found)
      isKept = false
      return
    }
    let common = isKept ? commonEnds(with: bytes) : (head: 0, tail: 0)
    if common.head + common.tail < SimilarText.smallest {
      index.find(in: bytes, candidates: candidates, into: &found)
    } else {
      // A literal that reaches over a border stands neither in the head nor in the tail. One that ends where the head
      // ends does not count with it, since the byte behind a literal may decide whether it is found.
      let start = max(0, common.head - index.longestLiteral)
      let tail = bytes.count - common.tail
      let end = min(bytes.count, tail + index.longestLiteral)
      let shift = bytes.count - count
      let oldTail = count - common.tail
      for hit in hits where hit.offset + Int(hit.length) < common.head { found.append(hit) }
      let first = found.count
      index.find(
        in: UnsafeRawBufferPointer(rebasing: bytes[start..<end]), candidates: candidates,
        into: &found)
      var kept = first
      for at in first..<found.count {
        var hit = found[at]
        hit.offset += start
        if hit.offset + Int(hit.length) < common.head || hit.offset >= tail { continue }
        found[kept] = hit
        kept += 1
      }
      found.removeLast(found.count - kept)
      for var hit in hits where hit.offset >= oldTail {
        hit.offset += shift
        found.append(hit)
      }
    }
    keep(bytes, found)
  }

  private func keep(_ bytes: UnsafeRawBufferPointer, _ found: [LiteralHit]) {
    if text.count < bytes.count {
      text.deallocate()
      text = .allocate(byteCount: max(bytes.count, text.count * 2), alignment: 64)
    }
    text.copyMemory(from: bytes)
    count = bytes.count
    hits = found
    isKept = true
  }

  /// How many bytes are the same at the beginnings and, behind those, at the ends.
  private func commonEnds(with bytes: UnsafeRawBufferPointer) -> (head: Int, tail: Int) {
    let most = min(count, bytes.count)
    guard most > 0, let old = text.baseAddress, let new = bytes.baseAddress else { return (0, 0) }
    let block = 1024
    var head = 0
    while head + block <= most, memcmp(old + head, new + head, block) == 0 { head += block }
    while head < most, text[head] == bytes[head] { head += 1 }
    let room = most - head
    var tail = 0
    while tail + block <= room,
      memcmp(old + (count - tail - block), new + (bytes.count - tail - block), block) == 0
    {
      tail += block
    }
    while tail < room, text[count - tail - 1] == bytes[bytes.count - tail - 1] { tail += 1 }
    return (head, tail)
  }
}
