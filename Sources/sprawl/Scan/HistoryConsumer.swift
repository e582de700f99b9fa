internal import Detection
internal import Governance
internal import Inputs
internal import Model

/// A worker's consumer for a history: folds each blob's findings together as soon as the blob has been read, so that a
/// file with a thousand versions costs no more memory than one.
struct HistoryConsumer: BlobConsumer {
  private(set) var scan: ScanConsumer
  private let history: GitHistory
  /// So many further paths of a blob are looked at; at others it is said to be what it is at the first.
  private static let mostPaths = 8
  private var number: Int?
  private var path = BlobPath("")
  /// What is said of the blob's findings at its further paths, in the order of the findings.
  private var elsewhere: [BlobPath: [Assessment?]] = [:]
  private(set) var credentials = HistoryCredentials()
  /// Whether policy leaves a path out.
  private let leavesOut: (@Sendable (BlobPath, Bool) -> Bool)?
  /// How many blobs stand at paths alone that policy leaves out.
  private(set) var leftOut = 0
  private var isLeftOut = false

  init(
    _ scan: ScanConsumer, history: GitHistory,
    leavesOut: (@Sendable (BlobPath, Bool) -> Bool)? = nil
  ) {
    self.scan = scan
    self.history = history
    self.leavesOut = leavesOut
  }

  mutating func begin(_ blob: Blob) {
    number = blob.number
    path = blob.path
    elsewhere.removeAll()
    // What a setting was once harms nobody: only files as HEAD has them are looked at.
    scan.checksSettings = blob.number.map { isInHead($0) } ?? false
    isLeftOut = leavesOut(blob)
    if isLeftOut { leftOut += 1 } else { scan.begin(blob) }
  }

  private func isInHead(_ blob: Int) -> Bool {
    var isInHead = false
    history.forEachPlace(ofBlob: blob) { isInHead = isInHead || $0.isInHead }
    return isInHead
  }

  mutating func take(_ window: BlobWindow) {
    if isLeftOut { return }
    let known = scan.scanner?.findings.count ?? 0
    scan.take(window)
    guard let context = scan.context, let new = scan.scanner?.findings[known...], !new.isEmpty,
      let number
    else { return }
    var paths: Set<BlobPath> = []
    history.forEachPlace(ofBlob: number) { place in
      if paths.count < Self.mostPaths { paths.insert(history.path(place.path)) }
    }
    paths.remove(path)
    for path in paths {
      var findings = new
      context.read(&findings, in: window.bytes, at: window.offset, path: path)
      elsewhere[path, default: []] += findings.map(\.assessment)
    }
  }

  mutating func end(readWhole: Bool) {
    guard !isLeftOut else { return }
    scan.end(readWhole: readWhole)
    guard let scanner = scan.scanner, let number else { return }
    let elsewhere = elsewhere
    let leavesOut: (@Sendable (BlobPath, Bool) -> Bool)? = leavesOut
    for (index, finding) in scanner.findings.enumerated() {
      credentials.add(
        finding, blob: number, history, leavesOut: { leavesOut?($0, false) == true },
        elsewhere: { path in
          elsewhere[path].flatMap { $0.indices.contains(index) ? $0[index] : nil }
        })
    }
    scanner.findings.removeAll(keepingCapacity: true)
  }

  /// Whether policy leaves out all paths at which a blob stands.
  private func leavesOut(_ blob: Blob) -> Bool {
    guard let leavesOut, let number = blob.number else { return false }
    var hasPlace = false
    var hasOpenPlace = false
    history.forEachPlace(ofBlob: number) { place in
      hasPlace = true
      hasOpenPlace = hasOpenPlace || !leavesOut(history.path(place.path), false)
    }
    return hasPlace && !hasOpenPlace
  }
}

/// The credentials of a history, each once, with the paths at which they stood.
struct HistoryCredentials {
  /// A path, and the oldest commit that is known to have brought the credential there.
  private struct Place {
    var path: BlobPath
    var commit: Int?
    var blob: Int
    var finding: Finding
    var isInHead: Bool

