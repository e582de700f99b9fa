internal import Governance
internal import Inputs
internal import Model

/// What governance says of a blob's findings at the paths of a history beside the one under which it is read.
struct FurtherPaths {
  /// So many of a blob are looked at; at others it is said to be what it is at the first.
  private static let most = 8
  /// In the order of the blob's findings.
  private var assessments: [BlobPath: [Assessment?]] = [:]

  /// Reads what stands around the findings that a window has brought.
  ///
  /// - Parameters:
  ///   - findings: as governance knows them at the blob's own path.
  ///   - number: the blob's.
  ///   - own: the path under which the blob is read.
  mutating func read(
    _ findings: ArraySlice<Finding>, in window: BlobWindow, _ context: ContextReader,
    blob number: Int,
    own: BlobPath, _ history: GitHistory
  ) {
    guard !findings.isEmpty else { return }
    var paths: Set<BlobPath> = []
    history.forEachPlace(ofBlob: number) { place in
      if paths.count < Self.most { paths.insert(history.path(place.path)) }
    }
    paths.remove(own)
    for path in paths {
      var findings = findings
      context.read(&findings, in: window.bytes, at: window.offset, path: path)
      assessments[path, default: []] += findings.map(\.assessment)
    }
  }

  /// The blob's finding number `index` as it is at `path`.
  func finding(_ finding: Finding, number index: Int, at path: BlobPath) -> Finding {
    guard let known = assessments[path], known.indices.contains(index),
      let assessment = known[index]
    else { return finding }
    var finding = finding
    finding.assessment = assessment
    return finding
  }
}
