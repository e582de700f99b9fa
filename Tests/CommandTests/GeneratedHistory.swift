import Foundation
import TestKit

/// A made-up history: branches that fork, merge two or many at once, criss-cross, move, copy, change and delete files.
/// What each commit's tree holds is known, so that it can be scanned without git.
struct GeneratedHistory {
  struct Commit {
    var parents: [Int]
    var tree: [String: String]
  }

  private(set) var commits: [Commit] = []
  /// The commits that no other has for a parent.
  private(set) var tips: [Int] = []
  private var random: SeededRandom
  private let secrets: [String]

  /// Paths that are read in different ways: code, configuration, prose, dependencies, generated files, odd names.
  private static let paths = [
    "src/app.py", "src/deep/er/app.py", "conf/app.yml", ".env", "vendor/lib/app.py",
    "web/site.min.js", "README.md", "no-ending", "a b/\u{FC} \u{1F600}.txt", "-dash", ":colon",
    "conf", "x.diff",
  ]

  init(seed: UInt64, count: Int, secrets: [String]) {
    random = SeededRandom(seed: seed)
    self.secrets = secrets
    for number in 0..<count {
      let parents = pickParents(number)
      var tree = merge(parents.map { commits[$0].tree })
      for _ in 0..<Int.random(in: 0...3, using: &random) { change(&tree) }
      commits.append(Commit(parents: parents, tree: tree))
    }
    let inner = Set(commits.flatMap(\.parents))
    tips = commits.indices.filter { !inner.contains($0) }
  }

  /// One commit.
  init(tree: [String: String]) {
    random = SeededRandom(seed: 0)
    secrets = []
    commits = [Commit(parents: [], tree: tree)]
    tips = [0]
  }

  /// Commits that are reached from `commit`, itself included.
  func ancestors(of commit: Int) -> Set<Int> {
    var seen: Set<Int> = []
    var open = [commit]
    while let next = open.popLast() {
      if seen.insert(next).inserted { open += commits[next].parents }
    }
    return seen
  }

  /// The history for `git fast-import`: commit `n` has mark `n + 1`, and each tip a branch.
  var stream: String {
    var text = ""
    for (number, commit) in commits.enumerated() {
      text += "commit refs/heads/work\nmark :\(number + 1)\n"
      text += "author A <a@example.org> \(1_600_000_000 - number * 977 % 5000) +0000\n"
      text += "committer C <c@example.org> \(1_600_000_000 + number * 977 % 5000) +0000\n"
      text += "data 1\nm\n"
      for (index, parent) in commit.parents.enumerated() {
        text += "\(index == 0 ? "from" : "merge") :\(parent + 1)\n"
      }
      text += "deleteall\n"
      for (path, content) in commit.tree.sorted(by: { $0.key < $1.key }) {
        text += "M 100644 inline \"\(GeneratedHistory.quoted(path))\"\n"
        text += "data \(content.utf8.count)\n\(content)\n"
      }
      // The next root begins a branch of its own.
      text += "reset refs/heads/work\n"
    }
    for (index, tip) in tips.enumerated() {
      text += "reset refs/heads/\(index == 0 ? "main" : "tip\(index)")\nfrom :\(tip + 1)\n"
    }
    return text + "done\n"
  }

  private static func quoted(_ path: String) -> String {
    path.utf8.map { byte in
      (0x20..<0x7F).contains(byte) && byte != 0x22 && byte != 0x5C
        ? String(UnicodeScalar(byte)) : "\\" + String(0o1000 + Int(byte), radix: 8).dropFirst()
    }.joined()
  }

  private mutating func pickParents(_ number: Int) -> [Int] {
    guard number > 0, Int.random(in: 0..<12, using: &random) > 0 else { return [] }
    let width = [1, 1, 1, 1, 2, 2, 2, 3, 5].randomElement(using: &random) ?? 1
    var parents: [Int] = []
    for _ in 0..<width {
      // Mostly young ones, so that branches live side by side and merge across each other.
      let parent = max(0, number - 1 - Int.random(in: 0..<6, using: &random))
      if !parents.contains(parent) { parents.append(parent) }
    }
    return parents
  }

  /// Each file as some parent has it, or not at all where one has deleted it.
  private mutating func merge(_ trees: [[String: String]]) -> [String: String] {
    guard trees.count > 1 else { return trees.first ?? [:] }
    var merged: [String: String] = [:]
    for path in Set(trees.flatMap(\.keys)).sorted() {
      guard let tree = trees.randomElement(using: &random) else { continue }
      if let text = tree[path] { put(text, at: path, in: &merged) }
    }
    return merged
  }

  private mutating func change(_ tree: inout [String: String]) {
    let path = GeneratedHistory.paths.randomElement(using: &random) ?? "x"
    let old = tree.keys.sorted().randomElement(using: &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0: tree[path] = nil
    case 1:  // A move.
      if let old, let text = tree.removeValue(forKey: old) { put(text, at: path, in: &tree) }
    case 2, 3:  // A copy: one blob at two paths.
      if let old, let text = tree[old] { put(text, at: path, in: &tree) }
    case 4, 5:
      put(
        (tree[path] ?? "") + "line \(Int.random(in: 0..<9, using: &random))\n", at: path, in: &tree)
    default:
      let secret = secrets.randomElement(using: &random) ?? ""
      let line =
        Bool.random(using: &random)
        ? "token = \"\(secret)\"\n" : "db_password: \(secret.dropFirst(4).prefix(16))\n"
      put((tree[path] ?? "") + line, at: path, in: &tree)
    }
  }

  /// A file takes away the folder of its name, and the other way round, as in a work tree.
  private func put(_ text: String, at path: String, in tree: inout [String: String]) {
    for other in tree.keys
    where other.hasPrefix(path + "/") || path.hasPrefix(other + "/") {
      tree[other] = nil
    }
    tree[path] = text
  }
}
