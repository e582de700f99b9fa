internal import Detection
internal import Glibc
internal import Inputs
internal import Model

/// A finding in a blob, and the lines that it stands on as git counts them: ended by LF alone.
struct ChangeFinding {
  var finding: Finding
  /// Of the secret and of each part.
  var lines: [ClosedRange<Int>]
}

/// A worker's consumer for changes: keeps findings by blob, with their lines.
struct ChangeConsumer: BlobConsumer {
  private(set) var scan: ScanConsumer
  private(set) var found: [Int: [ChangeFinding]] = [:]
  private var number = 0
  private var pending: [ChangeFinding] = []
  /// Lines that ended before the window.
  private var linesBefore = 0

  init(_ scan: ScanConsumer) { self.scan = scan }

  mutating func begin(_ blob: Blob) {
    number = blob.number ?? 0
    linesBefore = 0
    scan.begin(blob)
  }

  mutating func take(_ window: BlobWindow) {
    let known = scan.scanner?.findings.count ?? 0
    scan.take(window)
    for finding in scan.scanner?.findings[known...] ?? [] {
      let spans = [finding.location.offsets] + finding.parts.map(\.location.offsets)
      let lines = spans.map { span in
        line(span.lowerBound, window)...line(max(span.lowerBound, span.upperBound - 1), window)
      }
      pending.append(ChangeFinding(finding: finding, lines: lines))
    }
    if window.mayContinue {
      linesBefore += ChangeConsumer.count(window.bytes.prefix(window.owned))
    }
  }

  mutating func end(readWhole: Bool) {
    scan.end(readWhole: readWhole)
    guard let scanner = scan.scanner, !pending.isEmpty else { return }
    // Line hashes came at the end.
    for (index, finding) in scanner.findings.suffix(pending.count).enumerated() {
      pending[index].finding = finding
    }
    found[number] = pending
    pending.removeAll(keepingCapacity: true)
    scanner.findings.removeAll(keepingCapacity: true)
  }

  /// The line of a byte of the blob, counted from 1.
  private func line(_ offset: Int, _ window: BlobWindow) -> Int {
    linesBefore + 1 + ChangeConsumer.count(window.bytes.prefix(max(0, offset - window.offset)))
  }

  private static func count(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
    // Safety: the search stays within the slice, which the caller keeps valid.
    let bytes = UnsafeRawBufferPointer(rebasing: bytes)
    guard let base = bytes.baseAddress else { return 0 }
    var count = 0
    var start = 0
    while start < bytes.count, let found = memchr(base + start, 0x0A, bytes.count - start) {
      count += 1
      start = UnsafeRawPointer(found) - base + 1
    }
    return count
  }
}

/// What was found in blobs that changes brought, as findings of the paths to which they brought them.
struct ChangeFindings {
  private let changes: GitChanges
  private var found: [Int: [ChangeFinding]] = [:]
  /// Lines that changes add, by their number; nil where whole files count.
  private var added: [Int: AddedLines]?
  private var credentials = HistoryCredentials()
  private(set) var coverage: Coverage

  init(
    _ changes: GitChanges, _ result: (coverage: Coverage, consumers: [ChangeConsumer])
  ) {
    self.changes = changes
    coverage = result.coverage
    for consumer in result.consumers {
      found.merge(consumer.found) { $0 + $1 }
      if let scanner = consumer.scan.scanner {
        coverage.merge(scanner.coverage)
      } else {
        coverage.note(
          Coverage.Problem(path: BlobPath("."), message: "a worker had no memory to scan with"))
      }
    }
    collect()
  }

  /// Drops what stands on no line that a change adds.
  mutating func keepAdded() throws(InputError) {
    added = try changes.addedLines(ofBlobs: found.keys.sorted())
    credentials = HistoryCredentials()
    collect()
  }

  private mutating func collect() {
    for (blob, findings) in found {
      changes.forEachChange(ofBlob: blob) { change in
        for found in findings where isAdded(found, by: change) {
          credentials.add(
            found.finding, at: change.path, commit: change.commit, blob: blob, isInHead: false)
        }
      }
    }
  }

  private func isAdded(_ found: ChangeFinding, by change: GitChanges.Change) -> Bool {
    // What is not among them is a new file's.
    guard let lines = added?[change.number] else { return true }
    return found.lines.contains { lines.touch($0) }
  }

  /// There are findings, and they have a history.
  var hasCommits: Bool { changes.haveCommits && !credentials.paths.isEmpty }

  var paths: [BlobPath] { Set(credentials.paths.values.joined()).sorted() }

  /// Takes over what HEAD still has.
  mutating func markHead(_ head: ChangeFindings) {
    for (secret, paths) in head.credentials.paths {
      for path in paths { credentials.markInHead(secret, at: path) }
    }
  }

  /// Of commits one finding a credential, with its history; of the index one a place.
  var findings: [Finding] {
    if changes.haveCommits {
      return credentials.findings(
        nameOfBlob: { changes.name(ofBlob: $0) }, describe: { changes.describe($0) })
    }
    var findings: [Finding] = []
    for (blob, all) in found {
      changes.forEachChange(ofBlob: blob) { change in
        for found in all where isAdded(found, by: change) {
          var finding = found.finding
          finding.move(to: change.path)
          findings.append(finding)
        }
      }
    }
    return findings
  }
}
