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
    var content: [Mark]
  }

  /// A text that tells a file's kind, looked for by its rarest byte.
  struct Mark: Sendable {
    var bytes: [UInt8]
    /// Its offset.
    var rarest: Int

    /// The commonest bytes of configuration and code, the commonest first.
    private static let common = Array(" etaionsrl\"dc-pum\n:fhgyb,_v.wk/ATSE=".utf8)

    init(_ text: String) {
      let bytes = Array(text.utf8)
      self.bytes = bytes
      let rank = { (at: Int) in Mark.common.firstIndex(of: bytes[at]) ?? Mark.common.count }
      rarest = bytes.indices.max { rank($0) < rank($1) } ?? 0
    }
  }

  let pack: PosturePack
  let options: PostureOptions
  private let selections: [Selection]
  /// What may be a file of which selection.
  private struct Candidate {
    /// A number of ``selections``.
    var selection: Int
    /// The ending is all that its path has to have.
    var isDecided: Bool
  }

  private let byEnding: [UInt64: [Candidate]]
  /// Those that no ending tells, by the first byte of the file's name; under 0 those for any.
  private let byName: [UInt8: [Candidate]]
  private let decoded: Mutex<[[PostureCheck]?]>

  /// Prepares the checks that `options` leave on.
  public init(pack: PosturePack, options: PostureOptions = PostureOptions()) {
    self.pack = pack
    self.options = options
    var selections: [Selection] = []
    var byEnding: [UInt64: [Candidate]] = [:]
    var byName: [UInt8: [Candidate]] = [:]
    for (index, kind) in pack.kinds.enumerated() {
      for files in kind.files {
        let patterns = files.paths.map { FilePattern($0) }
        for ending in Set(patterns.compactMap(\.ending)) {
          byEnding[ending, default: []].append(
            Candidate(
              selection: selections.count,
              isDecided: patterns.contains { $0.ending == ending && $0.isEndingAlone }))
        }
        for first in Set(patterns.filter { $0.ending == nil }.map(\.firstByte)) {
          byName[first, default: []].append(
            Candidate(selection: selections.count, isDecided: false))
        }
        selections.append(
          Selection(
            kind: index, files: files, patterns: patterns,
            content: files.content.filter { !$0.isEmpty }.map { Mark($0) }))
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
    var found: [Selection] = []
    forEachNamed(path) { selection in
      if selection.content.allSatisfy({ PostureEngine.holds(text, $0) }) { found.append(selection) }
      return true
    }
    return found
  }

  /// Whether a file of this path is looked at, if its beginning is what it should be.
  public func mayCheck(_ path: BlobPath) -> Bool {
    var isNamed = false
    forEachNamed(path) { _ in
      isNamed = true
      return false
    }
    return isNamed
  }

  /// Calls `body` with each selection that has the path, until it returns false; most files have none.
  private func forEachNamed(_ path: BlobPath, _ body: (Selection) -> Bool) {
    let first = path.name.first ?? 0
    var told: [Int] = []
    for candidates in [
      FilePattern.ending(of: path).flatMap { byEnding[$0] }, byName[first],
      first == 0 ? nil : byName[0],
    ] {
      for candidate in candidates ?? [] {
        let selection = selections[candidate.selection]
        guard !told.contains(candidate.selection),
          candidate.isDecided || selection.patterns.contains(where: { $0.matches(path) })
        else { continue }
        told.append(candidate.selection)
        if !body(selection) { return }
      }
    }
  }

  private static func holds(_ text: UnsafeRawBufferPointer, _ mark: Mark) -> Bool {
    guard let base = text.baseAddress else { return mark.bytes.isEmpty }
    let last = min(text.count, reach) - mark.bytes.count
    var at = 0
    // Safety: `at` is at most `last`, from where on the mark's bytes lie within the text.
    while at <= last,
      let hit = memchr(base + at + mark.rarest, Int32(mark.bytes[mark.rarest]), last - at + 1)
    {
      if memcmp(hit - mark.rarest, mark.bytes, mark.bytes.count) == 0 { return true }
      at = base.distance(to: hit) - mark.rarest + 1
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
