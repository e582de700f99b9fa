internal import Model
public import Rules

/// Runs posture checks over the documents of their rule files: every example fires, no counterexample does.
public struct PostureTester {
  /// A document for which a check did not do what it should.
  public struct Failure: Sendable, CustomStringConvertible {
    /// The check.
    public var rule: String
    /// What went wrong.
    public var message: String
    /// All in one line.
    public var description: String { "\(rule): \(message)" }
  }

  private let pack: PosturePack
  private let seed: UInt64

  /// - Parameter seed: the start of the generator that fills templates.
  public init(pack: PosturePack, seed: UInt64 = 1) {
    self.pack = pack
    self.seed = seed
  }

  /// Tests every check (or only those in `only`).
  public func run(only: Set<String>? = nil) -> [Failure] {
    pack.kinds.indices.flatMap { kind in
      let views = pack.kinds[kind].files.map(\.view)
      return pack.checks(ofKind: kind).filter { only?.contains($0.id) != false }.flatMap {
        unknownViews(of: $0, files: views) + test($0)
      }
    }
  }

  private func test(_ check: PostureCheck) -> [Failure] {
    var options = PostureOptions()
    options.enabledRules = [check.id]
    options.minimumConfidence = .low
    guard let scanner = PostureScanner(PostureEngine(pack: pack, options: options)) else {
      return []
    }
    var failures = unknownFunctions(of: check).map {
      Failure(rule: check.id, message: "no function '\($0)' in Sources/Posture/Checks")
    }
    for (number, example) in check.examples.enumerated()
    where scan(example, scanner).isEmpty {
      failures.append(
        Failure(rule: check.id, message: "example \(number + 1) (\(example.file)) does not fire"))
    }
    for (number, example) in check.counterexamples.enumerated() {
      guard let first = scan(example, scanner).first else { continue }
      let line = first.finding.location.start.line
      failures.append(
        Failure(
          rule: check.id,
          message: "counterexample \(number + 1) (\(example.file)) fires on its line \(line)"))
    }
    for problem in scanner.coverage.remarks {
      failures.append(
        Failure(rule: check.id, message: "\(problem.path.text): \(problem.message)"))
    }
    return failures
  }

  /// A view that there is not shows the document itself, and one that no file of the kind has hides the check.
  private func unknownViews(of check: PostureCheck, files views: [String]) -> [Failure] {
    let none = Set(views + check.views).filter { !$0.isEmpty && !Views.names.contains($0) }
    return none.sorted().map {
      Failure(rule: check.id, message: "no view '\($0)' in Sources/Posture/Views")
    }
      + check.views.filter { !views.contains($0) }.map {
        Failure(rule: check.id, message: "no file of its kind has the view '\($0)'")
      }
  }

  private func unknownFunctions(of check: PostureCheck) -> [String] {
    var unknown: [String] = []
    check.condition?.forEach { condition in
      if case .function(let name) = condition, CheckFunctions.named(name) == nil {
        unknown.append(name)
      }
    }
    return unknown
  }

  private func scan(
    _ example: PostureCheck.Example, _ scanner: PostureScanner
  ) -> [PostureFinding] {
    var random = TemplateRandom(seed: seed)
    guard let text = try? Template(example.text).fill(using: &random) else { return [] }
    return text.withUnsafeBytes { scanner.check(BlobPath(example.file), $0) }
  }
}
