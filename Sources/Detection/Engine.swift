internal import Crypto
public import Model
public import Rules
internal import Synchronization

/// What a scan wants of the engine.
public struct EngineOptions: Sendable {
  /// Detectors that are left out.
  public var disabledRules: Set<String> = []
  /// If not nil, only these detectors run.
  public var enabledRules: Set<String>?
  /// Findings below it are dropped.
  public var minimumConfidence = Confidence.medium
  /// Comments such as `sprawl:allow` drop a finding and are counted.
  public var honorsInlineAllow = true
  /// Told of every candidate that a check rejected, and of every assignment that was kept.
  public var trace: (@Sendable (TracedCandidate) -> Void)?

  /// Told of every assignment that the generic detector weighs: what its model is trained with.
  public var observe: (@Sendable (AssignmentSample) -> Void)?

  /// The usual options.
  public init() {}
}

/// A match that a check rejected or an assignment that was kept, for `--trace`.
public struct TracedCandidate: Sendable {
  /// The blob.
  public var path: BlobPath
  /// 0-based byte offset of the match in the window that was scanned.
  public var offset: Int
  /// The detector.
  public var rule: String
  /// The check that rejected it; of an assignment that was weighed the score and the features that moved it most.
  public var reason: String
  /// It became a finding, unless a better one covers it.
  public var isKept: Bool
  /// The value.
  public var secret: Secret
}

/// An assignment and its features, for training the generic detector.
public struct AssignmentSample: Sendable {
  /// The blob.
  public var path: BlobPath
  /// It lies in a folder of dependencies.
  public var isDependency: Bool
  /// Where the value stands in the window that was scanned; 0-based bytes.
  public var span: Range<Int>
  /// In the order of ``names``.
  public var features: [Float]
  /// The features' names.
  public static var names: [String] { AssignmentFeatures.names }
}

/// The detectors of a scan: their literals in one index, each compiled when one of its literals is first met.
///
/// Shared by all workers; each makes a ``BlobScanner`` of its own.
public final class Engine: Sendable {
  let pack: RulePack
  let options: EngineOptions
  let index: LiteralIndex
  /// How many detectors run.
  public let detectorCount: Int
  private let compiled: Mutex<[CompiledDetector?]>

  /// Builds the literal index over the pack's detectors that `options` leave on.
  public init(pack: RulePack, options: EngineOptions = EngineOptions()) {
    self.pack = pack
    self.options = options
    var isOn = [Bool](repeating: true, count: pack.detectorCount)
    if !options.disabledRules.isEmpty || options.enabledRules != nil {
      for index in isOn.indices {
        let id = pack.detectorID(index)
        isOn[index] =
          !options.disabledRules.contains(id) && options.enabledRules?.contains(id) != false
      }
    }
    detectorCount = isOn.reduce(0) { $0 + ($1 ? 1 : 0) }
    index = LiteralIndex(pack.literals().filter { isOn[$0.detector] })
    compiled = Mutex([CompiledDetector?](repeating: nil, count: pack.detectorCount))
  }

  /// Detector `index`, compiled now if it was not before.
  func detector(_ index: Int) -> CompiledDetector {
    if let ready = compiled.withLock({ $0[index] }) { return ready }
    // Compiled outside the lock: two workers may both do it, one result is kept.
    let fresh = CompiledDetector(pack.detector(index))
    return compiled.withLock { all in
      if let ready = all[index] { return ready }
      all[index] = fresh
      return fresh
    }
  }

  /// A number below 128 that is the same for paths that are read alike: the same bytes give the same findings at all of
  /// them, where they lie in folders of dependencies too or neither does.
  public static func pathClass(of path: BlobPath) -> UInt8 {
    SyntaxKind(path: path).rawValue << 1 | (PathPurpose.isMild(path) ? 1 : 0)
  }

  /// What reports say about some detectors, by id; what is no detector is left out.
  public func describe(_ rules: Set<String>) -> [String: RuleDescription] {
    var descriptions: [String: RuleDescription] = [:]
    for index in 0..<pack.detectorCount where rules.contains(pack.detectorID(index)) {
      descriptions[pack.detectorID(index)] = pack.describe(index)
    }
    return descriptions
  }
}

extension RulePack {
  /// What reports and `rules list` say about detector `index`.
  public func describe(_ index: Int) -> RuleDescription {
    let detector = detector(index)
    let family = family(id: detector.family)
    return RuleDescription(
      id: detector.id, name: detector.name, family: detector.family,
      provider: family?.provider ?? "", summary: family?.description ?? "",
      revocation: family?.revocation ?? "", revocationURL: family?.revocationURL ?? "",
      lifetime: family?.lifetime.kind.rawValue ?? "", identity: family?.identity.rawValue ?? "",
      severity: detector.severity, confidence: detector.confidence,
      frameworks: family?.frameworks ?? [])
  }
}
