internal import StrictYAML
internal import Yams

/// What rule files have beside plain values.
extension RuleFileReader: StrictReader {
  mutating func note(line: Int, column: Int, _ message: String) {
    errors.append(RuleError(file: file, line: line, column: column, message: message))
  }

  /// An address that begins with `https://`.
  mutating func https(_ map: [String: Node], _ key: String, of node: Node) -> String? {
    guard let url = string(map, key, of: node), let place = map[key] else { return nil }
    let rest = url.dropFirst("https://".count)
    let isAddress = rest.prefix { $0 != "/" }.contains(".") && !url.contains { $0.isWhitespace }
    if !url.hasPrefix("https://") || !isAddress {
      fail(place, "\(key) must begin with https:// and be one address")
    }
    return url
  }

  /// `id`: kebab-case.
  mutating func identifier(_ map: [String: Node], of node: Node) -> String? {
    guard let id = string(map, "id", of: node), let place = map["id"] else { return nil }
    let isKebab =
      id.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
      && !id.hasPrefix("-") && !id.hasSuffix("-")
    if !isKebab { fail(place, "id '\(id)' must be lower-case letters, digits and single hyphens") }
    return id
  }

  /// Seconds, at most 34 years (30 bits in a pack), or `none` (nil) for no end.
  mutating func seconds(_ map: [String: Node], _ key: String) -> Int? {
    guard let node = map[key], node.string != "none" else { return nil }
    return integer(map, key, 1...(1 << 30 - 1))
  }
}
