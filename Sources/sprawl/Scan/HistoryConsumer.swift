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
  private(set) var credentials = HistoryCredentials()
  /// Whether policy leaves a path out.
  private let leavesOut: (@Sendable (BlobPath, Bool) -> Bool)?
  /// How many blobs stand at paths alone that policy leaves out.
  private(set) var leftOut = 0
  private var isLeftOut = false

  /// - Parameters:
  ///   - cache: where results are handed in; nil for nowhere.
  ///   - leavesOut: tells which paths policy leaves out.
  init(
    _ scan: ScanConsumer, history: GitHistory, cache: HistoryCache? = nil,
    leavesOut: (@Sendable (BlobPath, Bool) -> Bool)? = nil
  ) {
    self.scan = scan
    self.history = history
    self.leavesOut = leavesOut
    writer = cache.map { HistoryCacheWriter($0, width: history.nameWidth) }
  }

  mutating func begin(_ blob: Blob) {
    self.blob = blob
    isLeftOut = blob.number.map { history.isLeftOut($0, by: leavesOut) } ?? false
    if isLeftOut {
      leftOut += 1
      return
    }
    if writer != nil { before = scan.scanner?.coverage ?? before }
    scan.begin(blob)
  }

  mutating func take(_ window: BlobWindow) { if !isLeftOut { scan.take(window) } }

  mutating func end(readWhole: Bool) {
    guard !isLeftOut else { return }
    scan.end(readWhole: readWhole)
    guard let scanner = scan.scanner, let number = blob.number else { return }
    for finding in scanner.findings {
      credentials.add(finding, blob: number, history) { leavesOut?($0, false) == true }
    }
    // What coverage has to tell about a blob is told each time.
    if readWhole, scanner.coverage == before {
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

  /// Adds a finding at all paths of its blob but those that are left out.
  mutating func add(
    _ finding: Finding, blob: Int, _ history: GitHistory, leavesOut: (BlobPath) -> Bool
  ) {
    add(Sighting(finding), finding, blob: blob, history, leavesOut)
  }

  /// Adds what an earlier scan has found, at all paths of its blob but those that are left out.
  mutating func add(
    _ sighting: Sighting, blob: Int, _ history: GitHistory, leavesOut: (BlobPath) -> Bool
  ) {
    add(sighting, nil, blob: blob, history, leavesOut)
  }

  private mutating func add(
    _ sighting: Sighting, _ finding: Finding?, blob: Int, _ history: GitHistory,
    _ leavesOut: (BlobPath) -> Bool
  ) {
    var hasPlace = false
    history.forEachPlace(ofBlob: blob) { known in
      hasPlace = true
      if leavesOut(history.path(known.path)) { return }
      add(
        Place(
          path: history.path(known.path), commit: known.commit, blob: blob, sighting: sighting,
          finding: finding, isInHead: known.isInHead))
    }
    if !hasPlace {
      add(
        Place(
          path: history.path(ofBlob: blob), commit: nil, blob: blob, sighting: sighting,
          finding: finding, isInHead: false))
    }
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
    let read = scan.readAgain(blobs, of: history, consumer: ValueReading(scan: consumer))
    for (identity, byPath) in places {
      for (path, place) in byPath where place.finding == nil {
        places[identity]?[path]?.finding = read.consumer.findings[place.blob]?.first {
          Sighting($0) == place.sighting
        }
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
    let all = places.values.map { $0.values.sorted { $0.isBefore($1) } }
    let commits = history.describe(
      Set(all.flatMap { $0.prefix(Finding.historyLimit).compactMap(\.commit) }))
    return all.compactMap { places in
      guard let first = places.first, var finding = first.finding else { return nil }
      finding.move(to: first.path)
      finding.occurrences = places.count
      finding.history = places.prefix(Finding.historyLimit).map { place in
        Finding.HistoryPlace(
          path: place.path, location: place.sighting.location,
          blob: history.name(ofBlob: place.blob), commit: place.commit.flatMap { commits[$0] },
          isInHead: place.isInHead)
      }
      return finding
    }
  }
}

/// Reads a few blobs for the values of what is known to stand in them.
private struct ValueReading: BlobConsumer {
  var scan: ScanConsumer
  private(set) var findings: [Int: [Finding]] = [:]
  private var number: Int?

  init(scan: ScanConsumer) { self.scan = scan }

  mutating func begin(_ blob: Blob) {
    number = blob.number
    scan.begin(blob)
  }

  mutating func take(_ window: BlobWindow) { scan.take(window) }

  mutating func end(readWhole: Bool) {
    scan.end(readWhole: readWhole)
    guard let scanner = scan.scanner, let number else { return }
    findings[number] = scanner.findings
    scanner.findings.removeAll(keepingCapacity: true)
  }
}
