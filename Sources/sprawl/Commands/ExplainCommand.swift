internal import ArgumentParser
internal import Detection
internal import Model
internal import Posture
internal import Reports
internal import Rules

/// `sprawl explain RULE|ID`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "What a rule or a finding is, why it matters, what replaces it, how it is revoked.",
    discussion: """
      A rule's id is looked up in the rules; the id of a fact (GHA-01) stands for all its checks. A \
      finding's id, its first characters, or a credential's secret_id is looked up in a report: \
      sprawl explain ID --report FILE
      """)

  /// Fewer characters of an id would name too many findings.
  private static let shortestPrefix = 6

  @Argument(help: "The id of a rule or of a finding.") var id: String
  @Option(
    help: ArgumentHelp(
      "A report in JSON or JSON lines that has the finding; - for standard input.",
      valueName: "file"))
  var report: String?
  @OptionGroup var rules: RuleOptions

  func run() throws {
    guard let report else {
      StandardOutput.write(try explainRule())
      return
    }
    let file = ReportFile(path: report)
    let known = try file.records().items
    guard id.utf8.count >= ExplainCommand.shortestPrefix else {
      throw ProgramExit(
        code: .usage,
        message:
          "'\(id)' is too short: at least \(ExplainCommand.shortestPrefix) characters of an id")
    }
    let items = known.filter { $0.id.hasPrefix(id) || $0.secretID.hasPrefix(id) }
    guard !items.isEmpty else {
      throw ProgramExit(
        code: .usage, message: "no finding '\(id)' in \(file.name)")
    }
    StandardOutput.write(PlanMarkdown(MigrationPlan(items)).text)
  }

  private func explainRule() throws -> String {
    let (pack, posture) = try rules.packs()
    let checks = explainedChecks(in: posture)
    guard checks.isEmpty else { return checks.joined(separator: "\n") }
    guard let index = (0..<pack.detectorCount).first(where: { pack.detectorID($0) == id }) else {
      throw ProgramExit(
        code: .usage,
        message: "no rule '\(id)': sprawl rules list shows all of them; for a finding's id name the"
          + " report that has it: --report FILE")
    }
    let rule = pack.describe(index)
    let family = pack.family(id: rule.family)
    return RuleExplanation(
      rule, reach: family?.blast.rawValue ?? "", command: family?.revocationCommand,
      replacements: replacements(of: family, in: pack)
    ).text
  }

  /// What the posture check of that id, or all those of that fact's id, are about.
  private func explainedChecks(in posture: PosturePack) -> [String] {
    posture.kinds.enumerated().flatMap { index, kind in
      posture.checks(ofKind: index).filter { [$0.id, $0.alias].contains(id) }.map { check in
        CheckExplanation(
          check.describe(kind), attributes: check.attributes, example: check.example
        ).text
      }
    }
  }

  /// One row a place that has a mechanism of its own, then what all others have.
  private func replacements(of family: Family?, in pack: RulePack) -> [RuleExplanation.Replacement]
  {
    guard let family else { return [] }
    func row(_ platform: Platform?, _ ids: [String]) -> RuleExplanation.Replacement? {
      guard let first = ids.first, let mechanism = pack.mechanism(id: first) else { return nil }
      return RuleExplanation.Replacement(
        platform: platform, mechanism: mechanism.id, name: mechanism.name, kind: mechanism.kind,
        url: mechanism.url)
    }
    let elsewhere = family.replacements(on: .unknown)
    let named = Platform.allCases.compactMap { platform -> RuleExplanation.Replacement? in
      let ids = family.replacements(on: platform)
      return platform == .unknown || ids == elsewhere ? nil : row(platform, ids)
    }
    return named + [row(nil, elsewhere)].compactMap(\.self)
  }
}
