internal import Model
internal import PathPatterns
internal import StrictYAML
internal import Yams

extension ScanPolicy {
  /// A file that is longer is refused; bytes.
  public static let sizeLimit = 1 << 20

  /// Reads `sprawl.yml`.
  ///
  /// - Parameters:
  ///   - bytes: the file, from wherever it was read: in review, the base revision has it.
  ///   - name: what it is called in errors and reasons.
  /// - Throws: ``PolicyErrors`` with everything that is wrong, in line order.
  public static func read(
    _ bytes: some Sequence<UInt8>, name: String
  ) throws(PolicyErrors) -> ScanPolicy {
    let bytes = Array(bytes)
    guard bytes.count <= sizeLimit, let text = String(validating: bytes, as: UTF8.self) else {
      let message = bytes.count > sizeLimit ? "longer than 1 MiB" : "not UTF-8 text"
      throw PolicyErrors(errors: [PolicyError(file: name, message: message)])
    }
    var reader = PolicyReader(file: name)
    reader.read(text)
    guard reader.errors.isEmpty else {
      throw PolicyErrors(
        errors: reader.errors.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
    }
    return reader.policy
  }
}

/// Reads one policy file strictly: every key is known, every value has its type, every mistake has its place.
struct PolicyReader: StrictReader {
  /// The version of the file's syntax.
  static let version = 1

  let file: String
  private(set) var errors: [PolicyError] = []
  var policy = ScanPolicy()

  init(file: String) {
    self.file = file
    policy.source = file
  }

  mutating func note(line: Int, column: Int, _ message: String) {
    errors.append(PolicyError(file: file, line: line, column: column, message: message))
  }

  mutating func read(_ text: String) {
    guard let root = root(of: text, kind: "policy files"),
      let top = members(of: root, allowed: PolicySchema.topKeys)
    else { return }
    if let version = top["version"] {
      if version.int != PolicyReader.version {
        fail(version, "this program reads version 1 of policy files: write version: 1")
      }
    } else {
      fail(root, "'version' is missing: write version: 1")
    }
    policy.minimumConfidence = top["min-confidence"].flatMap { choice($0, of: "confidence") }
    if let node = top["rules"] { readRules(node) }
    if let node = top["paths"] { readPaths(node) }
    if let node = top["sensitivity"] { readSensitivity(node) }
    if let node = top["ceilings"] { readCeilings(node) }
    if let node = top["require"] { readRequired(node) }
    if let node = top["severity"] { readSeverity(node) }
    if let node = top["owners"] { readOwners(node) }
    if let node = top["places"] { readPlaces(node) }
    if let node = top["exceptions"] {
      policy.exceptions = list(node).compactMap { exception($0) }
      refuseTwice(policy.exceptions)
    }
  }

  // MARK: What is scanned

  private mutating func readRules(_ node: Node) {
    guard let map = members(of: node, allowed: ["enable", "disable"]) else { return }
    policy.enabledRules = map["enable"].map { ruleNames($0) } ?? []
    policy.disabledRules = map["disable"].map { ruleNames($0) } ?? []
  }

  private mutating func ruleNames(_ node: Node) -> [ScanPolicy.RuleName] {
    list(node).compactMap { element in
      guard let id = element.string, !id.isEmpty else {
        fail(element, "a rule's id is expected here: sprawl rules list shows all of them")
        return nil
      }
      return ScanPolicy.RuleName(
        id: id, line: element.mark?.line ?? 0, column: element.mark?.column ?? 0)
    }
  }

  private mutating func readPaths(_ node: Node) {
    guard let map = members(of: node, allowed: ["include", "exclude"]) else { return }
    if let node = map["include"] { policy.included = scope(node) }
    if let node = map["exclude"] { policy.excluded = scope(node) }
  }

  // MARK: What is demanded

  private mutating func readSensitivity(_ node: Node) {
    guard let map = members(of: node, allowed: Sensitivity.allCases.map(\.rawValue)) else { return }
    for sensitivity in Sensitivity.allCases {
      guard let node = map[sensitivity.rawValue],
        let map = members(of: node, allowed: ["environments", "paths"])
      else { continue }
      if let node = map["paths"] { policy.sensitivities.paths[sensitivity] = scope(node) }
      for element in map["environments"].map({ list($0) }) ?? [] {
        let environment: Environment? = choice(element, of: "environment")
        if let environment { policy.sensitivities.environments[environment] = sensitivity }
      }
    }
  }

  private mutating func readCeilings(_ node: Node) {
    let classes = CredentialClass.allCases.map(\.rawValue)
    guard let map = members(of: node, allowed: classes + ["families"]) else { return }
    for kind in CredentialClass.allCases {
      guard let node = map[kind.rawValue] else { continue }
      policy.ceilings.byClass[kind] = pair(node, else: policy.ceilings.byClass[kind])
    }
    guard let families = map["families"] else { return }
    guard case .mapping(let mapping) = families else {
      fail(families, "a mapping from families' ids to ceilings is expected here")
      return
    }
    for (key, value) in mapping {
      guard let family = key.string, !family.isEmpty else {
        fail(key, "a family's id is expected here")
        continue
      }
      policy.ceilings.byFamily[family] = pair(value, else: nil)
    }
  }

