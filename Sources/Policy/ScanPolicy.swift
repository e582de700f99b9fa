public import Model
internal import PathPatterns

/// What an organisation demands of credentials, and what it accepts: the content of `sprawl.yml`, or the defaults.
public struct ScanPolicy: Sendable {
  /// The file that says so, as it was named; nil for the defaults.
  public internal(set) var source: String?
  /// Findings below this confidence are not reported; nil where the file does not say.
  public internal(set) var minimumConfidence: Confidence?
  /// Only these rules run; empty for all.
  public internal(set) var enabledRules: [RuleName] = []
  /// These rules do not run.
  public internal(set) var disabledRules: [RuleName] = []
  /// The longest that credentials may live.
  public internal(set) var ceilings = Ceilings()
  /// What has been accepted for a time.
  public internal(set) var exceptions: [PolicyException] = []

  var included = PathScope([])
  var excluded = PathScope([])
  var sensitivities = Sensitivities()
  var required: [Sensitivity: [GovernanceAttribute]] = [:]
  var severitySteps: [Environment: Int] = [:]
  var owners: [PathRule<String>] = []
  var places: [PathRule<Place>] = []

  /// A rule that the file names, and where.
  public struct RuleName: Sendable, Equatable {
    /// The rule's id.
    public var id: String
    /// 1-based line.
    public var line: Int
    /// 1-based column.
    public var column: Int
  }

  /// Something that holds for paths.
  struct PathRule<Value: Sendable>: Sendable {
    var scope: PathScope
    var value: Value
    var line: Int
  }

  /// What a path is said to be.
  struct Place: Sendable {
    var platform: Platform?
    var environment: Environment?
  }

  /// Where which ceiling holds. Paths go before environments, `high` before `low`; all else is low.
  struct Sensitivities: Sendable {
    var paths: [Sensitivity: PathScope] = [:]
    var environments: [Environment: Sensitivity] = [.production: .high]
  }

  /// The defaults: ceilings of ``Ceilings``, production is sensitive, nothing is demanded, excepted or left out.
  public static let builtIn = ScanPolicy()

  /// The rules that the file turns on or off, in its order. Those of exceptions are not among them: a rule that is gone
  /// leaves an exception that is for nothing, which is said.
  public var namedRules: [RuleName] {
    (enabledRules + disabledRules).sorted { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  // MARK: What it says of paths (relative to the folder that the file is for)

  /// Why a path is not scanned: it is excluded, or others alone are included.
  ///
  /// - Parameter isDirectory: it is a folder, and to leave it out leaves out all below it.
  public func leavesOut(_ path: BlobPath, isDirectory: Bool = false) -> Bool {
    if excluded.contains(path.bytes, isDirectory: isDirectory) { return true }
    // Whether something below a folder is included its name alone does not tell.
    return !isDirectory && !included.isEmpty && !included.contains(path.bytes)
  }

  /// There are paths that are not scanned.
  public var leavesPathsOut: Bool { !excluded.isEmpty || !included.isEmpty }

  /// Two policies with the same patterns here leave out the same paths.
  public var pathPatterns: [[String]] { [excluded.patterns, included.patterns] }

  /// The team that answers for a path, and where that is said.
  public func owner(of path: BlobPath) -> (team: String, source: String)? {
    guard let rule = owners.last(where: { $0.scope.contains(path.bytes) }) else { return nil }
    return (rule.value, said(rule.line))
  }

  /// The platform that a path is said to be for, and where that is said.
  public func platform(of path: BlobPath) -> (platform: Platform, source: String)? {
    for rule in places.reversed() where rule.scope.contains(path.bytes) {
      if let platform = rule.value.platform { return (platform, said(rule.line)) }
    }
    return nil
  }

  /// The environment that a path is said to be for, and where that is said.
  public func environment(of path: BlobPath) -> (environment: Environment, source: String)? {
    for rule in places.reversed() where rule.scope.contains(path.bytes) {
      if let environment = rule.value.environment { return (environment, said(rule.line)) }
    }
    return nil
  }

  /// How much a place can bear.
  public func sensitivity(of path: BlobPath, in environment: Environment) -> Sensitivity {
    for sensitivity in [Sensitivity.high, .low]
    where sensitivities.paths[sensitivity]?.contains(path.bytes) == true { return sensitivity }
    return sensitivities.environments[environment] ?? .low
  }

  /// A line of the file, as reasons name it.
  func said(_ line: Int) -> String { "\(source ?? "policy"):\(line)" }
}
