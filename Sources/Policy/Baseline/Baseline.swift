public import Model

/// Findings that were there when somebody began to use the program: known, counted, not failing a scan.
///
/// An entry has no line, no commit and no date, so it survives everything but the end of its finding.
public struct Baseline: Sendable, Equatable {
  /// One finding.
  public struct Entry: Sendable, Hashable {
    /// The credential: ``Model/Finding/secretID``.
    public var secretID: String
    /// The credential at its path: ``Model/Finding/id``.
    public var id: String
    /// The rule that found it.
    public var rule: String
    /// Where it stood.
    public var path: BlobPath

    /// Makes an entry.
    public init(secretID: String, id: String, rule: String, path: BlobPath) {
      self.secretID = secretID
      self.id = id
      self.rule = rule
      self.path = path
    }
  }

  /// What a baseline and a scan's findings have in common.
  public struct Matching: Sendable {
    /// Findings that are in the baseline, by index, and their entries. The entry has another path where the finding has
    /// moved.
    public var known: [Int: Entry] = [:]
    /// Indices of findings that are not in it.
    public var new: [Int] = []
    /// Entries whose findings are gone, those that have moved not among them.
    public var ended: [Entry] = []

    /// The findings that stand at another path than the baseline says, by index, in order.
    public func moved(_ findings: [Finding]) -> [(index: Int, from: Entry)] {
      known.filter { $0.value.id != findings[$0.key].id }.sorted { $0.key < $1.key }
        .map { ($0.key, $0.value) }
    }
  }

  /// The file, as it was named.
  public var source: String
  /// In the file's order: by credential, then path.
  public private(set) var entries: [Entry]

  /// Makes a baseline; sorts the entries, each of which it has once.
  public init(source: String, entries: some Sequence<Entry>) {
    self.source = source
    var byID: [String: Entry] = [:]
    for entry in entries { byID[entry.id] = entry }
    self.entries = byID.values.sorted { left, right in
      left.secretID == right.secretID
        ? left.path == right.path ? left.id < right.id : left.path < right.path
        : left.secretID < right.secretID
    }
  }

  /// Finds the findings that are known.
  ///
  /// First by the credential and its path. Then each entry that is left over stands for one finding of the same
  /// credential at another path: a file that was renamed. A credential's second copy is new, since the first is still
  /// there.
  ///
  /// - Parameters:
  ///   - isWhole: the scan has read all that the baseline is about: an entry that it has not found is gone. Otherwise
  ///     `mayHaveMoved` decides.
  ///   - mayHaveMoved: whether a path that the scan has not read is no longer there.
  ///   - ids: all ids by which a finding may be known.
  public func match(
    _ findings: [Finding], isWhole: Bool = true, mayHaveMoved: (BlobPath) -> Bool = { _ in false },
    ids: (Finding) -> Set<String> = { [$0.id] }
  ) -> Matching {
    var matching = Matching()
    let byID = Dictionary(entries.map { ($0.id, $0) }) { first, _ in first }
    var found: Set<String> = []
    var left: [Int] = []
    for (index, finding) in findings.enumerated() {
      let known = ids(finding).filter { byID[$0] != nil }
      found.formUnion(known)
      if let entry = byID[finding.id] ?? known.sorted().first.flatMap({ byID[$0] }) {
        matching.known[index] = entry
      } else {
        left.append(index)
      }
    }
    var rest = Dictionary(grouping: entries.filter { !found.contains($0.id) }, by: \.secretID)
    /// Findings of one credential at one path are one entry.
    var moved: [String: Entry] = [:]
    for index in left {
      let finding = findings[index]
      if let entry = moved[finding.id] {
        matching.known[index] = entry
        continue
      }
      let candidates = rest[finding.secretID] ?? []
      guard let at = candidates.firstIndex(where: { isWhole || mayHaveMoved($0.path) }) else {
        matching.new.append(index)
        continue
      }
      let entry = candidates[at]
      rest[finding.secretID]?.remove(at: at)
      moved[finding.id] = entry
      matching.known[index] = entry
    }
    if isWhole {
      let ended = Set(rest.values.joined())
      matching.ended = entries.filter(ended.contains)
    }
    return matching
  }
}

extension Baseline.Entry {
  /// The entry for a finding.
  public init(_ finding: Finding) {
    self.init(
      secretID: finding.secretID, id: finding.id, rule: finding.rule, path: finding.path)
  }
}
