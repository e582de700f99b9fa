internal import Crypto
public import Model
internal import Rules

/// A posture finding, and what of its line must not be shown.
public struct PostureFinding: Sendable {
  /// The finding; its excerpt is empty, as only who knows the secrets of the line can show it.
  public var finding: Finding
  /// Where a value stands that is a secret; 0-based bytes.
  public var hidden: Range<Int>?
}

/// Runs a ``PostureEngine``'s checks over files, one at a time: the state of one worker.
public final class PostureScanner {
  /// Patterns' limits, files that could not be read; the input counts the rest.
  public private(set) var coverage = Coverage()

  private let engine: PostureEngine
  private let patterns: PatternCache

  /// Makes a scanner.
  ///
  /// - Returns: nil when memory is out.
  public init?(_ engine: PostureEngine) {
    guard let patterns = PatternCache() else { return nil }
    self.engine = engine
    self.patterns = patterns
  }

  /// What the checks find in a file.
  ///
  /// - Parameters:
  ///   - path: tells which checks look at it.
  ///   - text: all of it.
  /// - Returns: by place, then check.
  public func check(_ path: BlobPath, _ text: UnsafeRawBufferPointer) -> [PostureFinding] {
    let selections = engine.selections(for: path, text)
    guard !selections.isEmpty else { return [] }
    var findings: [PostureFinding] = []
    var documents: [PostureFiles.Format: [Node]?] = [:]
    let evaluation = Evaluation(patterns)
    lazy var lines = TextLines(text)
    for selection in selections {
      let checks = engine.checks(ofKind: selection.kind)
      guard !checks.isEmpty else { continue }
      let format = selection.files.format
      let nodes = documents[format] ?? read(text, as: format, path, selection, lines)
      documents[format] = .some(nodes)
      let view = Views.named(selection.files.view)
      let roots = PostureScanner.labelled((nodes ?? []).map { view($0) })
      for check in checks {
        guard check.views.isEmpty || check.views.contains(selection.files.view) else { continue }
        for root in roots {
          for (place, answer) in places(check, root, evaluation) {
            let finding = finding(
              check, place, answer, selection.kind, path, text, lines, evaluation)
            if let finding { findings.append(finding) }
          }
        }
      }
    }
    if evaluation.isExhausted {
      coverage.note(Coverage.Problem(path: path, message: "too large for all posture checks"))
    }
    return sorted(findings)
  }

  /// The roots of all documents, those of one label told apart by their order.
  private static func labelled(_ documents: [[Views.Root]]) -> [Views.Root] {
    var seen: [String: Int] = [:]
    return documents.flatMap { $0 }.map { root in
      var root = root
      let count = seen[root.label, default: 0]
      seen[root.label] = count + 1
      if count > 0 { root.label += "#\(count + 1)" }
      return root
    }
  }

  private func sorted(_ findings: [PostureFinding]) -> [PostureFinding] {
    var seen: Set<String> = []
    return findings.filter { seen.insert($0.finding.id).inserted }.sorted {
      let (left, right) = ($0.finding.location.offsets, $1.finding.location.offsets)
      return (left.lowerBound, $0.finding.rule) < (right.lowerBound, $1.finding.rule)
    }
  }

  private func read(
    _ text: UnsafeRawBufferPointer, as format: PostureFiles.Format, _ path: BlobPath,
    _ selection: PostureEngine.Selection, _ lines: TextLines
  ) -> [Node]? {
    do {
      return try Documents.read(Array(text), as: format)
    } catch {
      // Where only the content spoke for the kind, it may be something else.
      if selection.content.isEmpty {
        let place = lines.location(of: error.offset..<error.offset).start
        coverage.remark(
          Coverage.Problem(
            path: path,
            message: "posture not checked: no \(format.rawValue) that can be read: \(error.message)"
              + " (line \(place.line), column \(place.column))"))
      }
      return nil
    }
  }

  /// Where a check fires, or would if something were resolved.
  private func places(
    _ check: PostureCheck, _ root: Views.Root, _ evaluation: Evaluation
  ) -> [(Place, Answer)] {
    var found: [(Place, Answer)] = []
    for path in check.each {
      for place in evaluation.find(path, from: Place(root: root.node, label: root.label)).places {
        let answer = check.condition.map { evaluation.judge($0, at: place) } ?? .yes
        if answer == .no || (answer == .unknown && !engine.options.showsUnresolved) { continue }
        found.append((place, answer))
      }
    }
    return found
  }

  private func finding(
    _ check: PostureCheck, _ place: Place, _ answer: Answer, _ kind: Int, _ path: BlobPath,
    _ text: UnsafeRawBufferPointer, _ lines: TextLines, _ evaluation: Evaluation
  ) -> PostureFinding? {
    let isSure = answer == .yes
    let confidence = isSure ? check.confidence : .low
    guard !isSure || confidence >= engine.options.minimumConfidence else { return nil }
    let shown =
      check.at.lazy.compactMap { evaluation.find($0, from: place).places.first }.first ?? place
    let identity = PostureIdentity(check: check.id, path: path, place: shown.pathText)
    var finding = Finding(
      rule: check.id, name: check.name, family: engine.pack.kinds[kind].id,
      provider: engine.pack.kinds[kind].provider, confidence: confidence,
      severity: check.severity, path: path, location: lines.location(of: shown.span(in: text)),
      secret: Secret([]), secretID: identity.secretID, id: identity.id,
      excerpt: Finding.Excerpt(text: "", marked: 0..<0))
    finding.kind = .posture
    let message = check.message(at: place, evaluation)
    finding.message =
      isSure ? message : "unresolved, it depends on values that only running tells: " + message
    finding.assessment = check.assessment
    return PostureFinding(finding: finding, hidden: check.masksValue ? shown.node.span : nil)
  }
}

extension PostureCheck {
  /// The message with the values that it names.
  fileprivate func message(at place: Place, _ evaluation: Evaluation) -> String {
    var text = ""
    var rest = Substring(message)
    while let open = rest.firstIndex(of: "{"),
      let close = rest[open...].firstIndex(of: "}")
    {
      text += rest[..<open]
      let source = String(rest[rest.index(after: open)..<close])
      if let path = try? NodePath(source) {
        let value = evaluation.find(path, from: place).places.first?.node.writtenText ?? "?"
        text += PostureCheck.shortened(value)
      } else {
        text += "{\(source)}"
      }
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }

  private static func shortened(_ value: String) -> String {
    let line = value.prefix { !$0.isNewline }
    return line.count > 80 ? line.prefix(79) + "…" : String(line)
  }

  /// What the check alone says of a finding: the attributes that are missing and how to supply them.
  fileprivate var assessment: Assessment {
    var assessment = Assessment()
    assessment.attributes = attributes.sorted().map {
      AttributeState(attribute: $0, state: .missing, note: fix)
    }
    assessment.frameworks = frameworks.sorted()
    return assessment
  }
}

/// The names by which a posture finding is known: check, file and the way through the document, but no line.
struct PostureIdentity {
  let secretID: String
  let id: String

  init(check: String, path: BlobPath, place: String) {
    let whole = Array("posture".utf8) + [0] + check.utf8 + [0] + path.bytes + [0] + place.utf8
    secretID = PostureIdentity.hex(SHA256.hash(data: whole))
    // As for secrets, so that a finding that is moved to another path keeps to one definition.
    id = PostureIdentity.hex(SHA256.hash(data: Array(secretID.utf8) + [0] + path.bytes))
  }

  private static func hex(_ digest: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = digest.prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
