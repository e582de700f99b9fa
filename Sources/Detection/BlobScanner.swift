public import Model
internal import PCRE2
internal import Rules

/// Runs an ``Engine`` over blobs, one at a time: the state of one worker.
///
/// Feed it through ``BlobConsumer``; read ``findings`` and ``coverage`` when the input is done.
public final class BlobScanner: BlobConsumer {
  /// What was found, in the order in which blobs came, sorted by place within each.
  public var findings: [Finding] = []
  /// Rule limits and inline allowances; the input counts the rest.
  public internal(set) var coverage = Coverage()

  /// More matches of one detector in one window are not looked at; said in coverage.
  static let mostMatches = 10_000
  /// Places behind a match where a part of it is looked for; better matches may have taken the nearest.
  private static let mostPartsBehind = 4

  let engine: Engine
  private let similar: SimilarTexts?
  private var scratch: MatchScratch
  private var blob = Blob(path: BlobPath(""))
  private var syntax: SyntaxKind?
  /// Whether the blob's path is that of a test or of documentation, once it was asked.
  private var isMild: Bool?
  /// Providers by family: a family's record is large.
  private var providers: [String: String] = [:]
  private var positions = TextPositions()
  /// Where in the blob the next window begins if no hole lies before it.
  private var next = 0
  /// Where in the blob the secrets stand that were kept; those that reach into the next window are not told again.
  private var kept: [Range<Int>] = []
  /// What must not be shown of the window that was taken last.
  private(set) var masks: [Excerpts.Mask] = []
  private var hits: [LiteralHit] = []
  private var candidates: [Candidate] = []
  private let offsets: UnsafeMutableBufferPointer<UInt32>
  /// The engine's detectors as this worker has met them, so that the shared table is not locked at every hit.
  private var detectors: [CompiledDetector?]
  /// What decides at a hit, apart from them, since most hits need no more; empty for one that was not met.
  private var traits: [DetectorTraits]
  private var reaches: [DetectorReach]
  /// Where each detector's last match in this window ended, and how many it had.
  private var seen: [(end: Int, matches: Int)]
  private var touched: [Int] = []

  /// Makes a scanner.
  ///
  /// - Parameter expectsSimilarBlobs: many blobs will differ little from the one before, as in a history; that makes
  ///   them faster, and others a little slower. It changes nothing in what is found.
  /// - Returns: nil when memory is out.
  public init?(_ engine: Engine, expectsSimilarBlobs: Bool = false) {
    guard let scratch = MatchScratch() else { return nil }
    // Who is told of all that is weighed is told of it again in every version.
    let isWatched = engine.options.trace != nil || engine.options.observe != nil
    similar = expectsSimilarBlobs && !isWatched ? SimilarTexts() : nil
    self.engine = engine
    self.scratch = scratch
    offsets = .allocate(capacity: 4096)
    offsets.initialize(repeating: 0)
    detectors = Array(repeating: nil, count: engine.pack.detectorCount)
    traits = Array(repeating: [], count: engine.pack.detectorCount)
    reaches = Array(repeating: DetectorReach(), count: engine.pack.detectorCount)
    seen = Array(repeating: (0, 0), count: engine.pack.detectorCount)
    hits.reserveCapacity(1024)
  }

  deinit { offsets.deallocate() }

  /// A blob begins.
  public func begin(_ blob: Blob) {
    // A history's blobs stand at the path of the one before more often than not.
    if blob.path != self.blob.path {
      syntax = nil
      isMild = nil
    }
    self.blob = blob
    positions = TextPositions()
    next = 0
    kept.removeAll(keepingCapacity: true)
  }

