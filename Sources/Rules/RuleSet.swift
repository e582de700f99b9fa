internal import Foundation
internal import Yams

/// Families, detectors, mechanisms, frameworks and posture checks that passed every check.
public struct RuleSet: Sendable, Equatable {
  /// Sorted by id.
  public var families: [Family]
  /// Sorted by id.
  public var detectors: [Detector]
  /// Sorted by id.
  public var mechanisms: [Mechanism]
  /// What findings are related to.
  public var frameworks: Frameworks
  /// Sorted by id.
  public var posture: [PostureKind]

  /// Makes a set; sorts it.
  public init(
    families: [Family], detectors: [Detector], mechanisms: [Mechanism] = [],
    frameworks: Frameworks = Frameworks(), posture: [PostureKind] = []
  ) {
    self.families = families.sorted { $0.id < $1.id }
    self.detectors = detectors.sorted { $0.id < $1.id }
    self.mechanisms = mechanisms.sorted { $0.id < $1.id }
    self.frameworks = frameworks
    self.posture = posture.sorted { $0.id < $1.id }
  }

  /// Reads every `*.yml` and `*.yaml` below `directory` and checks them together.
  ///
  /// - Parameters:
  ///   - directory: a folder, or one rule file.
  ///   - base: rules that are there already: the mechanisms and frameworks that the files may name.
  /// - Throws: ``RuleErrors`` with everything that is wrong, in file and line order.
  public static func load(from directory: String, extending base: RuleSet? = nil)
    throws(RuleErrors) -> RuleSet
  {
    var sources: [RuleSource] = []
    for file in try ruleFiles(below: directory) {
      guard let data = FileManager.default.contents(atPath: file),
        let text = String(data: data, encoding: .utf8)
      else {
        throw RuleErrors(errors: [
          RuleError(file: file, line: 0, column: 0, message: "cannot be read as UTF-8 text")
        ])
      }
      sources.append(RuleSource(file: file, text: text))
    }
    return try load(sources, extending: base)
  }

  /// Reads and checks rule files that are already in memory.
  ///
  /// - Throws: ``RuleErrors`` with everything that is wrong, in file and line order.
  public static func load(_ sources: [RuleSource], extending base: RuleSet? = nil)
    throws(RuleErrors) -> RuleSet
  {
    var families: [Family] = []
    var detectors: [RuleFileReader.LocatedDetector] = []
    var catalogue = CatalogueLint()
    var posture = PostureLint()
    var errors: [RuleError] = []
    for source in sources.sorted(by: { $0.file < $1.file }) {
      var reader = RuleFileReader(file: source.file)
      reader.read(source.text)
      families += reader.families
      detectors += reader.detectors
      catalogue.add(reader)
      posture.add(reader)
      errors += reader.errors
    }
    var lint = RuleLint()
    let checked = lint.check(families: families, detectors: detectors)
    errors += lint.errors
    errors += catalogue.check(extending: base)
    errors += posture.check(detectors: Set(checked.map(\.id)))
    guard errors.isEmpty else {
      throw RuleErrors(
        errors: errors.sorted { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) })
    }
    return RuleSet(
      families: families, detectors: checked, mechanisms: catalogue.mechanisms,
      frameworks: catalogue.frameworks, posture: posture.kinds)
  }

  /// This set with everything of `other` added; where ids meet, `other`'s stand.
  public func replacing(with other: RuleSet) -> RuleSet {
    RuleSet(
      families: families.replacing(with: other.families, by: \.id),
      detectors: detectors.replacing(with: other.detectors, by: \.id),
      mechanisms: mechanisms.replacing(with: other.mechanisms, by: \.id),
      frameworks: frameworks.replacing(with: other.frameworks),
      posture: posture.replacing(with: other.posture, by: \.id))
  }

  private static func ruleFiles(below path: String) throws(RuleErrors) -> [String] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw RuleErrors(errors: [
        RuleError(file: path, line: 0, column: 0, message: "no such file or folder")
      ])
    }
    guard isDirectory.boolValue else { return [path] }
    let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    let files = names.filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }.sorted()
    guard !files.isEmpty else {
      throw RuleErrors(errors: [
        RuleError(file: path, line: 0, column: 0, message: "no rule file (*.yml) in this folder")
      ])
    }
    return files.map { "\(path)/\($0)" }
  }
}

/// A rule file's name and text.
public struct RuleSource: Sendable {
  /// Named in errors.
  public var file: String
  /// YAML.
  public var text: String

  /// Makes a source.
  public init(file: String, text: String) {
    self.file = file
    self.text = text
  }
}
