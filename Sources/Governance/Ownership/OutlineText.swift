/// The keys and values of a text whose indentation says what belongs to what: YAML as people write it, JSON as programs
/// print it. A line at a time, so that templates, broken files and hostile nesting cost no more than their bytes.
///
/// It is no parser: flow collections over several lines, anchors and block scalars are not understood, and what stands
/// in them is at worst a key with a path that nobody asks for.
struct OutlineText {
  /// A key with a value, or an item of a list.
  struct Entry: Equatable {
    /// The keys above it, outermost first.
    var parents: [String]
    /// Nil for a bare item.
    var key: String?
    /// Without quotes and comment; empty where something nested follows.
    var value: String
    /// 1-based.
    var line: Int
    /// YAML's documents, from 0.
    var document: Int
    /// Which item of the innermost list it belongs to, counted over the text; nil outside lists.
    var item: Int?
  }

  private(set) var entries: [Entry] = []

  private static let lineLimit = 50_000
  private static let lengthLimit = 2_000
  private static let depthLimit = 64

  private struct Level {
    var indent: Int
    var key: String?
    var item: Int?
  }

  init(_ bytes: some Sequence<UInt8>) { self.init(String(decoding: Array(bytes), as: UTF8.self)) }

  init(_ text: String) {
    var stack: [Level] = []
    var document = 0
    var items = 0
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, full) in lines.enumerated().prefix(OutlineText.lineLimit) {
      if full.hasPrefix("---") || full.hasPrefix("...") {
        document += full.hasPrefix("---") && !entries.isEmpty ? 1 : 0
        stack = []
        continue
      }
      guard full.utf8.count <= OutlineText.lengthLimit else { continue }
      var indent = full.prefix { $0 == " " || $0 == "\t" }.count
      var rest = full.dropFirst(indent)
      guard let first = rest.first, first != "#" else { continue }
      let isItem = rest == "-" || rest.hasPrefix("- ")
      while let top = stack.last,
        top.indent > indent || top.indent == indent && !(isItem && top.item == nil)
      {
        // An item of the same list ends the one before it; a key ends its neighbour.
        stack.removeLast()
      }
      while rest == "-" || rest.hasPrefix("- ") {
        guard stack.count < OutlineText.depthLimit else { break }
        items += 1
        stack.append(Level(indent: indent, key: nil, item: items))
        let marker = rest.dropFirst().prefix { $0 == " " }.count + 1
        indent += marker
        rest = rest.dropFirst(marker)
      }
      guard stack.count < OutlineText.depthLimit else { continue }
      let body = OutlineText.withoutComment(rest).stripped
      guard !body.isEmpty, !["{", "}", "[", "]", "},", "],", "{}"].contains(body) else { continue }
      let parents = stack.compactMap(\.key)
      let item = stack.last { $0.item != nil }?.item
      if let (key, value) = OutlineText.pair(body) {
        let isOpen = value.isEmpty || ["{", "[", "|", ">", "|-", ">-"].contains(value)
        entries.append(
          Entry(
            parents: parents, key: key, value: isOpen ? "" : OutlineText.scalar(value),
            line: index + 1, document: document, item: item))
        if isOpen { stack.append(Level(indent: indent, key: key, item: nil)) }
      } else {
        entries.append(
          Entry(
            parents: parents, key: nil, value: OutlineText.scalar(body), line: index + 1,
            document: document, item: item))
      }
    }
  }

  /// Key and value of `key: value`, `"key": value,`; nil for a line without one.
  private static func pair(_ body: Substring) -> (key: String, value: Substring)? {
    var rest = body
    var key = ""
    if let quote = rest.first, quote == "\"" || quote == "'" {
      rest.removeFirst()
      guard let end = rest.firstIndex(of: quote) else { return nil }
      key = String(rest[..<end])
      rest = rest[rest.index(after: end)...].stripped
      guard rest.first == ":" else { return nil }
      return (key, rest.dropFirst().stripped)
    }
    var index = rest.startIndex
    while index < rest.endIndex {
      let next = rest.index(after: index)
      if rest[index] == ":", next == rest.endIndex || rest[next].isWhitespace {
        key = String(rest[..<index].stripped)
        return key.isEmpty ? nil : (key, rest[next...].stripped)
      }
      index = next
    }
    return nil
  }

  /// Without quotes and the comma of JSON.
  private static func scalar(_ written: Substring) -> String {
    var text = written.stripped
    if text.last == ",", text.count > 1 { text = text.dropLast().stripped }
    if let quote = text.first, quote == "\"" || quote == "'", text.count > 1, text.last == quote {
      text = text.dropFirst().dropLast()
    }
    return String(text)
  }

  private static func withoutComment(_ text: Substring) -> Substring {
    var quote: Character?
    var previous: Character = " "
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'", !previous.isLetter {
        quote = character
      } else if character == "#", previous.isWhitespace {
        return text[..<index]
      }
      previous = character
    }
    return text
  }

  /// The values of a list: items below the key, or `[a, b]` behind it, or the one value.
  func values(_ key: String, below parents: [String], document: Int? = nil) -> [(
    text: String, line: Int
  )] {
    let path = parents + [key]
    var values: [(text: String, line: Int)] = []
    for entry in entries where document == nil || entry.document == document {
      if entry.parents == path, entry.key == nil {
        values.append((entry.value, entry.line))
      } else if entry.key == key, entry.parents == parents, !entry.value.isEmpty {
        values += OutlineText.flow(entry.value).map { ($0, entry.line) }
      }
    }
    return values
  }

  /// The value at a path, first one.
  func value(_ key: String, below parents: [String], document: Int? = nil) -> Entry? {
    entries.first {
      $0.key == key && $0.parents == parents && !$0.value.isEmpty
        && (document == nil || $0.document == document)
    }
  }

  /// `[a, "b"]` → a, b; another text alone.
  static func flow(_ text: String) -> [String] {
    guard text.hasPrefix("["), text.hasSuffix("]") else { return [text] }
    return text.dropFirst().dropLast().split(separator: ",").map { scalar($0) }
      .filter { !$0.isEmpty }
  }
}
