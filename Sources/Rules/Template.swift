/// An example that holds no secret: plain text with places that a generator fills.
///
/// `{hex:32}`, `{alnum:20-24}`, `{set(A-Za-z0-9_~-):31}`, `{uuid}`, `{jwt}`, `{github-crc32:30}`,
/// `{gitlab-routable(glpat-)}`, `{grafana-crc32(glsa_)}`, `{b64(…)}`, `{b64url(…)}`, `{url(…)}`, `{pem(RSA PRIVATE KEY)}`.
/// Braces of any other form are text.
public struct Template: Sendable {
  /// A template that is not well formed.
  public struct Malformed: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    public var description: String
  }

  indirect enum Piece: Sendable {
    case text([UInt8])
    case random(alphabet: [UInt8], count: ClosedRange<Int>)
    case uuid
    case jwt
    case githubCRC32(count: ClosedRange<Int>)
    case gitlabRoutable(prefix: String)
    case grafanaCRC32(prefix: String)
    case base64([Piece], isURLSafe: Bool)
    case percentEncoded([Piece])
    case pem(label: String)
  }

  let pieces: [Piece]

  /// Reads a template.
  ///
  /// - Throws: ``Malformed`` where a place has no end, an unknown alphabet or a count that is not a number.
  public init(_ source: String) throws(Malformed) {
    var parser = TemplateParser(source)
    pieces = try parser.pieces()
  }

  /// The template with every place filled; the same generator state gives the same text.
  public func fill(using random: inout some RandomNumberGenerator) -> [UInt8] {
    Template.fill(pieces, using: &random)
  }

  private static func fill(
    _ pieces: [Piece], using random: inout some RandomNumberGenerator
  ) -> [UInt8] {
    pieces.reduce(into: []) { $0 += fill($1, using: &random) }
  }

  private static func fill(_ piece: Piece, using random: inout some RandomNumberGenerator)
    -> [UInt8]
  {
    switch piece {
    case .text(let bytes): return bytes
    case .random(let alphabet, let count): return draw(alphabet, count, using: &random)
    case .uuid: return uuid(using: &random)
    case .jwt: return jwt(using: &random)
    case .githubCRC32(let count):
      let body = draw(Alphabet.alnum, count, using: &random)
      return body + CRC32.base62(CRC32.checksum(body), width: 6)
    case .gitlabRoutable(let prefix):
      let payload =
        draw(Array(UInt8.min...UInt8.max), 16...16, using: &random) + Array("\no:1\nu:".utf8)
        + draw(Alphabet.lownum, 3...3, using: &random) + [16]
      let encoded = Base64.encode(payload, isURLSafe: true)
      let body =
        Array(prefix.utf8) + encoded + Array(".01.".utf8)
        + CRC32.base36(UInt32(encoded.count), width: 2)
      return body + CRC32.base36(CRC32.checksum(body), width: 7)
    case .grafanaCRC32(let prefix):
      let body = Array(prefix.utf8) + draw(Alphabet.alnum, 32...32, using: &random)
      return body + [UInt8(ascii: "_")] + CRC32.littleEndianHex(CRC32.checksum(body))
    case .base64(let inner, let isURLSafe):
      return Base64.encode(fill(inner, using: &random), isURLSafe: isURLSafe)
    case .percentEncoded(let inner):
      return fill(inner, using: &random).flatMap { byte -> [UInt8] in
        Alphabet.unreserved.contains(byte)
          ? [byte] : [UInt8(ascii: "%")] + Alphabet.hexPair(byte, Alphabet.HEX)
      }
    case .pem(let label):
      let lines = (0..<6).map { _ in draw(Alphabet.base64, 64...64, using: &random) }
      let last = draw(Alphabet.base64, 30...30, using: &random) + Array("==".utf8)
      let body = (lines + [last]).joined(separator: [0x0A])
      return Array("-----BEGIN \(label)-----\n".utf8) + body
        + Array("\n-----END \(label)-----".utf8)
    }
  }

  private static func draw(
    _ alphabet: [UInt8], _ count: ClosedRange<Int>, using random: inout some RandomNumberGenerator
  ) -> [UInt8] {
    (0..<Int.random(in: count, using: &random)).map { _ in
      alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
    }
  }

  private static func uuid(using random: inout some RandomNumberGenerator) -> [UInt8] {
    var bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
    // Version 4, variant 1: https://www.rfc-editor.org/rfc/rfc9562#section-5.4
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    var text: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
      text += Alphabet.hexPair(byte, Alphabet.hex)
    }
    return text
  }

  private static func jwt(using random: inout some RandomNumberGenerator) -> [UInt8] {
    let subject = String(decoding: draw(Alphabet.alnum, 12...12, using: &random), as: UTF8.self)
    let issued = Int.random(in: 1_700_000_000..<1_760_000_000, using: &random)
    let parts = [#"{"alg":"HS256","typ":"JWT"}"#, #"{"sub":"\#(subject)","iat":\#(issued)}"#]
    let encoded = parts.map { Base64.encode(Array($0.utf8), isURLSafe: true) }
    let signature = draw(Alphabet.base64url, 43...43, using: &random)
    return Array((encoded + [signature]).joined(separator: [UInt8(ascii: ".")]))
  }
}
