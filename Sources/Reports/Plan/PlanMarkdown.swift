internal import Model

/// A migration plan as a Markdown document: to be put into an issue, a wiki or a chat, so nothing from the scanned files
/// is markup in it.
public struct PlanMarkdown {
  /// So many findings of a group are listed one by one.
  private static let itemLimit = 50

  private let plan: MigrationPlan

  /// Prepares to write `plan`.
  public init(_ plan: MigrationPlan) { self.plan = plan }

  /// The document.
  public var text: String {
    var lines = ["# Migration plan", ""]
    guard !plan.groups.isEmpty else {
      return (lines + ["Nothing has to be migrated."] + accepted).joined(separator: "\n") + "\n"
    }
    lines += [summary, ""]
    lines += [
      "| | priority | owner | what to do | credentials | places |", "|---|---|---|---|---|---|",
    ]
    for (number, group) in plan.groups.enumerated() {
      lines.append(
        "| \(number + 1) | \(group.priority.rawValue) | \(owner(of: group)) | \(task(of: group))"
          + " | \(group.kind == .secret ? HumanNumber.grouped(group.distinct) : "–")"
          + " | \(HumanNumber.grouped(group.items.count)) |")
    }
    lines.append("")
    for (number, group) in plan.groups.enumerated() { lines += section(number + 1, group) }
    return lines.joined(separator: "\n")
  }

  private var summary: String {
    let items = plan.groups.flatMap(\.items)
    let secrets = items.filter { $0.kind == .secret }
    let settings = items.count - secrets.count
    var parts = [
      HumanNumber.counted(Set(secrets.map(\.secretID)).count, "credential") + " in "
        + HumanNumber.counted(secrets.count, "place")
    ]
    if settings > 0 { parts.append(HumanNumber.counted(settings, "setting")) }
    return parts.joined(separator: " and ") + "." + accepted.map { " " + $0 }.joined()
  }

  private var accepted: [String] {
    plan.accepted > 0
      ? ["\(HumanNumber.counted(plan.accepted, "finding")) accepted by policy or baseline."] : []
  }

  // MARK: a group

  private func section(_ number: Int, _ group: MigrationPlan.Group) -> [String] {
    var lines = [
      "## \(number). \(task(of: group)): \(owner(of: group)) (\(group.priority.rawValue))", "",
    ]
    for item in group.items.prefix(PlanMarkdown.itemLimit) { lines.append(row(item)) }
    let more = group.items.count - PlanMarkdown.itemLimit
    if more > 0 { lines.append("- and \(HumanNumber.grouped(more)) more") }
    lines.append("")
    if let migration = group.migration { lines += steps(migration) }
    lines += revocation(group)
    if !group.gaps.isEmpty {
      let gaps = group.gaps.map { "\($0.attribute.rawValue) (\(HumanNumber.grouped($0.count)))" }
      lines += ["**Missing:** \(gaps.joined(separator: ", "))", ""]
      lines += supplies(group)
    }
    return lines
  }

  private func row(_ item: PlanItem) -> String {
    let assessment = item.assessment
    var details = [assessment.priority.rawValue, item.severity.rawValue]
    if let platform = assessment.platform.name { details.append(platform) }
    if assessment.environment != .unknown { details.append(assessment.environment.rawValue) }
    if let reason = assessment.priorityReasons.first { details.append(markdown(reason)) }
    return "- [ ] \(code("\(item.path):\(item.line)")) \(markdown(item.name))"
      + " (\(details.joined(separator: ", "))) \(code(String(item.id.prefix(12))))"
  }

  private func steps(_ migration: Migration) -> [String] {
    var lines: [String] = []
    if let ttl = migration.ttl { lines.append("**Lifetime to set:** \(HumanNumber.duration(ttl))") }
    if !migration.scopeLimiter.isEmpty {
      lines.append("**Limit it to:** \(code(migration.scopeLimiter))")
    }
    if !lines.isEmpty { lines = [lines.joined(separator: "  \n"), ""] }
    lines += migration.steps.enumerated().map { "\($0 + 1). \(markdown($1))" }
    lines.append("")
    for snippet in migration.snippets {
      lines += ["\(markdown(snippet.title)):", ""] + fenced(snippet) + [""]
    }
    if !migration.residual.isEmpty {
      lines += ["**Still to govern:**", ""] + migration.residual.map { "- \(markdown($0))" } + [""]
    }
    lines += ["See <\(link(migration.url))>.", ""]
    return lines
  }

  private func revocation(_ group: MigrationPlan.Group) -> [String] {
    var seen: Set<String> = []
    let all = group.items.map(\.assessment.revocation).filter {
      !$0.how.isEmpty && seen.insert($0.how).inserted
    }
    guard !all.isEmpty else { return [] }
    var lines = ["**Revoke the old ones:**", ""]
    for revocation in all {
      let command = revocation.command.map { ": \(code($0))" } ?? ""
      let url = revocation.url.isEmpty ? "" : " (<\(link(revocation.url))>)"
      lines.append("- \(markdown(revocation.how))\(command)\(url)")
    }
    return lines + [""]
  }

  /// How to supply what is missing, each hint once.
  private func supplies(_ group: MigrationPlan.Group) -> [String] {
    var seen: Set<String> = []
    let hints = group.items.flatMap(\.assessment.attributes)
      .filter { $0.state == .missing && !$0.note.isEmpty }
      .sorted { $0.attribute < $1.attribute }
      .filter { seen.insert("\($0.attribute.rawValue) \($0.note)").inserted }
    guard !hints.isEmpty else { return [] }
    return hints.prefix(PlanMarkdown.itemLimit)
      .map { "- \($0.attribute.rawValue): \(markdown($0.note))" } + [""]
  }

  // MARK: words

  private func task(of group: MigrationPlan.Group) -> String {
    switch group.kind {
    case .posture: "Mend: \(markdown(group.title))"
    case .secret:
      markdown(group.title) + (group.migration.map { " (\($0.kind.text))" } ?? "")
    }
  }

  private func owner(of group: MigrationPlan.Group) -> String {
    let name = group.owner.map(markdown)
    return switch group.ownerStatus {
    case .owned: name ?? "nobody"
    case .personOnly: "\(name ?? "a person") (no team)"
    case .departed: "\(name ?? "a person") (left?)"
    case .conflict: "\(name ?? "several") (in conflict)"
    case .none: "nobody"
    }
  }

  private func markdown(_ text: String) -> String { SARIFText.markdown(VisibleText.of(text)) }

  /// A span of code; backticks in it would end it.
  private func code(_ text: String) -> String {
    "`\(VisibleText.of(text).replacing("`", with: "'").replacing("|", with: "¦"))`"
  }

  private func link(_ url: String) -> String {
    VisibleText.of(url).filter { !"<> \\".contains($0) }
  }

  /// A fence longer than any run of backticks in the text.
  private func fenced(_ snippet: Migration.Snippet) -> [String] {
    let lines = snippet.text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { VisibleText.of(String($0)) }
    let longest = snippet.text.split { $0 != "`" }.map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    let language = snippet.language.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return [fence + language] + lines.reversed().drop(while: \.isEmpty).reversed() + [fence]
  }
}
