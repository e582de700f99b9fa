internal import Glibc

/// Weighs the features of an assignment: is the value a credential?
///
/// A small set of decision trees, made by `Scripts/train-generic` from labelled assignments (`AssignmentTrees.swift`).
/// Each tree adds what it has learned to a sum; the logistic function of the sum is the probability.
struct AssignmentModel: Sendable {
  /// Small, so that all of them stay in the processor's nearest memory.
  private struct Node {
    /// Left where the feature is at most this.
    var threshold: Float
    /// -1 in a leaf.
    var feature: Int16
    var left: UInt16
    var right: UInt16
  }

  private let nodes: [Node]
  /// Of each node the mean of what the leaves below add.
  private let values: [Double]
  private let roots: [Int]
  /// The most that a tree and those behind it add.
  private let most: [Double]

  static let shared = AssignmentModel(text: trees)

  /// Reads a tree a line: nodes `feature threshold left right value`, leaves `-1 value`, semicolons between them; children
  /// count from the tree's first node.
  private init(text: StaticString) {
    var nodes: [Node] = []
    var values: [Double] = []
    var roots: [Int] = []
    let lines = text.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }.split(separator: "\n")
    for line in lines {
      let root = nodes.count
      roots.append(root)
      for node in line.split(separator: ";") {
        let fields = node.split(separator: " ").map { Double($0) ?? 0 }
        // Trees of another version of the features are leaves to this one, so that it can tell the new features.
        if fields.count == 5, Int(fields[0]) < AssignmentFeatures.names.count {
          nodes.append(
            Node(
              threshold: Float(fields[1]), feature: Int16(fields[0]),
              left: UInt16(root + Int(fields[2])), right: UInt16(root + Int(fields[3]))))
        } else {
          nodes.append(Node(threshold: 0, feature: -1, left: 0, right: 0))
        }
        values.append(fields.last ?? 0)
      }
    }
    self.nodes = nodes
    self.values = values
    self.roots = roots
    let ends = roots.dropFirst() + [nodes.count]
    var most: [Double] = []
    for (root, end) in zip(roots, ends).reversed() {
      let leaves = (root..<end).filter { nodes[$0].feature < 0 }.map { values[$0] }
      most.append((most.last ?? 0) + (leaves.max() ?? 0))
    }
    self.most = most.reversed()
  }

  /// That it is a credential, 0 ... 1.
  ///
  /// - Parameter isExact: what is certainly less than ``low`` is told exactly, too; else it is nil, and the trees that
  ///   cannot change that are not asked.
  func probability(_ features: AssignmentFeatures, isExact: Bool) -> Double? {
    var sum = 0.0
    // Safety: children and features are looked at when the model is read; the arrays outlive the calls.
    let isLow = nodes.withUnsafeBufferPointer { nodes in
      features.values.withUnsafeBufferPointer { features in
        for (tree, root) in roots.enumerated() {
          if !isExact, sum + most[tree] < AssignmentModel.leastSum { return true }
          var at = root
          while nodes[at].feature >= 0 {
            let isLeft = features[Int(nodes[at].feature)] <= nodes[at].threshold
            at = Int(isLeft ? nodes[at].left : nodes[at].right)
          }
          sum += values[at]
        }
        return false
      }
    }
    return isLow ? nil : AssignmentModel.logistic(sum)
  }

  /// Sums below are below ``low``, with room for what adding in another order changes.
  private static let leastSum = -log(1 / low - 1) - 1e-6

  /// The features that moved the sum most, with what they added, for `--trace`.
  func reasons(_ features: AssignmentFeatures) -> [(feature: String, weight: Double)] {
    var weights = [Double](repeating: 0, count: AssignmentFeatures.names.count)
    for root in roots { _ = walk(root, features) { weights[$0] += $1 } }
    let strongest = weights.indices.sorted { abs(weights[$0]) > abs(weights[$1]) }.prefix(4)
    return strongest.map { (AssignmentFeatures.names[$0], weights[$0]) }
  }

  /// The leaf's value; each step tells how far its feature moved the expected value.
  @inline(__always)
  private func walk(
    _ root: Int, _ features: AssignmentFeatures, _ step: (Int, Double) -> Void
  ) -> Double {
    var at = root
    var node = nodes[root]
    while node.feature >= 0 {
      let feature = Int(node.feature)
      let next = Int(features.values[feature] <= node.threshold ? node.left : node.right)
      step(feature, values[next] - values[at])
      at = next
      node = nodes[at]
    }
    return values[at]
  }

  private static func logistic(_ sum: Double) -> Double { 1 / (1 + exp(-sum)) }
}
