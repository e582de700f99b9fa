internal import Detection
internal import Inputs
internal import Model
internal import Store

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
    /// All that a report wants to know of the finding is known.
    var isComplete = false
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
  /// - Parameter finding: without what lies around it; nil where an earlier scan has found it, since values are not
  ///   kept.
  mutating func add(
    _ sighting: Sighting, _ finding: Finding? = nil, blob: Int, _ history: GitHistory,
    leavesOut: (BlobPath) -> Bool
  ) {
    var hasPlace = false
    history.forEachPlace(ofBlob: blob) { known in
      hasPlace = true
      let path = history.path(known.path)
      if leavesOut(path) { return }
      add(
        Place(
          path: path, commit: known.commit, blob: blob, sighting: sighting, finding: finding,
          isInHead: known.isInHead))
    }
    if !hasPlace {
      let path = history.path(ofBlob: blob)
      add(
        Place(
          path: path, commit: nil, blob: blob, sighting: sighting, finding: finding,
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
        isComplete: true, isInHead: isInHead))
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

  /// Takes what a report wants to know of credentials from an earlier scan's findings, where they still begin with the
  /// same place.
  mutating func complete(from earlier: [Finding], _ history: GitHistory) {
    for finding in earlier {
      guard let byPath = places[finding.secretID], let kept = finding.history.first,
        let first = byPath.values.min(by: { $0.isBefore($1) }), first.path == kept.path,
        first.sighting == Sighting(finding), history.name(ofBlob: first.blob) == kept.blob
      else { continue }
      places[finding.secretID]?[first.path]?.finding = finding
      places[finding.secretID]?[first.path]?.isComplete = true
    }
  }

  /// Reads what a report wants to know of each credential where it first stood: what lies around it, and its value
  /// where an earlier scan has found it.
  ///
  /// - Parameters:
  ///   - all: not only what no finding is known of.
  ///   - makeConsumer: makes the consumer that reads a blob with all that there is to know.
  /// - Returns: what went wrong.
  mutating func complete(
    all: Bool, _ history: GitHistory, _ scan: GitHistoryScan,
    _ makeConsumer: @escaping @Sendable () -> ScanConsumer
  ) -> [Coverage.Problem] {
    let wanted = incomplete(all: all)
    guard !wanted.isEmpty else { return [] }
    let read = scan.readAgain(wanted.keys.sorted(), of: history) {
      HistoryDetails(makeConsumer(), wanted)
    }
    for consumer in read.consumers {
      for detail in consumer.details {
        places[detail.finding.secretID]?[detail.path]?.finding = detail.finding
        places[detail.finding.secretID]?[detail.path]?.isComplete = true
      }
    }
    var problems = read.problems
    if problems.isEmpty, !scan.isCancelled {
      problems = incomplete(all: false).keys.sorted().map {
        Coverage.Problem(
          path: history.path(ofBlob: $0),
          message: "the cache says that a credential stands here, but none does: remove its file")
      }
    }
    return problems
  }

  /// The oldest places of credentials of which not all is known, by blob.
  private func incomplete(all: Bool) -> [Int: [HistoryDetails.Place]] {
    var wanted: [Int: [HistoryDetails.Place]] = [:]
    for byPath in places.values {
      guard let first = byPath.values.min(by: { $0.isBefore($1) }),
        first.finding == nil || all && !first.isComplete
      else { continue }
      wanted[first.blob, default: []].append(
        HistoryDetails.Place(path: first.path, sighting: first.sighting))
    }
    return wanted
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
