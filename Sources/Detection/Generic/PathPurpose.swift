internal import Model

/// Whether a path says that a file is a test, a sample or documentation. What is found there is found all the same, one
/// severity milder.
enum PathPurpose {
  private static let folders: Set<String> = [
    "test", "tests", "testing", "__tests__", "spec", "specs", "testdata", "fixture", "fixtures",
    "__fixtures__", "mock", "mocks", "__mocks__", "e2e", "example", "examples", "sample", "samples",
    "demo", "demos", "doc", "docs", "documentation",
  ]
  private static let endings = [
    "_test.go", "_test.py", "_test.rb", "_spec.rb", "_test.exs", "_test.dart", ".test.js",
    ".test.ts", ".test.tsx", ".test.jsx", ".spec.js", ".spec.ts", ".spec.tsx", "test.java",
    "tests.java", "test.kt", "test.scala", "spec.scala", "tests.cs", "test.cs", "tests.swift",
    "test.php", ".md", ".rst", ".adoc", ".asciidoc", ".example", ".sample", ".dist",
  ]

  static func isMild(_ path: BlobPath) -> Bool {
    let components = path.text.lowercased().split(separator: "/")
    guard let name = components.last else { return false }
    return components.dropLast().contains { folders.contains(String($0)) }
      || name.hasPrefix("test_") || endings.contains { name.hasSuffix($0) }
  }
}
