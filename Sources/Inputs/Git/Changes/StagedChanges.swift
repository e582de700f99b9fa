internal import Model
internal import PathPatterns

/// What the index is compared with.
public enum StagedBase: Sendable {
  /// HEAD and, during a merge, what is merged: what the next commit adds.
  case head
  /// The parents of HEAD: what `git commit --amend` will have added.
  case parents
  /// Nothing: all of the index.
  case nothing
}

/// A comparison of the index that git is at work on.
public struct StagedComparison {
  let base: StagedBase
  let head: [UInt8]?
  /// What the index is compared with, the first of them in ``output``.
  let bases: [[UInt8]]
  let output: ChildOutput
}

extension ChangedRepository {
  /// Has git begin, so that it works while the caller prepares a scan.
  public func startStaged(_ base: StagedBase = .head) throws(InputError) -> StagedComparison {
    let head = try head()
    let bases = try bases(base, head)
    do throws(SystemError) {
      return StagedComparison(
        base: base, head: head, bases: bases,
        output: try start(.apart, bases.first ?? emptyTree))
    } catch {
      throw .gitFailed(command: "diff-index", reason: error.text)
    }
  }

  /// What the index changes, as blobs: exactly what a commit would contain.
  ///
  /// Files that are only intended to be added are not part of a commit, and not of this. A path in conflict is a problem:
  /// nothing can be committed while there is one. `.sprawlignore` counts as the index has it.
  ///
  /// - Throws: ``InputError`` where the index cannot be read.
  public func staged(
    _ comparison: StagedComparison, _ options: GitChangeOptions
  ) throws(InputError) -> GitChanges {
    let (base, head) = (comparison.base, comparison.head)
    var merged: [[UInt8]: RawChange] = [:]
    var order: [[UInt8]] = []
    for (number, name) in comparison.bases.enumerated() {
      var seen: [[UInt8]: RawChange] = [:]
      let output = number == 0 ? comparison.output : nil
      for change in try differences(to: name, output) {
        if number == 0 {
          order.append(change.path)
          seen[change.path] = change
        } else if var known = merged[change.path] {
          // What a merge shares with one of its parents that parent has brought.
          known.olds += change.olds
          seen[change.path] = known
        }
      }
      merged = seen
    }
    var list = ChangeList(options)
    var ignoreFiles = try GitTree(store, name: base.isNothing ? nil : head)
      .ignoreFiles(for: order)
    var staged: [(folder: [UInt8], name: [UInt8])] = []
    for path in order {
      guard let change = merged[path] else { continue }
      list.add(change)
      guard PathBytes.name(path).elementsEqual(TreeIgnore.fileName) else { continue }
      let folder = PathBytes.parent(path) ?? []
      ignoreFiles[folder] = nil
      if change.mode == .regular { staged.append((folder, change.name)) }
    }
    let texts = try store.contents(of: staged.map(\.name), limit: IgnoreRules.sizeLimit)
    for (file, text) in zip(staged, texts) { ignoreFiles[file.folder] = text }
    return GitChanges(list, of: self, ignore: TreeIgnore(ignoreFiles), options)
  }

  private func bases(_ base: StagedBase, _ head: [UInt8]?) throws(InputError) -> [[UInt8]] {
    guard let head else { return [emptyTree] }
    switch base {
    case .nothing: return [emptyTree]
    case .head: return [head] + store.location.mergeHeads(environment)
    case .parents:
      let name = String(decoding: head, as: UTF8.self)
      let answer = try store.answer(["rev-parse", "--revs-only", "\(name)^@"])
      let parents = answer.bytes.split(separator: 0x0A).map { Array($0) }
      return parents.isEmpty ? [emptyTree] : parents
    }
  }

  /// What the index has otherwise than a tree.
  ///
  /// - Parameter started: git's answer, where it was asked before.
  private func differences(
    to name: [UInt8], _ started: ChildOutput?
  ) throws(InputError) -> [RawChange] {
    var reason = ""
    for attempt in [Attempt.apart, .inPlace, .withoutRenames] {
      var changes: [RawChange] = []
      let ending: ChildProcess.Ending
      do throws(SystemError) {
        let output: ChildOutput
        if attempt == .apart, let started {
          output = started
        } else {
          output = try start(attempt, name)
        }
        let reader = RawDiffReader(output)
        while let item = reader.next() {
          if case .change(let change) = item { changes.append(change) }
        }
        ending = output.finish()
      } catch {
        throw .gitFailed(command: "diff-index", reason: error.text)
      }
      if ending.isSuccess || cancellation.isCancelled { return changes }
      reason = ending.message
    }
    throw .gitFailed(command: "diff-index", reason: reason)
  }

  private func start(_ attempt: Attempt, _ name: [UInt8]) throws(SystemError) -> ChildOutput {
    let index = environment.indexFile ?? PathBytes.join(store.location.gitDirectory, "index".utf8)
    var command = [
      "diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--ita-invisible-in-index",
      "--ignore-submodules=none", "--no-ext-diff", "--no-textconv",
    ]
    command += attempt == .withoutRenames ? ["--no-renames"] : RenameSearch.options
    command.append(String(decoding: name, as: UTF8.self))
    return attempt == .apart
      ? try store.start(command, index: index)
      : try store.startInRepository(command, index: index)
  }

  /// First through our own repository, in which nothing is configured. An index of which git does not find all parts from
  /// there, and a clone that lacks what a search for renames reads, need another try.
  private enum Attempt { case apart, inPlace, withoutRenames }
}

extension StagedBase {
  fileprivate var isNothing: Bool {
    if case .nothing = self { true } else { false }
  }
}

/// How git looks for moved files, so that what stood in one before is not called new.
enum RenameSearch {
  /// With edits up to half of it; among more than so many files only moves without edits.
  static let options = ["--find-renames=50%", "-l400"]
  /// Without edits: needs no blob.
  static let exactOptions = ["--find-renames=100%"]
}
