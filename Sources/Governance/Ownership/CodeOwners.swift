/// A CODEOWNERS file, and which of its lines decides for a path.
struct CodeOwners: Sendable {
  /// Whose rules hold.
  enum Dialect: Sendable, Equatable {
    case gitHub
    case gitLab
  }

  /// A line with a pattern.
  struct Entry: Sendable {
    var pattern: OwnerPattern
    /// As written; empty for a pattern that says "no owner".
    var owners: [String]
    /// 1-based.
    var line: Int
    /// GitLab: `!pattern`.
    var isExclusion = false
  }

  /// Entries of which the last that matches decides. GitHub has one.
  struct Section: Sendable {
    /// Nil for what stands before the first heading.
    var name: String?
    /// GitLab: approval is not required by every heading of this name.
    var isOptional = false
    var entries: [Entry] = []
  }

  /// What decides for a path.
  struct Match: Sendable, Equatable {
    /// As written; empty where a line says that nobody owns it.
    var owners: [String]
    /// 1-based.
    var line: Int
    /// GitLab's section.
    var section: String?
    /// Of an optional section.
    var isOptional = false
  }

  /// Where it was read, relative to the repository's root.
  let path: String
  let dialect: Dialect
  private(set) var sections: [Section]

  /// A file of 3 MB or more is not loaded by GitHub; none is read here.
  static let sizeLimit = 3 << 20
  /// More entries than any person keeps up.
  static let entryLimit = 50_000

  /// Reads a file's text; lines that the host would skip are skipped.
  init(_ bytes: [UInt8], path: String, dialect: Dialect) {
    self.path = path
    self.dialect = dialect
    guard bytes.count < CodeOwners.sizeLimit else {
      sections = []
      return
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    sections =
      switch dialect {
      case .gitHub: [CodeOwners.gitHubSection(lines)]
      case .gitLab: CodeOwners.gitLabSections(lines)
      }
  }

  /// The deciding line of each section, in the file's order; required sections first.
  func matches(_ path: some Collection<UInt8>) -> [Match] {
    let found = sections.compactMap { section -> Match? in
      let matching = section.entries.filter { $0.pattern.matches(path) }
      // What a section excludes cannot be taken in again.
      guard let last = matching.last, !matching.contains(where: \.isExclusion) else { return nil }
      return Match(
        owners: last.owners, line: last.line, section: section.name,
        isOptional: section.isOptional)
    }
    return found.filter { !$0.isOptional } + found.filter(\.isOptional)
  }
}

// MARK: GitHub

extension CodeOwners {
  private static func gitHubSection(_ lines: [Substring]) -> Section {
    var section = Section()
    for (index, line) in lines.enumerated().prefix(entryLimit) {
      guard let entry = gitHubEntry(line, line: index + 1) else { continue }
      section.entries.append(entry)
    }
    return section
  }

  /// Nil for a comment and for a line with a mistake, which GitHub skips.
  private static func gitHubEntry(_ line: Substring, line number: Int) -> Entry? {
    let text = line.stripped
    guard let first = text.first, first != "#" else { return nil }
    let (pattern, rest) = text.cutAtSpace()
    guard let parsed = OwnerPattern(gitHub: pattern) else { return nil }
    var owners: [String] = []
    for word in rest.split(whereSeparator: \.isWhitespace) {
      if word.hasPrefix("#") { break }
      guard isGitHubOwner(word) else { return nil }
      owners.append(String(word))
    }
    return Entry(pattern: parsed, owners: owners, line: number)
  }

  private static func isGitHubOwner(_ word: Substring) -> Bool {
    guard word.hasPrefix("@") else { return Principal.isAddress(word) }
    let names = word.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    return (1...2).contains(names.count)
      && names.allSatisfy { name in
        !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
      }
  }
}

// MARK: GitLab

extension CodeOwners {
  private struct Heading {
    var name: String
    var isOptional: Bool
    var owners: [String]
  }

