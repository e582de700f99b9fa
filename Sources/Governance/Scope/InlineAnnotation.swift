internal import Model

/// What people write beside a credential for those who govern it: `# nhi-owner: payments`, `// nhi-purpose: nightly
/// export`, `nhi-expires: 2026-12-31`.
enum InlineAnnotation {
  /// How many lines above a credential an annotation counts for it.
  private static let reach = 6

  /// Reads the annotations on a line, and on the lines above it without a blank line between.
  static func read(
    _ site: Site, line: Int, in outline: Outline, into assessment: inout Assessment
  ) {
    var at = line
    var hasOwner = false
    var hasPurpose = assessment.purpose != nil
    while at >= 0, line - at <= reach {
      let range = outline.lines[at].range
      if at < line, outline.lines[at].first == 0 { break }
      let text = site.text[range].prefix(1024)
      if !hasOwner, let owner = value(of: "nhi-owner:", in: text) {
        assessment.note(.owner, owner, from: "annotation in line \(outline.firstLine + at)")
        hasOwner = true
      }
      if !hasPurpose, let purpose = value(of: "nhi-purpose:", in: text) {
        assessment.purpose = Assessment.Stated(
          text: purpose, source: "annotation in line \(outline.firstLine + at)")
        hasPurpose = true
      }
      at -= 1
    }
  }

  /// What stands behind a name up to the next annotation, the end of the comment or of the line.
  private static func value(of name: StaticString, in line: Slice<UnsafeRawBufferPointer>)
    -> String?
  {
    let bytes = Array(line)
    guard let start = bytes.offset(of: name) else { return nil }
    var rest = bytes[(start + name.utf8CodeUnitCount)...]
    for end: StaticString in [" nhi-", "*/", "-->", "\r"] {
      if let at = rest.offset(of: end) { rest = rest[..<at] }
    }
    var text = rest.asText.trimmed()
    while let last = text.last, ",;".contains(last) { text.removeLast() }
    return Shown.text(text).flatMap { $0.utf8.count <= 120 ? $0 : nil }
  }
}
