import Foundation
import Rules

/// Compiles the rule files of a folder into a Swift file that holds them as one static string: the step of the build
/// that `Plugins/EmbedRules` runs.
@main
enum RulePacker {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else {
      FileHandle.standardError.write(Data("usage: rule-packer RULES-FOLDER OUTPUT.swift\n".utf8))
      exit(2)
    }
    do {
      let rules = try RuleSet.load(from: arguments[1])
      let text = RulePack.text(of: rules)
      let source = """
        extension EmbeddedRules {
          /// \(rules.detectors.count) detectors, \(rules.families.count) families, \(rules.mechanisms.count) mechanisms;
          /// generated from `Rules/`.
          static let pack: StaticString = ####\"\"\"
        \(text)
        \"\"\"####
          /// \(rules.posture.reduce(0) { $0 + $1.checks.count }) checks, \(rules.posture.count) kinds of configuration.
          static let posturePack: StaticString = ####\"\"\"
        \(PosturePack.text(of: rules.posture))
        \"\"\"####
        }

        """
      let unindented = source.replacingOccurrences(of: "\n  static let", with: "\n  static let")
      try unindented.write(toFile: arguments[2], atomically: true, encoding: .utf8)
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }
}