  private static func gitLabSections(_ lines: [Substring]) -> [Section] {
    var sections = [Section()]
    var isOptional: [[Bool]] = [[false]]
    // The same pattern twice: the later owners stand in the earlier place.
    var places: [[String: Int]] = [[:]]
    var current = 0
    var defaults: [String] = []
    var currentIsOptional = false
    for (index, line) in lines.enumerated().prefix(entryLimit) {
      let text = line.stripped
      guard let first = text.first, first != "#" else { continue }
      if let heading = gitLabHeading(text) {
        defaults = heading.owners
        currentIsOptional = heading.isOptional
        current =
          sections.firstIndex { $0.name?.lowercased() == heading.name.lowercased() }
          ?? sections.count
        if current == sections.count {
          sections.append(Section(name: heading.name))
          places.append([:])
          isOptional.append([])
        }
        continue
      }
      // A heading that cannot be read is skipped; what follows belongs to the section before it.
      if first == "[" || text.hasPrefix("^[") { continue }
      var (pattern, rest) = text.cutAtSpace()
      let isExclusion = pattern.hasPrefix("!")
      if isExclusion { pattern = pattern.dropFirst() }
      guard !pattern.isEmpty else { continue }
      let normalized = normalizedGitLabPattern(pattern)
      let named = owners(in: rest)
      let entry = Entry(
        pattern: OwnerPattern(gitLab: normalized),
        owners: isExclusion ? [] : rest.isEmpty ? defaults : named, line: index + 1,
        isExclusion: isExclusion)
      isOptional[current].append(currentIsOptional)
      if let place = places[current][normalized] {
        sections[current].entries[place] = entry
      } else {
        places[current][normalized] = sections[current].entries.count
        sections[current].entries.append(entry)
      }
    }
    for index in sections.indices.dropFirst() {
      sections[index].isOptional =
        !isOptional[index].isEmpty && isOptional[index].allSatisfy { $0 }
    }
    return sections
  }

  /// `^[Name][2] @default @owners`; nil where the line is none.
  private static func gitLabHeading(_ text: Substring) -> Heading? {
    var rest = text
    let isOptional = rest.first == "^"
    if isOptional { rest.removeFirst() }
    guard rest.first == "[", let close = rest.firstIndex(of: "]") else { return nil }
    let name = rest[rest.index(after: rest.startIndex)..<close].stripped
    guard !name.isEmpty else { return nil }
    rest = rest[rest.index(after: close)...]
    if rest.first == "[" {
      guard let end = rest.firstIndex(of: "]"),
        rest[rest.startIndex..<end].dropFirst().allSatisfy(\.isNumber)
      else { return nil }
      rest = rest[rest.index(after: end)...]
    }
    guard rest.isEmpty || rest.first?.isWhitespace == true else { return nil }
    return Heading(name: String(name), isOptional: isOptional, owners: owners(in: rest))
  }

  /// Mentions and addresses; GitLab reads those behind a `#`, too, since it knows no comments behind an entry.
  private static func owners(in text: Substring) -> [String] {
    text.split(whereSeparator: \.isWhitespace)
      .filter { $0.hasPrefix("@") && $0.count > 1 || Principal.isAddress($0) }.map { String($0) }
  }

  /// Source: https://docs.gitlab.com/user/project/codeowners/reference/
  private static func normalizedGitLabPattern(_ written: Substring) -> String {
    if written == "*" { return "/**/*" }
    var pattern = ""
    var rest = written.hasPrefix("\\#") ? written.dropFirst() : written
    while let character = rest.popFirst() {
      if character == "\\", rest.first?.isWhitespace == true {
        rest = rest.drop(while: \.isWhitespace)
        pattern.append(" ")
      } else {
        pattern.append(character)
      }
    }
    if !pattern.hasPrefix("/") { pattern = "/**/" + pattern }
    if pattern.hasSuffix("/") { pattern += "**/*" }
    return pattern
  }
}

extension Substring {
  /// Without white space at its ends.
  var stripped: Substring {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// What stands before the first white space that no backslash escapes, and what behind it.
  func cutAtSpace() -> (head: Substring, tail: Substring) {
    var isEscaped = false
    for index in indices {
      if self[index].isWhitespace, !isEscaped { return (self[..<index], self[index...].stripped) }
      isEscaped = self[index] == "\\" && !isEscaped
    }
    return (self, "")
  }
}
