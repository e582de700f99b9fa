internal import Glibc
internal import Model

/// What a slice of the commits brought: which blob came to which path, and what is no blob.
struct HistoryLog: Sendable {
  /// A blob at a path, as a commit brought it there.
  struct Record: Sendable {
    /// The blob's number.
    var blob: UInt32
    /// The path's number in ``paths``.
    var path: UInt32
    /// The commit's number.
    var commit: UInt32
  }

  private(set) var records: [Record] = []
  private(set) var paths: [[UInt8]] = []
  private(set) var submodules: Set<[UInt8]> = []
  private(set) var symbolicLinks = 0
  /// Names (digits) of blobs that the store does not have, with a path of each.
  private(set) var missing: [[UInt8]: [UInt8]] = [:]
  private(set) var problems: [Coverage.Problem] = []
  /// Some commits could not be compared with their parents.
  private(set) var hasHole = false

  private var numbers: [[UInt8]: UInt32] = [:]
  /// Keeps what commits brought for the next scan; nil where nobody asks for it.
  var recorder: CommitRecorder?
  /// So many commits that git cannot read are stepped over one by one.
  private static let restartLimit = 64

  /// Every change against all parents, which is every blob at every path: what a merge shares with a parent that parent
  /// has shown. Renames are not looked for, since a moved file keeps its blob.
  private static let command = [
    "log", "--no-walk=unsorted", "--stdin", "--root", "--raw", "-z", "--no-abbrev", "--no-renames",
    "--diff-merges=combined", "--no-ext-diff", "--no-textconv", "--no-show-signature",
    "--no-mailmap", "--no-decorate", "--no-notes", "--ignore-submodules=none", "--format=%x01%H",
  ]

  /// Reads what commits brought.
  ///
  /// - Parameters:
  ///   - numbers: of the commits.
  ///   - selected: tells which paths count.
  mutating func read(
    _ numbers: ArraySlice<UInt32>, of commits: CommitSelection, in table: ObjectTable,
    _ store: ObjectStore, selected: PathSelection
  ) {
    var rest = numbers
    var restarts = 0
    while !rest.isEmpty, !store.cancellation.isCancelled {
      let ending: ChildProcess.Ending
      do throws(SystemError) {
        let input = try store.temporaryFile(commits.lines(rest))
        defer { SystemCalls.close(input) }
        let output = try store.start(HistoryLog.command, input: input)
        parse(output, &rest, commits, table, selected)
        ending = output.finish()
      } catch {
        ending = ChildProcess.Ending(status: nil, message: error.text)
      }
      let isWhole = rest.isEmpty && ending.isSuccess
      if isWhole { recorder?.endCommit() } else { recorder?.dropCommit() }
      if isWhole || store.cancellation.isCancelled { return }
      hasHole = true
      restarts += 1
      guard let culprit = rest.first, restarts < HistoryLog.restartLimit else {
        note("\(rest.count) commits not compared", ending.message)
        return
      }
      let digits = commits.digits(Int(culprit))
      note("<commit \(String(decoding: digits, as: UTF8.self))>", ending.message)
      rest.removeFirst()
    }
  }

  /// Takes over what a tree holds that a reference or HEAD names; `commit` is what brought it.
  mutating func readTree(
    _ digits: [UInt8], in table: ObjectTable, _ store: ObjectStore, selected: PathSelection
  ) {
    let command = [
      "ls-tree", "-r", "-z", "--full-tree", String(decoding: digits, as: UTF8.self),
    ]
    do throws(SystemError) {
      let output = try store.start(command)
      while let token = output.next(endingWith: 0) {
        // MODE TYPE NAME TAB PATH
        guard let tab = token.firstIndex(of: 0x09) else { continue }
        let fields = token[..<tab].split(separator: 0x20)
        guard fields.count == 3 else { continue }
        add(
          mode: UnsafeRawBufferPointer(rebasing: fields[0]),
          name: UnsafeRawBufferPointer(rebasing: fields[2]),
          path: UnsafeRawBufferPointer(rebasing: token[(tab + 1)...]), commit: .max, table,
          selected)
      }
      let ending = output.finish()
      if !ending.isSuccess, !store.cancellation.isCancelled {
        hasHole = true
        note("<tree \(String(decoding: digits, as: UTF8.self))>", ending.message)
      }
    } catch {
      hasHole = true
      note("<tree \(String(decoding: digits, as: UTF8.self))>", error.text)
    }
  }

  private mutating func note(_ path: String, _ message: String) {
    problems.append(
      Coverage.Problem(
        path: BlobPath(path), message: message.isEmpty ? "git ended before it was read" : message))
  }

  // MARK: Reading

