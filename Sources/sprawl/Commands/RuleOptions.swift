internal import ArgumentParser
internal import Detection
internal import EmbeddedRules
internal import Rules

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

  /// Puts `--enable-rule` and `--disable-rule` into the engine's options; an id that no rule has is an error.
  func apply(to options: EngineOptions) throws -> EngineOptions {
    guard !enableRule.isEmpty || !disableRule.isEmpty else { return options }
    let pack = try pack()
    let known = Set((0..<pack.detectorCount).map { pack.detectorID($0) })
    for id in enableRule + disableRule where !known.contains(id) {
      throw ProgramExit(
        code: .usage, message: "no rule '\(id)': sprawl rules list shows all of them")
    }
    var options = options
    options.disabledRules = Set(disableRule)
    options.enabledRules = enableRule.isEmpty ? nil : Set(enableRule)
    return options
  }
}
