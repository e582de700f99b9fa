/// Something wrong in `sprawl.yml` or a baseline, with the place where it stands.
public struct PolicyError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file as it was named.
  public var file: String
  /// 1-based line, or 0 where the whole file is meant.
  public var line: Int
  /// 1-based column, or 0 where the whole line is meant.
  public var column: Int
  /// What is wrong and what to do.
  public var message: String

  /// Makes an error.
  public init(file: String, line: Int = 0, column: Int = 0, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }

  /// `file:line:column: message`.
  public var description: String {
    guard line > 0 else { return "\(file): \(message)" }
    return "\(file):\(line):\(column > 0 ? "\(column):" : "") \(message)"
  }
}

/// Everything wrong with one file.
public struct PolicyErrors: Error, Sendable, Equatable, CustomStringConvertible {
  /// In line order.
  public var errors: [PolicyError]

  /// One a line.
  public var description: String { errors.map(\.description).joined(separator: "\n") }
}
