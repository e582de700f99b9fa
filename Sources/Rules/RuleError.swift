/// Something wrong in a rule file, with the place where it stands.
public struct RuleError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file as it was named.
  public var file: String
  /// 1-based line, or 0 where the whole file is meant.
  public var line: Int
  /// 1-based column.
  public var column: Int
  /// What is wrong and what to do.
  public var message: String

  /// `file:line:column: message`.
  public var description: String {
    line > 0 ? "\(file):\(line):\(column): \(message)" : "\(file): \(message)"
  }
}

/// Everything wrong with a set of rule files.
public struct RuleErrors: Error, Sendable, Equatable, CustomStringConvertible {
  /// In file and line order.
  public var errors: [RuleError]

  /// One a line.
  public var description: String { errors.map(\.description).joined(separator: "\n") }
}
