internal import Glibc
public import Model
public import Rules
internal import Synchronization

/// What a scan wants of posture checks.
public struct PostureOptions: Sendable {
  /// Checks that are left out.
  public var disabledRules: Set<String> = []
  /// If not nil, only these checks run.
  public var enabledRules: Set<String>?
  /// Report what could not be resolved, at low confidence.
  public var showsUnresolved = false
  /// Findings below it are dropped.
  public var minimumConfidence = Confidence.medium

  /// The usual options.
  public init() {}
}

/// The posture checks of a scan; a kind's are decoded when a file of it is first met.
///
/// Shared by all workers; each makes a ``PostureScanner`` of its own.
public final class PostureEngine: Sendable {
  /// Files of one kind, and how they are known.
  struct Selection: Sendable {
    var kind: Int
    var files: PostureFiles
    var patterns: [FilePattern]
    var content: [[UInt8]]
  }

  let pack: PosturePack
  let options: PostureOptions
  private let selections: [Selection]
  /// Numbers of ``selections`` by the ending of paths.
  private let byEnding: [UInt64: [Int]]
  /// Those that no ending tells.
  private let byName: [Int]
  private let decoded: Mutex<[[PostureCheck]?]>

  /// Prepares the checks that `options` leave on.
  public init(pack: PosturePack, options: PostureOptions = PostureOptions()) {
    self.pack = pack
    self.options = options
    var selections: [Selection] = []
    var byEnding: [UInt64: [Int]] = [:]
    var byName: [Int] = []
    for (index, kind) in pack.kinds.enumerated() {
      for files in kind.files {
        let patterns = files.paths.map { FilePattern($0) }
        let endings = Set(patterns.map(\.ending))
        for ending in endings {
          if let ending {
            byEnding[ending, default: []].append(selections.count)
          } else {
            byName.append(selections.count)
          }
        }
        selections.append(
          Selection(
            kind: index, files: files, patterns: patterns,
            content: files.content.map { Array($0.utf8) }))
      }
    }
    self.selections = selections
    self.byEnding = byEnding
    self.byName = byName
    decoded = Mutex([[PostureCheck]?](repeating: nil, count: pack.kinds.count))
  }

  /// The checks of kind `index` that are on.
  func checks(ofKind index: Int) -> [PostureCheck] {
    if let ready = decoded.withLock({ $0[index] }) { return ready }
    let fresh = pack.checks(ofKind: index).filter { check in
      !options.disabledRules.contains(check.id)
        && options.enabledRules?.contains(check.id) != false
    }
    decoded.withLock { $0[index] = fresh }
    return fresh
  }

  /// So much of a text is looked through for what tells its kind; bytes.
  private static let reach = 64 << 10

  /// The selections that a file is of, by its name and its beginning.
  func selections(for path: BlobPath, _ text: UnsafeRawBufferPointer) -> [Selection] {
    let named = FilePattern.ending(of: path).flatMap { byEnding[$0] } ?? []
    if named.isEmpty, byName.isEmpty { return [] }
    return (named + byName).compactMap { number in
      let selection = selections[number]
      guard selection.patterns.contains(where: { $0.matches(path) }) else { return nil }
      return selection.content.allSatisfy { PostureEngine.holds(text, $0) } ? selection : nil
    }
  }

  private static func holds(_ text: UnsafeRawBufferPointer, _ needle: [UInt8]) -> Bool {
    guard let first = needle.first, let base = text.baseAddress else { return needle.isEmpty }
    let end = min(text.count, reach)
    var at = 0
    // Safety: `at` and `needle.count` bytes from it lie within the text.
    while at + needle.count <= end,
      let hit = memchr(base + at, Int32(first), end - at - needle.count + 1)
    {
      if memcmp(hit, needle, needle.count) == 0 { return true }
      at = base.distance(to: hit) + 1
    }
    return false
  }

  /// What reports say about check `rule`; nil where there is none.
  public func describe(_ rule: String) -> RuleDescription? {
    for (index, kind) in pack.kinds.enumerated() {
      if let check = pack.checks(ofKind: index).first(where: { $0.id == rule }) {
        return check.describe(kind)
      }
    }
    return nil
  }
}

extension PostureCheck {
  /// What reports and `rules list` say about the check.
  public func describe(_ kind: PosturePack.Kind) -> RuleDescription {
    let place = try? Regex("\\{[^{}\n]*\\}")
    let summary = place.map { message.replacing($0, with: "…") } ?? message
    return RuleDescription(
      id: id, name: name, family: kind.id, provider: kind.provider, summary: summary,
      revocation: fix, revocationURL: url, lifetime: "", identity: "", severity: severity,
      confidence: confidence, frameworks: frameworks)
  }
}

extension PosturePack {
  /// What each name stands for: a check's id for itself, a fact's id for all checks of it.
  public func checkIDs() -> [String: Set<String>] {
    var ids: [String: Set<String>] = [:]
    for index in kinds.indices {
      for check in checks(ofKind: index) {
        ids[check.id, default: []].insert(check.id)
        if !check.alias.isEmpty { ids[check.alias, default: []].insert(check.id) }
      }
    }
    return ids
  }
}
