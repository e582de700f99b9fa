internal import Model

/// The report for people: findings by file, those in git-ignored files last, then what was read and
/// what was not.
///
/// Everything from the scanned files is made harmless first, and no line begins with it but a path,
/// so that neither a terminal nor a CI runner obeys text from strangers.
struct TextFormatter: ReportFormatter {
  static let format = ReportFormat.text
  /// So many other paths of a history are named.
  private static let pathLimit = 3

  private let paint: TerminalPaint
  private let width: Int?
  private let explains: Bool

  init(style: TextStyle) {
    paint = TerminalPaint(isOn: style.usesColor)
    width = style.width
    explains = style.explains
  }

  func write(_ report: Report, into output: inout OutputBuffer) {
    let open = report.findings.filter { !$0.isAccepted }
    let ignored = open.filter(\.isIgnored)
    let excepted = report.findings.filter { $0.outcome == .excepted }
    write(open.filter { !$0.isIgnored }, showsSecrets: report.showsSecrets, into: &output)
    if !excepted.isEmpty {
      output.append(paint(TextPolicy.heading, .faint) + "\n\n")
      write(excepted, showsSecrets: report.showsSecrets, into: &output)
    }
    if !ignored.isEmpty {
      let heading = "Ignored by git: on this disk, not in the repository"
      output.append(paint(heading, .faint) + "\n\n")
      write(ignored, showsSecrets: report.showsSecrets, into: &output)
    }
    TextSummary(report, paint: paint).write(into: &output)
  }

  private func write(
    _ findings: [Finding], showsSecrets: Bool, into output: inout OutputBuffer
  ) {
    var start = findings.startIndex
    while start < findings.endIndex {
      let path = findings[start].path
      let end = findings[start...].firstIndex { $0.path != path } ?? findings.endIndex
      let file = findings[start..<end]
      output.append(paint(path.visible, .path) + "\n")
      let placeWidth = file.map { place(of: $0.location).utf8.count }.max() ?? 0
      for finding in file {
        write(finding, placeWidth: placeWidth, showsSecrets: showsSecrets, into: &output)
      }
      output.append("\n")
      start = end
    }
  }

  private func write(
    _ finding: Finding, placeWidth: Int, showsSecrets: Bool, into output: inout OutputBuffer
  ) {
    let place = padded(place(of: finding.location), to: placeWidth, onTheLeft: true)
    let severity = padded(finding.severity.rawValue, to: 8, onTheLeft: false)
    let origin = "(\(VisibleText.of(finding.rule)), \(finding.confidence.rawValue) confidence)"
    output.append(
      "  \(place)  \(paint(severity, finding.severity.ink))  \(VisibleText.of(finding.name))"
        + " \(paint(origin, .faint))\n")

    let indent = String(repeating: " ", count: placeWidth + 4)
    let excerpt = TextExcerpt(finding.excerpt, width: width.map { $0 - placeWidth - 6 })
    let (text, carets) = excerpt.lines(paint)
    let bar = paint("|", .faint)
    output.append("\(indent)\(bar) \(text)\n\(indent)\(bar) \(carets)\n")
    for note in notes(on: finding, showsSecrets: showsSecrets) {
      output.append("\(indent)\(paint("=", .faint)) \(note)\n")
    }
  }

  private func notes(on finding: Finding, showsSecrets: Bool) -> [String] {
    var notes: [String] = []
    if let message = finding.message { notes.append(VisibleText.of(message)) }
    if showsSecrets, finding.kind == .secret {
      notes.append("secret: \(VisibleText.of(finding.secret.reveal()))")
    }
    for part in finding.parts {
      let value = showsSecrets ? VisibleText.of(part.secret.reveal()) : part.secret.redacted
      let name = VisibleText.of(part.name)
      notes.append("\(name) at \(place(of: part.location)): \(VisibleText.of(value))")
    }
    if !finding.decoded.isEmpty {
      notes.append("encoded: \(VisibleText.of(finding.decoded.joined(separator: ", then ")))")
    }
    notes += historyNotes(on: finding)
    if finding.occurrences > 1, finding.history.isEmpty {
      notes.append("also in \(HumanNumber.counted(finding.occurrences - 1, "other place"))")
    }
    if let assessment = TextAssessment(finding) {
      notes += explains ? assessment.explanation : [assessment.line]
    }
    notes += TextPolicy.notes(on: finding, explains: explains)
    return notes
  }

  /// Who brought it when, whether HEAD still has it, and at which other paths it stood.
  private func historyNotes(on finding: Finding) -> [String] {
    guard let first = finding.history.first else { return [] }
    var notes: [String] = []
    let state =
      finding.history.contains(where: \.isInHead) ? "still in HEAD" : "no longer in HEAD"
    if let commit = first.commit {
      let origin = [String(commit.id.prefix(12)), commit.author, String(commit.date.prefix(10))]
        .filter { !$0.isEmpty }
      notes.append("commit \(VisibleText.of(origin.joined(separator: ", "))); \(state)")
    } else {
      notes.append("no commit is known to have it")
    }
    if finding.occurrences > 1 {
      let named = finding.history.dropFirst().prefix(TextFormatter.pathLimit).map(\.path.visible)
      let more = finding.occurrences - 1 - named.count
      notes.append(
        "also at \(HumanNumber.counted(finding.occurrences - 1, "other path")): "
          + named.joined(separator: ", ")
          + (more > 0 ? " and \(HumanNumber.grouped(more)) more" : ""))
    }
    return notes
  }

  private func place(of location: Location) -> String {
    "\(location.start.line):\(location.start.column)"
  }

  private func padded(_ text: String, to width: Int, onTheLeft: Bool) -> String {
    let padding = String(repeating: " ", count: max(0, width - text.utf8.count))
    return onTheLeft ? padding + text : text + padding
  }
}
