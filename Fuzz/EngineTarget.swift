import Detection
import EmbeddedRules
import Model
import Rules

/// The engine with the rules inside the program: any bytes, whole and cut into windows.
struct EngineTarget: FuzzTarget {
  private static let engine = makeEngine(withParts: true)
  /// Without the credentials of several parts: a border leaves them with other partners.
  private static let simpleEngine = makeEngine(withParts: false)
  private static let names = ["a.py", "b.env", "c.sh", "d.xml", "e.txt", "f.yml", "g.json", "h"]

  private static func makeEngine(withParts: Bool) -> Engine? {
    guard let pack = try? EmbeddedRules.load() else { return nil }
    var options = EngineOptions()
    if !withParts {
      let detectors = (0..<pack.detectorCount).map { pack.detector($0) }
      options.disabledRules = Set(detectors.filter { !$0.parts.isEmpty }.map(\.id))
    }
    options.minimumConfidence = .low
    options.honorsInlineAllow = false
    return Engine(pack: pack, options: options)
  }

  func seeds() -> [[UInt8]] {
    let texts = FuzzTargets.filledTemplates().map(\.text)
    return stride(from: 0, to: texts.count, by: 12).map { start in
      let piece = texts[start..<min(start + 12, texts.count)].joined(
        separator: Array("\nx = ".utf8))
      return [UInt8(truncatingIfNeeded: start), 100, 30] + piece
    }
  }

  func run(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 3, let engine = Self.engine, let simple = Self.simpleEngine else { return }
    let encoding: TextEncoding = bytes[0] & 0x30 == 0x30 ? .binary : .bytes
    let blob = Blob(
      path: BlobPath(Self.names[Int(bytes[0] & 7)]), encoding: encoding,
      isDependency: bytes[0] & 8 != 0)
    let text = Array(bytes[3...])
    check(scan(text, as: blob, borders: [], engine), text)
    let borders = borders(in: text, wanted: Int(bytes[1]) << 8 | Int(bytes[2]))
    guard !borders.isEmpty else { return }
    check(scan(text, as: blob, borders: borders, engine), text)
    compare(
      scan(text, as: blob, borders: [], simple), scan(text, as: blob, borders: borders, simple),
      borders)
  }

  /// The line starts where windows end: the first behind every multiple of `wanted`.
  private func borders(in text: [UInt8], wanted: Int) -> [Int] {
    let step = max(64, wanted)
    return stride(from: step, to: text.count, by: step).compactMap { start in
      text[start...].firstIndex(of: 0x0A).map { $0 + 1 }
    }.filter { $0 < text.count }
  }

  /// Scans windows that end at `borders`; each sees all that follows, as a large file's windows see far ahead.
  private func scan(_ text: [UInt8], as blob: Blob, borders: [Int], _ engine: Engine) -> [Finding] {
    guard let scanner = BlobScanner(engine) else { return [] }
    scanner.begin(blob)
    var start = 0
    for end in borders + [text.count] where end > start {
      // A copy of its own, so that the sanitizer sees a step over its end.
      Array(text[start...]).withUnsafeBytes {
        scanner.take(BlobWindow(bytes: $0, offset: start, owned: end - start))
      }
      start = end
    }
    scanner.end(readWhole: true)
    return scanner.findings
  }

  private func check(_ findings: [Finding], _ text: [UInt8]) {
    for finding in findings {
      let secrets = [finding.secret] + finding.parts.map(\.secret)
      for (place, secret) in zip(places(finding), secrets) {
        require(place.lowerBound >= 0 && place.upperBound <= text.count, "places are in the text")
        require(Array(text[place]) == secret.reveal(), "at the place stands the secret")
      }
      let excerpt = finding.excerpt
      require(excerpt.marked.upperBound <= excerpt.text.count, "the mark is in the excerpt")
      let value = finding.secret.reveal()
      if value.count >= 16, value.allSatisfy({ (0x21...0x7E).contains($0) }) {
        let secret = String(decoding: value, as: UTF8.self)
        require(!excerpt.text.contains(secret), "\(finding.rule): the excerpt hides the secret")
      }
    }
  }

  /// Windows find what one scan finds, at the same lines and columns. What reaches over a border may besides be seen
  /// by another rule from the part behind it.
  private func compare(_ whole: [Finding], _ pieces: [Finding], _ borders: [Int]) {
    let known = whole.flatMap(places)
    for finding in pieces {
      require(
        known.contains { places(finding).contains(where: $0.overlaps) },
        "\(finding.rule) at \(finding.location.offsets) is found in windows only: \(borders)")
    }
    for finding in whole {
      let spans = places(finding)
      let start = spans.map(\.lowerBound).min() ?? 0
      let end = spans.map(\.upperBound).max() ?? 0
      guard !borders.contains(where: { start < $0 && $0 < end }) else { continue }
      let near = pieces.filter { piece in
        places(piece).contains { place in spans.contains(where: place.overlaps) }
      }
      let same = near.contains {
        $0.rule == finding.rule && $0.location == finding.location
          && $0.secretID == finding.secretID
      }
      let seen = near.map { "\($0.rule) at \($0.location)" }
      require(
        same, "\(finding.rule) at \(finding.location) is found in windows: \(borders); \(seen)")
    }
  }

  private func places(_ finding: Finding) -> [Range<Int>] {
    [finding.location.offsets] + finding.parts.map(\.location.offsets)
  }
}
