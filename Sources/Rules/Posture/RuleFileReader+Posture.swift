internal import Model
internal import StrictYAML
internal import Yams

/// Reads the files of `Rules/posture`.
extension RuleFileReader {
  private static let kindKeys = ["kind", "name", "provider", "files", "checks"]
  private static let checkKeys = [
    "id", "alias", "name", "message", "severity", "confidence", "attributes", "frameworks",
    "views", "each", "when", "at", "masks-value", "fix", "example", "url", "examples",
    "counterexamples",
  ]

  /// A check and where it stands, for the checks that need all files.
  struct LocatedCheck {
    var check: PostureCheck
    var file: String
    var line: Int
    var column: Int
  }

  mutating func readPosture(_ root: Node) {
    guard let map = members(of: root, allowed: RuleFileReader.kindKeys) else { return }
    let id = string(map, "kind", of: root)
    let name = string(map, "name", of: root)
    let provider = string(map, "provider", of: root)
    let files = list(map, "files", of: root).compactMap { postureFiles($0) }
    var checks: [PostureCheck] = []
    let usual = files.first?.paths.first?.replacing("*", with: "example") ?? ""
    for node in list(map, "checks", of: root) {
      guard let check = postureCheck(node, usualFile: usual) else { continue }
      checks.append(check)
      let mark = (map["id"] ?? node).mark
      locatedChecks.append(
        LocatedCheck(
          check: check, file: file, line: node.mark?.line ?? mark?.line ?? 0,
          column: node.mark?.column ?? 0))
    }
    guard let id, let name, let provider else { return }
    postureKinds.append(
      PostureKind(id: id, name: name, provider: provider, files: files, checks: checks))
  }

  private mutating func postureFiles(_ node: Node) -> PostureFiles? {
    guard let map = members(of: node, allowed: ["format", "paths", "content", "view"]),
      let format: PostureFiles.Format = choice(map, "format", of: node),
      let paths = required(map, "paths", of: node)
    else { return nil }
    return PostureFiles(
      format: format, paths: strings(paths), content: map["content"].map { strings($0) } ?? [],
      view: map["view"]?.string ?? "")
  }

  private mutating func postureCheck(_ node: Node, usualFile: String) -> PostureCheck? {
    guard let map = members(of: node, allowed: RuleFileReader.checkKeys) else { return nil }
    let id = identifier(map, of: node)
    let name = string(map, "name", of: node)
    let message = string(map, "message", of: node)
    let severity: Severity? = choice(map, "severity", of: node)
    let confidence: Confidence? = choice(map, "confidence", of: node)
    let each = required(map, "each", of: node).map { paths($0) } ?? []
    let attributes = list(map, "attributes", of: node).compactMap { node in
      choice(node, of: "attributes") as GovernanceAttribute?
    }
    let fix = string(map, "fix", of: node)
    let url = string(map, "url", of: node)
    if let url, let place = map["url"], !url.hasPrefix("https://") {
      fail(place, "url must begin with https://")
    }
    let examples = required(map, "examples", of: node).map { documents($0, usualFile) } ?? []
    let counterexamples =
      required(map, "counterexamples", of: node).map { documents($0, usualFile) } ?? []
    let condition = map["when"].flatMap { postureCondition($0, depth: 0) }
    guard let id, let name, let message, let severity, let confidence, let fix, let url else {
      return nil
    }
    var check = PostureCheck(
      id: id, alias: map["alias"]?.string ?? "", name: name, message: message, severity: severity,
      confidence: confidence, each: each)
    check.attributes = attributes
    check.frameworks = map["frameworks"].map { references(to: .framework, $0) } ?? []
    check.views = map["views"].map { strings($0) } ?? []
    check.condition = condition
    check.at = map["at"].map { paths($0) } ?? []
    check.masksValue = boolean(map, "masks-value") ?? false
    check.fix = fix
    check.example = map["example"]?.string ?? ""
    check.url = url
    check.examples = examples
    check.counterexamples = counterexamples
    return check
  }

  /// A text for the kind's first file, or `name: text` for another.
  private mutating func documents(_ node: Node, _ usualFile: String) -> [PostureCheck.Example] {
    list(node).compactMap { element in
      if let text = element.string, !text.isEmpty {
        return PostureCheck.Example(file: usualFile, text: text)
      }
      guard case .mapping(let mapping) = element, let (key, value) = mapping.first,
        mapping.count == 1, let file = key.string, let text = value.string, !text.isEmpty
      else {
        fail(element, "a document, or its file's name and the document, is expected here")
        return nil
      }
      return PostureCheck.Example(file: file, text: text)
    }
  }