  /// Takes the commits that were shown from `rest`.
  private mutating func parse(
    _ output: ChildOutput, _ rest: inout ArraySlice<UInt32>, _ commits: CommitSelection,
    _ table: ObjectTable, _ selected: PathSelection
  ) {
    var current = UInt32.max
    var change: (mode: [UInt8], name: [UInt8])?
    while let token = output.next(endingWith: 0) {
      if let found = change {
        change = nil
        found.mode.withUnsafeBytes { mode in
          found.name.withUnsafeBytes { name in
            add(mode: mode, name: name, path: token, commit: current, table, selected)
          }
        }
        continue
      }
      var text = token
      if text.first == 0x0A { text = UnsafeRawBufferPointer(rebasing: text.dropFirst()) }
      if text.first == 0x01 {
        let digits = UnsafeRawBufferPointer(rebasing: text.dropFirst())
        // A commit that git leaves out would shift all that follow.
        while let next = rest.first, !commits.digits(Int(next)).elementsEqual(digits) {
          rest.removeFirst()
        }
        guard let next = rest.popFirst() else { return }
        current = next
        recorder?.endCommit()
        recorder?.beginCommit(commits.names[Int(next)])
      } else if text.first == UInt8(ascii: ":") {
        change = HistoryLog.result(of: text)
      }
    }
  }

  /// Mode and name after the change, of `:MODE MODE NAME NAME STATUS` or, with a colon and an old mode and name for each
  /// parent, of a merge: https://git-scm.com/docs/git-diff-tree#_raw_output_format
  private static func result(of text: UnsafeRawBufferPointer) -> (mode: [UInt8], name: [UInt8]) {
    let parents = text.prefix { $0 == UInt8(ascii: ":") }.count
    let fields = text[parents...].split(separator: 0x20, maxSplits: 2 * parents + 2)
    guard fields.count >= 2 * parents + 2 else { return ([], []) }
    return (Array(fields[parents]), Array(fields[2 * parents + 1]))
  }

  private mutating func add(
    mode: UnsafeRawBufferPointer, name digits: UnsafeRawBufferPointer,
    path: UnsafeRawBufferPointer, commit: UInt32, _ table: ObjectTable, _ selected: PathSelection
  ) {
    // What was taken away (000000) is no longer there; what is no file is counted.
    guard let kind = FileKind(mode: mode), selected.contains(path) else { return }
    withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { bytes in
      let name = UnsafeMutableRawBufferPointer(rebasing: bytes[..<table.width])
      guard ObjectName.parse(digits, into: name) else { return }
      let number = number(of: Array(path))
      recorder?.add(kind, UnsafeRawBufferPointer(name), path: number, in: paths)
      take(kind, UnsafeRawBufferPointer(name), path: number, commit: commit, table)
    }
  }

  /// Takes over a file that a commit brought to one of ``paths``.
  mutating func take(
    _ kind: FileKind, _ name: UnsafeRawBufferPointer, path: UInt32, commit: UInt32,
    _ table: ObjectTable
  ) {
    switch kind {
    case .submodule: submodules.insert(paths[Int(path)])
    case .symbolicLink: symbolicLinks += 1
    case .regular:
      if let blob = table.number(of: name) {
        records.append(Record(blob: UInt32(blob), path: path, commit: commit))
      } else {
        // The smallest path of all, so that the order of commits does not show.
        let digits = ObjectName.text(name)
        let path = paths[Int(path)]
        if missing[digits].map({ path.lexicographicallyPrecedes($0) }) ?? true {
          missing[digits] = path
        }
      }
    }
  }

  /// The number of a path in ``paths``, a new one where it was not there.
  mutating func number(of path: [UInt8]) -> UInt32 {
    if let number = numbers[path] { return number }
    let number = UInt32(paths.count)
    numbers[path] = number
    paths.append(path)
    return number
  }

  /// Hands in what was recorded, and frees what only reading needs.
  mutating func finish() {
    recorder?.flush()
    recorder = nil
    numbers = [:]
  }
}

/// What a history has at a path.
enum FileKind: UInt32, Sendable {
  case regular, symbolicLink, submodule

  /// By git's octal mode; nil for what is none of them.
  init?(mode digits: UnsafeRawBufferPointer) {
    if digits.starts(with: Array("100".utf8)) {
      self = .regular
    } else if digits.elementsEqual(Array("120000".utf8)) {
      self = .symbolicLink
    } else if digits.elementsEqual(Array("160000".utf8)) {
      self = .submodule
    } else {
      return nil
    }
  }
}

/// Which paths of a history are asked for.
struct PathSelection: Sendable {
  private let prefixes: [[UInt8]]

  /// - Parameter paths: files and folders from the repository's root; all where there are none.
  init(_ paths: [String]) {
    let cleaned = paths.map { PathBytes.cleaned(Array($0.utf8)) }
    prefixes = cleaned.contains([]) ? [] : cleaned
  }

  func contains(_ path: UnsafeRawBufferPointer) -> Bool {
    prefixes.isEmpty
      || prefixes.contains { prefix in
        path.starts(with: prefix)
          && (path.count == prefix.count || path[prefix.count] == PathBytes.slash)
      }
  }
}
