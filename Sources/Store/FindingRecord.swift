internal import Model

// A finding in a batch: as detection and the readers of its place left it. What governance and policy add when a scan is
// over is not kept. `KeptHistory` keeps nothing that does not come back equal, so a property that is forgotten here
// costs time, never a wrong report.

extension BatchWriter {
  mutating func append(_ finding: Finding) {
    for text in [
      finding.kind.rawValue, finding.rule, finding.name, finding.family, finding.provider,
      finding.confidence.rawValue, finding.severity.rawValue, finding.secretID, finding.id,
      finding.excerpt.text,
    ] {
      append(text)
    }
    appendShared(finding.path.bytes)
    append(finding.location)
    append(finding.secret)
    append(finding.parts.count)
    for part in finding.parts {
      append(part.name)
      append(part.secret)
      append(part.location)
    }
    append(finding.excerpt.marked.lowerBound)
    append(finding.excerpt.marked.count)
    append(finding.isIgnored)
    append(finding.decoded)
    append(finding.occurrences)
    append(finding.history.count)
    for place in finding.history { append(place) }
    append(finding.lineHash)
    append(finding.message)
    append(finding.assessment != nil)
    if let assessment = finding.assessment { append(assessment) }
  }

  private mutating func append(_ text: String) { appendShared(Array(text.utf8)) }

  private mutating func append(_ flag: Bool) { append(byte: flag ? 1 : 0) }

  private mutating func append(_ text: String?) {
    append(text != nil)
    if let text { append(text) }
  }

  private mutating func append(_ texts: [String]) {
    append(texts.count)
    for text in texts { append(text) }
  }

  /// The sign in the lowest bit.
  private mutating func append(signed number: Int?) {
    append(number != nil)
    if let number { append(number < 0 ? ~number << 1 | 1 : number << 1) }
  }

  private mutating func append(_ secret: Secret) {
    append(secret.redacted)
    append(secret.count)
    append(secret.firstLineWidth)
  }

  private mutating func append(_ place: Finding.HistoryPlace) {
    appendShared(place.path.bytes)
    append(place.location)
    append(place.blob)
    append(place.commit != nil)
    if let commit = place.commit {
      append(commit.id)
      append(commit.author)
      append(commit.date)
    }
    append(place.isInHead)
  }

  private mutating func append(_ assessment: Assessment) {
    let lifetime = assessment.lifetime
    append(lifetime.kind.rawValue)
    for number in [lifetime.issued, lifetime.expires, lifetime.ttl] { append(signed: number) }
    append(lifetime.source.rawValue)
    append(lifetime.evidence)
    append(assessment.platform.rawValue)
    append(assessment.platformEvidence)
    append(assessment.environment.rawValue)
    append(assessment.environmentEvidence)
    append(assessment.purpose?.text)
    append(assessment.purpose?.source)
    append(assessment.scope.breadth.rawValue)
    append(assessment.scope.entries)
    append(assessment.scope.audience)
    append(assessment.scope.subject)
    append(assessment.scope.source)
    append(assessment.facts.count)
    for fact in assessment.facts {
      append(fact.name)
      append(fact.value)
      append(fact.source)
    }
    append(assessment.attributes.count)
    for attribute in assessment.attributes {
      append(attribute.attribute.rawValue)
      append(attribute.state.rawValue)
      append(attribute.note)
    }
    append(assessment.frameworks)
  }
}

extension BatchReader {
  /// As many as a number says.
  mutating func list<Element>(_ next: (inout BatchReader) -> Element?) -> [Element]? {
    guard let count = number() else { return nil }
    var all: [Element] = []
    for _ in 0..<count {
      guard let element = next(&self) else { return nil }
      all.append(element)
    }
    return all
  }

  mutating func finding() -> Finding? {
    guard let kind = value(Finding.Kind.self), let rule = text(), let name = text(),
      let family = text(), let provider = text(), let confidence = value(Confidence.self),
      let severity = value(Severity.self), let secretID = text(), let id = text(),
      let excerpt = text(), let path = sharedBytes(), let location = location(),
      let secret = secret(), let parts = list({ $0.part() }), let marked = number(),
      let markedCount = number(), let isIgnored = flag(), let decoded = list({ $0.text() }),
      let occurrences = number(), let history = list({ $0.place() }),
      let lineHash = optionalText(), let message = optionalText(), let isAssessed = flag()
    else { return nil }
    var finding = Finding(
      rule: rule, name: name, family: family, provider: provider, confidence: confidence,
      severity: severity, path: BlobPath(path), location: location, secret: secret,
      secretID: secretID, id: id,
      excerpt: Finding.Excerpt(text: excerpt, marked: marked..<marked + markedCount))
    finding.kind = kind
    finding.parts = parts
    finding.isIgnored = isIgnored
    finding.decoded = decoded
    finding.occurrences = occurrences
    finding.history = history
    finding.lineHash = lineHash
    finding.message = message
    guard isAssessed else { return finding }
    finding.assessment = assessment()
    return finding.assessment == nil ? nil : finding
  }

