/// Authors and maintainers in a package's manifest: persons to ask, often of long ago.
enum ManifestFile {
  static let names = [
    "package.json", "composer.json", "pyproject.toml", "Cargo.toml", "Chart.yaml",
  ]

  private static let limit = 10

  /// The persons that a manifest names.
  static func persons(_ bytes: [UInt8], name: String) -> [(name: String, line: Int)] {
    let found = name.hasSuffix(".toml") ? toml(bytes) : outline(bytes)
    return Array(found.filter { !$0.name.isEmpty }.prefix(limit))
  }

  private static func outline(_ bytes: [UInt8]) -> [(name: String, line: Int)] {
    let lists: Set<String> = ["author", "authors", "maintainers", "contributors"]
    return OutlineText(bytes).entries.compactMap { entry in
      guard !entry.value.isEmpty else { return nil }
      if entry.parents.isEmpty, let key = entry.key, lists.contains(key),
        !entry.value.hasPrefix("["), !entry.value.hasPrefix("{")
      {
        return (entry.value, entry.line)
      }
      guard entry.parents.count == 1, lists.contains(entry.parents[0]),
        entry.key == nil || entry.key == "email"
      else { return nil }
      return (entry.value, entry.line)
    }
  }

  /// `authors = [ … ]` of pyproject.toml and Cargo.toml: texts with an address, or the texts themselves.
  private static func toml(_ bytes: [UInt8]) -> [(name: String, line: Int)] {
    var found: [(name: String, line: Int)] = []
    var isInside = false
    let text = String(decoding: bytes, as: UTF8.self)
    for (index, full) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      var line = full.stripped
      if !isInside {
        let key = line.prefix { $0.isLetter }
        guard key == "authors" || key == "maintainers" else { continue }
        line = line.dropFirst(key.count).stripped
        guard line.first == "=" else { continue }
        line = line.dropFirst().stripped
        guard line.first == "[" else { continue }
        isInside = true
      }
      let strings = quoted(line)
      let addressed = strings.filter { $0.contains("@") }
      found += (addressed.isEmpty ? strings : addressed).map { ($0, index + 1) }
      if line.last == "]" { isInside = false }
      if found.count >= limit { break }
    }
    return found
  }

  private static func quoted(_ line: Substring) -> [String] {
    let parts = line.split(omittingEmptySubsequences: false) { $0 == "\"" || $0 == "'" }
    return stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) }
  }
}
