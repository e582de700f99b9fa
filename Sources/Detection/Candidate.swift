internal import Model
internal import Rules

/// A match that passed its checks, before overlaps are resolved.
struct Candidate {
  struct Part {
    var rule: Detector.Part
    var span: Range<Int>
    /// Where else it may stand, the nearest first.
    var others: [Range<Int>] = []
  }

  var detector: CompiledDetector
  var secret: Range<Int>
  var confidence: Confidence
  var severity: Severity
  /// How many leading bytes of the secret are the provider's published prefix.
  var publicPrefix: Int
  var parts: [Part] = []

  /// The secret's and the parts' places.
  var spans: [Range<Int>] { [secret] + parts.map(\.span) }

  /// Without one of its parts the secret is worth what the rule says of it alone.
  mutating func judgeParts() {
    guard parts.count < detector.rule.parts.count, let alone = detector.rule.alone else { return }
    confidence = min(confidence, alone.confidence)
    severity = alone.severity
  }
}

/// Lets one finding stand where several detectors saw the same bytes.
enum Overlap {
  /// The candidates that stand, in the order of their places: a specific one beats a generic one, then the surer, the
  /// one with more parts, the longer, the earlier.
  static func resolve(_ candidates: [Candidate]) -> [Candidate] {
    guard candidates.count > 1 else { return candidates }
    var kept: [Candidate] = []
    // Taken places, sorted, never overlapping.
    var taken: [Range<Int>] = []
    for candidate in candidates.sorted(by: isBetter) {
      guard isFree(candidate.secret, in: taken), let candidate = settled(candidate, taken)
      else { continue }
      kept.append(candidate)
      for span in candidate.spans {
        taken.insert(span, at: firstIndex(endingAfter: span.lowerBound, in: taken))
      }
    }
    return kept.sorted {
      ($0.secret.lowerBound, $0.detector.rule.id) < ($1.secret.lowerBound, $1.detector.rule.id)
    }
  }

  /// The candidate with parts that no better one has taken: where ids and secrets alternate, the secret before an id may
  /// be as near as its own. nil where a required part is left without a place.
  private static func settled(_ candidate: Candidate, _ taken: [Range<Int>]) -> Candidate? {
    guard !candidate.parts.allSatisfy({ isFree($0.span, in: taken) }) else { return candidate }
    var settled = candidate
    settled.parts = []
    for part in candidate.parts {
      if let span = ([part.span] + part.others).first(where: { isFree($0, in: taken) }) {
        settled.parts.append(Candidate.Part(rule: part.rule, span: span))
      } else if part.rule.isRequired {
        return nil
      }
    }
    settled.judgeParts()
    return settled
  }

  private static func isBetter(_ left: Candidate, _ right: Candidate) -> Bool {
    if left.detector.rank != right.detector.rank { return left.detector.rank > right.detector.rank }
    if left.confidence != right.confidence { return left.confidence > right.confidence }
    if left.parts.count != right.parts.count { return left.parts.count > right.parts.count }
    if left.secret.count != right.secret.count { return left.secret.count > right.secret.count }
    if left.secret != right.secret { return left.secret.lowerBound < right.secret.lowerBound }
    if left.detector.specificity != right.detector.specificity {
      return left.detector.specificity > right.detector.specificity
    }
    return left.detector.rule.id < right.detector.rule.id
  }

  private static func isFree(_ span: Range<Int>, in taken: [Range<Int>]) -> Bool {
    let next = firstIndex(endingAfter: span.lowerBound, in: taken)
    return next == taken.count || taken[next].lowerBound >= span.upperBound
  }

  private static func firstIndex(endingAfter offset: Int, in taken: [Range<Int>]) -> Int {
    var low = 0
    var high = taken.count
    while low < high {
      let middle = (low + high) / 2
      if taken[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
