internal import Inputs
internal import Policy
internal import Rules

/// Where the files are read that decide how a scan judges: rule files, policies, baselines.
///
/// Every reader of such a file asks here, and a new kind of settings gets a method of its own. A review of a change reads those that lie in the repository as the base commit
/// has them, so that no change decides about itself; files outside of the repository are the reviewer's.
enum SettingsSource {
  /// As the disk has them.
  case disk
  /// Those of the repository as a commit has them.
  case base(GitTree)

  /// Some of them are those of a commit.
  var isBase: Bool {
    if case .base = self { true } else { false }
  }

  /// The rules in a folder or file, which may name families of `base`.
  func rules(in typed: String, extending base: RuleSet) throws -> RuleSet {
    guard let (tree, path) = inside(typed) else {
      return try RuleSet.load(from: typed, extending: base)
    }
    let files = try files(tree, path).filter { file in
      file.path == path || [".yml", ".yaml"].contains { file.path.ends(with: $0) }
    }
    let sources = files.map { file in
      RuleSource(
        file: String(decoding: file.path, as: UTF8.self),
        text: String(decoding: file.bytes, as: UTF8.self))
    }
    return try RuleSet.load(sources, extending: base)
  }

  /// A baseline; nil where there is none.
  func baseline(_ typed: String) throws -> Baseline? {
    guard let (tree, path) = inside(typed) else { return try PolicyFiles.baseline(typed) }
    // One that only the change has accepts nothing.
    let bytes = try files(tree, path).first { $0.path == path }?.bytes ?? []
    do throws(PolicyErrors) {
      return try bytes.isEmpty ? nil : Baseline.read(bytes, name: typed)
    } catch {
      throw ProgramExit(code: .usage, message: "the baseline is wrong\n\(error)")
    }
  }

  /// The policy of the base; `typed` is `--config`. Looked for on the disk where it lies there.
  func policy(_ typed: String?) throws -> PolicySource {
    guard case .base(let tree) = self else { return .looked }
    let names = ["sprawl.yml", ".sprawl.yml"].map { Array($0.utf8) }
    var candidates = names
    if let typed {
      guard let (_, path) = inside(typed) else { return .looked }
      candidates = [path]
    }
    let found = try candidates.flatMap { path in
      try files(tree, path).filter { $0.path == path }
    }
    guard found.count < 2 else {
      throw ProgramExit(
        code: .usage, message: "the base has sprawl.yml and .sprawl.yml: keep one of them")
    }
    guard let file = found.first else { return .absent }
    return .given(file.bytes, name: String(decoding: file.path, as: UTF8.self))
  }

  /// Paths inside the repository of all files that are read here, for ``GitChangeOptions/settings``.
  func paths(of typed: [String]) -> [[UInt8]] {
    guard case .base(let tree) = self else { return [] }
    return typed.compactMap { tree.path(of: $0) }
      + ["sprawl.yml", ".sprawl.yml"].map { Array($0.utf8) }
  }

  private func inside(_ typed: String) -> (GitTree, [UInt8])? {
    guard case .base(let tree) = self, let path = tree.path(of: typed) else { return nil }
    return (tree, path)
  }

  private func files(
    _ tree: GitTree, _ path: [UInt8]
  ) throws -> [(path: [UInt8], bytes: [UInt8])] {
    try InputErrors.asUsage { () throws(InputError) in try tree.files(at: path) }
  }
}

extension [UInt8] {
  fileprivate func ends(with text: String) -> Bool {
    suffix(text.utf8.count).elementsEqual(text.utf8)
  }
}
