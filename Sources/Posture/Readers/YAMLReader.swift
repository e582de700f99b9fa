/// Reads YAML as configurations use it: several documents, block and flow collections, all scalars, anchors, merge keys.
///
/// Templates of Helm, Jinja and the like (`{{ … }}`, `{% … %}`) are not run: a value that holds one is unresolved, and a
/// mapping in which one stands alone on a line may have members that are not seen. A local tag (`!Ref`, `!reference`)
/// makes a value unresolved.
///
/// Source: https://yaml.org/spec/1.2.2/
public enum YAMLReader: DocumentReader {
  /// The documents of a text.
  ///
  /// - Throws: ``ReadError`` where it is no YAML, or beyond the limits.
  public static func read(_ text: [UInt8], limits: ReadLimits) throws(ReadError) -> [Node] {
    var parser = YAMLParser(TextCursor(text, limits: limits))
    return try parser.documents()
  }
}

/// YAML's block structure over a cursor; scalars and flow collections are in files of their own.
struct YAMLParser {
  var cursor: TextCursor
  var anchors: [String: Node] = [:]
  /// How many lines that only hold a template were passed.
  var templates = 0
  /// The column of the one that is indented most, since it was last set back; -1 where there was none.
  private var deepestTemplate = -1
  private var lineStart = 0

  init(_ cursor: TextCursor) {
    self.cursor = cursor
    lineStart = cursor.at
  }

  mutating func documents() throws(ReadError) -> [Node] {
    var documents: [Node] = []
    while true {
      anchors = [:]
      try skipToToken()
      while cursor.byte == UInt8(ascii: "%"), column == 0 {
        cursor.skipLine()
        try skipToToken()
      }
      if isMarker("---") {
        cursor.at += 3
        try skipToToken()
      }
      if cursor.atEnd { return documents }
      if !isMarker("---"), !isMarker("...") {
        documents.append(try block(minimum: 0, isOnKeyLine: false))
        try skipToToken()
      }
      while isMarker("...") {
        cursor.at += 3
        try skipToToken()
      }
      if !cursor.atEnd, !isMarker("---") { throw cursor.error("something follows the document") }
    }
  }

  /// A line begins at the cursor.
  mutating func beginLine() { lineStart = cursor.at }

  /// The 0-based column of the cursor.
  var column: Int { cursor.at - lineStart }

  /// A document's beginning or end stands here.
  func isMarker(_ marker: StaticString) -> Bool {
    column == 0 && cursor.starts(with: marker) && cursor.peek(3).isBreak
  }

  private var isAnyMarker: Bool { isMarker("---") || isMarker("...") }

  // MARK: - Between tokens

  /// Moves over blanks, line ends, comments and lines of templates.
  mutating func skipToToken() throws(ReadError) {
    while !cursor.atEnd {
      let byte = cursor.byte
      if byte.isBlank {
        cursor.at += 1
      } else if byte.isLineEnd {
        cursor.at += 1
        lineStart = cursor.at
      } else if byte == UInt8(ascii: "#"), cursor.at == lineStart || cursor.peek(-1).isBreak {
        cursor.skipLine()
      } else if isTemplate, isFirstOnLine {
        skipTemplate()
      } else {
        return
      }
    }
  }

  private var isFirstOnLine: Bool {
    cursor.text[lineStart..<cursor.at].allSatisfy(\.isBlank)
  }

  /// `{{` or `{%` stands here.
  var isTemplate: Bool { cursor.starts(with: "{{") || cursor.starts(with: "{%") }

  /// A template that is alone on its line; one that begins a name (`{{ name }}: value`) ends the document's reading, as
  /// nobody can know what it is.
  private mutating func skipTemplate() {
    templates += 1
    deepestTemplate = max(deepestTemplate, column)
    let start = cursor.at
    let closing: StaticString = cursor.starts(with: "{%") ? "%}" : "}}"
    cursor.skip(past: closing)
    for offset in start..<cursor.at where cursor.text[offset] == 0x0A { lineStart = offset + 1 }
    cursor.skipLine()
  }

  // MARK: - Blocks

  /// The node that begins at the next token, if that stands at column `minimum` or more; otherwise null.
  ///
  /// - Parameter isOnKeyLine: a key stands before it on its line, where no block collection may begin.
  mutating func block(minimum: Int, isOnKeyLine: Bool) throws(ReadError) -> Node {
    let place = cursor.at
    let line = lineStart
    try skipToToken()
    let isOnKeyLine = isOnKeyLine && lineStart == line
    guard !cursor.atEnd, column >= minimum, !isAnyMarker else {
      // What was passed was looked at only; mappings around it count templates by themselves.
      return try cursor.node(.null, place..<place)
    }
    var properties = YAMLProperties()
    let start = cursor.at
    let startColumn = column
    while cursor.byte == UInt8(ascii: "&") || cursor.byte == UInt8(ascii: "!") {
      readProperty(&properties)
      let propertyLine = lineStart
      try skipToToken()
      if lineStart != propertyLine {
        // The node itself begins on a line of its own.
        let isSequenceOfKey = cursor.byte == UInt8(ascii: "-") && column + 1 == minimum
        guard !cursor.atEnd, column >= minimum || isSequenceOfKey, !isAnyMarker else {
          return finish(try cursor.node(.null, start..<start), properties)
        }
        return finish(try collection(at: column, isOnKeyLine: false, minimum), properties)
      }
    }
    let isKeyWithProperties = properties.isPresent && !isOnKeyLine && isImplicitKey()
    if isKeyWithProperties {
      // The properties are the first key's, which nobody needs.
      return try mapping(at: startColumn)
    }
    return finish(
      try collection(at: column, isOnKeyLine: isOnKeyLine, minimum), properties)
  }