  private mutating func value<Value: RawRepresentable<String>>(_: Value.Type) -> Value? {
    text().flatMap { Value(rawValue: $0) }
  }

  private mutating func flag() -> Bool? { byte().map { $0 != 0 } }

  private mutating func optionalText() -> String?? {
    guard let isThere = flag() else { return nil }
    guard isThere else { return .some(nil) }
    return text().map { .some($0) }
  }

  private mutating func signed() -> Int?? {
    guard let isThere = flag() else { return nil }
    guard isThere else { return .some(nil) }
    return number().map { .some($0 & 1 == 0 ? $0 >> 1 : ~($0 >> 1)) }
  }

  private mutating func secret() -> Secret? {
    guard let redacted = text(), let count = number(), let width = number() else { return nil }
    return Secret(redacted: redacted, count: count, firstLineWidth: width)
  }

  private mutating func part() -> Finding.Part? {
    guard let name = text(), let secret = secret(), let location = location() else { return nil }
    return Finding.Part(name: name, secret: secret, location: location)
  }

  private mutating func place() -> Finding.HistoryPlace? {
    guard let path = sharedBytes(), let location = location(), let blob = text(),
      let hasCommit = flag()
    else { return nil }
    var commit: Finding.Commit?
    if hasCommit {
      guard let id = text(), let author = text(), let date = text() else { return nil }
      commit = Finding.Commit(id: id, author: author, date: date)
    }
    guard let isInHead = flag() else { return nil }
    return Finding.HistoryPlace(
      path: BlobPath(path), location: location, blob: blob, commit: commit, isInHead: isInHead)
  }

  private mutating func assessment() -> Assessment? {
    var assessment = Assessment()
    guard let kind = value(Assessment.Lifetime.Class.self), let issued = signed(),
      let expires = signed(), let ttl = signed(),
      let source = value(Assessment.Lifetime.Source.self),
      let evidence = optionalText(), let platform = value(Platform.self),
      let platformEvidence = optionalText(), let environment = value(Environment.self),
      let environmentEvidence = optionalText(), let purpose = optionalText(),
      let purposeSource = optionalText(), let scope = scope(), let facts = list({ $0.fact() }),
      let attributes = list({ $0.attribute() }), let frameworks = list({ $0.text() })
    else { return nil }
    assessment.lifetime.kind = kind
    assessment.lifetime.issued = issued
    assessment.lifetime.expires = expires
    assessment.lifetime.ttl = ttl
    assessment.lifetime.source = source
    assessment.lifetime.evidence = evidence
    assessment.platform = platform
    assessment.platformEvidence = platformEvidence
    assessment.environment = environment
    assessment.environmentEvidence = environmentEvidence
    if let purpose, let purposeSource {
      assessment.purpose = Assessment.Stated(text: purpose, source: purposeSource)
    }
    assessment.scope = scope
    assessment.facts = facts
    assessment.attributes = attributes
    assessment.frameworks = frameworks
    return assessment
  }

  private mutating func scope() -> Assessment.Scope? {
    var scope = Assessment.Scope()
    guard let breadth = value(Assessment.Scope.Breadth.self), let entries = list({ $0.text() }),
      let audience = list({ $0.text() }), let subject = optionalText(),
      let source = optionalText()
    else { return nil }
    scope.breadth = breadth
    scope.entries = entries
    scope.audience = audience
    scope.subject = subject
    scope.source = source
    return scope
  }

  private mutating func fact() -> Assessment.Fact? {
    guard let name = text(), let value = text(), let source = text() else { return nil }
    return Assessment.Fact(name: name, value: value, source: source)
  }

  private mutating func attribute() -> AttributeState? {
    guard let attribute = value(GovernanceAttribute.self),
      let state = value(AttributeState.State.self), let note = text()
    else { return nil }
    return AttributeState(attribute: attribute, state: state, note: note)
  }
}
