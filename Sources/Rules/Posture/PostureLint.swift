internal import Model
internal import PCRE2

/// The checks of posture files that need all of them, and those that compile patterns.
struct PostureLint {
  private(set) var kinds: [PostureKind] = []
  private var checks: [RuleFileReader.LocatedCheck] = []

  /// Takes what a file holds.
  mutating func add(_ reader: RuleFileReader) {
    kinds += reader.postureKinds
    checks += reader.locatedChecks
  }

  /// What is wrong with the checks of all files.
  ///
  /// - Parameter detectors: ids that are taken.
  func check(detectors: Set<String>) -> [RuleError] {
    var errors: [RuleError] = []
    var kindIDs: Set<String> = []
    for kind in kinds where !kindIDs.insert(kind.id).inserted {
      errors.append(
        RuleError(
          file: "posture", line: 0, column: 0, message: "kind '\(kind.id)' stands in two files"))
    }
    var ids = detectors
    for located in checks {
      func fail(_ message: String) {
        errors.append(
          RuleError(
            file: located.file, line: located.line, column: located.column,
            message: "check '\(located.check.id)': \(message)"))
      }
      let check = located.check
      if !ids.insert(check.id).inserted { fail("another rule has this id: ids are unique") }
      if check.each.isEmpty { fail("'each' has no path") }
      if check.attributes.isEmpty { fail("a check names the governance attributes it is about") }
      if check.examples.count < 2 { fail("two examples are needed") }
      if check.counterexamples.isEmpty { fail("a counterexample is needed") }
      for source in patterns(of: check) {
        do {
          let pattern = try Pattern(source)
          if CatastrophicPattern.isCatastrophic(pattern, seeds: []) {
            fail("pattern '\(source)' takes exponential time on hostile text")
          }
        } catch {
          fail("'\(source)' is no PCRE2 pattern: \(error)")
        }
      }
      for example in check.examples + check.counterexamples {
        do {
          _ = try Template(example.text)
        } catch {
          fail("example for \(example.file): \(error)")
        }
      }
    }
    return errors
  }

  private func patterns(of check: PostureCheck) -> [String] {
    var patterns = (check.each + check.at).flatMap(\.patterns)
    check.condition?.forEach { condition in
      switch condition {
      case .exists(let path), .absent(let path), .some(let path, _), .every(let path, _),
        .count(let path, _, _, _):
        patterns += path.patterns
      case .value(let path, let test):
        patterns += path.patterns
        switch test {
        case .matches(let source), .unlike(let source), .mentions(let source):
          patterns.append(source)
        default: break
        }
      case .all, .any, .not, .function: break
      }
    }
    return patterns
  }
}

extension NodePath {
  /// The patterns of its steps.
  var patterns: [String] {
    steps.compactMap { if case .pattern(let source) = $0 { source } else { nil } }
  }
}
