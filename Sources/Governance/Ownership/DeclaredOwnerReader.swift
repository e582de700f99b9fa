internal import Model

/// Owners that the text around a credential declares: labels and annotations of the Kubernetes object, tags of the
/// Terraform or CloudFormation resource, labels of the Compose service that it stands in.
///
/// Looks at one document or block, of bounded size, and keeps what it has read of it for the next credential.
struct DeclaredOwnerReader {
  /// The names of the facts that it makes.
  static let factName = "owner-tag"
  static let unresolvedFactName = "owner-tag-variable"

  private static let reach = 128 << 10
  /// More declarations than this of one credential are not kept.
  private static let limit = 8
  private static let ownerKeys: Set<String> = [
    "owner", "team", "squad", "ownerteam", "owningteam", "teamname", "ownedby", "owneremail",
    "teamowner", "serviceowner", "businessowner", "technicalowner", "productteam",
  ]
  private static let holders: Set<String> = [
    "tags", "labels", "annotations", "commonlabels", "commonannotations", "stacktags",
    "defaulttags", "tagsall",
  ]

  /// A declaration.
  private struct Mark {
    var holder: String
    var key: String
    var value: String
    /// 1-based in the piece of text.
    var line: Int
  }

  private enum Syntax { case outline, blocks }

  private let text: UnsafeRawBufferPointer
  private let path: String
  private let syntax: Syntax?
  private var range = 0..<0
  private var outline = OutlineText("")
  private var blockMarks: [Mark] = []

  /// - Parameters:
  ///   - text: valid as long as the reader is used.
  ///   - path: tells the syntax.
  init(_ text: UnsafeRawBufferPointer, path: BlobPath) {
    self.text = text
    self.path = path.text
    let name = path.text.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let ending = name.split(separator: ".").last ?? ""
    syntax =
      switch ending {
      case "tf", "hcl": .blocks
      case "yaml", "yml", "json", "template", "tpl", "bicep": .outline
      default: nil
      }
  }

  /// Adds what is declared around findings of one blob to their facts.
  ///
  /// - Parameters:
  ///   - text: the window in which they stand.
  ///   - offset: where it begins in the blob.
  static func note(
    in findings: inout ArraySlice<Finding>, _ text: UnsafeRawBufferPointer, at offset: Int,
    path: BlobPath
  ) {
    var reader = DeclaredOwnerReader(text, path: path)
    for index in findings.indices where findings[index].assessment != nil {
      let location = findings[index].location
      let facts = reader.facts(
        at: location.offsets.lowerBound - offset, line: location.start.line)
      findings[index].assessment?.facts += facts.prefix(limit)
    }
  }

  /// What is declared where a credential stands.
  ///
  /// - Parameters:
  ///   - index: of the credential's first byte in the text.
  ///   - line: the credential's 1-based line in its file.
  mutating func facts(at index: Int, line: Int) -> [Assessment.Fact] {
    guard let syntax, text.indices.contains(index) else { return [] }
    if !range.contains(index) { read(around: index, syntax) }
    let before = lineCount(range.lowerBound..<index)
    let first = line - before
    let marks = syntax == .blocks ? blockMarks : outlineMarks(line: before + 1)
    return marks.map { mark in
      let isVariable = Principal(mark.value, in: .resource)?.kind == .variable
      return Assessment.Fact(
        name: isVariable ? Self.unresolvedFactName : Self.factName, value: mark.value,
        source: "\(mark.holder) \(mark.key) of \(path):\(first + mark.line - 1)")
    }
  }

  private func lineCount(_ range: Range<Int>) -> Int {
    text[range].count { $0 == 0x0A }
  }

  private mutating func read(around index: Int, _ syntax: Syntax) {
    let window = max(0, index - Self.reach)..<min(text.count, index + Self.reach)
    switch syntax {
    case .outline:
      let start = lastLine(in: window.lowerBound..<index) { $0.starts(with: Array("---".utf8)) }
      let end = firstLine(in: index..<window.upperBound) { $0.starts(with: Array("---".utf8)) }
      range = (start ?? window.lowerBound)..<(end ?? window.upperBound)
      outline = OutlineText(text[range])
    case .blocks:
      // A block begins and ends in the first column.
      let start = lastLine(in: window.lowerBound..<index) { line in
        line.first.map { (0x61...0x7A).contains($0) } ?? false
      }
      let end = firstLine(in: index..<window.upperBound) { $0.first == UInt8(ascii: "}") }
      range = (start ?? window.lowerBound)..<(end ?? window.upperBound)
      blockMarks = Self.tags(inBlock: String(decoding: text[range], as: UTF8.self))
    }
  }

  /// Offset of the last line that begins in the range and is as wanted.
  private func lastLine(
    in range: Range<Int>, _ isWanted: (Slice<UnsafeRawBufferPointer>) -> Bool
  ) -> Int? {
    var end = range.upperBound
    while true {
      let newline = text[range.lowerBound..<end].lastIndex(of: 0x0A)
      let start = newline.map { $0 + 1 } ?? range.lowerBound
      if newline != nil || range.lowerBound == 0, isWanted(text[start..<text.count]) {
        return start
      }
      guard let newline else { return nil }
      end = newline
    }
  }

  private func firstLine(
    in range: Range<Int>, _ isWanted: (Slice<UnsafeRawBufferPointer>) -> Bool
  ) -> Int? {
    var start = range.lowerBound
    while let newline = text[start..<range.upperBound].firstIndex(of: 0x0A) {
      start = newline + 1
      if isWanted(text[start..<text.count]) { return start }
    }
    return nil
  }

