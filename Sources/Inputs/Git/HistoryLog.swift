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
  /// So many commits that git cannot read are stepped over one by one.
  private static let restartLimit = 64

  /// Every change against all parents, which is every blob at every path: what a merge shares with a parent that parent
  /// has shown. Renames are not looked for, since a moved file keeps its blob.
  private static let command = [
    "log", "--no-walk=unsorted", "--stdin", "--root", "--raw", "-z", "--no-abbrev", "--no-renames",
    "--diff-merges=combined", "--no-ext-diff", "--no-textconv", "--no-show-signature",
    "--no-mailmap", "--no-decorate", "--no-notes", "--ignore-submodules=none", "--format=%x01%H",
  ]

  /// Reads what the commits of a range brought.
  ///
  /// - Parameter selected: tells which paths count.
  mutating func read(
    _ range: Range<Int>, of commits: CommitSelection, in table: ObjectTable, _ store: ObjectStore,
    selected: PathSelection
  ) {
    var next = range.lowerBound
    var restarts = 0
    while next < range.upperBound, !store.cancellation.isCancelled {
      let ending: ChildProcess.Ending
      do throws(SystemError) {
        let input = try store.temporaryFile(commits.lines(next..<range.upperBound))
        defer { SystemCalls.close(input) }
        let output = try store.start(HistoryLog.command, input: input)
        next = parse(output, from: next, upTo: range.upperBound, commits, table, selected)
        ending = output.finish()
      } catch {
        ending = ChildProcess.Ending(status: nil, message: error.text)
      }
      if next == range.upperBound, ending.isSuccess || store.cancellation.isCancelled { return }
      if store.cancellation.isCancelled { return }
      hasHole = true
      restarts += 1
      guard next < range.upperBound, restarts < HistoryLog.restartLimit else {
        note("\(range.upperBound - next) commits not compared", ending.message)
        return
      }
      let digits = commits.digits(next)
      note("<commit \(String(decoding: digits, as: UTF8.self))>", ending.message)
      next += 1
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

  /// Returns the number of the first commit that was not shown.
  private mutating func parse(
    _ output: ChildOutput, from start: Int, upTo end: Int, _ commits: CommitSelection,
    _ table: ObjectTable, _ selected: PathSelection
  ) -> Int {
    var next = start
    var change: (mode: [UInt8], name: [UInt8])?
    while let token = output.next(endingWith: 0) {
      if let found = change {
        change = nil
        found.mode.withUnsafeBytes { mode in
          found.name.withUnsafeBytes { name in
            add(
              mode: mode, name: name, path: token, commit: UInt32(next - 1), table, selected)
          }
        }
        continue
      }
      var text = token
      if text.first == 0x0A { text = UnsafeRawBufferPointer(rebasing: text.dropFirst()) }
      if text.first == 0x01 {
        let digits = UnsafeRawBufferPointer(rebasing: text.dropFirst())
        // A commit that git leaves out would shift all that follow.
        while next < end, !commits.digits(next).elementsEqual(digits) { next += 1 }
        guard next < end else { return next }
        next += 1
      } else if text.first == UInt8(ascii: ":") {
        change = HistoryLog.result(of: text)
      }
    }
    return next
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
    mode: UnsafeRawBufferPointer, name: UnsafeRawBufferPointer, path: UnsafeRawBufferPointer,
    commit: UInt32, _ table: ObjectTable, _ selected: PathSelection
  ) {
    // What was taken away (000000) is no longer there; what is no file is counted.
    guard let kind = FileMode(mode), selected.contains(path) else { return }
    switch kind {
    case .submodule: submodules.insert(Array(path))
    case .symbolicLink: symbolicLinks += 1
    case .regular:
      withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { bytes in
        let width = table.width
        guard ObjectName.parse(name, into: .init(rebasing: bytes[..<width])) else { return }
        if let blob = table.number(of: .init(rebasing: bytes[..<width])) {
          records.append(
            Record(blob: UInt32(blob), path: number(of: Array(path)), commit: commit))
        } else {
          missing[Array(name)] = Array(path)
        }
      }
    }
  }

  private mutating func number(of path: [UInt8]) -> UInt32 {
    if let number = numbers[path] { return number }
    let number = UInt32(paths.count)
    numbers[path] = number
    paths.append(path)
    return number
  }

  private enum FileMode {
    case regular, symbolicLink, submodule

    init?(_ digits: UnsafeRawBufferPointer) {
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

  /// Frees what only reading needs.
  mutating func finish() { numbers = [:] }
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
