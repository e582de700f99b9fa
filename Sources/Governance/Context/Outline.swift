/// A text's lines, how deep they stand, and what they assign: enough of YAML, JSON, HCL, INI, dotenv and code to see
/// what a credential stands in, and nothing that hostile text could make slow.
struct Outline {
  /// A name and what is assigned to it.
  struct Entry {
    /// As written.
    var key: String
    /// Letters and digits only, in lower case: `project_id`, `projectId` and `PROJECT-ID` are alike.
    var name: String
    /// Without quotation marks; empty where the line ends behind the separator.
    var value: String
    /// Index of the line.
    var line: Int
  }

  /// A line.
  struct Line {
    /// Offsets in the text.
    var range: Range<Int>
    /// Columns of white space in front, a list's dash included.
    var indent: Int
    /// A list's item begins here.
    var isItem: Bool
    /// The first byte that is no white space; 0 in a blank line.
    var first: UInt8
    /// What opens a block: the text of a line that ends with a brace or a bracket, at most 160 bytes of it.
    var header: String?
    /// The line's entries.
    var entries: Range<Int>
  }

  /// A YAML document between `---` lines, or the whole of another text, with what is looked up in it.
  struct Document {
    /// Indices of its lines.
    var lines: Range<Int>
    /// The first entry of each name at the margin.
    var roots: [String: Entry] = [:]
    /// The first entry of each name at any depth.
    var first: [String: Entry] = [:]
    /// The entries that declare an environment.
    var environments: [Entry] = []
    /// The first entry that names a repository of GitHub.
    var repository: Entry?
  }

  /// Lines longer than this are read so far only.
  private static let longestLine = 8192
  private static let mostLines = 40_000
  private static let mostEntriesOfLine = 64
  private static let longestKey = 80
  /// What a line stands in is looked for so many lines above it.
  static let farthest = 4000
  private static let mostEnvironments = 256

  /// The offsets of the text that are covered.
  let covered: Range<Int>
  /// The 1-based number of the first line.
  let firstLine: Int
  private(set) var lines: [Line] = []
  private(set) var documents: [Document] = []
  private(set) var entries: [Entry] = []

  /// Reads the lines of a part of a text.
  // Safety: `text` is read within the call only.
  init(_ text: UnsafeRawBufferPointer, _ part: Range<Int>, firstLine: Int = 1) {
    self.firstLine = firstLine
    covered = part.clamped(to: 0..<text.count)
    var start = covered.lowerBound
    while start < covered.upperBound, lines.count < Self.mostLines {
      var end = start
      while end < covered.upperBound, text[end] != 0x0A { end += 1 }
      add(start..<end, of: text)
      start = end + 1
    }
    divide(text)
  }

  /// Finds the documents, and what is looked up in each.
  private mutating func divide(_ text: UnsafeRawBufferPointer) {
    var document = Document(lines: 0..<0)
    for index in lines.indices {
      if index > document.lines.lowerBound, isBreak(index, text) {
        documents.append(document)
        document = Document(lines: index..<index)
      }
      document.lines = document.lines.lowerBound..<(index + 1)
      // What is commented out is no part of it.
      guard lines[index].first != UInt8(ascii: "#") else { continue }
      for entry in entries[lines[index].entries] {
        if lines[index].indent == 0, document.roots[entry.name] == nil {
          document.roots[entry.name] = entry
        }
        if document.first[entry.name] == nil { document.first[entry.name] = entry }
        if document.environments.count < Self.mostEnvironments, EnvironmentReader.declares(entry) {
          document.environments.append(entry)
        }
        if document.repository == nil, PlaceFacts.repository(entry) != nil {
          document.repository = entry
        }
      }
    }
    documents.append(document)
  }

  /// Reads a whole text, or of a large one the lines around a credential.
  init(_ text: UnsafeRawBufferPointer, around site: Site, reach: Int) {
    guard text.count > 4 * reach else {
      self.init(text, 0..<text.count, firstLine: site.line(at: 0))
      return
    }
    var start = max(0, site.span.lowerBound - reach)
    while start > 0, text[start - 1] != 0x0A, site.span.lowerBound - start < 2 * reach {
      start -= 1
    }
    let end = site.span.upperBound + min(reach, text.count - site.span.upperBound)
    self.init(text, start..<end, firstLine: site.line(at: start))
  }

