internal import PCRE2
internal import Rules

/// What a condition comes to.
enum Answer {
  case yes, no
  /// Something that decides it is not resolved.
  case unknown

  init(_ isSo: Bool) { self = isSo ? .yes : .no }

  static prefix func ! (answer: Answer) -> Answer {
    switch answer {
    case .yes: .no
    case .no: .yes
    case .unknown: .unknown
    }
  }
}

/// Compiled patterns and a thread's scratch.
final class PatternCache {
  private var compiled: [String: Pattern?] = [:]
  private var scratch: MatchScratch
  /// Patterns that ran into a match limit, and how often.
  private(set) var limits = 0

  init?() {
    guard let scratch = MatchScratch() else { return nil }
    self.scratch = scratch
  }

  /// Whether `source` is found in `text`; nil where the search was given up.
  func finds(_ source: String, in text: String) -> Bool? {
    if compiled[source] == nil { compiled[source] = .some(try? Pattern(source)) }
    guard let pattern = compiled[source] ?? nil else { return nil }
    var text = text
    return text.withUTF8 { bytes -> Bool? in
      let raw = UnsafeRawBufferPointer(bytes)
      switch scratch.search(pattern, in: raw, from: 0, to: raw.count) {
      case .match: return true
      case .none: return false
      case .limit:
        limits += 1
        return nil
      }
    }
  }
}

/// Judges conditions over one document.
final class Evaluation {
  let patterns: PatternCache
  /// Steps that are left: no document may cost time without end.
  private var budget: Int
  /// Whether ``budget`` ran out.
  var isExhausted: Bool { budget <= 0 }

  init(_ patterns: PatternCache, budget: Int = 4_000_000) {
    self.patterns = patterns
    self.budget = budget
  }

  /// Counts a step; false where there are none left.
  func spend() -> Bool {
    budget -= 1
    return budget > 0
  }

  /// What `condition` comes to at `place`.
  func judge(_ condition: PostureCondition, at place: Place) -> Answer {
    guard spend() else { return .unknown }
    switch condition {
    case .all(let inner): return all(inner) { judge($0, at: place) }
    case .any(let inner): return !all(inner) { !judge($0, at: place) }
    case .not(let inner): return !judge(inner, at: place)
    case .exists(let path):
      let found = find(path, from: place)
      return found.places.isEmpty ? (found.isComplete ? .no : .unknown) : .yes
    case .absent(let path): return !judge(.exists(path), at: place)
    case .value(let path, let test):
      return some(path, from: place) { test.judge($0.node, patterns) }
    case .some(let path, let inner):
      return some(path, from: place) { judge(inner, at: $0) }
    case .every(let path, let inner):
      return !some(path, from: place) { !judge(inner, at: $0) }
    case .count(let path, let inner, let least, let most):
      return count(path, inner, least...max(least, most), from: place)
    case .function(let name):
      return CheckFunctions.named(name)?(place, self) ?? .unknown
    }
  }

  private func all<Element>(_ elements: [Element], _ judge: (Element) -> Answer) -> Answer {
    var answer = Answer.yes
    for element in elements {
      switch judge(element) {
      case .no: return .no
      case .unknown: answer = .unknown
      case .yes: break
      }
    }
    return answer
  }

  private func some(_ path: NodePath, from place: Place, _ judge: (Place) -> Answer) -> Answer {
    let found = find(path, from: place)
    let answer = !all(found.places) { !judge($0) }
    return answer == .no && !found.isComplete ? .unknown : answer
  }

  private func count(
    _ path: NodePath, _ inner: PostureCondition?, _ range: ClosedRange<Int>, from place: Place
  ) -> Answer {
    let found = find(path, from: place)
    var sure = 0
    var possible = found.isComplete ? 0 : 1_000_000
    for place in found.places {
      switch inner.map({ judge($0, at: place) }) ?? .yes {
      case .yes: sure += 1
      case .unknown: possible += 1
      case .no: break
      }
    }
    if range.contains(sure), range.contains(sure + possible) { return .yes }
    return sure > range.upperBound || sure + possible < range.lowerBound ? .no : .unknown
  }
}

extension PostureTest {
  /// What the test comes to for a value.
  func judge(_ node: Node, _ patterns: PatternCache) -> Answer {
    switch self {
    case .literal: return Answer(node.text.map { !PlaceholderText.matches($0) } ?? false)
    case .mentions(let pattern):
      guard let text = node.writtenText else { return .no }
      return patterns.finds(pattern, in: text).map { Answer($0) } ?? .unknown
    default: break
    }
    if node.isUnresolved { return .unknown }
    guard let text = node.text else {
      if case .equals(let texts) = self, node.value == .null {
        return Answer(texts.contains("null"))
      }
      if case .unlike = self { return .yes }
      return .no
    }
    switch self {
    case .equals(let texts): return Answer(texts.contains { PostureTest.isSame($0, text) })
    case .matches(let pattern):
      return patterns.finds(pattern, in: text).map { Answer($0) } ?? .unknown
    case .unlike(let pattern):
      return patterns.finds(pattern, in: text).map { !Answer($0) } ?? .unknown
    case .greater(let limit): return Double(text).map { Answer($0 > limit) } ?? .no
    case .less(let limit): return Double(text).map { Answer($0 < limit) } ?? .no
    case .longer(let limit, let unit):
      return TimeSpan.seconds(text, unit: unit).map { Answer($0 > limit) } ?? .no
    case .shorter(let limit, let unit):
      return TimeSpan.seconds(text, unit: unit).map { Answer($0 < limit) } ?? .no
    case .literal, .mentions: return .no
    }
  }

  /// The same text; truth values in any case.
  private static func isSame(_ wanted: String, _ text: String) -> Bool {
    if wanted == text { return true }
    return (wanted == "true" || wanted == "false") && text.lowercased() == wanted
  }
}

extension Node {
  /// A scalar's text, or the source of what is not resolved.
  var writtenText: String? {
    switch value {
    case .scalar(let text, _), .unresolved(let text): text
    case .null, .sequence, .mapping: nil
    }
  }
}

/// Texts that stand where a value will stand.
enum PlaceholderText {
  private static let words = [
    "example", "changeme", "change-me", "change_me", "placeholder", "xxxx", "your-", "your_",
    "replace", "redacted", "dummy", "todo", "fixme", "****", "...", "insert",
  ]

  static func matches(_ text: String) -> Bool {
    let text = text.lowercased()
    if text.isEmpty || text.contains("${") || text.contains("{{") || text.hasPrefix("$") {
      return true
    }
    if text.hasPrefix("<"), text.hasSuffix(">") { return true }
    return words.contains { text.contains($0) }
  }
}
