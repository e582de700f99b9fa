/// Writes JSON (RFC 8259) with members in the order they come.
///
/// Beyond what JSON demands it escapes everything that a terminal or a reader of logs would obey or
/// hide: control, format and bidirectional characters, U+2028 and U+2029, and the second `#` of
/// `##[` and `##vso[`, by which CI runners know a command.
struct JSONWriter {
  enum Layout {
    /// No blanks at all.
    case compact
    /// A member or element a line, two spaces a level.
    case pretty
  }

  private(set) var bytes: [UInt8] = []
  private let layout: Layout
  private var depth = 0
  private var isContainerEmpty = true
  private var followsName = false

  init(_ layout: Layout) { self.layout = layout }

  /// Moves what was written so far to `output`, so that memory does not grow with the report.
  mutating func drain(into output: inout OutputBuffer) {
    output.append(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  /// Ends a line, outside of all containers.
  mutating func newline() { bytes.append(0x0A) }

  // MARK: values

  mutating func object(_ body: (inout JSONWriter) -> Void) {
    container(open: UInt8(ascii: "{"), close: UInt8(ascii: "}"), body)
  }

  mutating func array(_ body: (inout JSONWriter) -> Void) {
    container(open: UInt8(ascii: "["), close: UInt8(ascii: "]"), body)
  }

  mutating func string(_ value: String) {
    beginValue()
    quote(value)
  }

  // MARK: members

  mutating func member(_ name: String, _ value: String) {
    self.name(name)
    string(value)
  }

  mutating func member(_ name: String, _ value: Int) {
    self.name(name)
    bare(String(value))
  }

  mutating func member(_ name: String, _ value: Bool) {
    self.name(name)
    bare(value ? "true" : "false")
  }

  /// A member that is `null` where there is no value.
  mutating func nullableMember(_ name: String, _ value: String?) {
    self.name(name)
    if let value { string(value) } else { bare("null") }
  }

  /// A member that is `null` where there is no value.
  mutating func nullableMember(_ name: String, _ value: Int?) {
    self.name(name)
    bare(value.map(String.init) ?? "null")
  }

  /// A member that is `null` where there is no value.
  mutating func nullableMember(_ name: String, _ value: Bool?) {
    self.name(name)
    bare(value.map { $0 ? "true" : "false" } ?? "null")
  }

  /// An object that is `null` where there is no value.
  mutating func nullableObjectMember<Value>(
    _ name: String, _ value: Value?, _ body: (inout JSONWriter, Value) -> Void
  ) {
    self.name(name)
    if let value { object { body(&$0, value) } } else { bare("null") }
  }

  mutating func member(_ name: String, _ values: [String]) {
    arrayMember(name) { json in
      for value in values { json.string(value) }
    }
  }

  mutating func objectMember(_ name: String, _ body: (inout JSONWriter) -> Void) {
    self.name(name)
    object(body)
  }

  mutating func arrayMember(_ name: String, _ body: (inout JSONWriter) -> Void) {
    self.name(name)
    array(body)
  }

  // MARK: syntax

  /// A member whose value is written next.
  mutating func name(_ name: String) {
    beginValue()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    if layout == .pretty { bytes.append(0x20) }
    followsName = true
  }

  private mutating func bare(_ word: String) {
    beginValue()
    bytes.append(contentsOf: word.utf8)
  }

  private mutating func container(
    open: UInt8, close: UInt8, _ body: (inout JSONWriter) -> Void
  ) {
    beginValue()
    bytes.append(open)
    depth += 1
    isContainerEmpty = true
    body(&self)
    depth -= 1
    if !isContainerEmpty { breakLine() }
    isContainerEmpty = false
    bytes.append(close)
  }

  private mutating func beginValue() {
    if followsName {
      followsName = false
      return
    }
    guard depth > 0 else { return }
    if !isContainerEmpty { bytes.append(UInt8(ascii: ",")) }
    isContainerEmpty = false
    breakLine()
  }

  private mutating func breakLine() {
    guard layout == .pretty else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: 2 * depth))
  }

  // MARK: strings

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    if !appendIfPlain(text) {
      let scalars = Array(text.unicodeScalars)
      for index in scalars.indices {
        if CommandMarker.needsBreak(at: index, in: scalars) {
          escape(0x23)
        } else {
          append(scalars[index])
        }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends a text of nothing but plain bytes, as nearly all are, at once.
  private mutating func appendIfPlain(_ text: String) -> Bool {
    text.utf8.withContiguousStorageIfAvailable { utf8 in
      guard utf8.allSatisfy(JSONWriter.isPlain) else { return false }
      bytes.append(contentsOf: utf8)
      return true
    } ?? false
  }

  /// Bytes that stand for themselves whatever comes before or after them.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20..<0x7F).contains(byte) && byte != 0x22 && byte != 0x5C && byte != 0x23
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": bytes.append(contentsOf: [0x5C, 0x22])
    case "\\": bytes.append(contentsOf: [0x5C, 0x5C])
    case "\n": bytes.append(contentsOf: [0x5C, UInt8(ascii: "n")])
    case "\r": bytes.append(contentsOf: [0x5C, UInt8(ascii: "r")])
    case "\t": bytes.append(contentsOf: [0x5C, UInt8(ascii: "t")])
    case _ where scalar.isInvisible:
      for unit in String(scalar).utf16 { escape(unit) }
    case _ where scalar.isASCII: bytes.append(UInt8(truncatingIfNeeded: scalar.value))
    default: bytes.append(contentsOf: String(scalar).utf8)
    }
  }

  private mutating func escape(_ unit: UInt16) {
    let digits = String(unit, radix: 16)
    bytes.append(contentsOf: [0x5C, UInt8(ascii: "u")])
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
    bytes.append(contentsOf: digits.utf8)
  }
}
