/// Reads HCL (Terraform, OpenTofu, Packer, Vault): attributes and blocks.
///
/// A block's labels become names, so that `resource "aws_iam_role" "ci" { … }` stands at `resource.aws_iam_role.ci`;
/// blocks of one name stand beside each other under it. Whatever has to be evaluated is unresolved, but for
/// `jsonencode`, `tolist` and `toset`, whose argument says all.
///
/// Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
public enum HCLReader: DocumentReader {
  /// The one document of a text.
  ///
  /// - Throws: ``ReadError`` where it is no HCL, or beyond the limits.
  public static func read(_ text: [UInt8], limits: ReadLimits) throws(ReadError) -> [Node] {
    var parser = HCLParser(TextCursor(text, limits: limits))
    let root = try parser.body(isRoot: true)
    return [Node(.mapping(root), span: 0..<text.count)]
  }
}

/// HCL's structure over a cursor; expressions are in a file of their own.
struct HCLParser {
  var cursor: TextCursor
  /// What is read stands in a here document.
  var isEmbedded = false

  init(_ cursor: TextCursor) { self.cursor = cursor }

  /// Attributes and blocks to the closing brace, or to the end.
  mutating func body(isRoot: Bool) throws(ReadError) -> Node.Mapping {
    var mapping = Node.Mapping()
    while true {
      skipSpace(withLines: true)
      if cursor.atEnd {
        guard isRoot else { throw cursor.error("a block does not end") }
        return mapping
      }
      if !isRoot, cursor.take("}") { return mapping }
      let start = cursor.at
      let name = try nameOrString()
      let keySpan = start..<cursor.at
      skipSpace(withLines: false)
      if cursor.byte == UInt8(ascii: "="), cursor.peek(1) != UInt8(ascii: "=") {
        cursor.at += 1
        skipSpace(withLines: false)
        let value = try expression()
        // `null` is what leaving it out is.
        if value.value != .null {
          mapping.members.append(Node.Member(key: name, keySpan: keySpan, value: value))
        }
      } else {
        let block = try block(named: name, keySpan)
        mapping.members.append(name == "dynamic" ? try dynamic(block) : block)
      }
    }
  }

  private mutating func block(
    named name: String, _ nameSpan: Range<Int>
  ) throws(ReadError) -> Node.Member {
    var labels: [(text: String, span: Range<Int>)] = []
    while cursor.byte != UInt8(ascii: "{") {
      if cursor.byte.isLineEnd {
        // HCL 1, which Vault reads its policies as, lets the brace stand on the next line.
        skipSpace(withLines: true)
        guard cursor.byte == UInt8(ascii: "{") else { throw cursor.error("a block is expected") }
        break
      }
      guard labels.count < 4 else { throw cursor.error("a block has too many labels") }
      let label = try nameOrString()
      // A label's place is the block's whole head up to it.
      labels.append((label, nameSpan.lowerBound..<cursor.at))
      skipSpace(withLines: false)
    }
    let start = cursor.at
    cursor.at += 1
    try cursor.enter()
    let body = try self.body(isRoot: false)
    cursor.leave()
    var node = try cursor.node(.mapping(body), start..<cursor.at)
    for label in labels.reversed() {
      let member = Node.Member(key: label.text, keySpan: label.span, value: node)
      node = try cursor.node(.mapping(Node.Mapping(members: [member])), start..<cursor.at)
    }
    return Node.Member(key: name, keySpan: nameSpan, value: node)
  }

  /// Blocks that are made when it runs: what stands under their name is not known, all else is.
  private mutating func dynamic(_ block: Node.Member) throws(ReadError) -> Node.Member {
    guard let made = block.value.mapping?.members.first else { return block }
    let span = made.value.span
    return Node.Member(
      key: made.key, keySpan: made.keySpan,
      value: try cursor.node(.unresolved(cursor.string(span)), span))
  }

  private mutating func nameOrString() throws(ReadError) -> String {
    let start = cursor.at
    if cursor.byte == UInt8(ascii: "\"") { return try string().text }
    cursor.skip { $0.isWord }
    guard cursor.at > start else { throw cursor.error("a name is expected") }
    return cursor.string(start..<cursor.at)
  }

  mutating func skipSpace(withLines: Bool) {
    while true {
      cursor.skip { $0.isBlank || (withLines && $0.isLineEnd) }
      if cursor.byte == UInt8(ascii: "#") || cursor.starts(with: "//") {
        cursor.skipLine()
      } else if cursor.take("/*") {
        cursor.skip(past: "*/")
      } else {
        return
      }
    }
  }
}
