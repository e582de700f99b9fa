internal import Model

/// Patterns of the end of a path: `.github/workflows/*.yml`; `*` stands for anything in a name.
struct FilePattern {
  private let components: [[UInt8]]

  init(_ text: String) {
    components = text.split(separator: "/").map { Array($0.utf8) }
  }

  func matches(_ path: BlobPath) -> Bool {
    var end = path.bytes.endIndex
    for pattern in components.reversed() {
      guard end > 0 else { return false }
      let start = path.bytes[..<end].lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
      guard FilePattern.matches(pattern[...], path.bytes[start..<end]) else { return false }
      end = max(0, start - 1)
    }
    return !components.isEmpty
  }

  /// `*` stands for any bytes; one that fails is tried one byte further on.
  private static func matches(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
    var (at, place) = (pattern.startIndex, name.startIndex)
    var star: (pattern: Int, name: Int)?
    while place < name.endIndex {
      if at < pattern.endIndex, pattern[at] == UInt8(ascii: "*") {
        star = (at, place)
        at += 1
      } else if at < pattern.endIndex, pattern[at] == name[place] {
        at += 1
        place += 1
      } else if let last = star {
        at = last.pattern + 1
        star = (last.pattern, last.name + 1)
        place = last.name + 1
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// What a path of this pattern ends with: the extension; nil where the pattern does not say.
  var ending: UInt64? {
    guard let name = components.last, let dot = name.lastIndex(of: UInt8(ascii: ".")),
      !name[dot...].contains(UInt8(ascii: "*"))
    else { return nil }
    return FilePattern.key(of: name[(dot + 1)...])
  }

  /// Every path with its ending has this pattern: `*.yml`.
  var isEndingAlone: Bool {
    guard let name = components.last, let ending, ending != FilePattern.longEnding else {
      return false
    }
    return components.count == 1 && name.starts(with: "*.".utf8)
      && name.count { $0 == UInt8(ascii: ".") } == 1
  }

  /// What the name of a path of this pattern begins with; 0 where that may be any byte.
  var firstByte: UInt8 {
    components.last?.first.map { $0 == UInt8(ascii: "*") ? 0 : $0 } ?? 0
  }

  /// An ending of at most eight bytes as a number.
  static func ending(of path: BlobPath) -> UInt64? {
    let name = path.name
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return nil }
    return key(of: name[(dot + 1)...])
  }

  /// Endings of more than eight bytes meet here.
  private static let longEnding: UInt64 = 1

  private static func key(of ending: ArraySlice<UInt8>) -> UInt64 {
    ending.count > 8 ? longEnding : ending.reduce(0) { $0 << 8 | UInt64($1) }
  }
}
