/// Reads Bicep as the template that it becomes: its resources stand in `resources`, each with `type`, `apiVersion` and
/// what its body says; `$schema` tells the scope of the deployment. Resources within others have the whole type. Whatever
/// has to be evaluated is unresolved; parameters, variables, modules and outputs are passed over.
///
/// Source: https://learn.microsoft.com/azure/azure-resource-manager/bicep/file
public enum BicepReader: DocumentReader {
  /// The one document of a text.
  ///
  /// - Throws: ``ReadError`` where it is no Bicep, or beyond the limits.
  public static func read(_ text: [UInt8], limits: ReadLimits) throws(ReadError) -> [Node] {
    var parser = BicepParser(TextCursor(text, limits: limits))
    return [try parser.document()]
  }
}

/// Bicep's statements; values are in a file of their own.
struct BicepParser {
  var cursor: TextCursor
  private var resources: [Node] = []

  init(_ cursor: TextCursor) { self.cursor = cursor }

  mutating func document() throws(ReadError) -> Node {
    var schema = Node(.scalar("deploymentTemplate.json", isQuoted: false), span: 0..<0)
    while true {
      skipSpace(withLines: true)
      if cursor.atEnd { break }
      let start = cursor.at
      switch word() {
      case "resource": try resource(below: "")
      case "targetScope":
        skipSpace(withLines: false)
        guard cursor.take("=") else { throw cursor.error("a sign of equality is expected") }
        skipSpace(withLines: false)
        if let scope = try value().text, scope != "resourceGroup" {
          schema = Node(
            .scalar("\(scope)DeploymentTemplate.json", isQuoted: false), span: start..<cursor.at)
        }
      default: try skipExpression()
      }
      if cursor.at == start { throw cursor.error("a statement is expected") }
    }
    let whole = 0..<cursor.text.count
    let list = Node(.sequence(resources), span: whole)
    let root = Node.Mapping(members: [
      Node.Member(key: "$schema", keySpan: schema.span, value: schema),
      Node.Member(key: "resources", keySpan: 0..<0, value: list),
    ])
    return Node(.mapping(root), span: whole)
  }

  /// `name 'type@version' [existing] = [if (…)] { … }`, or `[for x in xs: { … }]`, behind the word `resource`.
  mutating func resource(below parent: String) throws(ReadError) {
    skipSpace(withLines: false)
    _ = word()
    skipSpace(withLines: false)
    let typeStart = cursor.at
    guard cursor.byte == UInt8(ascii: "'"), let full = try text().text else {
      throw cursor.error("a resource's type is expected")
    }
    let span = typeStart..<cursor.at
    let parts = full.split(separator: "@", maxSplits: 1).map(String.init)
    let type = parent.isEmpty ? parts.first ?? "" : "\(parent)/\(parts.first ?? "")"
    skipSpace(withLines: false)
    let isExisting = cursor.byte != UInt8(ascii: "=")
    if isExisting { _ = word() }
    skipSpace(withLines: false)
    guard cursor.take("=") else { throw cursor.error("a sign of equality is expected") }
    skipSpace(withLines: true)
    let place = resources.count
    let bodies: [Node]
    if cursor.byte == UInt8(ascii: "[") {
      bodies = try list(of: type).elements
    } else {
      try skipCondition()
      bodies = [try object(of: type)]
    }
    // What is declared elsewhere is checked there.
    guard !isExisting else { return }
    var made: [Node] = []
    for body in bodies {
      guard case .mapping(var mapping) = body.value else { continue }
      mapping.members.insert(
        Node.Member(
          key: "type", keySpan: span, value: Node(.scalar(type, isQuoted: true), span: span)),
        at: 0)
      if parts.count > 1 {
        mapping.members.insert(
          Node.Member(
            key: "apiVersion", keySpan: span,
            value: Node(.scalar(parts[1], isQuoted: true), span: span)), at: 1)
      }
      made.append(try cursor.node(.mapping(mapping), body.span))
    }
    resources.insert(contentsOf: made, at: min(place, resources.count))
  }

  /// `if (…)` in front of a body.
  mutating func skipCondition() throws(ReadError) {
    guard cursor.starts(with: "if"), !cursor.peek(2).isWord else { return }
    cursor.at += 2
    skipSpace(withLines: false)
    guard cursor.byte == UInt8(ascii: "(") else { throw cursor.error("a condition is expected") }
    try skipBrackets()
    skipSpace(withLines: true)
  }

  mutating func word() -> String {
    let start = cursor.at
    cursor.skip { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") }
    return cursor.string(start..<cursor.at)
  }

  mutating func skipSpace(withLines: Bool) {
    while true {
      cursor.skip { $0.isBlank || (withLines && $0.isLineEnd) }
      // `#disable-next-line`, too, is for the compiler alone.
      if cursor.starts(with: "//") || cursor.byte == UInt8(ascii: "#") {
        cursor.skipLine()
      } else if cursor.take("/*") {
        cursor.skip(past: "*/")
      } else {
        return
      }
    }
  }
}
