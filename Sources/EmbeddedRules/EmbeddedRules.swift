public import Rules

/// The rules that the program carries; `Plugins/EmbedRules` compiles them from `Rules/` at build time.
public enum EmbeddedRules {
  /// The pack; reading it parses nothing.
  ///
  /// - Throws: ``RulePack/Damaged`` when the program's file is damaged.
  public static func load() throws(RulePack.Damaged) -> RulePack { try RulePack(embedded: pack) }
}
