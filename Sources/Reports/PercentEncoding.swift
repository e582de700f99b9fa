internal import Model

extension BlobPath {
  /// The path's raw bytes, percent-encoded but for RFC 3986's unreserved characters and `/`; loses
  /// nothing.
  var percentEncoded: String { percentEncode(bytes) }

  /// A relative URI reference for readers that refuse anything unusual: encoded (a colon too, else
  /// the first component would read as a scheme), not absolute, without empty and `.` components,
  /// never empty.
  var relativeURI: String {
    let components = bytes.split(separator: UInt8(ascii: "/"))
      .filter { $0 != [UInt8(ascii: ".")] }
    let uri = components.map { percentEncode($0) }.joined(separator: "/")
    return uri.isEmpty ? "unnamed" : uri
  }
}

private func percentEncode(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789ABCDEF".utf8)
  var encoded: [UInt8] = []
  for byte in bytes {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
      encoded.append(byte)
    default:
      encoded.append(contentsOf: [
        UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)],
      ])
    }
  }
  return String(decoding: encoded, as: UTF8.self)
}