  /// `{low: 90d, high: 30d}`, or one span for both.
  private mutating func pair(_ node: Node, else usual: Ceilings.Pair?) -> Ceilings.Pair {
    var pair = usual ?? Ceilings.Pair(low: nil, high: nil)
    guard case .mapping = node else {
      let both = span(node)
      return Ceilings.Pair(low: both, high: both)
    }
    guard let map = members(of: node, allowed: Sensitivity.allCases.map(\.rawValue)) else {
      return pair
    }
    if let low = map["low"] { pair.low = span(low) }
    if let high = map["high"] { pair.high = span(high) }
    if let low = pair.low, pair.high.map({ $0 > low }) ?? true {
      fail(node, "the ceiling where sensitivity is high must not be above the one where it is low")
    }
    return pair
  }

  /// A span of time in seconds; nil for `none`.
  private mutating func span(_ node: Node) -> Int? {
    guard node.string != "none" else { return nil }
    if let seconds = node.string.flatMap({ TimeSpan.seconds(of: $0) }) { return seconds }
    fail(node, "a span of time is expected here: 900, 15m, 12h, 90d (at most 3650d), or none")
    return nil
  }

  private mutating func readRequired(_ node: Node) {
    guard case .mapping = node else {
      let both = attributes(node)
      for sensitivity in Sensitivity.allCases { policy.required[sensitivity] = both }
      return
    }
    guard let map = members(of: node, allowed: Sensitivity.allCases.map(\.rawValue)) else { return }
    for sensitivity in Sensitivity.allCases {
      if let node = map[sensitivity.rawValue] { policy.required[sensitivity] = attributes(node) }
    }
  }

  private mutating func attributes(_ node: Node) -> [GovernanceAttribute] {
    let named = list(node).compactMap { element -> GovernanceAttribute? in
      choice(element, of: "attribute")
    }
    return Set(named).sorted()
  }

  private mutating func readSeverity(_ node: Node) {
    let environments = Environment.allCases.map(\.rawValue)
    guard let map = members(of: node, allowed: environments) else { return }
    for environment in Environment.allCases {
      if let steps = integer(map, environment.rawValue, -4...4) {
        policy.severitySteps[environment] = steps
      }
    }
  }

  // MARK: What paths are

  private mutating func readOwners(_ node: Node) {
    for element in list(node) {
      guard let map = members(of: element, allowed: ["path", "team"]) else { continue }
      let scope = scope(map, of: element)
      guard let team = string(map, "team", of: element), let scope else { continue }
      policy.owners.append(
        ScanPolicy.PathRule(scope: scope, value: team, line: element.mark?.line ?? 0))
    }
  }

  private mutating func readPlaces(_ node: Node) {
    for element in list(node) {
      guard let map = members(of: element, allowed: ["path", "platform", "environment"]) else {
        continue
      }
      let scope = scope(map, of: element)
      let place = ScanPolicy.Place(
        platform: map["platform"].flatMap { choice($0, of: "platform") },
        environment: map["environment"].flatMap { choice($0, of: "environment") })
      if map["platform"] == nil, map["environment"] == nil {
        fail(element, "'platform' or 'environment' is missing: what is this path?")
      }
      guard let scope else { continue }
      policy.places.append(
        ScanPolicy.PathRule(scope: scope, value: place, line: element.mark?.line ?? 0))
    }
  }

  /// `path`: one pattern.
  mutating func scope(_ map: [String: Node], of node: Node) -> PathScope? {
    guard let pattern = string(map, "path", of: node), let place = map["path"] else { return nil }
    if pattern.hasPrefix("!") {
      fail(place, "'\(pattern)' takes out what nothing has put in")
      return nil
    }
    return check(pattern, at: place) ? PathScope([pattern]) : nil
  }

  /// Patterns.
  private mutating func scope(_ node: Node) -> PathScope {
    let nodes = list(node)
    return PathScope(
      nodes.compactMap { element in
        guard let text = element.string, check(text, at: element) else { return nil }
        return text
      })
  }

  /// Notes a pattern that can match nothing.
  private mutating func check(_ pattern: String, at node: Node) -> Bool {
    let body = pattern.hasPrefix("!") ? String(pattern.dropFirst()) : pattern
    if body.hasPrefix("./") {
      fail(node, "'\(pattern)' matches nothing: patterns begin without ./, as in .gitignore")
    } else if body.isEmpty || body.hasPrefix("#") || body.utf8.contains(0x0A)
      || PathScope([body]).isEmpty
    {
      fail(node, "'\(pattern)' is no pattern: write it as in .gitignore")
    } else {
      return true
    }
    return false
  }
}
