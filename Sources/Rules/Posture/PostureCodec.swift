internal import Model

/// The fields of posture checks in a ``PosturePack``.
extension PostureFiles {
  func write(to pack: inout PackWriter) {
    pack.text(format.rawValue)
    pack.texts(paths)
    pack.texts(content)
    pack.text(view)
  }

  init(from pack: inout PackReader) {
    self.init(
      format: Format(rawValue: pack.text()) ?? .text, paths: pack.texts(), content: pack.texts(),
      view: pack.text())
  }
}

extension PostureCheck {
  func write(to pack: inout PackWriter) {
    for field in [id, alias, name, message, severity.rawValue, confidence.rawValue] {
      pack.text(field)
    }
    pack.texts(attributes.map(\.rawValue))
    pack.texts(frameworks)
    pack.texts(views)
    pack.texts(each.map(\.text))
    pack.texts(at.map(\.text))
    pack.number(masksValue ? 1 : 0)
    for field in [fix, example, url] { pack.text(field) }
    pack.texts(examples.flatMap { [$0.file, $0.text] })
    pack.texts(counterexamples.flatMap { [$0.file, $0.text] })
    pack.number(condition == nil ? 0 : 1)
    condition?.write(to: &pack)
  }

  init(from pack: inout PackReader) {
    self.init(
      id: pack.text(), alias: pack.text(), name: pack.text(), message: pack.text(),
      severity: Severity(rawValue: pack.text()) ?? .info,
      confidence: Confidence(rawValue: pack.text()) ?? .low, each: [])
    attributes = pack.texts().compactMap { GovernanceAttribute(rawValue: $0) }
    frameworks = pack.texts()
    views = pack.texts()
    each = pack.texts().compactMap { try? NodePath($0) }
    at = pack.texts().compactMap { try? NodePath($0) }
    masksValue = pack.number() == 1
    fix = pack.text()
    example = pack.text()
    url = pack.text()
    examples = PostureCheck.documents(pack.texts())
    counterexamples = PostureCheck.documents(pack.texts())
    condition = pack.number() == 1 ? PostureCondition(from: &pack) : nil
  }

  private static func documents(_ texts: [String]) -> [Example] {
    stride(from: 0, to: texts.count - 1, by: 2).map {
      Example(file: texts[$0], text: texts[$0 + 1])
    }
  }
}

/// What kind of condition a record holds.
private enum ConditionTag: Int {
  case all, any, not, exists, absent, value, some, every, count, function
}

extension PostureCondition {
  func write(to pack: inout PackWriter) {
    switch self {
    case .all(let inner): pack.conditions(.all, inner)
    case .any(let inner): pack.conditions(.any, inner)
    case .not(let inner): pack.conditions(.not, [inner])
    case .exists(let path): pack.place(.exists, path)
    case .absent(let path): pack.place(.absent, path)
    case .value(let path, let test):
      pack.place(.value, path)
      test.write(to: &pack)
    case .some(let path, let inner):
      pack.place(.some, path)
      inner.write(to: &pack)
    case .every(let path, let inner):
      pack.place(.every, path)
      inner.write(to: &pack)
    case .count(let path, let inner, let least, let most):
      pack.place(.count, path)
      pack.number(least)
      pack.number(most)
      pack.number(inner == nil ? 0 : 1)
      inner?.write(to: &pack)
    case .function(let name):
      pack.number(ConditionTag.function.rawValue)
      pack.text(name)
    }
  }

  init(from pack: inout PackReader) {
    switch ConditionTag(rawValue: pack.number()) ?? .any {
    case .all: self = .all(pack.conditions())
    case .any: self = .any(pack.conditions())
    case .not: self = .not(pack.conditions().first ?? .any([]))
    case .exists: self = .exists(pack.path())
    case .absent: self = .absent(pack.path())
    case .value: self = .value(pack.path(), PostureTest(from: &pack))
    case .some: self = .some(pack.path(), PostureCondition(from: &pack))
    case .every: self = .every(pack.path(), PostureCondition(from: &pack))
    case .count:
      let (path, least, most) = (pack.path(), pack.number(), pack.number())
      let inner = pack.number() == 1 ? PostureCondition(from: &pack) : nil
      self = .count(path, inner, atLeast: least, atMost: most)
    case .function: self = .function(pack.text())
    }
  }
}

extension PostureTest {
  fileprivate func write(to pack: inout PackWriter) {
    switch self {
    case .equals(let texts):
      pack.text("equals")
      pack.texts(texts)
    case .matches(let pattern): pack.texts(of: "matches", pattern)
    case .unlike(let pattern): pack.texts(of: "unlike", pattern)
    case .mentions(let pattern): pack.texts(of: "mentions", pattern)
    case .greater(let limit): pack.texts(of: "greater", "\(limit)")
    case .less(let limit): pack.texts(of: "less", "\(limit)")
    case .longer(let limit, let unit): pack.texts(of: "longer", "\(limit)", "\(unit)")
    case .shorter(let limit, let unit): pack.texts(of: "shorter", "\(limit)", "\(unit)")
    case .literal: pack.text("literal")
    }
  }

  fileprivate init(from pack: inout PackReader) {
    switch pack.text() {
    case "equals": self = .equals(pack.texts())
    case "matches": self = .matches(pack.text())
    case "unlike": self = .unlike(pack.text())
    case "mentions": self = .mentions(pack.text())
    case "greater": self = .greater(Double(pack.text()) ?? 0)
    case "less": self = .less(Double(pack.text()) ?? 0)
    case "longer":
      self = .longer(Double(pack.text()) ?? 0, unit: Double(pack.text()) ?? 1)
    case "shorter":
      self = .shorter(Double(pack.text()) ?? 0, unit: Double(pack.text()) ?? 1)
    default: self = .literal
    }
  }
}

extension PackWriter {
  fileprivate mutating func conditions(_ tag: ConditionTag, _ inner: [PostureCondition]) {
    number(tag.rawValue)
    number(inner.count)
    for condition in inner { condition.write(to: &self) }
  }

  fileprivate mutating func place(_ tag: ConditionTag, _ path: NodePath) {
    number(tag.rawValue)
    text(path.text)
  }

  fileprivate mutating func texts(of name: String, _ values: String...) {
    text(name)
    for value in values { text(value) }
  }
}

extension PackReader {
  fileprivate mutating func conditions() -> [PostureCondition] {
    (0..<number()).map { _ in PostureCondition(from: &self) }
  }

  /// A path that was checked when the pack was made; in a damaged pack one that leads nowhere.
  fileprivate mutating func path() -> NodePath { (try? NodePath(text())) ?? .nowhere }
}

extension NodePath {
  /// Leads nowhere.
  static let nowhere = NodePath(steps: [.names([])], isFromRoot: false, text: "")

  private init(steps: [Step], isFromRoot: Bool, text: String) {
    self.steps = steps
    self.isFromRoot = isFromRoot
    self.text = text
  }
}
