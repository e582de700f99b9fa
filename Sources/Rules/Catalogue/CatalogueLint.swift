/// The checks of families, mechanisms and frameworks that see all rule files at once.
struct CatalogueLint {
  private(set) var mechanisms: [Mechanism] = []
  private(set) var frameworks = Frameworks()
  private var references: [RuleFileReader.Reference] = []
  private var errors: [RuleError] = []

  /// Takes in what a file holds.
  mutating func add(_ reader: RuleFileReader) {
    for mechanism in reader.mechanisms where mechanisms.contains(where: { $0.id == mechanism.id }) {
      note(reader.file, "mechanism '\(mechanism.id)' is in another file too: ids are unique")
    }
    for entry in reader.frameworks.entries
    where frameworks.entries.contains(where: { $0.id == entry.id }) {
      note(reader.file, "'\(entry.id)' is in another file too: ids are unique")
    }
    mechanisms += reader.mechanisms
    frameworks = frameworks.replacing(with: reader.frameworks)
    references += reader.references
  }

  /// Everything wrong between the files.
  ///
  /// - Parameter base: rules that are there already.
  func check(extending base: RuleSet?) -> [RuleError] {
    var errors = errors
    let known = Set((mechanisms + (base?.mechanisms ?? [])).map(\.id))
    let entries = Set((frameworks.entries + (base?.frameworks.entries ?? [])).map(\.id))
    for reference in references {
      let isKnown =
        reference.kind == .mechanism ? known.contains(reference.id) : entries.contains(reference.id)
      guard !isKnown else { continue }
      errors.append(
        RuleError(
          file: reference.file, line: reference.line, column: reference.column,
          message: "no \(reference.kind.rawValue) '\(reference.id)' in any rule file"))
    }
    guard !known.isEmpty else { return errors }
    for id in Replacements.usualMechanisms where !known.contains(id) {
      errors.append(
        RuleError(
          file: "rules", line: 0, column: 0,
          message: "mechanism '\(id)' is missing: families without 'replace' have it"))
    }
    return errors
  }

  private mutating func note(_ file: String, _ message: String) {
    errors.append(RuleError(file: file, line: 0, column: 0, message: message))
  }
}
