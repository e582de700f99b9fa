internal import Model
internal import PathPatterns
internal import StrictYAML
internal import Yams

/// `exceptions`: each is checked so that none can be granted for ever, for nothing, or by nobody.
extension PolicyReader {
  mutating func exception(_ node: Node) -> PolicyException? {
    guard let map = members(of: node, allowed: PolicySchema.exceptionKeys) else { return nil }
    let match = match(map, of: node)
    let owner = string(map, "owner", of: node)
    let reason = string(map, "reason", of: node)
    let granted = date(map, "granted", of: node)
    let until = date(map, "until", of: node)
    if let granted, let until, let place = map["until"] {
      let limit = granted + PolicyException.longestDays * 86_400
      if until > limit {
        fail(
          place,
          "an exception lasts at most \(PolicyException.longestDays) days: 'until' is at most "
            + CalendarTime.date(ofSeconds: limit))
      } else if until < granted {
        fail(place, "'until' is before 'granted'")
      }
    }
    var context = PolicyException.Context()
    if let node = map["context"] { context = self.context(node) }
    if let match, case .rule = match {
    } else if match != nil, context.paths == nil {
      fail(
        map["context"] ?? node,
        "'context' with 'paths' is missing: sprawl policy except writes the whole entry")
    }
    guard let match, let owner, let reason, let granted, let until else { return nil }
    return PolicyException(
      match: match, owner: owner, reason: reason, granted: granted, until: until,
      context: context, line: node.mark?.line ?? 0)
  }

  private mutating func match(
    _ map: [String: Node], of node: Node
  ) -> PolicyException.Match? {
    let kinds = ["id", "secret-id", "rule"].filter { map[$0] != nil }
    guard kinds.count == 1, let kind = kinds.first else {
      fail(node, "an exception has either id, or secret-id, or rule and path")
      return nil
    }
    if kind == "rule" {
      let rule = string(map, "rule", of: node)
      let scope = scope(map, of: node)
      guard let rule, let scope else { return nil }
      return .rule(rule, scope)
    }
    if let path = map["path"] {
      fail(path, "'path' belongs to 'rule'; paths of '\(kind)' are those of its context")
    }
    guard let id = string(map, kind, of: node) else { return nil }
    guard id.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
      id.utf8.count == 32
    else {
      if let place = map[kind] {
        fail(place, "'\(id)' is no \(kind): 32 lower-case hexadecimal digits, as reports have them")
      }
      return nil
    }
    return kind == "id" ? .finding(id) : .secret(id)
  }

  /// A day, as its first second since 1970.
  private mutating func date(_ map: [String: Node], _ key: String, of node: Node) -> Int? {
    guard let text = string(map, key, of: node), let place = map[key] else { return nil }
    if text.utf8.count == 10, let seconds = CalendarTime.seconds(of: text) { return seconds }
    fail(place, "'\(key)' must be a day: 2026-01-31")
    return nil
  }

  private mutating func context(_ node: Node) -> PolicyException.Context {
    var context = PolicyException.Context()
    guard let map = members(of: node, allowed: PolicySchema.contextKeys) else { return context }
    context.paths = map["paths"].map { strings($0) }
    context.environments = map["environments"].map { node in
      list(node).compactMap { choice($0, of: "environment") }
    }
    if map["owner"] != nil { context.owner = string(map, "owner", of: node) }
    context.breadth = map["scope"].flatMap { choice($0, of: "scope") }
    context.scopeEntries = map["scope-entries"].map { strings($0) }
    context.repositories = map["repositories"].map { strings($0) }
    return context
  }

  /// The same finding twice: nobody could tell which of them holds.
  mutating func refuseTwice(_ exceptions: [PolicyException]) {
    var lines: [String: Int] = [:]
    for exception in exceptions {
      switch exception.match {
      case .finding, .secret:
        if let other = lines.updateValue(exception.line, forKey: exception.subject) {
          note(
            line: exception.line, column: 1,
            "\(exception.subject) has an exception on line \(other) already: keep one of them")
        }
      case .rule: break
      }
    }
  }
}
