internal import Synchronization

/// Commits, children before parents, with what was learnt of them on the way.
struct CommitGraph: Sendable {
  fileprivate(set) var names: NameTable
  /// Their trees, by their numbers in the index of objects; ``PackFile/none`` for one that is missing.
  fileprivate(set) var trees: [UInt32] = []
  /// The parents of commit `n` are at `starts[n] ..< starts[n + 1]`, by their numbers here.
  private var starts: [UInt32] = [0]
  private var parents: [UInt32] = []

  fileprivate init(width: Int) { names = NameTable(width: width) }

  fileprivate mutating func append(parents numbers: some Sequence<UInt32>) {
    parents += numbers
    starts.append(UInt32(parents.count))
  }

  /// The trees of a commit's parents, in their order.
  func parentTrees(_ commit: Int) -> some Collection<UInt32> {
    parents[Int(starts[commit])..<Int(starts[commit + 1])].lazy.map { trees[Int($0)] }
  }
}

/// The commits that references reach, found without git in the order of `git rev-list --topo-order`.
struct CommitWalk {
  private struct Commit {
    /// Its number in the index of objects, and its tree's.
    var object: UInt32
    var tree: UInt32
    /// Seconds since 1970.
    var time: Int
    /// Where its parents stand in a list of all; by their numbers in the index, ``PackFile/none`` for one that is missing.
    var parents: Range<Int>
  }

  /// What a thread has read.
  private struct Part {
    var commits: [Commit] = []
    var parents: [UInt32] = []
  }

  /// Enough commits that a thread's start is worth it.
  private static let partSize = 4096
  private static let readerBudget = 4 << 20

  private let index: ObjectIndex
  private let reader: ObjectReader
  private var commits: [Commit] = []
  private var parents: [UInt32] = []
  /// Where ``commits`` has an object, plus one.
  private var numbers: [UInt32]

  /// Reads all commits of the packs.
  ///
  /// - Returns: nil where one cannot be read.
  init?(_ index: ObjectIndex, jobs: Int, _ cancellation: Cancellation) {
    guard let reader = ObjectReader(index, budget: CommitWalk.readerBudget) else { return nil }
    (self.index, self.reader) = (index, reader)
    numbers = Array(repeating: 0, count: index.count)
    let objects = index.packs.indices.flatMap { pack in
      index.packs[pack].objects.indices.lazy
        .filter { index.packs[pack].objects[$0].kind == .commit }
        .map { index.number(pack: pack, object: $0) }
    }
    let count = (objects.count + CommitWalk.partSize - 1) / CommitWalk.partSize
    let parts = Mutex<[Int: Part]>([:])
    let next = Counter()
    WorkerThreads.run(max(1, min(jobs, count))) { _ in
      guard let reader = ObjectReader(index, budget: CommitWalk.readerBudget) else { return }
      while !cancellation.isCancelled, let number = next.take(below: count) {
        let slice = objects[objects.count * number / count..<objects.count * (number + 1) / count]
        var part = Part()
        guard slice.allSatisfy({ CommitWalk.read($0, reader, into: &part) }) else { return }
        let read = part
        parts.withLock { $0[number] = read }
      }
    }
    let read = parts.withLock { parts in (0..<count).compactMap { parts[$0] } }
    guard read.count == count else { return nil }
    for part in read { append(part) }
  }

  private static func read(_ object: UInt32, _ reader: ObjectReader, into part: inout Part) -> Bool
  {
    guard let text = reader.text(object) else { return false }
    defer { reader.giveBack(text) }
    guard text.kind == .commit,
      let commit = CommitText(text.bytes, width: reader.index.width)
    else { return false }
    guard let tree = number(of: commit.tree, reader.index) else { return false }
    let start = part.parents.count
    for parent in commit.parents {
      guard let number = number(of: parent, reader.index) else { return false }
      part.parents.append(number)
    }
    part.commits.append(
      Commit(
        object: object, tree: tree, time: commit.time, parents: start..<part.parents.count))
    return true
  }