  private mutating func collection(
    at column: Int, isOnKeyLine: Bool, _ minimum: Int
  ) throws(ReadError) -> Node {
    if !isOnKeyLine {
      if cursor.byte == UInt8(ascii: "-"), cursor.peek(1).isBreak {
        return try sequence(at: column)
      }
      if cursor.byte == UInt8(ascii: "?"), cursor.peek(1).isBreak || isImplicitKey() {
        return try mapping(at: column)
      }
      if isImplicitKey() { return try mapping(at: column) }
    }
    return try inline(minimum: minimum)
  }

  private mutating func sequence(at indent: Int) throws(ReadError) -> Node {
    let start = cursor.at
    try cursor.enter()
    var elements: [Node] = []
    while !cursor.atEnd, column == indent, cursor.byte == UInt8(ascii: "-"),
      cursor.peek(1).isBreak, !isAnyMarker
    {
      cursor.at += 1
      elements.append(try block(minimum: indent + 1, isOnKeyLine: false))
      try skipToToken()
    }
    cursor.leave()
    return try cursor.node(.sequence(elements), start..<(start + 1))
  }

  private mutating func mapping(at indent: Int) throws(ReadError) -> Node {
    let start = cursor.at
    let templatesBefore = templates
    try cursor.enter()
    var mapping = Node.Mapping()
    var merged: [Node] = []
    while !cursor.atEnd, column == indent, !isAnyMarker {
      if cursor.byte == UInt8(ascii: "?"), cursor.peek(1).isBreak {
        throw cursor.error("keys that are collections are not read")
      }
      let keyStart = cursor.at
      guard let key = try implicitKey() else { throw cursor.error("a key is expected") }
      let keySpan = keyStart..<key.end
      let value = try memberValue(indent: indent)
      // A condition or a loop of a pipeline's templates: `${{ if … }}:`.
      if key.text.contains("{{") { mapping.isOpen = true }
      if key.text == "<<" {
        merged += value.elements
      } else {
        mapping.members.append(Node.Member(key: key.text, keySpan: keySpan, value: value))
      }
      try skipToToken()
    }
    cursor.leave()
    for node in merged {
      guard case .mapping(let other) = node.value else {
        mapping.isOpen = true
        continue
      }
      if other.isOpen { mapping.isOpen = true }
      let known = Set(mapping.members.map(\.key))
      for member in other.members where !known.contains(member.key) {
        mapping.members.append(member)
      }
    }
    if templates > templatesBefore { mapping.isOpen = true }
    return try cursor.node(.mapping(mapping), start..<(start + 1))
  }

  private mutating func memberValue(indent: Int) throws(ReadError) -> Node {
    let line = lineStart
    let place = cursor.at
    var ahead = self
    ahead.deepestTemplate = -1
    try ahead.skipToToken()
    // A list may stand at its key's own column.
    if ahead.lineStart != line, !ahead.cursor.atEnd, ahead.column == indent,
      ahead.cursor.byte == UInt8(ascii: "-"), ahead.cursor.peek(1).isBreak, !ahead.isAnyMarker
    {
      self = ahead
      return try sequence(at: indent)
    }
    if ahead.lineStart != line, ahead.cursor.atEnd || ahead.column <= indent {
      self = ahead
      // A template that is indented under the name is what makes its value: `labels:`, `{{ include … }}`.
      let written = cursor.string(cursor.trimmed(place..<cursor.at)).drop { $0.isWhitespace }
      return try cursor.node(
        deepestTemplate > indent ? .unresolved(String(written)) : .null, place..<place)
    }
    return try block(minimum: indent + 1, isOnKeyLine: true)
  }

  // MARK: - Properties

  private mutating func readProperty(_ properties: inout YAMLProperties) {
    let isAnchor = cursor.byte == UInt8(ascii: "&")
    let start = cursor.at
    cursor.skip { !$0.isBreak && !",[]{}".utf8.contains($0) }
    let name = cursor.string((start + 1)..<cursor.at)
    if isAnchor { properties.anchor = name } else { properties.tag = name }
  }

  private mutating func finish(_ node: Node, _ properties: YAMLProperties) -> Node {
    var node = node
    if let tag = properties.tag, !tag.hasPrefix("!"), !tag.isEmpty, !tag.hasPrefix("<tag:yaml.org")
    {
      // A local tag: an intrinsic function, a vault, a reference. `!Sub` without places is a plain text.
      let isPlainText = tag == "Sub" && node.text?.contains("${") == false
      if !isPlainText {
        node = Node(.unresolved("!\(tag) \(node.text ?? "")"), span: node.span)
      }
    }
    if let anchor = properties.anchor { anchors[anchor] = node }
    return node
  }

  /// Properties before a value in a flow collection.
  mutating func flowProperties(_ read: (inout YAMLParser) throws(ReadError) -> Node)
    throws(ReadError) -> Node
  {
    var properties = YAMLProperties()
    while cursor.byte == UInt8(ascii: "&") || cursor.byte == UInt8(ascii: "!") {
      readProperty(&properties)
      try skipToToken()
    }
    return finish(try read(&self), properties)
  }
}

/// A node's anchor and tag.
struct YAMLProperties {
  var anchor: String?
  var tag: String?
  var isPresent: Bool { anchor != nil || tag != nil }
}
