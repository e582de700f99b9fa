public import Rules

/// The rules that the program carries; `Plugins/EmbedRules` compiles them from `Rules/` at build time.
public enum EmbeddedRules {
  /// The pack; reading it parses nothing.
  ///
  /// - Throws: ``RulePack/Damaged`` when the program's file is damaged.
  public static func load() throws(RulePack.Damaged) -> RulePack { try RulePack(embedded: pack) }

  /// The posture checks; a kind's are decoded when a file of it is met.
  ///
  /// - Throws: ``RulePack/Damaged`` when the program's file is damaged.
  public static func loadPosture() throws(RulePack.Damaged) -> PosturePack {
    try PosturePack(embedded: posturePack)
  }
}