  /// The number of the object that digits name, ``PackFile/none`` where it is missing; nil where they are no name.
  private static func number(of digits: UnsafeRawBufferPointer, _ index: ObjectIndex) -> UInt32? {
    withUnsafeTemporaryAllocation(byteCount: index.width, alignment: 8) { name in
      guard ObjectName.parse(digits, into: name) else { return nil }
      return index.number(of: UnsafeRawBufferPointer(name)) ?? PackFile.none
    }
  }

  private mutating func append(_ part: Part) {
    let shift = parents.count
    parents += part.parents
    for var commit in part.commits {
      commit.parents = commit.parents.lowerBound + shift..<commit.parents.upperBound + shift
      commits.append(commit)
      numbers[Int(commit.object)] = UInt32(commits.count)
    }
  }

  /// The number in ``commits``; reads it where it is loose. Nil for what is missing or no commit.
  private mutating func commit(_ object: UInt32) -> Int? {
    guard object != PackFile.none else { return nil }
    if numbers[Int(object)] == 0 {
      var part = Part()
      guard CommitWalk.read(object, reader, into: &part) else { return nil }
      append(part)
    }
    return Int(numbers[Int(object)]) - 1
  }

  /// Whether digits name a commit that is here.
  mutating func hasCommit(_ digits: [UInt8]) -> Bool { commit(named: digits) != nil }

  private mutating func commit(named digits: [UInt8]) -> Int? {
    digits.withUnsafeBytes { CommitWalk.number(of: $0, index) }.flatMap { commit($0) }
  }

  /// All commits that `tips` reach, children before parents.
  ///
  /// - Parameter tips: digits of commits' names.
  /// - Returns: nil where a commit is missing or cannot be read.
  mutating func graph(reachedFrom tips: [[UInt8]]) -> CommitGraph? {
    var heads: [Int] = []
    for tip in tips {
      guard let head = commit(named: tip) else { return nil }
      heads.append(head)
    }
    /// How many children a commit has, plus one; 0 where it is not reached.
    var degrees = [UInt32](repeating: 0, count: commits.count)
    func degree(_ commit: Int) -> UInt32 { commit < degrees.count ? degrees[commit] : 0 }
    func raise(_ commit: Int) {
      while degrees.count <= commit { degrees.append(0) }
      degrees[commit] += 1
    }
    var open: [Int] = []
    for head in heads where degree(head) == 0 {
      raise(head)
      open.append(head)
    }
    while let next = open.popLast() {
      for place in commits[next].parents {
        guard let parent = commit(parents[place]) else { return nil }
        if degree(parent) == 0 {
          raise(parent)
          open.append(parent)
        }
        raise(parent)
      }
    }
    return sorted(heads, &degrees)
  }

  /// As git sorts: what has no child waits in a stack, at first with the newest on top.
  /// https://github.com/git/git/blob/v2.39.0/commit.c (`sort_in_topological_order`)
  private func sorted(_ heads: [Int], _ degrees: inout [UInt32]) -> CommitGraph {
    var ready: [Int] = []
    var isSeen: Set<Int> = []
    for head in heads where degrees[head] == 1 && isSeen.insert(head).inserted {
      ready.append(head)
    }
    let newestFirst = ready.indices.sorted {
      (commits[ready[$1]].time, $0) < (commits[ready[$0]].time, $1)
    }
    var stack = newestFirst.reversed().map { ready[$0] }
    var order: [Int] = []
    while let next = stack.popLast() {
      for place in commits[next].parents {
        let parent = known(place)
        degrees[parent] -= 1
        if degrees[parent] == 1 { stack.append(parent) }
      }
      order.append(next)
    }
    var places = [UInt32](repeating: 0, count: commits.count)
    for (place, commit) in order.enumerated() { places[commit] = UInt32(place) }
    var graph = CommitGraph(width: index.width)
    graph.trees = order.map { commits[$0].tree }
    for commit in order {
      index.withName(commits[commit].object) { graph.names.append(contentsOf: $0) }
      graph.append(parents: commits[commit].parents.lazy.map { places[known($0)] })
    }
    return graph
  }

  /// The number in ``commits`` of a parent that has been read, by its place in the list of parents.
  private func known(_ place: Int) -> Int { Int(numbers[Int(parents[place])]) - 1 }
}
