public import Model

/// What the scan of a whole history came to, without any value: one batch of a ``ScanCache``.
public struct KeptHistory: Sendable, Equatable {
  /// A repository of its own that commits name.
  public struct Submodule: Sendable, Equatable {
    /// Where its files stand.
    public var path: BlobPath
    /// HEAD names it.
    public var isInHead: Bool

    /// Makes one.
    public init(path: BlobPath, isInHead: Bool) {
      self.path = path
      self.isInHead = isInHead
    }
  }

  /// What was found: as ``withoutValues(_:)`` leaves it.
  public var findings: [Finding]
  /// What was read. What went wrong goes wrong again as long as the history stays as it is.
  public var coverage: Coverage
  /// What lies in the repository.
  public var submodules: [Submodule]

  /// Takes what a scan came to, but for the values.
  public init(findings: [Finding], coverage: Coverage, submodules: [Submodule]) {
    self.findings = findings.map { KeptHistory.withoutValues($0) }
    self.coverage = coverage
    self.submodules = submodules
  }

  /// A finding without its value, and without what changes from one day to the next: whether the credential has ended.
  public static func withoutValues(_ finding: Finding) -> Finding {
    var kept = finding
    kept.secret = finding.secret.withoutValue
    kept.parts = finding.parts.map {
      Finding.Part(name: $0.name, secret: $0.secret.withoutValue, location: $0.location)
    }
    if kept.assessment?.lifetime.expires != nil { kept.assessment?.lifetime.isExpired = nil }
    return kept
  }

  /// The batch that keeps it, for a history in a state that was scanned in a way; nil where it was stopped, or
  /// would not come back as it is.
  ///
  /// - Parameters:
  ///   - way: what decides over findings beside the history.
  ///   - state: what changes with the history.
  public func batch(way: [UInt8], state: [UInt8]) -> [UInt8]? {
    guard coverage.stopped == nil, coverage.ruleLimits.isEmpty else { return nil }
    var writer = BatchWriter()
    writer.appendCounted(way)
    writer.appendCounted(state)
    writer.append(coverage)
    writer.append(submodules.count)
    for submodule in submodules {
      writer.appendShared(submodule.path.bytes)
      writer.append(submodule.isInHead ? 1 : 0)
    }
    writer.append(findings.count)
    for finding in findings { writer.append(finding) }
    let batch = writer.bytes
    return batch.withUnsafeBytes { KeptHistory.read($0, way: way)?.kept == self } ? batch : nil
  }

  /// What a batch keeps; nil where the history was scanned in another way.
  ///
  /// - Returns: it, and the state in which the history was.
  public static func read(
    _ batch: UnsafeRawBufferPointer, way: [UInt8]
  ) -> (kept: KeptHistory, state: [UInt8])? {
    var reader = BatchReader(batch)
    guard let keptWay = reader.counted(), keptWay.elementsEqual(way), let state = reader.counted(),
      let coverage = reader.coverage(), let submodules = reader.list({ $0.submodule() }),
      let findings = reader.list({ $0.finding() }), reader.isAtEnd
    else { return nil }
    var kept = KeptHistory(findings: [], coverage: coverage, submodules: submodules)
    kept.findings = findings
    return (kept, Array(state))
  }
}

extension BatchWriter {
  /// A record of a scan that was not stopped.
  fileprivate mutating func append(_ coverage: Coverage) {
    append(coverage.files)
    append(coverage.bytes)
    append(coverage.skipped.count)
    for (reason, count) in coverage.skipped {
      appendShared(Array(reason.rawValue.utf8))
      append(count)
    }
    append(coverage.allowedInline.count)
    for (word, count) in coverage.allowedInline {
      appendShared(Array(word.utf8))
      append(count)
    }
    for messages in [coverage.problems, coverage.remarks] {
      append(messages.count)
      for message in messages {
        appendShared(message.path.bytes)
        appendShared(Array(message.message.utf8))
      }
    }
  }
}

extension BatchReader {
  fileprivate mutating func submodule() -> KeptHistory.Submodule? {
    guard let path = sharedBytes(), let isInHead = number() else { return nil }
    return KeptHistory.Submodule(path: BlobPath(path), isInHead: isInHead != 0)
  }

  fileprivate mutating func coverage() -> Coverage? {
    var coverage = Coverage()
    guard let files = number(), let bytes = number(), let skipped = list({ $0.count() }),
      let allowed = list({ $0.count() }), let problems = list({ $0.message() }),
      let remarks = list({ $0.message() })
    else { return nil }
    (coverage.files, coverage.bytes) = (files, bytes)
    for (name, count) in skipped {
      guard let reason = SkipReason(rawValue: name) else { return nil }
      coverage.skip(reason, count: count)
    }
    for (word, count) in allowed { coverage.allowedInline[word] = count }
    for problem in problems { coverage.note(problem) }
    for remark in remarks { coverage.remark(remark) }
    return coverage
  }

  private mutating func count() -> (String, Int)? {
    guard let name = text(), let count = number() else { return nil }
    return (name, count)
  }

  private mutating func message() -> Coverage.Problem? {
    guard let path = sharedBytes(), let message = text() else { return nil }
    return Coverage.Problem(path: BlobPath(path), message: message)
  }
}
