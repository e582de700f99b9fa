internal import Detection
internal import Inputs
internal import Model
internal import Store

/// A worker's consumer for a history: folds each blob's findings together as soon as the blob has been read, so that a
/// file with a thousand versions costs no more memory than one.
///
/// What lies around a credential is read later, and only where it first stood.
struct HistoryConsumer: BlobConsumer {
  private(set) var scan: ScanConsumer
  /// More is to be known of a finding than this consumer finds out.
  let wantsDetails: Bool
  private let history: GitHistory
  private var writer: HistoryCacheWriter?
  private var blob = Blob(path: BlobPath(""))
  /// What coverage had when the blob began.
  private var before: [Coverage] = []
  private(set) var credentials = HistoryCredentials()
  /// Whether policy leaves a path out.
  private let leavesOut: (@Sendable (BlobPath, Bool) -> Bool)?
  private let settings: HistorySettings?
  /// What names the check of the blob's settings; empty where they are not checked.
  private var checked: [UInt8] = []
  /// How many blobs stand at paths alone that policy leaves out.
  private(set) var leftOut = 0
  private var isLeftOut = false

  /// - Parameters:
  ///   - cache: where results are handed in; nil for nowhere.
  ///   - leavesOut: tells which paths policy leaves out.
  ///   - settings: tells which settings are checked; nil for none.
  init(
    _ scan: ScanConsumer, history: GitHistory, cache: HistoryCache? = nil,
    leavesOut: (@Sendable (BlobPath, Bool) -> Bool)? = nil,
    settings: HistorySettings? = nil
  ) {
    wantsDetails = scan.wantsDetails
    self.scan = scan.findingOnly
    self.history = history
    self.leavesOut = leavesOut
    self.settings = settings
    writer = cache.map { HistoryCacheWriter($0, width: history.nameWidth) }
  }

  mutating func begin(_ blob: Blob) {
    self.blob = blob
    checked = blob.number.flatMap { settings?.fingerprint(ofBlob: $0, history) } ?? []
    scan.checksSettings = !checked.isEmpty
    isLeftOut = blob.number.map { history.isLeftOut($0, by: leavesOut) } ?? false
    if isLeftOut {
      leftOut += 1
      return
    }
    if writer != nil { before = scan.blobCoverage }
    scan.begin(blob)
  }

  mutating func take(_ window: BlobWindow) {
    if !isLeftOut { scan.take(window) }
  }

  mutating func end(readWhole: Bool) {
    guard !isLeftOut else { return }
    scan.end(readWhole: readWhole)
    guard let scanner = scan.scanner, let number = blob.number else { return }
    for finding in scanner.findings {
      credentials.add(
        Sighting(finding), finding, blob: number, history,
        leavesOut: { leavesOut?($0, false) == true })
    }
    // What coverage has to tell about a blob is told each time.
    if writer != nil, readWhole, scan.blobCoverage == before {
      let key = history.key(ofBlob: number)
      writer?.add(
        name: key.name, pathClass: key.pathClass, isLFSPointer: blob.isLFSPointer,
        checked: checked, sightings: scanner.findings.map { Sighting($0) })
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
