internal import Detection
internal import Governance
internal import Inputs
internal import Model
internal import Store

/// A worker's consumer that reads blobs of a history again, for all that is to be known of a few credentials in them.
struct HistoryDetails: BlobConsumer {
  /// A credential as it stands in a blob, at one of the blob's paths.
  struct Place {
    var path: BlobPath
    var sighting: Sighting
  }

  private var scan: ScanConsumer
  private let context: ContextReader?
  private let wanted: [Int: [Place]]
  /// What is wanted of the blob, by path.
  private var sightings: [BlobPath: Set<Sighting>] = [:]
  /// What was found, as it is at its path.
  private(set) var details: [(path: BlobPath, finding: Finding)] = []

  /// - Parameter wanted: by the blobs' numbers.
  init(_ scan: ScanConsumer, _ wanted: [Int: [Place]]) {
    context = scan.context
    self.scan = scan.withoutContext
    self.wanted = wanted
  }

  mutating func begin(_ blob: Blob) {
    sightings = [:]
    for place in blob.number.flatMap({ wanted[$0] }) ?? [] {
      sightings[place.path, default: []].insert(place.sighting)
    }
    scan.begin(blob)
  }

  mutating func take(_ window: BlobWindow) {
    scan.take(window)
    guard let scanner = scan.scanner else { return }
    for (path, wanted) in sightings {
      let isWanted = { (finding: Finding) in wanted.contains(Sighting(finding)) }
      var findings = scanner.findings[...]
      context?.read(
        &findings, in: window.bytes, at: window.offset, path: path, where: isWanted)
      for finding in findings where isWanted(finding) { details.append((path, finding)) }
    }
    scanner.findings.removeAll(keepingCapacity: true)
  }

  mutating func end(readWhole: Bool) { scan.end(readWhole: readWhole) }
}