  // MARK: Labels and tags by indentation

  /// - Parameter line: the credential's, in the piece.
  private func outlineMarks(line: Int) -> [Mark] {
    let place = outline.entries.last { $0.line <= line }
    // A line that opens something stands in what it opens.
    let standing = (place?.parents ?? []) + (place?.value.isEmpty == true ? [place?.key ?? ""] : [])
    var marks: [Mark] = []
    for (index, entry) in outline.entries.enumerated() {
      guard
        let holderIndex = entry.parents.lastIndex(where: { Self.holders.contains(Self.plain($0)) }),
        holderIndex == entry.parents.count - 1
      else { continue }
      var container = entry.parents[..<holderIndex]
      if let last = container.last, ["metadata", "Properties"].contains(last) {
        container = container.dropLast()
      }
      guard standing.starts(with: container), let key = entry.key else { continue }
      let holder = Self.holder(entry.parents[holderIndex])
      if key == "Key", Self.isOwnerKey(entry.value), index + 1 < outline.entries.count {
        // CloudFormation's list of pairs.
        let next = outline.entries[index + 1]
        guard next.key == "Value", next.item == entry.item else { continue }
        marks.append(Mark(holder: holder, key: entry.value, value: next.value, line: next.line))
      } else if Self.isOwnerKey(key), !entry.value.isEmpty {
        marks.append(Mark(holder: holder, key: key, value: entry.value, line: entry.line))
      }
    }
    return marks
  }

  // MARK: Tags of blocks

  /// `tags = { Owner = "x" }` of a block of Terraform's language, also `merge(local.tags, { … })` and `default_tags`.
  private static func tags(inBlock block: String) -> [Mark] {
    var marks: [Mark] = []
    var holder: String?
    var depth = 0
    for (index, full) in block.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      var line = full.stripped
      guard !line.hasPrefix("#"), !line.hasPrefix("//") else { continue }
      if holder == nil {
        let name = line.prefix { $0.isLetter || $0 == "_" }
        let rest = line.dropFirst(name.count).stripped
        guard holders.contains(plain(name)), rest.first == "=" || rest.first == "{" else {
          continue
        }
        guard let open = rest.firstIndex(of: "{") else { continue }
        holder = self.holder(name)
        line = rest[rest.index(after: open)...]
        depth = 1
      }
      for pair in line.split(separator: ",") {
        let sides = pair.split(maxSplits: 1) { $0 == "=" || $0 == ":" }
        guard sides.count == 2, let holder else { continue }
        let key = sides[0].stripped.filter { $0 != "\"" }
        let value = sides[1].stripped.prefix { $0 != "}" }.stripped
        guard isOwnerKey(key), !value.isEmpty else { continue }
        let isText = value.first == "\""
        let plain = isText ? value.dropFirst().prefix { $0 != "\"" } : value
        marks.append(
          Mark(
            holder: holder, key: String(key), value: isText ? String(plain) : "${\(plain)}",
            line: index + 1))
      }
      depth += line.count { $0 == "{" } - line.count { $0 == "}" }
      if depth <= 0 { holder = nil }
    }
    return marks
  }

  private static func plain(_ name: some StringProtocol) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  /// `Owner`, `owner_team`, `example.com/team`.
  private static func isOwnerKey(_ key: some StringProtocol) -> Bool {
    ownerKeys.contains(plain(key.split(separator: "/").last ?? ""))
  }

  private static func holder(_ name: some StringProtocol) -> String {
    let plain = plain(name)
    return plain.contains("label") ? "label" : plain.contains("annotation") ? "annotation" : "tag"
  }

  /// What a whole file declares for everything in its folder: `default_tags` of a provider, `commonLabels` of Kustomize.
  static func folderWide(_ bytes: [UInt8], path: String) -> [Assessment.Fact] {
    bytes.withUnsafeBytes { text in
      let marks: [Mark]
      if path.hasSuffix(".tf") {
        let text = String(decoding: text, as: UTF8.self)
        guard text.contains("default_tags") else { return [] }
        marks = defaultTags(text)
      } else {
        marks = OutlineText(text).entries.compactMap { entry in
          guard entry.parents.count == 1,
            ["commonLabels", "commonAnnotations"].contains(entry.parents[0]),
            let key = entry.key, isOwnerKey(key), !entry.value.isEmpty
          else { return nil }
          return Mark(
            holder: holder(entry.parents[0]), key: key, value: entry.value, line: entry.line)
        }
      }
      return marks.map { mark in
        let isVariable = Principal(mark.value, in: .resource)?.kind == .variable
        return Assessment.Fact(
          name: isVariable ? unresolvedFactName : factName, value: mark.value,
          source: "\(mark.holder) \(mark.key) of \(path):\(mark.line)")
      }
    }
  }

  /// The tags inside `default_tags { … }`.
  private static func defaultTags(_ text: String) -> [Mark] {
    var marks: [Mark] = []
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
    var number = 0
    while let line = lines.popFirst() {
      number += 1
      guard line.stripped.hasPrefix("default_tags") else { continue }
      let block = lines.prefix { !$0.hasPrefix("}") }.joined(separator: "\n")
      marks += tags(inBlock: block).map { mark in
        var mark = mark
        mark.line += number
        return mark
      }
    }
    return marks
  }
}
