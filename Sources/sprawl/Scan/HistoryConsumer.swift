internal import Detection
internal import Inputs
internal import Model
internal import Store

/// A worker's consumer for a history: folds each blob's findings together as soon as the blob has been read, so that a
/// file with a thousand versions costs no more memory than one.
struct HistoryConsumer: BlobConsumer {
  private(set) var scan: ScanConsumer
  private let history: GitHistory
  private var writer: HistoryCacheWriter?
  private var blob = Blob(path: BlobPath(""))
  /// What coverage had when the blob began.
  private var before = Coverage()
  private var further = FurtherPaths()
  private(set) var credentials = HistoryCredentials()
  /// Whether policy leaves a path out.
  private let leavesOut: (@Sendable (BlobPath, Bool) -> Bool)?
  private let isConfiguration: (@Sendable (BlobPath) -> Bool)?
  /// How many blobs stand at paths alone that policy leaves out.
  private(set) var leftOut = 0
  private var isLeftOut = false

  /// - Parameters:
  ///   - cache: where results are handed in; nil for nowhere.
  ///   - leavesOut: tells which paths policy leaves out.
  ///   - isConfiguration: tells at which paths settings are checked; nil for none.
  init(
    _ scan: ScanConsumer, history: GitHistory, cache: HistoryCache? = nil,
    leavesOut: (@Sendable (BlobPath, Bool) -> Bool)? = nil,
    isConfiguration: (@Sendable (BlobPath) -> Bool)? = nil
  ) {
    self.scan = scan
    self.history = history
    self.leavesOut = leavesOut
    self.isConfiguration = isConfiguration
    writer = cache.map { HistoryCacheWriter($0, width: history.nameWidth) }
  }

  mutating func begin(_ blob: Blob) {
    self.blob = blob
    further = FurtherPaths()
    // What a setting was once harms nobody: only files as HEAD has them are looked at.
    scan.checksSettings =
      blob.number.map { history.isConfigurationInHead($0, isConfiguration) } ?? false
    isLeftOut = blob.number.map { history.isLeftOut($0, by: leavesOut) } ?? false
    if isLeftOut {
      leftOut += 1
      return
    }
    if writer != nil { before = scan.scanner?.coverage ?? before }
    scan.begin(blob)
  }

  mutating func take(_ window: BlobWindow) {
    if isLeftOut { return }
    let known = scan.scanner?.findings.count ?? 0
    scan.take(window)
    guard let context = scan.context, let findings = scan.scanner?.findings,
      let number = blob.number
    else { return }
    further.read(
      findings[known...], in: window, context, blob: number, own: blob.path, history)
  }

  mutating func end(readWhole: Bool) {
    guard !isLeftOut else { return }
    scan.end(readWhole: readWhole)
    guard let scanner = scan.scanner, let number = blob.number else { return }
    for (index, finding) in scanner.findings.enumerated() {
      credentials.add(
        Sighting(finding), blob: number, history, leavesOut: { leavesOut?($0, false) == true },
        finding: { further.finding(finding, number: index, at: $0) })
    }
    // What coverage has to tell about a blob is told each time; what its settings are depends on where HEAD has it.
    if readWhole, !scan.checksSettings, scanner.coverage == before {
      let key = history.key(ofBlob: number)
      writer?.add(
        name: key.name, pathClass: key.pathClass, isLFSPointer: blob.isLFSPointer,
        sightings: scanner.findings.map { Sighting($0) })
    }
    scanner.findings.removeAll(keepingCapacity: true)
  }

  /// Hands in what the cache has not got yet.
  mutating func finish() { writer?.flush() }
}

extension GitHistory {
  /// Whether HEAD has a blob at a path at which settings are checked.
  func isConfigurationInHead(
    _ number: Int, _ isConfiguration: (@Sendable (BlobPath) -> Bool)?
  ) -> Bool {
    guard let isConfiguration else { return false }
    var isFound = false
    forEachPlace(ofBlob: number) { place in
      isFound = isFound || place.isInHead && isConfiguration(path(place.path))
    }
    return isFound
  }

  /// Whether policy leaves out all paths at which a blob stands.
  func isLeftOut(_ number: Int, by leavesOut: (@Sendable (BlobPath, Bool) -> Bool)?) -> Bool {
    guard let leavesOut else { return false }
    var hasPlace = false
    var hasOpenPlace = false
    forEachPlace(ofBlob: number) { place in
      hasPlace = true
      hasOpenPlace = hasOpenPlace || !leavesOut(path(place.path), false)
    }
    return hasPlace && !hasOpenPlace
  }
}

extension Sighting {
  init(_ finding: Finding) {
    self.init(secretID: finding.secretID, rule: finding.rule, location: finding.location)
  }
}

/// The credentials of a history, each once, with the paths at which they stood.
struct HistoryCredentials {
  /// A path, and the oldest commit that is known to have brought the credential there.
  private struct Place {
    var path: BlobPath
    var commit: Int?
    var blob: Int
    var sighting: Sighting
    /// nil where it was found by an earlier scan: values are not kept.
    var finding: Finding?
    var isInHead: Bool

