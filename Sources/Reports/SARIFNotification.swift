internal import Model

/// Something about the scan itself that a reader of the results has to know.
struct SARIFNotification {
  enum Kind: String, CaseIterable {
    case problem = "scan-problem"
    case tooLarge = "file-too-large"
    case matchLimit = "match-limit"
    case stopped = "scan-stopped"
    case resultLimit = "result-limit"
    case allowed = "allowed-inline"
    case remark = "scan-remark"

    var summary: String {
      switch self {
      case .problem: "A path could not be read whole"
      case .tooLarge: "Files over the size limit were left out"
      case .matchLimit: "A detector ran into its match limit"
      case .stopped: "The scan was stopped before its end"
      case .resultLimit: "Results were left out of this file"
      case .remark: "Something to know about what was scanned"
      case .allowed: "Findings were allowed by comments in the scanned files"
      }
    }

    /// Whether it leaves a hole in what the results cover.
    var level: String { self == .allowed || self == .remark ? "note" : "warning" }
  }

  private let kind: Kind
  private let text: String
  private var path: BlobPath?

  private init(_ kind: Kind, _ text: String, path: BlobPath? = nil) {
    self.kind = kind
    self.text = text
    self.path = path
  }

  /// What the coverage tells, and how many results the file has no room for.
  static func all(of coverage: Coverage, leftOut: Int) -> [SARIFNotification] {
    var notifications: [SARIFNotification] = []
    if leftOut > 0 {
      let count = HumanNumber.counted(leftOut, "result")
      let limit = HumanNumber.grouped(SARIFFormatter.resultLimit)
      notifications.append(
        SARIFNotification(
          .resultLimit,
          "\(count) left out: this file holds the \(limit) most severe; other formats hold all."))
    }
    if let reason = coverage.stopped {
      notifications.append(
        SARIFNotification(.stopped, "The scan was stopped: \(SARIFText.plain(reason))."))
    }
    for (reason, count) in coverage.skipped.sorted(by: { $0.key < $1.key })
    where reason.isHole && count > 0 {
      let files = HumanNumber.counted(count, "file")
      notifications.append(SARIFNotification(.tooLarge, "\(files) over the size limit not read."))
    }
    for (rule, count) in coverage.ruleLimits.sorted(by: { $0.key < $1.key }) {
      let times = HumanNumber.counted(count, "time")
      notifications.append(
        SARIFNotification(
          .matchLimit, "Rule \(SARIFText.plain(rule)) ran into its match limit \(times)."))
    }
    for problem in coverage.problems.sorted() {
      let path = SARIFText.plain(problem.path.visible)
      notifications.append(
        SARIFNotification(
          .problem, "\(path): \(SARIFText.plain(problem.message)).", path: problem.path))
    }
    let untold = coverage.problemCount - coverage.problems.count
    if untold > 0 {
      notifications.append(
        SARIFNotification(.problem, "\(HumanNumber.counted(untold, "further problem"))."))
    }
    for remark in coverage.remarks.sorted() {
      let path = SARIFText.plain(remark.path.visible)
      notifications.append(
        SARIFNotification(
          .remark, "\(path): \(SARIFText.plain(remark.message)).", path: remark.path))
    }
    for (word, count) in coverage.allowedInline.sorted(by: { $0.key < $1.key }) {
      let findings = HumanNumber.counted(count, "finding")
      notifications.append(
        SARIFNotification(.allowed, "\(findings) allowed by \(SARIFText.plain(word)) comments."))
    }
    return notifications
  }

  func write(into json: inout JSONWriter) {
    json.object { json in
      json.objectMember("descriptor") { json in
        json.member("id", kind.rawValue)
        json.member("index", Kind.allCases.firstIndex(of: kind) ?? -1)
      }
      json.member("level", kind.level)
      json.messageMember("message", text)
      if let path, !path.bytes.isEmpty {
        json.arrayMember("locations") { json in
          json.object { json in
            json.objectMember("physicalLocation") { json in json.artifactLocation(path) }
          }
        }
      }
    }
  }
}
