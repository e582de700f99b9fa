/// Makes the texts of a pack's blobs, each from the one that it is told as a change of; one thread's own.
///
/// A family is walked from its whole text down, the heaviest change of a text last, so that most texts are made in the
/// place of one that nobody needs any more. What is damaged, too large, or would need more memory than there is to be is
/// handed back, with all that hangs on it. Objects are not compared with their names, as git does not when it reads.
// Safety (all raw pointers here): buffers belong to the object from `init` to `deinit`; each is in the list of free ones or
// in one frame of the walk, and what is handed out is used during the call only.
final class PackReader {
  /// A text that changes still to come need.
  private struct Frame {
    var number: UInt32
    var text: UnsafeMutableRawBufferPointer
    var count: Int
    /// The next of the lighter changes.
    var child: UInt32
  }

  /// A packed object may be a little longer than its text; bytes.
  private static let longestPacked = PackLayout.longest + (1 << 16)
  private static let smallestBuffer = 64 << 10

  private let inflater: Inflater
  /// How much all buffers for texts may hold; bytes.
  private let budget: Int
  private var held = 0
  private var free: [UnsafeMutableRawBufferPointer] = []
  private var packed: UnsafeMutableRawBufferPointer
  private var change: UnsafeMutableRawBufferPointer

  /// nil when memory is out.
  init?(budget: Int) {
    guard let inflater = Inflater() else { return nil }
    self.inflater = inflater
    self.budget = budget
    packed = .allocate(byteCount: PackReader.smallestBuffer, alignment: 16)
    change = .allocate(byteCount: PackReader.smallestBuffer, alignment: 16)
  }

  deinit {
    for buffer in free + [packed, change] { buffer.deallocate() }
  }

  /// Makes the texts of a family.
  ///
  /// - Parameters:
  ///   - root: the whole text.
  ///   - body: takes a wanted blob's text, by its number in the table; false where it is not what it should be, or the
  ///     walk is to end.
  ///   - failed: told of an object whose text, and so those that hang on it, cannot be made.
  func read(
    _ root: UInt32, of layout: PackLayout, _ pack: PackBytes,
    _ body: (UInt32, UnsafeRawBufferPointer) -> Bool, failed: (UInt32) -> Void
  ) {
    var frames: [Frame] = []
    defer { for frame in frames { release(frame.text) } }

    /// Makes an object's text, hands it over, and keeps it where it is needed further.
    func visit(_ number: UInt32, base: UnsafeRawBufferPointer?) {
      let object = layout.objects[Int(number)]
      guard let (text, count) = text(of: object, base, pack) else { return failed(number) }
      if object.blob != .max,
        !body(object.blob, UnsafeRawBufferPointer(rebasing: text[..<count]))
      {
        release(text)
        return failed(number)
      }
      if object.heaviest == PackLayout.none { return release(text) }
      frames.append(Frame(number: number, text: text, count: count, child: object.firstChild))
    }

    visit(root, base: nil)
    while let top = frames.last {
      let base = UnsafeRawBufferPointer(rebasing: top.text[..<top.count])
      if top.child != PackLayout.none {
        frames[frames.count - 1].child = layout.objects[Int(top.child)].next
        visit(top.child, base: base)
      } else {
        frames.removeLast()
        visit(layout.objects[Int(top.number)].heaviest, base: base)
        release(top.text)
      }
    }
  }

  private func text(
    of object: PackLayout.Object, _ base: UnsafeRawBufferPointer?, _ pack: PackBytes
  ) -> (text: UnsafeMutableRawBufferPointer, count: Int)? {
    let (packedSize, size) = (Int(object.packedSize), Int(object.size))
    guard packedSize <= PackReader.longestPacked, size <= PackLayout.longest else { return nil }
    packed = grown(packed, to: packedSize)
    let stream = UnsafeMutableRawBufferPointer(rebasing: packed[..<packedSize])
    guard pack.read(into: stream, at: Int(object.start)) else { return nil }
    guard let base else {
      guard let text = take(size) else { return nil }
      if inflater.inflate(
        UnsafeRawBufferPointer(stream), into: .init(rebasing: text[..<size]))
      {
        return (text, size)
      }
      release(text)
      return nil
    }
    change = grown(change, to: size)
    let told = UnsafeMutableRawBufferPointer(rebasing: change[..<size])
    guard inflater.inflate(UnsafeRawBufferPointer(stream), into: told),
      let delta = Delta(UnsafeRawBufferPointer(told)), delta.size <= PackLayout.longest,
      let text = take(delta.size)
    else { return nil }
    if delta.apply(to: base, into: .init(rebasing: text[..<delta.size])) {
      return (text, delta.size)
    }
    release(text)
    return nil
  }

  // MARK: Buffers

  private func grown(
    _ buffer: UnsafeMutableRawBufferPointer, to size: Int
  ) -> UnsafeMutableRawBufferPointer {
    guard buffer.count < size else { return buffer }
    buffer.deallocate()
    return .allocate(byteCount: size + size / 2, alignment: 16)
  }

  /// A buffer of at least `size` bytes; nil where the budget has no room for it.
  private func take(_ size: Int) -> UnsafeMutableRawBufferPointer? {
    if let index = free.lastIndex(where: { $0.count >= size }) {
      free.swapAt(index, free.count - 1)
      return free.removeLast()
    }
    var capacity = PackReader.smallestBuffer
    while capacity < size { capacity *= 2 }
    while held + capacity > budget, let spare = free.popLast() {
      held -= spare.count
      spare.deallocate()
    }
    guard held + capacity <= budget else { return nil }
    held += capacity
    return .allocate(byteCount: capacity, alignment: 64)
  }

  private func release(_ buffer: UnsafeMutableRawBufferPointer) { free.append(buffer) }
}