  /// Whether a place in a text is far enough inside of what is covered.
  func covers(_ span: Range<Int>, in text: UnsafeRawBufferPointer) -> Bool {
    (covered.lowerBound == 0 || covered.lowerBound < span.lowerBound)
      && (covered.upperBound == text.count || span.upperBound + 4096 <= covered.upperBound)
  }

  private mutating func add(_ range: Range<Int>, of text: UnsafeRawBufferPointer) {
    var bytes = text[range].prefix(Self.longestLine)
    if bytes.last == 0x0D { bytes.removeLast() }
    var indent = 0
    var isItem = false
    while let byte = bytes.first {
      if byte == 0x20 {
        indent += 1
      } else if byte == 0x09 {
        indent += 4
      } else if byte == UInt8(ascii: "-"), bytes.dropFirst().first == 0x20, !isItem {
        isItem = true
        indent += 1
      } else {
        break
      }
      bytes = bytes.dropFirst()
    }
    let first = entries.count
    Self.forEachPiece(UnsafeRawBufferPointer(rebasing: bytes)) { piece in
      guard entries.count - first < Self.mostEntriesOfLine,
        let (key, value) = Self.assignment(piece)
      else { return }
      let name = Self.name(of: key)
      if !name.isEmpty {
        entries.append(Entry(key: key, name: name, value: value, line: lines.count))
      }
    }
    let opens =
      bytes.count <= 160 && (bytes.last == UInt8(ascii: "{") || bytes.last == UInt8(ascii: "["))
    lines.append(
      Line(
        range: range, indent: indent, isItem: isItem, first: bytes.first ?? 0,
        header: opens ? String(decoding: bytes, as: UTF8.self) : nil,
        entries: first..<entries.count))
  }

  /// Calls `body` with the parts of a line between commas, semicolons and braces outside of quotation marks.
  private static func forEachPiece(
    _ line: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    var start = 0
    var quote: UInt8?
    var isEscaped = false
    for (index, byte) in line.enumerated() {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if let open = quote {
        if byte == open { quote = nil }
      } else {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"),
          UInt8(ascii: "("):
          body(UnsafeRawBufferPointer(rebasing: line[start..<index]))
          start = index + 1
        default: break
        }
      }
    }
    body(UnsafeRawBufferPointer(rebasing: line[start...]))
  }

  /// `key: value`, `key = value`, `"key": "value"`, `export KEY=value`, `ENV KEY value`.
  private static func assignment(_ piece: UnsafeRawBufferPointer) -> (key: String, value: String)? {
    guard
      let separator = piece[endOfQuotedKey(piece)...]
        .firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=") })
    else { return environment(piece) }
    // The last word before the sign, by bytes: most pieces of a program have none that a string is worth.
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let left = piece[..<separator]
    guard let last = left.lastIndex(where: { !isBlank($0) && $0 != 0x0A && $0 != 0x0D }) else {
      return nil
    }
    let first = left[...last].lastIndex(where: isBlank).map { $0 + 1 } ?? left.startIndex
    let word = left[first...last].filter { byte in
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "["),
        UInt8(ascii: "]"):
        false
      default: true
      }
    }
    guard !word.isEmpty, word.count <= longestKey else { return nil }
    let key = String(decoding: word, as: UTF8.self)
    var right = piece[(separator + 1)...]
    while let byte = right.first,
      byte == UInt8(ascii: "=") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: ":")
    {
      right = right.dropFirst()
    }
    guard !right.starts(with: "//".utf8) else { return nil }
    return (key, unquoted(String(decoding: right, as: UTF8.self).trimmed()))
  }

  /// Behind the key in quotation marks with which a piece begins, which may be an address: `"https://acme.test/v1/": `.
  private static func endOfQuotedKey(_ piece: UnsafeRawBufferPointer) -> Int {
    guard let start = piece.firstIndex(where: { $0 != 0x20 && $0 != 0x09 }),
      piece[start] == UInt8(ascii: "\"") || piece[start] == UInt8(ascii: "'"),
      let end = piece[(start + 1)...].firstIndex(of: piece[start]),
      let next = piece[(end + 1)...].first(where: { $0 != 0x20 && $0 != 0x09 }),
      next == UInt8(ascii: ":") || next == UInt8(ascii: "=")
    else { return piece.startIndex }
    return end + 1
  }

  /// A key's letters and digits, in lower case.
  private static func name(of key: String) -> String {
    guard key.utf8.allSatisfy({ $0 < 0x80 }) else {
      return String(key.lowercased().filter { $0.isLetter || $0.isNumber })
    }
    return String(unsafeUninitializedCapacity: key.utf8.count) { buffer in
      var count = 0
      // Safety: no more bytes are written than the key has.
      for byte in key.utf8 {
        switch byte {
        case 0x30...0x39, 0x61...0x7A: buffer[count] = byte
        case 0x41...0x5A: buffer[count] = byte | 0x20
        default: continue
        }
        count += 1
      }
      return count
    }
  }

  /// Dockerfiles' `ENV NAME value`.
  private static func environment(
    _ piece: UnsafeRawBufferPointer
  ) -> (key: String, value: String)? {
    guard piece.starts(with: "ENV ".utf8) || piece.first == 0x20 else { return nil }
    let words = piece.prefix(512).split(separator: 0x20)
    guard words.count == 3, words[0].elementsEqual("ENV".utf8) else { return nil }
    return (
      String(decoding: words[1], as: UTF8.self), unquoted(String(decoding: words[2], as: UTF8.self))
    )
  }

  private static func unquoted(_ text: String) -> String {
    guard let first = text.first else { return "" }
    if first == "\"" || first == "'" || first == "`" {
      return String(text.dropFirst().prefix { $0 != first })
    }
    if first == "#" { return "" }
    // A comment begins behind a blank.
    var from = text.utf8.startIndex
    while let sign = text.utf8[from...].firstIndex(of: UInt8(ascii: "#")) {
      let before = text.utf8.index(before: sign)
      if text.utf8[before] == UInt8(ascii: " ") { return String(text[..<before]).trimmed() }
      from = text.utf8.index(after: sign)
    }
    return text
  }
}

