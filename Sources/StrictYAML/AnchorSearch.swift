/// Finds YAML's anchors and the aliases that repeat them, which strict files do without.
///
/// An alias may stand for a collection of aliases of collections and so on: a few lines become a tree of billions of
/// nodes, which the YAML library walks to compare the keys of a mapping (https://en.wikipedia.org/wiki/Billion_laughs_attack).
/// The search knows no quotes and no comments; it takes for an alias only the name of an anchor that the text has too.
enum AnchorSearch {
  /// The first alias of an anchor in `text`: its name, 1-based line and column in bytes.
  static func firstAlias(in text: String) -> (name: String, line: Int, column: Int)? {
    let bytes = Array(text.utf8)
    let anchors = Set(tokens(UInt8(ascii: "&"), in: bytes).map { bytes[$0] })
    guard !anchors.isEmpty,
      let alias = tokens(UInt8(ascii: "*"), in: bytes).first(where: { anchors.contains(bytes[$0]) })
    else { return nil }
    let start = alias.lowerBound - 1
    let lines = bytes[..<start].split(separator: 0x0A, omittingEmptySubsequences: false)
    return (
      String(decoding: bytes[alias], as: UTF8.self), lines.count, (lines.last?.count ?? 0) + 1
    )
  }

  /// The names behind `sign` where a token may begin.
  private static func tokens(_ sign: UInt8, in bytes: [UInt8]) -> [Range<Int>] {
    bytes.indices.compactMap { index in
      guard bytes[index] == sign, index == 0 || mayEndToken(bytes[index - 1]) else { return nil }
      let name = bytes[(index + 1)...].prefix(while: isNamePart)
      return name.isEmpty ? nil : name.indices
    }
  }

  /// Blanks, line ends, the signs of flow collections, and the last byte of a byte order mark and other text.
  private static func mayEndToken(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte >= 0x80 || "[]{},:?-\"'".utf8.contains(byte)
  }

  /// Source: https://github.com/yaml/libyaml/blob/0.2.5/src/scanner.c#L2382
  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
    default: false
    }
  }
}