  /// Scans one window of it.
  public func take(_ window: BlobWindow) {
    let bytes = window.bytes
    if window.offset > next { positions.skipHole(window.offset - next) }
    var hits = self.hits
    self.hits = []
    hits.removeAll(keepingCapacity: true)
    let similar = window.offset == 0 && !window.mayContinue ? self.similar : nil
    if let similar {
      similar.text(for: blob.path).find(
        in: bytes, as: syntaxOfBlob, engine.index, reaches: reaches, candidates: offsets,
        into: &hits)
    } else {
      engine.index.find(in: bytes, candidates: offsets, into: &hits)
    }
    hits.settle()
    let skipped: DetectorTraits =
      blob.encoding == .binary
      ? [.isUnsure, .isNear, .isAssignment] : blob.isDependency ? [.isUnsure, .isNear] : []
    for number in hits.indices where !hits[number].isQuiet {
      let hit = hits[number]
      let index = Int(hit.detector)
      if traits[index].isEmpty { meet(index) }
      // Assignments in dependencies are weighed, and only the surest kept.
      if !traits[index].isDisjoint(with: skipped) { continue }
      if traits[index].contains(.isAssignment) {
        hits[number].isQuiet = !readAssignment(index, hit, bytes, window.owned)
      } else if hit.offset >= seen[index].end {
        hits[number].isQuiet =
          !reaches[index].mayMatch(at: hit.offset, in: bytes)
          || !match(detector(index), index, hit, bytes, window.owned)
      }
    }
    similar?.keep(bytes, of: blob.path, as: syntaxOfBlob, &hits)
    self.hits = hits
    masks.removeAll(keepingCapacity: true)
    for index in touched { seen[index] = (0, 0) }
    touched.removeAll(keepingCapacity: true)
    if !candidates.isEmpty { report(bytes, window.offset) }
    next = window.offset + window.owned
    if window.mayContinue {
      positions.advanceWindow(to: window.owned, in: bytes)
      kept.removeAll { $0.upperBound <= next }
    }
  }

  /// The blob ended.
  public func end(readWhole: Bool) {}

  private func detector(_ index: Int) -> CompiledDetector {
    if let ready = detectors[index] { return ready }
    let ready = engine.detector(index)
    detectors[index] = ready
    return ready
  }

  private func meet(_ index: Int) {
    let detector = detector(index)
    traits[index] = detector.traits
    reaches[index] = detector.reach
  }

  private var syntaxOfBlob: SyntaxKind {
    let syntax = self.syntax ?? SyntaxKind(path: blob.path)
    self.syntax = syntax
    return syntax
  }

  // MARK: - Matching

  /// - Returns: false where there is nothing in all of the detector's reach: the same bytes will not have it either.
  private func match(
    _ detector: CompiledDetector, _ index: Int, _ hit: LiteralHit,
    _ bytes: UnsafeRawBufferPointer, _ owned: Int
  ) -> Bool {
    guard let pattern = detector.pattern else { return false }
    let rule = detector.rule
    let end = min(bytes.count, hit.offset + rule.after)
    let first = rule.isAnchored ? hit.offset : max(0, hit.offset - rule.before)
    var start = rule.isAnchored ? first : max(seen[index].end, first)
    var isQuiet = start == first
    while start < end {
      switch scratch.search(pattern, in: bytes, from: start, to: end) {
      case .none: return !isQuiet
      case .limit:
        coverage.ruleLimits[rule.id, default: 0] += 1
        return true
      case .match(let whole, let secret):
        isQuiet = false
        // What begins in the overlap is seen again, whole, in the next window.
        if whole.lowerBound >= owned { return true }
        // Cut by the end of what this hit may see; the literal inside is a hit of its own and sees it whole.
        if whole.upperBound == end, end < bytes.count, whole.lowerBound > hit.offset,
          holdsLiteral(rule, UnsafeRawBufferPointer(rebasing: bytes[whole]))
        {
          return true
        }
        judge(detector, index, whole, secret, hit, bytes)
        if rule.isAnchored || seen[index].matches > Self.mostMatches { return true }
        start = max(whole.upperBound, start + 1)
      }
    }
    return !isQuiet
  }

  private func holdsLiteral(_ rule: Detector, _ match: UnsafeRawBufferPointer) -> Bool {
    let text = String(decoding: match, as: UTF8.self).lowercased()
    return rule.literals.contains { text.contains($0.lowercased()) }
  }