extension Outline {
  /// The line in which an offset stands; nil outside of what is covered.
  func line(of offset: Int) -> Int? {
    guard covered.contains(offset) || offset == covered.upperBound, !lines.isEmpty else {
      return nil
    }
    var low = 0
    var high = lines.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if lines[middle].range.lowerBound <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The entries of a line.
  func entries(of line: Int) -> ArraySlice<Entry> {
    lines.indices.contains(line) ? entries[lines[line].entries] : []
  }

  /// What a line opens; nil where it opens no block.
  func header(of line: Int) -> String? {
    lines.indices.contains(line) ? lines[line].header : nil
  }

  /// The lines that a line stands in, the innermost first: each the nearest above that is less indented than the one
  /// before.
  func ancestors(of line: Int) -> [Int] {
    guard lines.indices.contains(line) else { return [] }
    var found: [Int] = []
    var indent = lines[line].indent
    var at = line - 1
    var steps = 0
    while at >= 0, indent > 0, steps < Self.farthest, found.count < 64 {
      if lines[at].indent < indent, !isAside(at) {
        found.append(at)
        indent = lines[at].indent
      }
      at -= 1
      steps += 1
    }
    return found
  }

  /// The line that begins the list's item in which a line stands: `- name: …`, as deep as its other members.
  func item(of line: Int) -> Int? {
    var at = line
    while at >= 0, line - at < 100 {
      if lines[at].indent < lines[line].indent, !isAside(at) { return nil }
      if lines[at].indent == lines[line].indent, lines[at].isItem { return at }
      at -= 1
    }
    return nil
  }

  /// Blank lines, comments and what closes a block say nothing about what stands in what.
  private func isAside(_ line: Int) -> Bool {
    switch lines[line].first {
    case 0, UInt8(ascii: "#"), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"),
      UInt8(ascii: ";"):
      true
    default: false
    }
  }

  /// The document in which a line stands.
  func document(of line: Int) -> Document {
    var low = 0
    var high = documents.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if documents[middle].lines.lowerBound <= line { low = middle } else { high = middle }
    }
    return documents.indices.contains(low) ? documents[low] : Document(lines: 0..<0)
  }

  private func isBreak(_ line: Int, _ text: UnsafeRawBufferPointer) -> Bool {
    let range = lines[line].range
    return range.count >= 3 && range.count < 64
      && UnsafeRawBufferPointer(rebasing: text[range]).starts(with: "---".utf8)
  }
}
