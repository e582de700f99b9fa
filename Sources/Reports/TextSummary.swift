internal import Model

/// The end of a text report. Its last line is the verdict, which says "none found" only where
/// everything was read.
struct TextSummary {
  private static let problemLimit = 10

  private let report: Report
  private let paint: TerminalPaint

  init(_ report: Report, paint: TerminalPaint) {
    self.report = report
    self.paint = paint
    findings = report.findings.filter { !$0.isAccepted }
  }

  private var coverage: Coverage { report.coverage }
  private var isComplete: Bool { coverage.isComplete }
  /// What fails the scan.
  private let findings: [Finding]

  func write(into output: inout OutputBuffer) {
    var lines: [String] = []
    // With nothing found the verdict itself tells what was read.
    if !findings.isEmpty || !isComplete { lines.append("Read \(amountRead).") }
    lines += tallies + TextPolicy.tallies(report.policy)
    lines += list(coverage.remarks, of: coverage.remarks.count, as: "Remarks:")
    lines += list(coverage.problems, of: coverage.problemCount, as: "Problems:")
    if !findings.isEmpty { lines.append(found) }
    if let verdict { lines.append(verdict) }
    for line in lines { output.append(line + "\n") }
  }

  // MARK: what was read

  private var amountRead: String {
    let files = HumanNumber.counted(coverage.files, "file")
    let detectors = HumanNumber.counted(report.detectorCount, "detector")
    return "\(files) (\(HumanNumber.size(coverage.bytes)), \(detectors))"
  }

  private var tallies: [String] {
    var lines: [String] = []
    let skipped = coverage.skipped.filter { $0.value > 0 }.sorted { $0.key < $1.key }
    if !skipped.isEmpty {
      let reasons = skipped.map { "\(HumanNumber.grouped($0.value)) \($0.key.rawValue)" }
      lines.append("Skipped: \(reasons.joined(separator: ", ")).")
    }
    if !coverage.allowedInline.isEmpty {
      lines.append("Allowed by comments: \(tally(coverage.allowedInline)).")
    }
    if !coverage.ruleLimits.isEmpty {
      lines.append("Match limit reached: \(tally(coverage.ruleLimits)).")
    }
    return lines
  }

  private func tally(_ counts: [String: Int]) -> String {
    counts.sorted { $0.key < $1.key }
      .map { "\(HumanNumber.grouped($0.value)) × \(VisibleText.of($0.key))" }
      .joined(separator: ", ")
  }

  private func list(_ notes: [Coverage.Problem], of count: Int, as heading: String) -> [String] {
    guard count > 0 else { return [] }
    var lines = [heading]
    for note in notes.sorted().prefix(TextSummary.problemLimit) {
      lines.append("  \(note.path.visible): \(VisibleText.of(note.message))")
    }
    let untold = count - min(notes.count, TextSummary.problemLimit)
    if untold > 0 { lines.append("  and \(HumanNumber.grouped(untold)) more") }
    return lines
  }

  // MARK: verdict

  private var found: String {
    let files = Set(findings.map(\.path)).count
    let severities = Severity.allCases.reversed().compactMap { severity -> String? in
      let count = findings.count { $0.severity == severity }
      guard count > 0 else { return nil }
      return paint("\(HumanNumber.grouped(count)) \(severity.rawValue)", severity.ink)
    }
    var line = "Found \(HumanNumber.counted(findings.count, "finding"))"
    line += " in \(HumanNumber.counted(files, "file")): \(severities.joined(separator: ", "))"
    let distinct = Set(findings.map(\.secretID)).count
    let ignored = findings.count(where: \.isIgnored)
    var remarks: [String] = []
    if distinct < findings.count {
      remarks.append("\(HumanNumber.grouped(distinct)) distinct")
    }
    if ignored > 0 { remarks.append("\(HumanNumber.grouped(ignored)) ignored by git") }
    return remarks.isEmpty ? line + "." : line + " (\(remarks.joined(separator: ", ")))."
  }

  private var verdict: String? {
    if !isComplete {
      let nothing = findings.isEmpty ? " Nothing was found in what was read." : ""
      return paint("Incomplete: \(holes.joined(separator: "; ")).", .alarm) + nothing
    }
    guard findings.isEmpty else { return nil }
    guard coverage.files > 0 else { return paint("No files were read.", .warning) }
    let accepted = (report.policy?.excepted ?? 0) + (report.policy?.baselined ?? 0)
    let verdict = accepted > 0 ? "Nothing found that is not accepted" : "No credentials found"
    return paint(verdict, .good) + " in \(amountRead)."
  }

  private var holes: [String] {
    var holes: [String] = []
    if let reason = coverage.stopped { holes.append("stopped early (\(VisibleText.of(reason)))") }
    if coverage.problemCount > 0 {
      holes.append(
        "\(HumanNumber.counted(coverage.problemCount, "path")) could not be read whole")
    }
    for (reason, count) in coverage.skipped.sorted(by: { $0.key < $1.key })
    where reason.isHole && count > 0 {
      holes.append("\(HumanNumber.counted(count, "file")) skipped as \(reason.rawValue)")
    }
    if !coverage.ruleLimits.isEmpty {
      let detectors = HumanNumber.counted(coverage.ruleLimits.count, "detector")
      holes.append("\(detectors) reached a match limit")
    }
    return holes
  }
}
