internal import Foundation

/// Texts that carry bytes.
enum Encoded {
  /// Longer texts are not decoded.
  static let longest = 1 << 16

  /// Base 64 in either alphabet, padded or not, over several lines or not.
  static func base64(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var kept: [UInt8] = []
    for byte in text {
      guard kept.count <= longest else { return nil }
      switch byte {
      case UInt8(ascii: "-"): kept.append(UInt8(ascii: "+"))
      case UInt8(ascii: "_"): kept.append(UInt8(ascii: "/"))
      case UInt8(ascii: "="), 0x20, 0x09, 0x0A, 0x0D: continue
      default: kept.append(byte)
      }
    }
    guard kept.count % 4 != 1 else { return nil }
    while kept.count % 4 != 0 { kept.append(UInt8(ascii: "=")) }
    return Data(base64Encoded: Data(kept)).map { Array($0) }
  }

  /// The bits of a base 32 text (RFC 4648, no padding), whole bytes only.
  static func base32(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for byte in text {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = byte - UInt8(ascii: "A")
      case UInt8(ascii: "2")...UInt8(ascii: "7"): digit = byte - UInt8(ascii: "2") + 26
      default: return nil
      }
      bits = (bits << 5 | UInt32(digit)) & 0xFFF
      count += 5
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    return bytes
  }

  /// `%41` and, in a query, nothing else; what is no escape stays.
  static func percent(_ text: some Collection<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Array(text)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }
}

/// A JSON value of a stranger's.
enum JSONValue: Decodable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  /// Nested deeper, it is not read.
  private static let deepest = 32

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode([String: JSONValue].self) {
      self = .object(value)
    } else {
      self = .list(try container.decode([JSONValue].self))
    }
  }

  /// Reads a document of at most ``Encoded/longest`` bytes; nil where it is none.
  static func read(_ bytes: some Collection<UInt8>) -> JSONValue? {
    guard bytes.count <= Encoded.longest, isShallow(bytes) else { return nil }
    return try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
  }

  private static func isShallow(_ bytes: some Collection<UInt8>) -> Bool {
    var depth = 0
    var isInText = false
    var isEscaped = false
    for byte in bytes {
      if isInText {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInText = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInText = true
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        if depth > deepest { return false }
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
    }
    return true
  }

  subscript(_ name: String) -> JSONValue? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  subscript(_ index: Int) -> JSONValue? {
    if case .list(let items) = self, items.indices.contains(index) { items[index] } else { nil }
  }

  var text: String? { if case .text(let value) = self { value } else { nil } }
  var number: Double? { if case .number(let value) = self { value } else { nil } }
  var items: [JSONValue]? { if case .list(let items) = self { items } else { nil } }
  var isObject: Bool { if case .object = self { true } else { false } }

  /// A time: a number, or a number in quotation marks, or ISO 8601.
  var time: Int? {
    switch self {
    case .number(let value): Timestamp.seconds(numeric: value)
    case .text(let value):
      Timestamp.seconds(decimal: value) ?? Timestamp.seconds(iso8601: value)
    default: nil
    }
  }

  /// One text or several: `"a b"` gives one, `["a", "b"]` two.
  var texts: [String] {
    switch self {
    case .text(let value): [value]
    case .list(let items): items.compactMap(\.text)
    default: []
    }
  }
}
