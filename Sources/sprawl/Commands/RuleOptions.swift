internal import ArgumentParser
internal import Detection
internal import EmbeddedRules
internal import Policy
internal import Posture
internal import Rules
internal import StrictYAML

/// The options that choose rules, shared by all commands that run them.
struct RuleOptions: ParsableArguments {
  @Option(help: "Add the rule files of this folder; an id that is there already is replaced.")
  var rules: [String] = []
  @Option(help: "Run only this rule; repeatable.") var enableRule: [String] = []
  @Option(help: "Leave this rule out; repeatable.") var disableRule: [String] = []

  /// The program's rules and posture checks, with those of `--rules` added.
  ///
  /// - Parameter settings: where those are read.
  func packs(_ settings: SettingsSource = .disk) throws -> (
    detectors: RulePack, posture: PosturePack
  ) {
    do {
      let embedded = try EmbeddedRules.load()
      let posture = try EmbeddedRules.loadPosture()
      guard !rules.isEmpty else { return (embedded, posture) }
      var set = embedded.decoded()
      set.posture = posture.decoded()
      for folder in rules {
        set = set.replacing(with: try settings.rules(in: folder, extending: set))
      }
      return (try RulePack(set), try PosturePack(set.posture))
    } catch let errors as RuleErrors {
      throw ProgramExit(code: .usage, message: "rules are wrong\n\(errors)")
    }
  }

  /// The program's rules, with those of `--rules` added.
  func pack() throws -> RulePack { try packs().detectors }

  /// Puts the rules that are chosen into the options: those of the policy, but the command line goes before it. An id
  /// that no rule has is an error.
  func apply(
    to options: inout EngineOptions, _ checks: inout PostureOptions, _ policy: ScanPolicy,
    _ settings: SettingsSource = .disk
  ) throws {
    try check(policy, settings)
    let enabled = enableRule.isEmpty ? policy.enabledRules.map(\.id) : enableRule
    let disabled = Set(policy.disabledRules.map(\.id)).subtracting(enableRule).union(disableRule)
    guard !enabled.isEmpty || !disabled.isEmpty else { return }
    let known = try knownIDs(settings)
    for id in enableRule + disableRule where known[id] == nil {
      throw ProgramExit(
        code: .usage, message: "no rule '\(id)': sprawl rules list shows all of them")
    }
    func resolved(_ ids: some Sequence<String>) -> Set<String> {
      ids.reduce(into: []) { $0.formUnion(known[$1] ?? []) }
    }
    options.disabledRules = resolved(disabled)
    options.enabledRules = enabled.isEmpty ? nil : resolved(enabled)
    checks.disabledRules = options.disabledRules
    checks.enabledRules = options.enabledRules
  }

  /// Checks that the rules which a policy names are there.
  func check(_ policy: ScanPolicy, _ settings: SettingsSource = .disk) throws {
    let named = policy.namedRules
    guard !named.isEmpty else { return }
    let known = try knownIDs(settings)
    let unknown = named.filter { known[$0.id] == nil }
    guard !unknown.isEmpty else { return }
    let mistakes = unknown.map { rule in
      let nearest = Suggestion.nearest(to: rule.id, among: known.keys.sorted())
      return "\(policy.source ?? "policy"):\(rule.line):\(rule.column): no rule '\(rule.id)'"
        + (nearest.map { ": did you mean '\($0)'?" } ?? ": sprawl rules list shows all of them")
    }
    throw ProgramExit(
      code: .usage, message: "the policy is wrong\n\(mistakes.joined(separator: "\n"))")
  }

  /// The ids of all rules and checks, and the ids of the facts that checks stand for, each with the ids it means.
  private func knownIDs(_ settings: SettingsSource) throws -> [String: Set<String>] {
    let packs = try packs(settings)
    var known = packs.posture.checkIDs()
    for index in 0..<packs.detectors.detectorCount {
      let id = packs.detectors.detectorID(index)
      known[id] = [id]
    }
    return known
  }
}
