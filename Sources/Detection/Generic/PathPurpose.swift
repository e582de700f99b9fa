internal import Model

/// Whether a path says that a file is a test, a sample or documentation. What is found there is found all the same, one
/// severity milder.
enum PathPurpose {
  /// By length: most components have one that no name has.
  private static let folders = names([
    "test", "tests", "testing", "__tests__", "spec", "specs", "testdata", "fixture", "fixtures",
    "__fixtures__", "mock", "mocks", "__mocks__", "e2e", "example", "examples", "sample", "samples",
    "demo", "demos", "doc", "docs", "documentation",
  ])
  /// By their last byte.
  private static let endings = Dictionary(
    grouping: [
      "_test.go", "_test.py", "_test.rb", "_spec.rb", "_test.exs", "_test.dart", ".test.js",
      ".test.ts", ".test.tsx", ".test.jsx", ".spec.js", ".spec.ts", ".spec.tsx", "test.java",
      "tests.java", "test.kt", "test.scala", "spec.scala", "tests.cs", "test.cs", "tests.swift",
      "test.php", ".md", ".rst", ".adoc", ".asciidoc", ".example", ".sample", ".dist",
    ].map { Array($0.utf8) }, by: { $0.last ?? 0 })
  private static let start = Array("test_".utf8)

  private static func names(_ texts: [String]) -> [[[UInt8]]] {
    let longest = texts.map(\.utf8.count).max() ?? 0
    return (0...longest).map { length in
      texts.filter { $0.utf8.count == length }.map { Array($0.utf8) }
    }
  }

  static func isMild(_ path: BlobPath) -> Bool {
    let path = path.lowercased
    var nameStart = 0
    for index in path.indices where path[index] == UInt8(ascii: "/") {
      let folder = path[nameStart..<index]
      if folder.count < folders.count, folders[folder.count].contains(where: folder.elementsEqual) {
        return true
      }
      nameStart = index + 1
    }
    let name = path[nameStart...]
    return name.starts(with: start)
      || endings[name.last ?? 0]?.contains { name.suffix($0.count).elementsEqual($0) } == true
  }
}
