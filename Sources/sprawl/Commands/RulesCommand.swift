internal import ArgumentParser
internal import Detection
internal import EmbeddedRules
internal import Model
internal import Posture
internal import Rules

/// `sprawl rules list|check|test|schema`.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "List, check and test detection rules.",
    subcommands: [List.self, Check.self, Test.self, Schema.self, FeaturesCommand.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One rule a line.")
    @OptionGroup var rules: RuleOptions

    func run() throws {
      let packs = try rules.packs()
      let detectors = (0..<packs.detectors.detectorCount).map { packs.detectors.describe($0) }
      let checks = packs.posture.kinds.indices.flatMap { kind in
        packs.posture.checks(ofKind: kind).map { $0.describe(packs.posture.kinds[kind]) }
      }
      var text = ""
      for rule in detectors + checks {
        text +=
          "\(rule.id)\t\(rule.severity.rawValue)\t\(rule.confidence.rawValue)\t\(rule.provider)"
          + "\t\(rule.name)\n"
      }
      StandardOutput.write(text)
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check rule files: keys, ids, patterns, literals, templates, replacements.")
    @Argument(help: "A folder of rule files, or one file.") var folder: String

    func run() throws {
      do throws(RuleErrors) {
        // What the program carries may be named, so that a folder of one's own can be checked by itself.
        let base = (try? EmbeddedRules.load())?.decoded()
        let rules = try RuleSet.load(from: folder, extending: base)
        StandardOutput.write(
          "\(rules.detectors.count) detectors, \(rules.families.count) families, "
            + "\(rules.mechanisms.count) mechanisms, \(rules.frameworks.entries.count) framework "
            + "entries, \(rules.posture.reduce(0) { $0 + $1.checks.count }) posture checks: all sound\n"
        )
      } catch {
        throw ProgramExit(
          code: .usage, message: "\(error.errors.count) mistakes in the rules\n\(error)")
      }
    }
  }

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fill every rule's examples and counterexamples, and look for them.")
    @OptionGroup var rules: RuleOptions
    @Option(help: "How often each template is filled.") var fills = 100
    @Option(help: "The generator's start.") var seed: UInt64 = 1

    func run() throws {
      let packs = try rules.packs()
      let pack = packs.detectors
      let only = rules.enableRule.isEmpty ? nil : Set(rules.enableRule)
      let failures =
        RuleTester(pack: pack, fills: fills, seed: seed).run(only: only).map(\.description)
        + PostureTester(pack: packs.posture, seed: seed).run(only: only).map(\.description)
      guard failures.isEmpty else {
        throw ProgramExit(
          code: .findings,
          message: "\(failures.count) templates failed (seed \(seed))\n"
            + failures.joined(separator: "\n"))
      }
      let checks = packs.posture.kinds.indices.reduce(0) {
        $0 + packs.posture.checks(ofKind: $1).count
      }
      let what =
        only.map { "\($0.count) rules" }
        ?? "\(pack.detectorCount) detectors, \(checks) posture checks"
      StandardOutput.write(
        "\(what), \(fills) fillings of each template: all as they should be\n")
    }
  }

  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A JSON Schema of rule files, for editors.")

    func run() { StandardOutput.write(RuleSchema.text) }
  }
}
