internal import Model
internal import PCRE2

/// The checks that see all rule files at once, and those that compile and run patterns.
struct RuleLint {
  private(set) var errors: [RuleError] = []
  private var place = RuleFileReader.LocatedDetector.nowhere

  /// Checks, and fills in what follows from what the files say: names, anchoring.
  mutating func check(families: [Family], detectors: [RuleFileReader.LocatedDetector])
    -> [Detector]
  {
    var names: [String: String] = [:]
    for family in families where names.updateValue(family.name, forKey: family.id) != nil {
      let file = detectors.first { $0.detector.family == family.id }?.file ?? ""
      errors.append(
        RuleError(
          file: file, line: 0, column: 0, message: "family '\(family.id)' stands in two places"))
    }
    let used = Set(detectors.map(\.detector.family))
    for family in families where !used.contains(family.id) {
      errors.append(
        RuleError(
          file: "rules", line: 0, column: 0, message: "family '\(family.id)' has no detector"))
    }
    var seen: [String: String] = [:]
    return detectors.map { located in
      place = located
      var detector = located.detector
      if let other = seen.updateValue(located.file, forKey: detector.id) {
        fail("detector '\(detector.id)' is in \(other) too: ids are unique")
      }
      guard let family = names[detector.family] else {
        fail("detector '\(detector.id)': no family '\(detector.family)' in any rule file")
        return detector
      }
      if detector.name.isEmpty { detector.name = family }
      checkPatterns(detector)
      checkTexts(detector)
      detector.isAnchored =
        detector.isNear || detector.isAssignment
        || LeadingLiterals.matchBegins(detector.pattern, with: detector.literals)
      if detector.isAnchored, !detector.isNear, !detector.isAssignment {
        detector.valueRun = ValueRun(pattern: detector.pattern, nearest: 0, farthest: 0)
      }
      return detector
    }
  }

  private mutating func checkPatterns(_ detector: Detector) {
    let main = detector.isAssignment ? [] : [("pattern", detector.pattern, true)]
    let named =
      main
      + detector.parts.map { ("part '\($0.name)'", $0.pattern, true) }
      + detector.check.unlike.map { ("unlike", $0, false) }
    for (what, source, needsSecret) in named {
      do {
        let pattern = try Pattern(source)
        if needsSecret, pattern.secretGroup == 0 {
          fail("detector '\(detector.id)': \(what) has no group (?<secret>…)")
        }
        if CatastrophicPattern.isCatastrophic(pattern, seeds: seeds(detector)) {
          fail(
            "detector '\(detector.id)': \(what) takes exponential time on hostile text: bound its "
              + "repetitions and don't nest them")
        }
      } catch {
        fail("detector '\(detector.id)': \(what) is no PCRE2 pattern: \(error)")
      }
    }
  }

  private mutating func checkTexts(_ detector: Detector) {
    for literal in detector.literals where literal.utf8.count < 3 {
      fail("detector '\(detector.id)': literal '\(literal)' is shorter than 3 bytes")
    }
    if detector.literals.isEmpty { fail("detector '\(detector.id)' has no literal") }
    if detector.examples.count < 2 { fail("detector '\(detector.id)' needs two examples") }
    if detector.counterexamples.isEmpty {
      fail("detector '\(detector.id)' needs a counterexample")
    }
    if detector.isNear, detector.check.entropy == 0 {
      fail("detector '\(detector.id)': a near detector needs check: {entropy: …}")
    }
    var random = TemplateRandom(seed: 1)
    for example in detector.examples + detector.counterexamples {
      do {
        let text = try Template(example).fill(using: &random)
        guard detector.examples.contains(example) else { continue }
        let lower = String(decoding: text, as: UTF8.self).lowercased()
        if !detector.literals.contains(where: { lower.contains($0.lowercased()) }) {
          fail("detector '\(detector.id)': example '\(example)' contains none of the literals")
        }
      } catch {
        fail("detector '\(detector.id)': example '\(example)': \(error)")
      }
    }
  }

  private func seeds(_ detector: Detector) -> [[UInt8]] {
    var random = TemplateRandom(seed: 1)
    // What makes a pattern explode is short; a place may be filled with 65,536 characters.
    return detector.examples.compactMap { example in
      (try? Template(example).fill(using: &random)).map { Array($0.prefix(4_096)) }
    }
  }

  private mutating func fail(_ message: String) {
    errors.append(
      RuleError(file: place.file, line: place.line, column: place.column, message: message))
  }
}

extension RuleFileReader.LocatedDetector {
  fileprivate static var nowhere: RuleFileReader.LocatedDetector {
    RuleFileReader.LocatedDetector(
      detector: Detector(
        id: "", name: "", family: "", literals: [], pattern: "", confidence: .low, severity: .info),
      file: "", line: 0, column: 0, familyLine: 0)
  }
}

/// The generator that fills templates: SplitMix64, so that a run can be repeated from its seed.
///
/// Source: https://prng.di.unimi.it/splitmix64.c
public struct TemplateRandom: RandomNumberGenerator {
  private var state: UInt64

  /// Starts from `seed`.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
