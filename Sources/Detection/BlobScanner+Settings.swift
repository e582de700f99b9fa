public import Model

/// Findings of others on the blob that was just scanned.
extension BlobScanner {
  /// Takes over findings about settings of the window that was taken last: gives them the line they stand on, the
  /// secrets of which this scanner knows, and leaves out those that a comment `sprawl:allow` on the line allows.
  ///
  /// - Parameters:
  ///   - settings: their locations are those of the window's bytes; `hidden` is the place of a value that is secret.
  ///   - bytes: the whole of the blob.
  public func admit(
    _ settings: [(finding: Finding, hidden: Range<Int>?)], in bytes: UnsafeRawBufferPointer
  ) {
    for (finding, hidden) in settings {
      var finding = finding
      let span = finding.location.offsets.clamped(to: 0..<bytes.count)
      if engine.options.honorsInlineAllow,
        let word = InlineAllow.word(for: span, rule: finding.rule, in: bytes),
        word == InlineAllow.ownWord
      {
        coverage.allowedInline[word, default: 0] += 1
        continue
      }
      var masks = self.masks
      if let hidden = hidden?.clamped(to: 0..<bytes.count), !hidden.isEmpty {
        // A known secret in it keeps its own mask, which tells more.
        if !masks.contains(where: { $0.span.overlaps(hidden) }) {
          masks.append(Excerpts.Mask(span: hidden, text: Secret(bytes[hidden]).redacted))
        }
      }
      finding.excerpt = Excerpts(bytes, masks: masks).excerpt(showing: span)
      findings.append(finding)
    }
  }
}
