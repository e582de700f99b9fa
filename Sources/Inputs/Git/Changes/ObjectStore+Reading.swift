internal import Model

/// An entry of a tree.
struct GitTreeEntry: Sendable {
  var mode: GitFileMode
  /// Digits.
  var name: [UInt8]
  var path: [UInt8]
}

extension ObjectStore {
  /// The address of the remote named origin.
  var remote: String? { location.origin.map { String(decoding: $0, as: UTF8.self) } }

  /// The branch that HEAD names; nil where it names a commit.
  var branch: String? {
    GitRepository.branch(of: location.gitDirectory).map { String(decoding: $0, as: UTF8.self) }
  }

  /// So many paths are named in one command.
  private static let pathCount = 200

  /// The blobs with these names (or `COMMIT:PATH`), in their order; nil for what is missing, is no blob, or is larger
  /// than `limit`.
  func contents(of names: [[UInt8]], limit: Int) throws(InputError) -> [[UInt8]?] {
    guard !names.isEmpty else { return [] }
    var texts: [[UInt8]?] = []
    var ending = ChildProcess.Ending(status: nil, message: "")
    do throws(SystemError) {
      let input = try temporaryFile(names.flatMap { $0 + [0x0A] })
      defer { SystemCalls.close(input) }
      let output = try start(["cat-file", "--batch", "--buffer"], input: input)
      while texts.count < names.count, let line = output.next(endingWith: 0x0A) {
        // NAME SP TYPE SP SIZE, or NAME SP missing, where the name may have spaces.
        let words = line.split(separator: 0x20).suffix(2).map {
          String(decoding: $0, as: UTF8.self)
        }
        guard words.count == 2, let size = Int(words[1]) else {
          texts.append(nil)
          continue
        }
        let isWanted = words[0] == "blob" && size <= limit
        let text = isWanted ? output.take(size) : nil
        guard (isWanted ? text != nil : output.skip(size) == size), output.skip(1) == 1 else {
          break
        }
        texts.append(text)
      }
      ending = output.finish()
    } catch {
      throw .gitFailed(command: "cat-file", reason: error.text)
    }
    guard texts.count == names.count || cancellation.isCancelled else {
      throw .gitFailed(command: "cat-file", reason: ending.message)
    }
    return texts + Array(repeating: nil, count: names.count - texts.count)
  }

  /// The entries of a commit's or tree's files, submodules and links at some paths; at all where there are none.
  func entries(of name: [UInt8], at paths: [[UInt8]]) throws(InputError) -> [GitTreeEntry] {
    var entries: [GitTreeEntry] = []
    var rest = paths[...]
    repeat {
      let asked = rest.prefix(ObjectStore.pathCount)
      rest = rest.dropFirst(ObjectStore.pathCount)
      let command = ["ls-tree", "-r", "-z", "--full-tree"].map { Array($0.utf8) } + [name]
      let answer = try answer(bytes: command + [Array("--".utf8)] + asked)
      guard answer.ending.isSuccess || cancellation.isCancelled else {
        throw .gitFailed(command: "ls-tree", reason: answer.ending.message)
      }
      for token in answer.bytes.split(separator: 0) {
        // MODE TYPE NAME TAB PATH
        guard let tab = token.firstIndex(of: 0x09) else { continue }
        let fields = token[..<tab].split(separator: 0x20)
        guard fields.count == 3, let mode = GitFileMode(fields[0]) else { continue }
        entries.append(
          GitTreeEntry(mode: mode, name: Array(fields[2]), path: Array(token[(tab + 1)...])))
      }
    } while !rest.isEmpty
    return entries
  }

  /// What names come to: type and digits; nil for what is not there.
  ///
  /// - Parameter names: digits, or what else git resolves without references, such as `DIGITS^{}`.
  func resolve(_ names: [[UInt8]]) throws(InputError) -> [(kind: String, digits: [UInt8])?] {
    guard !names.isEmpty else { return [] }
    let answer = try answer(
      ["cat-file", "--batch-check=%(objecttype) %(objectname)"],
      input: names.flatMap { $0 + [0x0A] })
    let lines = answer.bytes.split(separator: 0x0A)
    guard lines.count == names.count || cancellation.isCancelled else {
      throw .gitFailed(command: "cat-file", reason: answer.ending.message)
    }
    let kinds: Set = ["commit", "tree", "blob", "tag"]
    let resolved = lines.map { line -> (kind: String, digits: [UInt8])? in
      let words = line.split(separator: 0x20)
      guard words.count == 2, ObjectName.isHexadecimal(words[1]) else { return nil }
      let kind = String(decoding: words[0], as: UTF8.self)
      return kinds.contains(kind) ? (kind, Array(words[1])) : nil
    }
    return resolved + Array(repeating: nil, count: names.count - resolved.count)
  }

  /// What reports say about commits. A commit that git cannot read has only its name.
  func describe(
    _ numbers: some Collection<Int>, _ name: (Int) -> [UInt8]
  ) -> [Int: Finding.Commit] {
    var described: [Int: Finding.Commit] = [:]
    var byName: [[UInt8]: Int] = [:]
    for number in numbers {
      let digits = name(number)
      byName[digits] = number
      described[number] = Finding.Commit(
        id: String(decoding: digits, as: UTF8.self), author: "", date: "")
    }
    guard !byName.isEmpty else { return [:] }
    let command = [
      "log", "--no-walk=unsorted", "--stdin", "--no-show-signature", "--no-mailmap",
      "--no-decorate", "--no-notes", "--no-patch", "--encoding=UTF-8",
      "--format=%H%x00%an%x00%ae%x00%aI",
    ]
    var input: [UInt8] = []
    for digits in byName.keys { input += digits + [0x0A] }
    guard let answer = try? answer(command, input: input) else { return described }
    for line in answer.bytes.split(separator: 0x0A) {
      let fields = line.split(separator: 0, omittingEmptySubsequences: false)
      guard fields.count == 4, let number = byName[Array(fields[0])] else { continue }
      let texts = fields.map { String(decoding: $0, as: UTF8.self) }
      described[number] = Finding.Commit(
        id: texts[0], author: "\(texts[1]) <\(texts[2])>", date: texts[3])
    }
    return described
  }
}
