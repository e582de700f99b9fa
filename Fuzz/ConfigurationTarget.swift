import EmbeddedRules
import Model
import Posture
import Rules

/// Configuration files in every syntax: each is read or refused, all places lie within the text, and the checks end.
struct ConfigurationTarget: FuzzTarget {
  private static let formats = PostureFiles.Format.allCases
  // Safety: libFuzzer runs all inputs on one thread.
  nonisolated(unsafe) private static let scanner: PostureScanner? = {
    var options = PostureOptions()
    options.showsUnresolved = true
    return (try? EmbeddedRules.loadPosture()).flatMap {
      PostureScanner(PostureEngine(pack: $0, options: options))
    }
  }()
  /// Names of files that checks look at, of every format.
  private static let paths = [
    ".github/workflows/a.yml", "a.yaml", "a.json", "a.tf", ".gitlab-ci.yml", "Jenkinsfile",
    "a.bicep", "Dockerfile",
  ]

  /// The checks' examples, behind the byte that says how to read them.
  func seeds() -> [[UInt8]] {
    guard let pack = try? EmbeddedRules.loadPosture() else { return [] }
    var random = TemplateRandom(seed: 1)
    return pack.decoded().flatMap { kind in
      kind.checks.flatMap { $0.examples + $0.counterexamples }.compactMap { example -> [UInt8]? in
        guard let text = try? Template(example.text).fill(using: &random) else { return nil }
        let own = kind.files.first { file in
          file.paths.contains { example.file.hasSuffix($0.drop { $0 == "*" }) }
        }
        let format = (own ?? kind.files.first)?.format ?? .yaml
        let number = Self.formats.firstIndex(of: format) ?? 0
        return [UInt8(number)] + text
      }
    }
  }

  func run(_ bytes: UnsafeRawBufferPointer) {
    var input = InputReader(bytes)
    let choice = Int(input.byte())
    let text = input.remainder()
    let nodes = try? Documents.read(text, as: Self.formats[choice % Self.formats.count])
    for node in nodes ?? [] { require(isInside(node, text.count), "places lie within the text") }
    let path = BlobPath(Self.paths[choice % Self.paths.count])
    let findings = text.withUnsafeBytes { Self.scanner?.check(path, $0) } ?? []
    for finding in findings {
      let offsets = finding.finding.location.offsets
      require(offsets.upperBound <= text.count, "a finding lies within the text")
    }
  }

  private func isInside(_ node: Node, _ count: Int) -> Bool {
    guard node.span.lowerBound >= 0, node.span.upperBound <= count else { return false }
    switch node.value {
    case .null, .scalar, .unresolved: return true
    case .sequence(let elements): return elements.allSatisfy { isInside($0, count) }
    case .mapping(let mapping):
      return mapping.members.allSatisfy {
        $0.keySpan.upperBound <= count && isInside($0.value, count)
      }
    }
  }
}
