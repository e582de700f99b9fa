import EmbeddedRules
import Rules

/// One parser under libFuzzer: a crash, a trap or a promise that does not hold ends the run with the input kept.
protocol FuzzTarget: Sendable {
  /// Inputs to start from, made now: nothing in the repository looks like a credential.
  func seeds() -> [[UInt8]]
  /// Feeds one input.
  func run(_ bytes: UnsafeRawBufferPointer)
}

enum FuzzTargets {
  static let all: [String: any FuzzTarget] = [
    "configurations": ConfigurationTarget(), "context": ContextTarget(),
    "encodings": EncodingTarget(), "engine": EngineTarget(), "git-files": GitFilesTarget(),
    "ignore": IgnoreTarget(), "policy": PolicyTarget(), "reports": ReportTarget(),
    "rules": RuleTarget(),
  ]

  /// The one that the first argument names.
  static let selected: (any FuzzTarget)? =
    CommandLine.arguments.count > 1 ? all[CommandLine.arguments[1]] : nil

  /// The rules' examples and counterexamples, filled in.
  static func filledTemplates() -> [(rule: String, text: [UInt8])] {
    guard let pack = try? EmbeddedRules.load() else { return [] }
    var random = TemplateRandom(seed: 1)
    return (0..<pack.detectorCount).flatMap { index in
      let detector = pack.detector(index)
      return (detector.examples + detector.counterexamples).compactMap { source in
        (try? Template(source)).map { (detector.id, $0.fill(using: &random)) }
      }
    }
  }
}

/// Ends the run where a promise does not hold.
func require(_ holds: Bool, _ promise: @autoclosure () -> String) {
  // libFuzzer keeps the input of a process that traps.
  if !holds { fatalError(promise()) }
}

/// Cuts an input into numbers and texts.
struct InputReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: UnsafeRawBufferPointer) { rest = Array(bytes)[...] }

  var isAtEnd: Bool { rest.isEmpty }

  /// The next byte, 0 behind the end.
  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  /// A number of two bytes.
  mutating func number() -> Int { Int(byte()) << 8 | Int(byte()) }

  /// What stands before the next NUL (or the end).
  mutating func field() -> [UInt8] {
    let field = rest.prefix { $0 != 0 }
    rest = rest.dropFirst(field.count + 1)
    return Array(field)
  }

  /// All that is left.
  mutating func remainder() -> [UInt8] {
    defer { rest = [] }
    return Array(rest)
  }
}
