internal import Yams

/// Typed access to YAML nodes; each failure is noted with its place and reading goes on.
extension RuleFileReader {
  /// The members of a mapping whose keys are all among `allowed`.
  mutating func members(of node: Node, allowed: [String]) -> [String: Node]? {
    guard case .mapping(let mapping) = node else {
      fail(node, "a mapping with the keys \(allowed.joined(separator: ", ")) is expected here")
      return nil
    }
    var members: [String: Node] = [:]
    for (key, value) in mapping {
      guard let name = key.string, allowed.contains(name) else {
        fail(key, "unknown key '\(key.string ?? "")': known are \(allowed.joined(separator: ", "))")
        continue
      }
      if members.updateValue(value, forKey: name) != nil {
        fail(key, "'\(name)' stands here twice")
      }
    }
    return members
  }

  mutating func required(_ map: [String: Node], _ key: String, of node: Node) -> Node? {
    if map[key] == nil { fail(node, "'\(key)' is missing") }
    return map[key]
  }

  mutating func string(_ map: [String: Node], _ key: String, of node: Node) -> String? {
    guard let value = required(map, key, of: node) else { return nil }
    guard let text = value.string, !text.isEmpty else {
      fail(value, "'\(key)' must be a text that is not empty")
      return nil
    }
    return text
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

  mutating func list(_ node: Node) -> [Node] {
    guard case .sequence(let sequence) = node else {
      fail(node, "a list is expected here")
      return []
    }
    return Array(sequence)
  }

  mutating func list(_ map: [String: Node], _ key: String, of node: Node) -> [Node] {
    guard let value = required(map, key, of: node) else { return [] }
    return list(value)
  }

  mutating func strings(_ node: Node) -> [String] {
    list(node).compactMap { element in
      guard let text = element.string, !text.isEmpty else {
        fail(element, "a text that is not empty is expected here")
        return nil
      }
      return text
    }
  }

  mutating func choice<Value: RawRepresentable & CaseIterable>(
    _ map: [String: Node], _ key: String, of node: Node
  ) -> Value? where Value.RawValue == String {
    required(map, key, of: node).flatMap { choice($0, of: key) }
  }

  mutating func choice<Value: RawRepresentable & CaseIterable>(_ node: Node, of key: String)
    -> Value? where Value.RawValue == String
  {
    if let value = node.string.flatMap(Value.init(rawValue:)) { return value }
    let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
    fail(node, "'\(node.string ?? "")' is no \(key): known are \(known)")
    return nil
  }

  mutating func integer(_ map: [String: Node], _ key: String, _ range: ClosedRange<Int>) -> Int? {
    guard let node = map[key] else { return nil }
    guard let value = node.int, range.contains(value) else {
      fail(node, "'\(key)' must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }

  mutating func number(_ map: [String: Node], _ key: String, _ range: ClosedRange<Double>)
    -> Double?
  {
    guard let node = map[key] else { return nil }
    guard let value = node.float, range.contains(value) else {
      fail(node, "'\(key)' must be a number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }

  mutating func boolean(_ map: [String: Node], _ key: String) -> Bool? {
    guard let node = map[key] else { return nil }
    if node.bool == nil { fail(node, "'\(key)' must be true or false") }
    return node.bool
  }

  /// Seconds, or `none` (nil) for no end.
  mutating func seconds(_ map: [String: Node], _ key: String) -> Int? {
    guard let node = map[key], node.string != "none" else { return nil }
    return integer(map, key, 1...(100 * 365 * 86_400))
  }

  /// Yams' own error with its place.
  static func located(_ error: YamlError, file: String) -> RuleError {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let detail = context.map { " (\($0.text))" } ?? ""
      return RuleError(
        file: file, line: mark.line, column: mark.column, message: "not YAML: \(problem)\(detail)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      return RuleError(
        file: file, line: context.mark.line, column: context.mark.column,
        message: "'\(duplicates.joined(separator: "', '"))' stands twice in this mapping")
    default:
      return RuleError(file: file, line: 0, column: 0, message: "not YAML: \(error)")
    }
  }
}
