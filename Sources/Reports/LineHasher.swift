/// GitHub's `primaryLocationLineHash`: names a line by the 100 UTF-16 units from its start on, so
/// that code scanning knows an alert again after lines above it were added.
///
/// Blanks and tabs do not count; CR, LF and CRLF are one line end. The value is a polynomial with
/// factor 37 modulo 2^64; then `:n`, the line being the n-th with that value in the file.
///
/// Instead of a rolling window it keeps the polynomial of the whole text so far: the value of 100
/// units is that of all units up to their end, less that of all before them times 37^100.
///
/// Feed a file's own bytes, in any pieces. One pass is enough for nearly every file; a file of very
/// many different lines is to be fed a second time, so that memory stays bounded:
/// ```swift
/// var hasher = LineHasher(lines: [3, 17])
/// repeat {
///   // feed the file from its start, while hasher.wantsMore
/// } while hasher.endPass() == .feedAgain
/// finding.lineHash = hasher.hash(ofLine: 3)
/// ```
/// Source: https://github.com/github/codeql-action/blob/main/src/fingerprints.ts
public struct LineHasher: Sendable {
  /// What follows the end of a pass.
  public enum Outcome: Sendable {
    /// The hashes are known.
    case done
    /// Feed the same bytes once more.
    case feedAgain
  }

  private static let windowSize = 100
  private static let factor: UInt64 = 37
  /// 37^100 modulo 2^64.
  private static let windowWeight = (0..<windowSize).reduce(1 as UInt64) { power, _ in
    power &* factor
  }

  private let wanted: Set<Int>
  private let lastWanted: Int
  private let countLimit: Int

  /// For each wanted line its value and how many lines up to it have that value.
  private var found: [Int: (value: UInt64, occurrence: Int)] = [:]
  private var counts: [UInt64: Int] = [:]
  /// In a second pass, the values that are counted; nil in the first, where all are.
  private var tracked: Set<UInt64>?
  private var countsOverflowed = false

  private var text = Text()

  /// The part of the state that every pass begins anew.
  private struct Text {
    var decoder = UTF16Decoder()
    /// The polynomial of all units so far, and how many they are.
    var value: UInt64 = 0
    var count = 0
    var line = 0
    var isAtLineStart = true
    var followsCarriageReturn = false
    /// Lines up to the last wanted one whose window is not yet full, in their order.
    var pending: [Line] = []
    /// The count at which the first of them is.
    var due = Int.max
  }

  private struct Line {
    var number: Int
    /// The polynomial of all units before it.
    var valueBefore: UInt64
    var due: Int
  }

  /// Will know the hashes of these 1-based lines.
  public init(lines: some Sequence<Int>) { self.init(lines: lines, countLimit: 1 << 16) }

  /// `countLimit` bounds how many different values a first pass counts.
  init(lines: some Sequence<Int>, countLimit: Int) {
    wanted = Set(lines)
    lastWanted = wanted.max() ?? 0
    self.countLimit = countLimit
  }

  /// Whether further bytes can still matter in this pass.
  public var wantsMore: Bool { text.line < lastWanted || !text.pending.isEmpty }

  /// Takes the next bytes of the file.
  public mutating func feed(_ bytes: UnsafeRawBufferPointer) {
    guard wantsMore else { return }
    for byte in bytes {
      if byte < 0x80, text.decoder.isIdle {
        take(UInt16(byte))
      } else {
        take(text.decoder.decode(byte))
      }
    }
  }

  /// The file ended (or ``wantsMore`` is false).
  public mutating func endPass() -> Outcome {
    if wantsMore {
      take(text.decoder.finish())
      take(0xFFFF)
      for _ in 0..<LineHasher.windowSize { push(0) }
    }
    text = Text()
    guard countsOverflowed, tracked == nil else { return .done }
    tracked = Set(found.values.map(\.value))
    found = [:]
    counts = [:]
    return .feedAgain
  }

  /// The hash of a line: hexadecimal digits, a colon, the count. Nil if the line was not asked for
  /// or the file has no such line.
  public func hash(ofLine line: Int) -> String? {
    guard let (value, occurrence) = found[line] else { return nil }
    return "\(String(value, radix: 16)):\(occurrence)"
  }

  private mutating func take(_ units: UTF16Decoder.Units) {
    if units.count > 0 { take(units.first) }
    if units.count > 1 { take(units.second) }
  }

  private mutating func take(_ unit: UInt16) {
    var unit = unit
    if unit == 0x20 || unit == 0x09 || (unit == 0x0A && text.followsCarriageReturn) {
      text.followsCarriageReturn = false
      return
    }
    text.followsCarriageReturn = unit == 0x0D
    if unit == 0x0D { unit = 0x0A }
    if text.isAtLineStart { startLine() }
    text.isAtLineStart = unit == 0x0A
    push(unit)
  }

  private mutating func push(_ unit: UInt16) {
    text.value = text.value &* LineHasher.factor &+ UInt64(unit)
    text.count += 1
    if text.count == text.due { settleFirstPending() }
  }

  private mutating func startLine() {
    text.line += 1
    guard text.line <= lastWanted else { return }
    let due = text.count + LineHasher.windowSize
    if text.pending.isEmpty { text.due = due }
    text.pending.append(Line(number: text.line, valueBefore: text.value, due: due))
  }

  private mutating func settleFirstPending() {
    let line = text.pending.removeFirst()
    text.due = text.pending.first?.due ?? Int.max
    let value = text.value &- line.valueBefore &* LineHasher.windowWeight
    let occurrence = count(value)
    if wanted.contains(line.number) { found[line.number] = (value, occurrence) }
  }

  /// Counts a value and gives the count; once the table is full the count of a new value is wrong,
  /// and a second pass puts it right.
  private mutating func count(_ value: UInt64) -> Int {
    if let tracked {
      guard tracked.contains(value) else { return 0 }
    } else if counts.count >= countLimit, counts[value] == nil {
      countsOverflowed = true
      return 0
    }
    let occurrence = counts[value, default: 0] + 1
    counts[value] = occurrence
    return occurrence
  }
}
