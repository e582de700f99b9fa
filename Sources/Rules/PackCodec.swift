internal import Model

/// Writes the fields of ``RulePack``.
struct PackWriter {
  private(set) var bytes: [UInt8] = []

  mutating func number(_ value: Int) {
    precondition(value >= 0 && value < 1 << 30, "a rule pack's numbers have 30 bits")
    for shift in [24, 18, 12, 6, 0] { bytes.append(0x30 + UInt8((value >> shift) & 63)) }
  }

  mutating func text(_ value: String) {
    number(value.utf8.count)
    bytes += value.utf8
  }

  mutating func texts(_ values: [String]) {
    number(values.count)
    for value in values { text(value) }
  }

  /// To two decimals.
  mutating func decimal(_ value: Double) { number(Int((value * 100).rounded())) }

  static func write(_ rules: RuleSet, magic: String) -> [UInt8] {
    let sections = [
      WrittenSection("detectors", rules.detectors), WrittenSection("families", rules.families),
      WrittenSection("mechanisms", rules.mechanisms),
      WrittenSection("taxonomies", rules.frameworks.taxonomies),
      WrittenSection("frameworks", rules.frameworks.entries),
      WrittenSection("framework-aliases", rules.frameworks.aliases),
      WrittenSection("framework-sets", rules.frameworks.sets),
    ]
    let literals = rules.detectors.enumerated().flatMap { index, detector in
      let boundary = detector.boundary
      return detector.literals.map { (text: $0, detector: index, boundary: boundary) }
    }
    // Three numbers, and for each section its name and two numbers.
    var start = magic.utf8.count + 15
    for section in sections { start += 15 + section.name.utf8.count }
    var pack = PackWriter()
    pack.bytes += magic.utf8
    pack.number(literals.count)
    pack.number(start + sections.reduce(0) { $0 + $1.bytes.count })
    pack.number(sections.count)
    for section in sections {
      pack.text(section.name)
      pack.number(start)
      pack.number(section.count)
      start += section.bytes.count
    }
    for section in sections { pack.bytes += section.bytes }
    let windows = LiteralWindow.offsets(in: literals.map(\.text))
    for (literal, window) in zip(literals, windows) {
      pack.text(literal.text)
      // At least -1.
      pack.number(window + 1)
      pack.number(literal.detector)
      pack.number(literal.boundary.rawValue)
    }
    return pack.bytes
  }
}

/// Reads the fields of ``RulePack``; every access is checked against the end.
struct PackReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at: Int

  init(bytes: UnsafeBufferPointer<UInt8>, at: Int) {
    self.bytes = bytes
    self.at = at
  }

  mutating func number() -> Int {
    var value = 0
    for _ in 0..<5 {
      value = value << 6 | Int((at < bytes.count ? bytes[at] : 0x30) &- 0x30) & 63
      at += 1
    }
    return value
  }

  mutating func slice() -> UnsafeBufferPointer<UInt8> {
    let count = number()
    let start = min(at, bytes.count)
    at = min(start + count, bytes.count)
    return UnsafeBufferPointer(rebasing: bytes[start..<at])
  }

  mutating func text() -> String { String(decoding: slice(), as: UTF8.self) }
  mutating func texts() -> [String] { (0..<number()).map { _ in text() } }
  mutating func decimal() -> Double { Double(number()) / 100 }

  /// A number of which 0 says that there is none.
  mutating func seconds() -> Int? {
    let value = number()
    return value > 0 ? value : nil
  }

  /// A text of which an empty one says that there is none.
  mutating func optionalText() -> String? {
    let value = text()
    return value.isEmpty ? nil : value
  }
}

extension Detector: PackRecord {
  func write(to pack: inout PackWriter) {
    pack.text(id)
    pack.text(name)
    pack.text(family)
    pack.texts(literals)
    pack.text(pattern)
    pack.number((isAnchored ? 1 : 0) | (isNear ? 2 : 0) | (isAssignment ? 4 : 0))
    pack.number(before)
    pack.number(after)
    valueRun.write(to: &pack)
    pack.text(check.checksum?.rawValue ?? "")
    pack.decimal(check.entropy)
    for count in [check.digits, check.letters, check.upper, check.lower] { pack.number(count) }
    pack.texts(check.unlike)
    pack.number(check.rejectsPlaceholders ? 1 : 0)
    pack.text(confidence.rawValue)
    pack.text(severity.rawValue)
    pack.number(parts.count)
    for part in parts {
      pack.text(part.name)
      pack.text(part.pattern)
      pack.number(part.within)
      pack.number(part.isRequired ? 1 : 0)
      pack.decimal(part.entropy)
    }
    pack.text(alone?.confidence.rawValue ?? "")
    pack.text(alone?.severity.rawValue ?? "")
    pack.texts(examples)
    pack.texts(counterexamples)
    pack.texts(exceptContexts.map(\.rawValue))
  }

  init(from pack: inout PackReader) {
    self.init(
      id: pack.text(), name: pack.text(), family: pack.text(), literals: pack.texts(),
      pattern: pack.text(), confidence: .low, severity: .info)
    let flags = pack.number()
    isAnchored = flags & 1 != 0
    isNear = flags & 2 != 0
    isAssignment = flags & 4 != 0
    before = pack.number()
    after = pack.number()
    valueRun = ValueRun?(from: &pack)
    check.checksum = Checksum(rawValue: pack.text())
    check.entropy = pack.decimal()
    check.digits = pack.number()
    check.letters = pack.number()
    check.upper = pack.number()
    check.lower = pack.number()
    check.unlike = pack.texts()
    check.rejectsPlaceholders = pack.number() == 1
    confidence = Confidence(rawValue: pack.text()) ?? .low
    severity = Severity(rawValue: pack.text()) ?? .info
    parts = (0..<pack.number()).map { _ in
      Part(
        name: pack.text(), pattern: pack.text(), within: pack.number(),
        isRequired: pack.number() == 1, entropy: pack.decimal())
    }
    // Both texts are read whether the first is empty or not.
    let (aloneConfidence, aloneSeverity) = (pack.text(), pack.text())
    if let confidence = Confidence(rawValue: aloneConfidence),
      let severity = Severity(rawValue: aloneSeverity)
    {
      alone = Alone(confidence: confidence, severity: severity)
    }
    examples = pack.texts()
    counterexamples = pack.texts()
    exceptContexts = pack.texts().compactMap { Context(rawValue: $0) }
  }
}

extension ValueRun? {
  fileprivate func write(to pack: inout PackWriter) {
    pack.number(self?.count ?? 0)
    guard let run = self else { return }
    for word in [run.low, run.high] {
      for quarter in 0..<4 { pack.number(Int(word >> (UInt64(quarter) * 16) & 0xFFFF)) }
    }
    pack.number(run.nearest)
    pack.number(run.farthest)
  }

  fileprivate init(from pack: inout PackReader) {
    let count = pack.number()
    guard count > 0 else {
      self = nil
      return
    }
    func word() -> UInt64 {
      (0..<4).reduce(0) { $0 | UInt64(pack.number()) << (UInt64($1) * 16) }
    }
    let (low, high) = (word(), word())
    self = ValueRun(
      low: low, high: high, count: count, nearest: pack.number(), farthest: pack.number())
  }
}
