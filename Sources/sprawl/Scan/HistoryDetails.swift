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
  private var places: [Place] = []
  /// What was found, as it is at its path.
  private(set) var details: [(path: BlobPath, finding: Finding)] = []

  /// - Parameter wanted: by the blobs' numbers.
  init(_ scan: ScanConsumer, _ wanted: [Int: [Place]]) {
    context = scan.context
    self.scan = scan.withoutContext
    self.wanted = wanted
  }

  mutating func begin(_ blob: Blob) {
    places = blob.number.flatMap { wanted[$0] } ?? []
    scan.begin(blob)
  }

  mutating func take(_ window: BlobWindow) {
    scan.take(window)
    guard let scanner = scan.scanner else { return }
    let places = places
    for path in Set(places.map(\.path)) {
      let isWanted = { (finding: Finding) in
        let sighting = Sighting(finding)
        return places.contains { $0.path == path && $0.sighting == sighting }
      }
      var findings = scanner.findings[...]
      context?.read(
        &findings, in: window.bytes, at: window.offset, path: path, where: isWanted)
      for finding in findings where isWanted(finding) { details.append((path, finding)) }
    }
    scanner.findings.removeAll(keepingCapacity: true)
  }

  mutating func end(readWhole: Bool) { scan.end(readWhole: readWhole) }
}
