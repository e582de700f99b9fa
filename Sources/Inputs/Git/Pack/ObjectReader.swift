internal import Glibc

/// Makes the texts of commits and trees, one thread's own. What was made lately is kept, since packs tell most texts as
/// changes of others that are asked for shortly before or after.
///
/// Objects are not compared with their names, as git does not when it reads.
// Safety (all raw pointers here): texts belong to the object from their making to `evict` or `deinit`; one that is held by
// a `Text` is not evicted before it is given back.
final class ObjectReader {
  /// A text that is held until it is given back.
  struct Text {
    fileprivate var slot: Int
    let kind: PackFile.Kind
    let bytes: UnsafeRawBufferPointer
  }

  private struct Slot {
    /// ``PackFile/none`` where it is empty.
    var object = PackFile.none
    var text = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    var kind = PackFile.Kind.unknown
    var holders = 0
    /// Asked for since the hand came by.
    var isRecent = false
  }

  /// Longer ones are left to git; bytes.
  private static let longest = 16 << 20
  /// No chain is so long in earnest.
  private static let deepest = 1 << 13

  let index: ObjectIndex
  private let inflater: Inflater
  /// What is kept may take so much; bytes.
  private let budget: Int
  private var held = 0
  private var slots: [Slot] = []
  private var freeSlots: [Int] = []
  /// Where ``slots`` has an object, plus one.
  private var slotNumbers: [UInt32]
  private var hand = 0
  private var packed: [UInt8] = []
  private var change: [UInt8] = []
  private var chain: [Int] = []

  /// nil when memory is out.
  init?(_ index: ObjectIndex, budget: Int) {
    guard let inflater = Inflater() else { return nil }
    self.index = index
    self.inflater = inflater
    self.budget = budget
    slotNumbers = Array(repeating: 0, count: index.count)
  }

  deinit {
    for slot in slots { slot.text.deallocate() }
  }

  /// The object with a name; nil where it is not there, damaged or too large. To be given back.
  func text(named name: UnsafeRawBufferPointer) -> Text? {
    index.number(of: name).flatMap { text($0) }
  }

  /// An object by its number in ``index``.
  func text(_ number: UInt32) -> Text? {
    if slotNumbers[Int(number)] != 0 { return hold(Int(slotNumbers[Int(number)]) - 1) }
    switch index.place(number) {
    case .loose(let object): return readLoose(object, number)
    case .packed(let pack, let object): return readPacked(pack, object)
    }
  }

  func giveBack(_ text: Text) { slots[text.slot].holders -= 1 }

  private func hold(_ slot: Int) -> Text {
    slots[slot].holders += 1
    slots[slot].isRecent = true
    return Text(
      slot: slot, kind: slots[slot].kind, bytes: UnsafeRawBufferPointer(slots[slot].text))
  }

  // MARK: Making

  private func readLoose(_ object: Int, _ number: UInt32) -> Text? {
    guard
      let read = index.loose.read(object, inflater, into: &change, limit: ObjectReader.longest)
    else { return nil }
    let text = room(read.text.count)
    change.withUnsafeBytes { text.copyMemory(from: .init(rebasing: $0[read.text])) }
    return hold(keep(text, as: number, read.kind))
  }

  private func readPacked(_ number: Int, _ object: Int) -> Text? {
    let pack = index.packs[number]
    chain.removeAll(keepingCapacity: true)
    var member = object
    // Up to a text that is here or whole.
    while slotNumbers[Int(index.number(pack: number, object: member))] == 0 {
      chain.append(member)
      guard chain.count <= ObjectReader.deepest else { return nil }
      let base = pack.objects[member].base
      if base == PackFile.none { break }
      member = Int(base)
    }
    var last: Text?
    if chain.last != member {
      last = hold(Int(slotNumbers[Int(index.number(pack: number, object: member))]) - 1)
    }
    while let next = chain.popLast() {
      let text = make(next, of: pack, from: last?.bytes)
      if let last { giveBack(last) }
      guard let text else { return nil }
      let slot = keep(text, as: index.number(pack: number, object: next), pack.objects[next].kind)
      last = hold(slot)
    }
    return last
  }

  private func make(
    _ number: Int, of pack: PackFile, from base: UnsafeRawBufferPointer?
  ) -> UnsafeMutableRawBufferPointer? {
    let object = pack.objects[number]
    let (packedSize, size) = (pack.packedSize(number), Int(object.size))
    guard packedSize <= ObjectReader.longest, size <= ObjectReader.longest,
      fill(packedSize, from: Int(object.start), of: pack.bytes)
    else { return nil }
    guard let base else {
      guard object.base == PackFile.none else { return nil }
      let text = room(size)
      let isWhole = packed.withUnsafeBytes {
        inflater.inflate(UnsafeRawBufferPointer(rebasing: $0[..<packedSize]), into: text)
      }
      if isWhole { return text }
      text.deallocate()
      return nil
    }
    if change.count < size { change = Array(repeating: 0, count: 2 * size) }
    return change.withUnsafeMutableBytes { change in
      let told = UnsafeMutableRawBufferPointer(rebasing: change[..<size])
      let isTold = packed.withUnsafeBytes {
        inflater.inflate(UnsafeRawBufferPointer(rebasing: $0[..<packedSize]), into: told)
      }
      guard isTold, let delta = Delta(UnsafeRawBufferPointer(told)),
        delta.size <= ObjectReader.longest
      else { return nil }
      let text = room(delta.size)
      if delta.apply(to: base, into: text) { return text }
      text.deallocate()
      return nil
    }
  }

  private func fill(_ count: Int, from offset: Int, of bytes: PackBytes) -> Bool {
    if packed.count < count { packed = Array(repeating: 0, count: 2 * count) }
    return packed.withUnsafeMutableBytes {
      bytes.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<count]), at: offset)
    }
  }

  // MARK: Keeping

  private func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
    .allocate(byteCount: count, alignment: 8)
  }

  private func keep(
    _ text: UnsafeMutableRawBufferPointer, as number: UInt32, _ kind: PackFile.Kind
  ) -> Int {
    held += text.count
    evict()
    let slot = freeSlots.popLast() ?? slots.count
    if slot == slots.count { slots.append(Slot()) }
    slots[slot] = Slot(object: number, text: text, kind: kind)
    slotNumbers[Int(number)] = UInt32(slot + 1)
    return slot
  }

  /// Frees texts that nobody holds or has asked for lately until the others fit the budget.
  private func evict() {
    // Each is come by twice at the most: once to forget that it was asked for.
    var steps = 2 * slots.count
    while held > budget, steps > 0 {
      steps -= 1
      hand = hand + 1 < slots.count ? hand + 1 : 0
      guard slots[hand].object != PackFile.none, slots[hand].holders == 0 else { continue }
      if slots[hand].isRecent {
        slots[hand].isRecent = false
        continue
      }
      held -= slots[hand].text.count
      slots[hand].text.deallocate()
      slotNumbers[Int(slots[hand].object)] = 0
      slots[hand] = Slot()
      freeSlots.append(hand)
    }
  }
}
