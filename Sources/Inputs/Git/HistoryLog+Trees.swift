extension HistoryLog {
  /// Reads what commits brought, without git.
  ///
  /// - Returns: the commits that git has to be asked about.
  mutating func compare(
    _ numbers: ArraySlice<UInt32>, of commits: CommitSelection, in table: ObjectTable,
    _ reader: ObjectReader, _ cancellation: Cancellation, selected: PathSelection
  ) -> [UInt32] {
    var comparison = TreeComparison(reader)
    var left: [UInt32] = []
    for number in numbers {
      if cancellation.isCancelled { break }
      let name = commits.names[Int(number)]
      let isCompared =
        if let graph = commits.graph {
          comparison.compare(graph.trees[Int(number)], with: graph.parentTrees(Int(number)))
        } else {
          name.withUnsafeBytes { comparison.compare(commit: $0) }
        }
      guard isCompared else {
        left.append(number)
        continue
      }
      recorder?.beginCommit(name)
      comparison.forEachChange { kind, name, path in
        guard selected.contains(path) else { return }
        let place = self.number(of: Array(path))
        recorder?.add(kind, name, path: place, in: paths)
        take(kind, name, path: place, commit: number, table)
      }
      recorder?.endCommit()
    }
    return left
  }
}
