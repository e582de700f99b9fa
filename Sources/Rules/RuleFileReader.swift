internal import Model
internal import StrictYAML
internal import Yams

/// Reads one rule file strictly: every key is known, every value has its type, every mistake has its place.
struct RuleFileReader {
  let file: String
  var errors: [RuleError] = []
  var families: [Family] = []
  private(set) var detectors: [LocatedDetector] = []
  var mechanisms: [Mechanism] = []
  var frameworks = Frameworks()
  var postureKinds: [PostureKind] = []
  var locatedChecks: [LocatedCheck] = []
  /// Ids that other files have to have.
  var references: [Reference] = []

  /// What a file holds, told by its keys.
  private enum Kind {
    case credentials, mechanisms, frameworks, posture

    init(of root: Node) {
      func has(_ keys: String...) -> Bool { keys.contains { root[$0] != nil } }
      self =
        has("mechanisms")
        ? .mechanisms
        : has("taxonomies", "aliases", "sets")
          ? .frameworks : has("checks") ? .posture : .credentials
    }
  }

  /// An id that stands here and is defined elsewhere.
  struct Reference {
    enum Kind: String { case mechanism, framework }
    var kind: Kind
    var id: String
    var file: String
    var line: Int
    var column: Int
  }

  /// A detector and where it stands, for the checks that need all files.
  struct LocatedDetector {
    var detector: Detector
    var file: String
    var line: Int
    var column: Int
    /// `near` gave the pattern.
    var familyLine: Int
  }

  init(file: String) { self.file = file }

  mutating func read(_ text: String) {
    guard let root = root(of: text, kind: "rule files") else { return }
    switch Kind(of: root) {
    case .credentials: readCredentials(root)
    case .mechanisms: readMechanisms(root)
    case .frameworks: readFrameworks(root)
    case .posture: readPosture(root)
    }
  }

  mutating func readDetector(_ node: Node) {
    let allowed = [
      "id", "name", "family", "literals", "pattern", "near", "about", "value", "names", "window",
      "check", "confidence", "severity", "parts", "alone", "examples", "counterexamples",
      "except-contexts",
    ]
    guard let map = members(of: node, allowed: allowed) else { return }
    let id = identifier(map, of: node)
    let family = string(map, "family", of: node)
    let confidence: Confidence? = choice(map, "confidence", of: node)
    let severity: Severity? = choice(map, "severity", of: node)
    var literals = map["literals"].map { strings($0) } ?? []
    var pattern = ""
    var valueRun: ValueRun?
    let isNear = map["near"] != nil || map["about"] != nil
    let shapes = "a detector has literals and pattern, or near or about and value, or names"
    if let names = map["names"] {
      if let other = map["pattern"] ?? map["literals"] ?? map["near"] ?? map["about"] {
        fail(other, shapes)
      }
      literals = strings(names)
    } else if isNear {
      if let other = map["pattern"] ?? map["literals"] { fail(other, shapes) }
      let near = map["near"].map { strings($0) } ?? []
      let about = map["about"].map { strings($0) } ?? []
      literals = near + about
      let value = string(map, "value", of: node) ?? ""
      pattern = NearPattern.make(near: near, about: about, value: value)
      valueRun = NearPattern.valueRun(near: near, about: about, value: value)
    } else {
      pattern = string(map, "pattern", of: node) ?? ""
      if map["literals"] == nil {
        fail(node, "literals are missing: texts that every match contains")
      }
    }
    guard let id, let family, let confidence, let severity else { return }
    var detector = Detector(
      id: id, name: map["name"]?.string ?? "", family: family, literals: literals,
      pattern: pattern, confidence: confidence, severity: severity)
    detector.isNear = isNear
    detector.valueRun = valueRun
    detector.isAssignment = map["names"] != nil
    if let node = map["window"], let map = members(of: node, allowed: ["before", "after"]) {
      detector.before = integer(map, "before", 0...65_536) ?? Detector.usualBefore
      detector.after = integer(map, "after", 1...65_536) ?? Detector.usualAfter
    }
    if let node = map["check"] { detector.check = check(node) }
    if let parts = map["parts"] { detector.parts = list(parts).compactMap { part($0) } }
    if let node = map["alone"],
      let map = members(of: node, allowed: ["confidence", "severity"]),
      let confidence: Confidence = choice(map, "confidence", of: node),
      let severity: Severity = choice(map, "severity", of: node)
    {
      detector.alone = Detector.Alone(confidence: confidence, severity: severity)
    }
    detector.examples = required(map, "examples", of: node).map { strings($0) } ?? []
    detector.counterexamples = required(map, "counterexamples", of: node).map { strings($0) } ?? []
    if let contexts = map["except-contexts"] {
      detector.exceptContexts = list(contexts).compactMap { choice($0, of: "except-contexts") }
    }
    let mark = (map["pattern"] ?? map["value"] ?? node).mark
    detectors.append(
      LocatedDetector(
        detector: detector, file: file, line: mark?.line ?? 0, column: mark?.column ?? 0,
        familyLine: map["family"]?.mark?.line ?? 0))
  }

  private mutating func check(_ node: Node) -> Detector.Check {
    var check = Detector.Check()
    let allowed = [
      "checksum", "entropy", "digits", "letters", "upper", "lower", "unlike", "placeholders",
    ]
    guard let map = members(of: node, allowed: allowed) else { return check }
    if map["checksum"] != nil { check.checksum = choice(map, "checksum", of: node) }
    check.entropy = number(map, "entropy", 0...8) ?? 0
    check.digits = integer(map, "digits", 0...1024) ?? 0
    check.letters = integer(map, "letters", 0...1024) ?? 0
    check.upper = integer(map, "upper", 0...1024) ?? 0
    check.lower = integer(map, "lower", 0...1024) ?? 0
    check.unlike = map["unlike"].map { strings($0) } ?? []
    check.rejectsPlaceholders = boolean(map, "placeholders") ?? true
    return check
  }

  private mutating func part(_ node: Node) -> Detector.Part? {
    let allowed = ["name", "pattern", "within", "required", "entropy"]
    guard let map = members(of: node, allowed: allowed),
      let name = string(map, "name", of: node), let pattern = string(map, "pattern", of: node)
    else { return nil }
    return Detector.Part(
      name: name, pattern: pattern, within: integer(map, "within", 1...65_536) ?? 200,
      isRequired: boolean(map, "required") ?? false, entropy: number(map, "entropy", 0...8) ?? 0)
  }

  /// Notes that `node` names something that a file has to define.
  mutating func refer(to kind: Reference.Kind, _ node: Node) {
    references.append(
      Reference(
        kind: kind, id: node.string ?? "", file: file, line: node.mark?.line ?? 0,
        column: node.mark?.column ?? 0))
  }
}