  private mutating func paths(_ node: Node) -> [NodePath] {
    if case .sequence(let sequence) = node { return sequence.compactMap { path($0) } }
    return path(node).map { [$0] } ?? []
  }

  private mutating func path(_ node: Node) -> NodePath? {
    guard let text = node.string else {
      fail(node, "a path is expected here")
      return nil
    }
    do {
      return try NodePath(text)
    } catch {
      fail(node, error.message)
      return nil
    }
  }

  // MARK: - Conditions

  private static let deepestCondition = 16
  private static let tests = [
    "equals", "matches", "unlike", "mentions", "greater", "less", "longer", "shorter", "literal",
  ]

  private mutating func postureCondition(_ node: Node, depth: Int) -> PostureCondition? {
    guard depth < RuleFileReader.deepestCondition else {
      fail(node, "conditions are nested too deep")
      return nil
    }
    // A list is what all of must hold.
    if case .sequence(let sequence) = node {
      return .all(sequence.compactMap { postureCondition($0, depth: depth + 1) })
    }
    let allowed =
      ["all", "any", "not", "exists", "absent", "path", "unit", "some", "every", "count", "where"]
      + ["at-least", "at-most", "function"] + RuleFileReader.tests
    guard let map = members(of: node, allowed: allowed) else { return nil }
    if let inner = map["all"] {
      return .all(list(inner).compactMap { postureCondition($0, depth: depth + 1) })
    }
    if let inner = map["any"] {
      return .any(list(inner).compactMap { postureCondition($0, depth: depth + 1) })
    }
    if let inner = map["not"] { return postureCondition(inner, depth: depth + 1).map { .not($0) } }
    if let place = map["exists"] { return path(place).map { .exists($0) } }
    if let place = map["absent"] { return path(place).map { .absent($0) } }
    if let name = map["function"]?.string { return .function(name) }
    let inner = map["where"].flatMap { postureCondition($0, depth: depth + 1) }
    if let place = map["some"] ?? map["every"] {
      guard let path = path(place), let inner else {
        fail(node, "'some' and 'every' need a path and 'where'")
        return nil
      }
      return map["some"] != nil ? .some(path, inner) : .every(path, inner)
    }
    if let place = map["count"] {
      return path(place).map {
        .count(
          $0, inner, atLeast: integer(map, "at-least", 0...1_000_000) ?? 0,
          atMost: integer(map, "at-most", 0...1_000_000) ?? 1_000_000)
      }
    }
    return comparison(map, node)
  }

  private mutating func comparison(_ map: [String: Node], _ node: Node) -> PostureCondition? {
    let place = map["path"].map { path($0) } ?? (try? NodePath("."))
    let named = RuleFileReader.tests.filter { map[$0] != nil }
    guard let place, named.count == 1, let name = named.first, let value = map[name] else {
      fail(node, "a condition has one of \(RuleFileReader.tests.joined(separator: ", "))")
      return nil
    }
    switch name {
    case "equals":
      if case .sequence = value { return .value(place, .equals(strings(value))) }
      return .value(place, .equals([value.string ?? ""]))
    case "matches": return .value(place, .matches(value.string ?? ""))
    case "mentions": return .value(place, .mentions(value.string ?? ""))
    case "unlike": return .value(place, .unlike(value.string ?? ""))
    case "greater", "less":
      guard let number = value.float else {
        fail(value, "'\(name)' must be a number")
        return nil
      }
      return .value(place, name == "greater" ? .greater(number) : .less(number))
    case "longer", "shorter":
      let unit = map["unit"].map { $0.string.flatMap { TimeSpan.seconds("1\($0)") } } ?? 1
      guard let limit = value.string.flatMap({ TimeSpan.seconds($0) }), let unit else {
        fail(value, "'\(name)' must be a span of time: 90d, 1h, 3600; 'unit' one of its units")
        return nil
      }
      return .value(
        place, name == "longer" ? .longer(limit, unit: unit) : .shorter(limit, unit: unit))
    default: return .value(place, .literal)
    }
  }
}
