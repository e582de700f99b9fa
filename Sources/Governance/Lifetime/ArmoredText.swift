/// A PEM or OpenPGP block as it stands in source code and configuration: with escaped line ends, indented, in pieces of
/// string literals, or base 64 once more.
struct ArmoredText {
  /// `RSA PRIVATE KEY`.
  let label: String
  /// What the base 64 gives; empty where it is no base 64.
  let bytes: [UInt8]
  /// `Proc-Type: 4,ENCRYPTED`, `Comment: …`.
  let headers: [String]

  /// Reads the first block of a text; nil where there is none.
  init?(_ value: some Collection<UInt8>) {
    guard value.count <= Encoded.longest else { return nil }
    var text = Array(value)
    if !text.holds("-----BEGIN "), let inner = Encoded.base64(text) { text = inner }
    guard let start = text.offset(of: "-----BEGIN ") else { return nil }
    let named = text[(start + 11)...]
    guard let labelEnd = named.offset(of: "-----"), labelEnd - named.startIndex <= 64 else {
      return nil
    }
    label = named[..<labelEnd].asText
    var body = text[(labelEnd + 5)...]
    if let end = body.offset(of: "-----END") { body = body[..<end] }
    var headers: [String] = []
    var kept: [UInt8] = []
    for line in Self.lines(body) {
      if line.contains(UInt8(ascii: ":")) {
        headers.append(line.asText)
        continue
      }
      // OpenPGP's checksum stands on a line of its own.
      if line.first == UInt8(ascii: "="), line.count == 5 { continue }
      for piece in line.split(whereSeparator: { !Self.isBase64($0) }) where piece != [0x2B] {
        kept += piece
      }
    }
    self.headers = headers
    bytes = Encoded.base64(kept) ?? []
  }

  /// Whether a passphrase protects it, as far as its label and headers say.
  var isEncrypted: Bool {
    label.contains("ENCRYPTED") || headers.contains { $0.contains("ENCRYPTED") }
  }

  /// The lines of a text in which line ends may be written as `\n`, once or twice escaped.
  private static func lines(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var plain: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        plain.append(byte)
        continue
      }
      while rest.first == UInt8(ascii: "\\") { rest = rest.dropFirst() }
      switch rest.first {
      case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
        rest = rest.dropFirst()
        plain.append(0x0A)
      default: break
      }
    }
    let blank: Set<UInt8> = [0x20, 0x09, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ",")]
    return plain.split { $0 == 0x0A || $0 == 0x0D }.map { $0.drop { blank.contains($0) } }
      .map { line in line.lastIndex { !blank.contains($0) }.map { line[...$0] } ?? [] }
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
      UInt8(ascii: "="):
      true
    default: false
    }
  }
}
