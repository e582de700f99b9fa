internal import Model
internal import PathPatterns

/// Findings that somebody answers for, for a time and in one context.
public struct PolicyException: Sendable {
  /// The longest that one may last, in days.
  public static let longestDays = 180

  /// What it is for.
  enum Match: Sendable {
    /// A credential at one path: ``Model/Finding/id``.
    case finding(String)
    /// A credential wherever its context has it: ``Model/Finding/secretID``.
    case secret(String)
    /// What a rule finds in some paths.
    case rule(String, PathScope)
  }

  /// What was known when it was granted. What is nil was not looked at, and may change.
  struct Context: Sendable {
    /// Where the credential stood.
    var paths: [String]?
    var environments: [Environment]?
    var owner: String?
    var breadth: Assessment.Scope.Breadth?
    var scopeEntries: [String]?
    var repositories: [String]?
  }

  var match: Match
  /// Who answers for it.
  public internal(set) var owner: String
  /// Why it is accepted.
  public internal(set) var reason: String
  /// The first day, as its first second since 1970, UTC.
  var granted: Int
  /// The last day, as its first second since 1970, UTC.
  var until: Int
  var context: Context
  /// Where it stands in the file; 1-based.
  public internal(set) var line: Int

  /// The second after which it has ended.
  var end: Int { until + 86_399 }

  /// For people: `id 1234…`, `rule generic-password in tests/`.
  var subject: String {
    switch match {
    case .finding(let id): "finding \(id)"
    case .secret(let id): "credential \(id)"
    case .rule(let rule, _): "rule \(rule)"
    }
  }
}
