internal import Model

/// A path as its conventions are read: in lower case, in components.
struct PathView {
  /// The whole, in lower case.
  let text: String
  /// The folders, outermost first.
  let folders: [String]
  /// The last component.
  let name: String
  /// What stands behind the name's last dot, marks of a pattern to copy (`.example`) left out; empty where it has none.
  let ending: String
  /// As it is written, for people.
  let original: String

  init(_ path: BlobPath) {
    original = path.text
    text = original.lowercased()
    var components = text.split { $0 == "/" || $0 == "\\" }.suffix(64).map(String.init)
    name = components.popLast() ?? ""
    folders = components
    var pieces = name.split(separator: ".", omittingEmptySubsequences: false)
    while pieces.count > 2, let last = pieces.last, PathView.marks.contains(String(last)) {
      pieces.removeLast()
    }
    ending = pieces.count > 1 ? String(pieces.last ?? "") : ""
  }

  private static let marks: Set<String> = [
    "example", "sample", "dist", "template", "default", "bak", "orig",
  ]

  /// For people: `path .github/workflows/deploy.yml`.
  var evidence: String { "path \(original)" }

  var isYAML: Bool { ending == "yml" || ending == "yaml" }
  var isJSON: Bool { ending == "json" || ending == "json5" || ending == "jsonc" }

  /// Whether one of the folders is so named.
  func isBelow(_ names: String...) -> Bool { folders.contains { names.contains($0) } }

  /// Whether one of the folders is of documents: `docs`, `docs-ref`, `api-docs`.
  var isBelowDocuments: Bool {
    folders.contains {
      ["doc", "docs", "documentation"].contains($0) || $0.hasPrefix("docs-")
        || $0.hasSuffix("-docs")
    }
  }

  /// Whether two folders stand one in the other.
  func isBelow(_ outer: String, then inner: String) -> Bool {
    zip(folders, folders.dropFirst()).contains { $0 == outer && $1 == inner }
  }

  /// The words of the name, and of a folder: `app-prod.yml` has `app`, `prod`, `yml`.
  static func words(_ text: some StringProtocol) -> [String] {
    text.split { !$0.isLetter && !$0.isNumber }.map { String($0).lowercased() }
  }
}
