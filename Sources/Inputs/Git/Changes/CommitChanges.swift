internal import Model

extension ChangedRepository {
  /// A range of commits to review.
  public struct Range: Sendable {
    /// Digits of the commit that the change starts from, and of its newest commit.
    let base: [UInt8]
    let tip: [UInt8]
  }

  /// Finds the commits that `BASE..TIP` (or `BASE...TIP`) names; an end that is left out is HEAD.
  ///
  /// - Throws: ``InputError/unknownRevision(_:)`` for what is no commit.
  public func range(_ text: String) throws(InputError) -> Range {
    let ends = text.split(separator: "..", maxSplits: 1, omittingEmptySubsequences: false)
    guard ends.count == 2 else { throw .notARange(text) }
    let tip = ends[1].hasPrefix(".") ? ends[1].dropFirst() : ends[1]
    return Range(base: try commit(String(ends[0])), tip: try commit(String(tip)))
  }

  /// Digits of the commit that a branch, tag or name of a commit comes to; HEAD for an empty text.
  ///
  /// - Throws: ``InputError/unknownRevision(_:)`` for what is no commit.
  public func commit(_ typed: String) throws(InputError) -> [UInt8] {
    let name = typed.isEmpty ? "HEAD" : typed
    guard !name.hasPrefix("-") else { throw .unknownRevision(name) }
    let answer = try store.answerOfRepository(
      ["rev-parse", "--verify", "--quiet", "\(name)^{commit}"])
    guard answer.ending.isSuccess, let line = answer.bytes.split(separator: 0x0A).first,
      ObjectName.isHexadecimal(line)
    else { throw .unknownRevision(name) }
    return Array(line)
  }

  /// The files of the commit that a range starts from.
  public func tree(ofBaseOf range: Range) -> GitTree { GitTree(store, name: range.base) }

  /// What the commits of a range bring that is not in its base: each against its parents, so that what a later commit
  /// takes away again is there, too. `.sprawlignore` counts as the base has it.
  public func changes(
    in range: Range, _ options: GitChangeOptions
  ) throws(InputError) -> GitChanges {
    var list = ChangeList(options)
    try add([range.tip], without: [range.base], to: &list, options)
    if list.commits.isEmpty, !cancellation.isCancelled {
      list.coverage.remark(
        Coverage.Problem(path: BlobPath("."), message: "no commit is in what was asked for"))
    }
    return try finish(list, settings: tree(ofBaseOf: range), areForeign: true, options)
  }

  /// The list with the ignore files of `settings`; `areForeign` where the changes may not change them.
  func finish(
    _ list: ChangeList, settings: GitTree, areForeign: Bool, _ options: GitChangeOptions
  ) throws(InputError) -> GitChanges {
    var list = list
    if areForeign {
      for path in list.paths where isSetting(path, options) {
        list.coverage.remark(
          Coverage.Problem(
            path: BlobPath(path),
            message: "changed here; this scan went by it as it was before the change"))
      }
    }
    let ignore = TreeIgnore(try settings.ignoreFiles(for: list.paths))
    return GitChanges(list, of: self, ignore: ignore, options)
  }

  private func isSetting(_ path: [UInt8], _ options: GitChangeOptions) -> Bool {
    PathBytes.name(path).elementsEqual(TreeIgnore.fileName)
      || options.settings.contains { PathBytes.relative(path, to: $0) != nil }
  }

  /// Adds what commits bring that `tips` reach and `limits` do not.
  func add(
    _ tips: [[UInt8]], without limits: [[UInt8]], to list: inout ChangeList,
    _ options: GitChangeOptions
  ) throws(InputError) {
    guard !tips.isEmpty else { return }
    var input: [UInt8] = []
    for tip in tips { input += tip + [0x0A] }
    for limit in limits { input += [UInt8(ascii: "^")] + limit + [0x0A] }
    let isPartial = store.location.isPartialClone
    let command =
      [
        "log", "--stdin", "--topo-order", "--root", "--raw", "-z", "--no-abbrev",
        "--diff-merges=combined", "--no-ext-diff", "--no-textconv", "--no-show-signature",
        "--no-mailmap", "--no-decorate", "--no-notes", "--ignore-submodules=none",
        "--format=%x01%H",
      ] + (isPartial ? RenameSearch.exactOptions : RenameSearch.options)
    let shallow: Set<[UInt8]> = Set(store.location.shallow.split(separator: 0x0A).map { Array($0) })
    var cut = 0
    let ending: ChildProcess.Ending
    do throws(SystemError) {
      let file = try store.temporaryFile(input)
      defer { SystemCalls.close(file) }
      let output = try store.start(command, input: file)
      let reader = RawDiffReader(output)
      while let item = reader.next() {
        switch item {
        case .commit(let digits):
          list.begin(commit: digits)
          if shallow.contains(digits) { cut += 1 }
        case .change(let change): list.add(change)
        }
      }
      ending = output.finish()
    } catch {
      throw .gitFailed(command: "log", reason: error.text)
    }
    func say(_ message: String, isHole: Bool) {
      let problem = Coverage.Problem(path: BlobPath("."), message: message)
      if isHole { list.coverage.note(problem) } else { list.coverage.remark(problem) }
    }
    if cancellation.isCancelled { return }
    if !ending.isSuccess {
      say("not all commits could be read: \(ending.message)", isHole: true)
    }
    if cut > 0 {
      say(
        "a shallow clone: what stood before \(cut) of the commits is not here, so all of their"
          + " files counts as new; git fetch --unshallow brings it (--allow-partial accepts it)",
        isHole: !options.allowsPartial)
    }
  }
}
