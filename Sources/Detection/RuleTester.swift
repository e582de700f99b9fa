internal import Model
public import Rules

/// Fills the templates of detectors and runs the engine over them: every example is found wherever it stands, no
/// counterexample is.
public struct RuleTester {
  /// A template for which the detector did not do what it should.
  public struct Failure: Sendable, CustomStringConvertible {
    /// The detector.
    public var rule: String
    /// The template.
    public var template: String
    /// What went wrong.
    public var message: String
    /// All in one line.
    public var description: String { "\(rule): \(message): \(template)" }
  }

  private let pack: RulePack
  private let fills: Int
  private let seed: UInt64

  /// - Parameters:
  ///   - fills: how often each template is filled.
  ///   - seed: the generator's start; the same seed gives the same texts.
  public init(pack: RulePack, fills: Int = 100, seed: UInt64 = 1) {
    self.pack = pack
    self.fills = fills
    self.seed = seed
  }

  /// Tests every detector (or only those in `only`).
  public func run(only: Set<String>? = nil) -> [Failure] {
    (0..<pack.detectorCount).flatMap { index -> [Failure] in
      let detector = pack.detector(index)
      return only?.contains(detector.id) == false ? [] : test(detector)
    }
  }

  private func test(_ detector: Detector) -> [Failure] {
    // Alone, so that no other detector's better claim to the same bytes hides it.
    var options = EngineOptions()
    options.enabledRules = [detector.id]
    options.minimumConfidence = .low
    options.honorsInlineAllow = false
    let engine = Engine(pack: pack, options: options)
    guard let scanner = BlobScanner(engine) else { return [] }
    var failures: [Failure] = []
    for template in detector.examples {
      if let failure = testExample(template, detector, scanner) { failures.append(failure) }
    }
    for template in detector.counterexamples {
      if let failure = testCounterexample(template, detector, scanner) { failures.append(failure) }
    }
    return failures
  }

  private func testExample(_ source: String, _ detector: Detector, _ scanner: BlobScanner)
    -> Failure?
  {
    guard let template = try? Template(source) else { return nil }
    var random = TemplateRandom(seed: seed)
    var missed: [String: Int] = [:]
    for _ in 0..<fills {
      let text = template.fill(using: &random)
      let found = scan(text, scanner)
      guard let first = found.first else {
        missed["as it is", default: 0] += 1
        continue
      }
      if detector.check.checksum != nil, first.confidence == .low, detector.confidence > .low {
        missed["with a check sum that holds", default: 0] += 1
      }
      for context in Detector.Context.allCases where !detector.exceptContexts.contains(context) {
        guard let wrapped = wrap(text, first.secret.reveal(), context, detector) else { continue }
        if scan(wrapped, scanner).isEmpty { missed["in \(context.rawValue)", default: 0] += 1 }
      }
    }
    // A random filling may hold a placeholder's word or too little entropy by chance; never one in thirty.
    guard let worst = missed.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      worst.value * 30 > fills
    else { return nil }
    return Failure(
      rule: detector.id, template: source,
      message: "not found \(worst.key), \(worst.value) of \(fills) times")
  }

  private func testCounterexample(_ source: String, _ detector: Detector, _ scanner: BlobScanner)
    -> Failure?
  {
    guard let template = try? Template(source) else { return nil }
    var random = TemplateRandom(seed: seed)
    for _ in 0..<fills {
      // What is only kept below the default confidence is not reported to anybody who does not ask.
      let found = scan(template.fill(using: &random), scanner)
      if found.contains(where: { $0.confidence >= min(.medium, detector.confidence) }) {
        return Failure(rule: detector.id, template: source, message: "counterexample found")
      }
    }
    return nil
  }

  /// The example where people put it; nil where the context cannot hold it.
  private func wrap(
    _ text: [UInt8], _ secret: [UInt8], _ context: Detector.Context, _ detector: Detector
  ) -> [UInt8]? {
    switch context {
    case .yaml:
      guard text.contains(0x0A) else { return Array("value: ".utf8) + text + [0x0A] }
      let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
      return Array("value: |\n".utf8) + lines.flatMap { Array("  ".utf8) + $0 + [0x0A] }
    case .quoted: return Array("x = \"".utf8) + escaped(text) + Array("\";\n".utf8)
    case .env: return Array("export VALUE=".utf8) + text + [0x0A]
    case .json: return Array("{\"a\": 1, \"k\": \"".utf8) + escaped(text) + Array("\"}".utf8)
    case .url:
      guard !secret.contains(where: { $0 <= 0x20 || $0 == 0x22 || $0 == 0x27 }),
        detector.parts.isEmpty
      else { return nil }
      let value = String(decoding: secret, as: UTF8.self).lowercased()
      let isNamed = detector.isNear || detector.isAssignment
      guard isNamed || detector.literals.contains(where: { value.contains($0.lowercased()) })
      else { return nil }
      let name = isNamed ? detector.literals[0].replacing(" ", with: "_") : "x"
      return Array("https://api.invalid/v1?\(name)=".utf8) + secret + Array("&y=1".utf8)
    }
  }

  /// As JSON writes it inside a string.
  private func escaped(_ text: [UInt8]) -> [UInt8] {
    text.flatMap { byte -> [UInt8] in
      switch byte {
      case 0x22: [0x5C, 0x22]
      case 0x5C: [0x5C, 0x5C]
      case 0x0A: [0x5C, UInt8(ascii: "n")]
      case 0x0D: [0x5C, UInt8(ascii: "r")]
      case 0x09: [0x5C, UInt8(ascii: "t")]
      default: [byte]
      }
    }
  }

  private func scan(_ text: [UInt8], _ scanner: BlobScanner) -> [Finding] {
    scanner.findings.removeAll(keepingCapacity: true)
    scanner.begin(Blob(path: BlobPath("example.txt")))
    text.withUnsafeBytes {
      scanner.take(BlobWindow(bytes: $0, offset: 0, owned: $0.count))
    }
    scanner.end(readWhole: true)
    return scanner.findings
  }
}