    /// Older first; then by what does not depend on which worker came first.
    func isBefore(_ other: Place) -> Bool {
      let (age, otherAge) = (commit ?? -1, other.commit ?? -1)
      if age != otherAge { return age > otherAge }
      if path != other.path { return path < other.path }
      if blob != other.blob { return blob < other.blob }
      let (start, otherStart) = (
        finding.location.offsets.lowerBound, other.finding.location.offsets.lowerBound
      )
      if start != otherStart { return start < otherStart }
      return finding.rule < other.finding.rule
    }
  }

  private var places: [String: [BlobPath: Place]] = [:]

  /// Adds a finding at all paths of its blob but those that are left out.
  ///
  /// - Parameter elsewhere: What is said of it at another path than its own.
  mutating func add(
    _ finding: Finding, blob: Int, _ history: GitHistory, leavesOut: (BlobPath) -> Bool,
    elsewhere: (BlobPath) -> Assessment?
  ) {
    var hasPlace = false
    history.forEachPlace(ofBlob: blob) { known in
      hasPlace = true
      let path = history.path(known.path)
      if leavesOut(path) { return }
      var own = finding
      if path != finding.path, let assessment = elsewhere(path) { own.assessment = assessment }
      add(
        Place(
          path: path, commit: known.commit, blob: blob, finding: own,
          isInHead: known.isInHead))
    }
    if !hasPlace {
      add(Place(path: finding.path, commit: nil, blob: blob, finding: finding, isInHead: false))
    }
  }

  /// Adds a finding at one path, as a commit brought it there.
  ///
  /// - Parameters:
  ///   - commit: a higher number is older; nil where none is known.
  ///   - blob: number of the blob that it stands in.
  mutating func add(
    _ finding: Finding, at path: BlobPath, commit: Int?, blob: Int, isInHead: Bool
  ) {
    add(Place(path: path, commit: commit, blob: blob, finding: finding, isInHead: isInHead))
  }

  /// Every path of each credential, by ``Finding/secretID``.
  var paths: [String: [BlobPath]] { places.mapValues { Array($0.keys) } }

  /// Says that HEAD has a credential at a path.
  mutating func markInHead(_ secretID: String, at path: BlobPath) {
    places[secretID]?[path]?.isInHead = true
  }

  /// Adds what another worker has found.
  mutating func merge(_ other: HistoryCredentials) {
    for byPath in other.places.values {
      for place in byPath.values { add(place) }
    }
  }

  private mutating func add(_ place: Place) {
    let known = places[place.finding.secretID]?[place.path]
    var kept = place
    if let known {
      if known.isBefore(place) { kept = known }
      kept.isInHead = known.isInHead || place.isInHead
    }
    places[place.finding.secretID, default: [:]][place.path] = kept
  }

  /// One finding for each credential, as its oldest place has it.
  func findings(_ history: GitHistory) -> [Finding] {
    findings(nameOfBlob: { history.name(ofBlob: $0) }, describe: { history.describe($0) })
  }

  /// The same, of commits and blobs that others know.
  func findings(
    nameOfBlob: (Int) -> String, describe: (Set<Int>) -> [Int: Finding.Commit]
  ) -> [Finding] {
    let all = places.values.map { $0.values.sorted { $0.isBefore($1) } }
    let commits = describe(
      Set(all.flatMap { $0.prefix(Finding.historyLimit).compactMap(\.commit) }))
    return all.compactMap { places in
      guard let first = places.first else { return nil }
      var finding = first.finding
      finding.move(to: first.path)
      finding.occurrences = places.count
      finding.history = places.prefix(Finding.historyLimit).map { place in
        Finding.HistoryPlace(
          path: place.path, location: place.finding.location,
          blob: nameOfBlob(place.blob), commit: place.commit.flatMap { commits[$0] },
          isInHead: place.isInHead)
      }
      return finding
    }
  }
}