  private func judge(
    _ detector: CompiledDetector, _ index: Int, _ whole: Range<Int>, _ secret: Range<Int>,
    _ hit: LiteralHit, _ bytes: UnsafeRawBufferPointer
  ) {
    if seen[index].matches == 0 { touched.append(index) }
    seen[index].matches += 1
    guard seen[index].matches <= Self.mostMatches else {
      if seen[index].matches == Self.mostMatches + 1 {
        coverage.ruleLimits[detector.rule.id, default: 0] += 1
      }
      return
    }
    let value = UnsafeRawBufferPointer(rebasing: bytes[secret])
    var confidence = detector.rule.confidence
    switch ValueCheck.run(detector, value, &scratch) {
    case .rejected(let reason): return trace(detector, secret, reason, bytes)
    case .wrongChecksum: confidence = .low
    case .passed: break
    }
    seen[index].end = whole.upperBound
    var parts: [Candidate.Part] = []
    for (part, pattern) in zip(detector.rule.parts, detector.parts) {
      let spans = find(part, pattern, near: whole, secret: secret, bytes)
      if let nearest = spans.first {
        parts.append(
          Candidate.Part(rule: part, span: nearest, others: Array(spans.dropFirst())))
      } else if part.isRequired {
        return trace(detector, secret, "part \(part.name) is missing", bytes)
      }
    }
    let prefix = secret.lowerBound == hit.offset ? Int(hit.length) : 0
    var candidate = Candidate(
      detector: detector, secret: secret, confidence: confidence, severity: detector.rule.severity,
      publicPrefix: prefix, parts: parts)
    candidate.judgeParts()
    candidates.append(candidate)
  }

  /// Where the part's value may stand, the nearest to the match first: all before it, and the first behind it that
  /// are worth a try.
  private func find(
    _ part: Detector.Part, _ pattern: Pattern, near whole: Range<Int>, secret: Range<Int>,
    _ bytes: UnsafeRawBufferPointer
  ) -> [Range<Int>] {
    var start = max(0, whole.lowerBound - part.within)
    let end = min(bytes.count, whole.upperBound + part.within)
    var found: [(span: Range<Int>, distance: Int)] = []
    var behind = 0
    for _ in 0..<64 where behind < Self.mostPartsBehind {
      guard
        case .match(let match, let span) = scratch.search(pattern, in: bytes, from: start, to: end)
      else { break }
      start = max(match.upperBound, match.lowerBound + 1)
      guard !span.isEmpty, !span.overlaps(secret) else { continue }
      let value = UnsafeRawBufferPointer(rebasing: bytes[span])
      let shape = ValueShape(value)
      guard shape.entropy >= part.entropy, !Placeholder.matches(value, shape) else { continue }
      let isBehind = span.lowerBound >= whole.upperBound
      let distance =
        isBehind ? span.lowerBound - whole.upperBound : whole.lowerBound - span.upperBound
      found.append((span, distance))
      if isBehind { behind += 1 }
    }
    return found.sorted { $0.distance < $1.distance }.map(\.span)
  }

  /// - Returns: false where there is no credential: the same bytes in a file of the same kind will not have one either.
  private func readAssignment(
    _ index: Int, _ hit: LiteralHit, _ bytes: UnsafeRawBufferPointer, _ owned: Int
  ) -> Bool {
    let syntax = syntaxOfBlob
    guard syntax != .generated else { return false }
    let word = hit.offset..<(hit.offset + Int(hit.length))
    guard
      let judgement = AssignmentJudge.judge(
        around: word, in: bytes, syntax: syntax, explains: engine.options.trace != nil),
      judgement.assignment.name.lowerBound < owned
    else { return false }
    let detector = detector(index)
    let span = judgement.assignment.value
    if !judgement.features.isEmpty {
      engine.options.observe?(
        AssignmentSample(
          path: blob.path, isDependency: blob.isDependency, span: span,
          features: judgement.features))
    }
    switch judgement.verdict {
    case .rejected(let reason):
      trace(detector, span, reason, bytes)
      return false
    case .credential(let confidence, let reason):
      if blob.isDependency, confidence < .high {
        trace(detector, span, "a dependency, \(reason)", bytes)
        return true
      }
      trace(detector, span, reason, bytes, isKept: true)
      candidates.append(
        Candidate(
          detector: detector, secret: span, confidence: min(confidence, detector.rule.confidence),
          severity: judgement.isMild ? .low : detector.rule.severity, publicPrefix: 0))
      return true
    }
  }