    /// Older first; then by what does not depend on which worker came first.
    func isBefore(_ other: Place) -> Bool {
      let (age, otherAge) = (commit ?? -1, other.commit ?? -1)
      if age != otherAge { return age > otherAge }
      if path != other.path { return path < other.path }
      if blob != other.blob { return blob < other.blob }
      let (start, otherStart) = (
        sighting.location.offsets.lowerBound, other.sighting.location.offsets.lowerBound
      )
      if start != otherStart { return start < otherStart }
      return sighting.rule < other.sighting.rule
    }
  }

  private var places: [String: [BlobPath: Place]] = [:]

  /// Adds what was found, at all paths of its blob but those that are left out.
  ///
  /// - Parameter finding: what is known of it at a path; nil where an earlier scan has found it, since values are not
  ///   kept.
  mutating func add(
    _ sighting: Sighting, blob: Int, _ history: GitHistory, leavesOut: (BlobPath) -> Bool,
    finding: (BlobPath) -> Finding? = { _ in nil }
  ) {
    var hasPlace = false
    history.forEachPlace(ofBlob: blob) { known in
      hasPlace = true
      let path = history.path(known.path)
      if leavesOut(path) { return }
      add(
        Place(
          path: path, commit: known.commit, blob: blob, sighting: sighting, finding: finding(path),
          isInHead: known.isInHead))
    }
    if !hasPlace {
      let path = history.path(ofBlob: blob)
      add(
        Place(
          path: path, commit: nil, blob: blob, sighting: sighting, finding: finding(path),
          isInHead: false))
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
    add(
      Place(
        path: path, commit: commit, blob: blob, sighting: Sighting(finding), finding: finding,
        isInHead: isInHead))
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
    let known = places[place.sighting.secretID]?[place.path]
    var kept = place
    if let known {
      if known.isBefore(place) { kept = known }
      kept.isInHead = known.isInHead || place.isInHead
    }
    places[place.sighting.secretID, default: [:]][place.path] = kept
  }

  /// The blobs to read again, in their order: oldest places of credentials whose values nobody has.
  private var valueless: [Int] {
    Set(
      places.values.compactMap { byPath in
        let first = byPath.values.min { $0.isBefore($1) }
        return first.flatMap { $0.finding == nil ? $0.blob : nil }
      }
    ).sorted()
  }

  /// Reads the values that an earlier scan has not kept.
  ///
  /// - Returns: what went wrong.
  mutating func readValues(
    _ history: GitHistory, _ scan: GitHistoryScan, _ consumer: ScanConsumer
  ) -> [Coverage.Problem] {
    let blobs = valueless
    guard !blobs.isEmpty else { return [] }
    let read = scan.readAgain(
      blobs, of: history, consumer: ValueReading(scan: consumer, history: history))
    for (identity, byPath) in places {
      for (path, place) in byPath where place.finding == nil {
        places[identity]?[path]?.finding = read.consumer.finding(
          place.sighting, inBlob: place.blob, at: path)
      }
    }
    var problems = read.problems
    if problems.isEmpty, !scan.isCancelled {
      problems = valueless.map {
        Coverage.Problem(
          path: history.path(ofBlob: $0),
          message: "the cache says that a credential stands here, but none does: remove its file")
      }
    }
    return problems
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
      guard let first = places.first, var finding = first.finding else { return nil }
      finding.move(to: first.path)
      finding.occurrences = places.count
      finding.history = places.prefix(Finding.historyLimit).map { place in
        Finding.HistoryPlace(
          path: place.path, location: place.sighting.location,
          blob: nameOfBlob(place.blob), commit: place.commit.flatMap { commits[$0] },
          isInHead: place.isInHead)
      }
      return finding
    }
  }
}

/// Reads a few blobs for the values of what is known to stand in them.
private struct ValueReading: BlobConsumer {
  var scan: ScanConsumer
  let history: GitHistory
  private var found: [Int: (findings: [Finding], further: FurtherPaths)] = [:]
  private var blob = Blob(path: BlobPath(""))
  private var further = FurtherPaths()

  init(scan: ScanConsumer, history: GitHistory) {
    self.scan = scan
    self.history = history
  }

  /// What a sighting was, as it is at `path`.
  func finding(_ sighting: Sighting, inBlob number: Int, at path: BlobPath) -> Finding? {
    guard let blob = found[number],
      let index = blob.findings.firstIndex(where: { Sighting($0) == sighting })
    else { return nil }
    return blob.further.finding(blob.findings[index], number: index, at: path)
  }

  mutating func begin(_ blob: Blob) {
    self.blob = blob
    further = FurtherPaths()
    scan.begin(blob)
  }

  mutating func take(_ window: BlobWindow) {
    let known = scan.scanner?.findings.count ?? 0
    scan.take(window)
    guard let context = scan.context, let findings = scan.scanner?.findings,
      let number = blob.number
    else { return }
    further.read(findings[known...], in: window, context, blob: number, own: blob.path, history)
  }

  mutating func end(readWhole: Bool) {
    scan.end(readWhole: readWhole)
    guard let scanner = scan.scanner, let number = blob.number else { return }
    found[number] = (scanner.findings, further)
    scanner.findings.removeAll(keepingCapacity: true)
  }
}
