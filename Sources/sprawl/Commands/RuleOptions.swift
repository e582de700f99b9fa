internal import ArgumentParser
internal import Detection
internal import EmbeddedRules
internal import Policy
internal import Rules
internal import StrictYAML

/// The options that choose rules, shared by all commands that run them.
struct RuleOptions: ParsableArguments {
  @Option(help: "Add the rule files of this folder; an id that is there already is replaced.")
  var rules: [String] = []
  @Option(help: "Run only this rule; repeatable.") var enableRule: [String] = []
  @Option(help: "Leave this rule out; repeatable.") var disableRule: [String] = []

  /// The program's rules, with those of `--rules` added.
  func pack() throws -> RulePack {
    do {
      let embedded = try EmbeddedRules.load()
      guard !rules.isEmpty else { return embedded }
      var set = embedded.decoded()
      for folder in rules {
        set = set.replacing(with: try RuleSet.load(from: folder, extending: set))
      }
      return try RulePack(set)
    } catch let errors as RuleErrors {
      throw ProgramExit(code: .usage, message: "rules are wrong\n\(errors)")
    }
  }

  /// Puts the rules that are chosen into the engine's options: those of the policy, but the command line goes before
  /// it. An id that no rule has is an error.
  func apply(to options: EngineOptions, _ policy: ScanPolicy) throws -> EngineOptions {
    try check(policy)
    let enabled = enableRule.isEmpty ? policy.enabledRules.map(\.id) : enableRule
    let disabled = Set(policy.disabledRules.map(\.id)).subtracting(enableRule)
    guard !enabled.isEmpty || !disabled.isEmpty || !disableRule.isEmpty else { return options }
    let known = try knownIDs()
    for id in enableRule + disableRule where !known.contains(id) {
      throw ProgramExit(
        code: .usage, message: "no rule '\(id)': sprawl rules list shows all of them")
    }
    var options = options
    options.disabledRules = disabled.union(disableRule)
    options.enabledRules = enabled.isEmpty ? nil : Set(enabled)
    return options
  }

  /// Checks that the rules which a policy names are there.
  func check(_ policy: ScanPolicy) throws {
    let named = policy.namedRules
    guard !named.isEmpty else { return }
    let known = try knownIDs()
    let unknown = named.filter { !known.contains($0.id) }
    guard !unknown.isEmpty else { return }
    let mistakes = unknown.map { rule in
      let nearest = Suggestion.nearest(to: rule.id, among: known.sorted())
      return "\(policy.source ?? "policy"):\(rule.line):\(rule.column): no rule '\(rule.id)'"
        + (nearest.map { ": did you mean '\($0)'?" } ?? ": sprawl rules list shows all of them")
    }
    throw ProgramExit(
      code: .usage, message: "the policy is wrong\n\(mistakes.joined(separator: "\n"))")
  }

  /// The ids of all rules.
  private func knownIDs() throws -> Set<String> {
    let pack = try pack()
    return Set((0..<pack.detectorCount).map { pack.detectorID($0) })
  }
}
