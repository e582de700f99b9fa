public import Yams

/// Reads YAML strictly: every key is known, every value has its type, and every mistake is noted with its place while
/// reading goes on, so that a person sees all of them at once.
public protocol StrictReader {
  /// Takes a mistake.
  ///
  /// - Parameters:
  ///   - line: 1-based, or 0 where the whole file is meant.
  ///   - column: 1-based.
  ///   - message: what is wrong and what to do.
  mutating func note(line: Int, column: Int, _ message: String)
}

extension StrictReader {
  /// The document's root; nil where `text` is not YAML, is empty, or repeats parts of itself by aliases.
  ///
  /// - Parameter kind: what such files are called, in the plural: `rule files`.
  public mutating func root(of text: String, kind: String) -> Node? {
    if let alias = AnchorSearch.firstAlias(in: text) {
      note(
        line: alias.line, column: alias.column,
        "'*\(alias.name)': \(kind) have no anchors and aliases; write the value out")
      return nil
    }
    do {
      if let root = try Yams.compose(yaml: text) { return root }
      note(line: 0, column: 0, "the file is empty")
    } catch let error as YamlError {
      note(error)
    } catch {
      note(line: 0, column: 0, "\(error)")
    }
    return nil
  }

  /// Notes a mistake at a node.
  public mutating func fail(_ node: Node, _ message: String) {
    note(line: node.mark?.line ?? 0, column: node.mark?.column ?? 0, message)
  }

  /// The members of a mapping whose keys are all among `allowed`.
  public mutating func members(of node: Node, allowed: [String]) -> [String: Node]? {
    guard case .mapping(let mapping) = node else {
      fail(node, "a mapping with the keys \(allowed.joined(separator: ", ")) is expected here")
      return nil
    }
    var members: [String: Node] = [:]
    for (key, value) in mapping {
      guard let name = key.string, allowed.contains(name) else {
        let name = key.string ?? ""
        fail(key, "unknown key '\(name)'\(Suggestion.text(for: name, among: allowed))")
        continue
      }
      if members.updateValue(value, forKey: name) != nil {
        fail(key, "'\(name)' stands here twice")
      }
    }
    return members
  }

  /// A member that has to be there.
  public mutating func required(_ map: [String: Node], _ key: String, of node: Node) -> Node? {
    if map[key] == nil { fail(node, "'\(key)' is missing") }
    return map[key]
  }

  /// A text that has to be there and is not empty.
  public mutating func string(_ map: [String: Node], _ key: String, of node: Node) -> String? {
    guard let value = required(map, key, of: node) else { return nil }
    guard let text = value.string, !text.isEmpty else {
      fail(value, "'\(key)' must be a text that is not empty")
      return nil
    }
    return text
  }

  /// The elements of a list.
  public mutating func list(_ node: Node) -> [Node] {
    guard case .sequence(let sequence) = node else {
      fail(node, "a list is expected here")
      return []
    }
    return Array(sequence)
  }

  /// The elements of a list that has to be there.
  public mutating func list(_ map: [String: Node], _ key: String, of node: Node) -> [Node] {
    guard let value = required(map, key, of: node) else { return [] }
    return list(value)
  }

  /// A list of texts that are not empty.
  public mutating func strings(_ node: Node) -> [String] {
    list(node).compactMap { element in
      guard let text = element.string, !text.isEmpty else {
        fail(element, "a text that is not empty is expected here")
        return nil
      }
      return text
    }
  }

  /// A word of a few that has to be there.
  public mutating func choice<Value: RawRepresentable & CaseIterable>(
    _ map: [String: Node], _ key: String, of node: Node
  ) -> Value? where Value.RawValue == String {
    required(map, key, of: node).flatMap { choice($0, of: key) }
  }

  /// A word of a few; `key` says in messages what it is.
  public mutating func choice<Value: RawRepresentable & CaseIterable>(_ node: Node, of key: String)
    -> Value? where Value.RawValue == String
  {
    if let value = node.string.flatMap(Value.init(rawValue:)) { return value }
    let known = Value.allCases.map(\.rawValue)
    let word = node.string ?? ""
    fail(node, "'\(word)' is no \(key)\(Suggestion.text(for: word, among: known))")
    return nil
  }

  /// A whole number, where it is there.
  public mutating func integer(_ map: [String: Node], _ key: String, _ range: ClosedRange<Int>)
    -> Int?
  {
    guard let node = map[key] else { return nil }
    guard let value = node.int, range.contains(value) else {
      fail(node, "'\(key)' must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }

  /// A number, where it is there.
  public mutating func number(_ map: [String: Node], _ key: String, _ range: ClosedRange<Double>)
    -> Double?
  {
    guard let node = map[key] else { return nil }
    guard let value = node.float, range.contains(value) else {
      fail(node, "'\(key)' must be a number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }

  /// `true` or `false`, where it is there.
  public mutating func boolean(_ map: [String: Node], _ key: String) -> Bool? {
    guard let node = map[key] else { return nil }
    if node.bool == nil { fail(node, "'\(key)' must be true or false") }
    return node.bool
  }

  /// Yams' own error with its place.
  private mutating func note(_ error: YamlError) {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let detail = context.map { " (\($0.text))" } ?? ""
      note(line: mark.line, column: mark.column, "not YAML: \(problem)\(detail)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      note(
        line: context.mark.line, column: context.mark.column,
        "'\(duplicates.joined(separator: "', '"))' stands twice in this mapping")
    default:
      note(line: 0, column: 0, "not YAML: \(error)")
    }
  }
}
