import Rules

/// Rule files with templates, patterns and lint, as `--rules` and `rules check` read them.
struct RuleTarget: FuzzTarget {
  func seeds() -> [[UInt8]] {
    [
      """
      provider: P
      families:
        - id: p-key
          name: P key
          description: d
          lifetime: {class: static, default: 3600}
          identity: workload
          revoke: {how: h, url: https://p.invalid}
      detectors:
        - id: p-key
          family: p-key
          literals: [p_k_]
          pattern: '\\b(?<secret>p_k_[a-z]{8})\\b'
          window: {before: 4, after: 90}
          check: {entropy: 2.5, digits: 0, unlike: ['^p_k_(a+)$'], placeholders: false}
          confidence: high
          severity: low
          parts: [{name: id, pattern: 'id=(?<secret>[0-9]{4})', within: 40, required: false}]
          alone: {confidence: low, severity: info}
          examples: ['k = "p_k_{lower:8}"', 'p_k_{set(a-z):8}']
          counterexamples: ['p_k_xxxxxxxx']
          except-contexts: [url]
      """,
      """
      provider: &p P
      detectors:
        - {id: n, family: f, near: [*p, acme], value: '[0-9a-f]{32}', check: {entropy: 3}, confidence: medium,
           severity: high, examples: ['acme_key = "{hex:32}"', 'x {b64({alnum:3-5})}'], counterexamples: ['{uuid}']}
        - {id: g, family: f, names: [password], confidence: low, severity: high, examples: [a], counterexamples: [b]}
      """,
      "{url({b64url({jwt})})} {pem(RSA PRIVATE KEY)} {github-crc32:30} {gitlab-routable(glpat-)} {grafana-crc32(glsa_)}",
    ].map { Array($0.utf8) }
  }

  func run(_ bytes: UnsafeRawBufferPointer) {
    let text = String(decoding: bytes, as: UTF8.self)
    var random = TemplateRandom(seed: 1)
    if let template = try? Template(text) {
      // Each place may draw 65,536 characters; a text of a hundred of them is a rule author's own doing.
      if text.utf8.count < 512 { _ = template.fill(using: &random) }
    }
    do {
      let rules = try RuleSet.load([RuleSource(file: "fuzz.yml", text: text)])
      let pack = try RulePack(rules)
      require(pack.decoded() == rules, "a pack gives back the rules it was made of")
    } catch let error as RuleErrors {
      require(!error.errors.isEmpty, "a refusal names a mistake")
      let lines = text.utf8.count + 1
      for mistake in error.errors {
        require((0...lines).contains(mistake.line), "line \(mistake.line) is in the file")
      }
    } catch {
      fatalError("rules that pass the checks make a pack: \(error)")
    }
  }
}