  private func trace(
    _ detector: CompiledDetector, _ span: Range<Int>, _ reason: String,
    _ bytes: UnsafeRawBufferPointer, isKept: Bool = false
  ) {
    engine.options.trace?(
      TracedCandidate(
        path: blob.path, offset: span.lowerBound, rule: detector.rule.id, reason: reason,
        isKept: isKept, secret: Secret(bytes[span])))
  }

  // MARK: - Findings

  private func report(_ bytes: UnsafeRawBufferPointer, _ offset: Int) {
    // A name or a value that a window's border cuts may match again, by what is left of it.
    let known = kept
    let kept = Overlap.resolve(candidates).filter { candidate in
      let span = candidate.secret.shifted(by: offset)
      return !known.contains { $0.overlaps(span) }
    }
    self.kept += kept.map { $0.secret.shifted(by: offset) }
    candidates.removeAll(keepingCapacity: true)
    masks = kept.flatMap { candidate in
      candidate.spans.map { span in
        let prefix = span == candidate.secret ? candidate.publicPrefix : 0
        return Excerpts.Mask(
          span: span, text: Secret(bytes[span], publicPrefix: prefix).redacted)
      }
    }
    let excerpts = Excerpts(bytes, masks: masks)
    for candidate in kept where candidate.confidence >= engine.options.minimumConfidence {
      let rule = candidate.detector.rule
      if engine.options.honorsInlineAllow,
        let word = InlineAllow.word(for: candidate.secret, rule: rule.id, in: bytes)
      {
        coverage.allowedInline[word, default: 0] += 1
        continue
      }
      findings.append(finding(candidate, bytes, offset, excerpts))
    }
  }

  private func provider(of family: String) -> String {
    if let known = providers[family] { return known }
    let provider = engine.pack.family(id: family)?.provider ?? ""
    providers[family] = provider
    return provider
  }

  private func finding(
    _ candidate: Candidate, _ bytes: UnsafeRawBufferPointer, _ offset: Int, _ excerpts: Excerpts
  ) -> Finding {
    let rule = candidate.detector.rule
    let identity = SecretIdentity.secretID(family: rule.family, value: bytes[candidate.secret])
    var finding = Finding(
      rule: rule.id, name: rule.name, family: rule.family,
      provider: provider(of: rule.family),
      confidence: candidate.confidence, severity: severity(candidate), path: blob.path,
      location: location(candidate.secret, bytes, offset),
      secret: Secret(bytes[candidate.secret], publicPrefix: candidate.publicPrefix),
      secretID: identity,
      id: SecretIdentity.placeID(secretID: identity, path: blob.path),
      excerpt: excerpts.excerpt(around: candidate.secret))
    finding.parts = candidate.parts.map { part in
      Finding.Part(
        name: part.rule.name, secret: Secret(bytes[part.span]),
        location: location(part.span, bytes, offset))
    }
    return finding
  }

  /// What stands without a shape in a test or in documentation is more often made up.
  private func severity(_ candidate: Candidate) -> Severity {
    guard candidate.detector.rule.isAssignment else { return candidate.severity }
    let isMild = self.isMild ?? PathPurpose.isMild(blob.path)
    self.isMild = isMild
    return isMild ? candidate.severity.lowered : candidate.severity
  }

  private func location(_ span: Range<Int>, _ bytes: UnsafeRawBufferPointer, _ offset: Int)
    -> Location
  {
    Location(
      start: positions.position(of: span.lowerBound, in: bytes),
      end: positions.position(of: span.upperBound, in: bytes),
      offsets: span.shifted(by: offset))
  }
}
