/// Conditions that need more than paths and comparisons, by the name that rule files call them.
enum CheckFunctions {
  typealias Function = (Place, Evaluation) -> Answer

  private static let all: [String: @Sendable (Place, Evaluation) -> Answer] = [
    "federated-as-well": FederatedKey.isFederatedAsWell,
    "sas-outlasts-week": SharedAccessSpan.outlastsWeek,
    "follows-secret-option": AgentArguments.followsSecretOption,
    "runs-unpinned-package": AgentArguments.runsUnpinnedPackage,
    "unquoted": { place, _ in
      if case .scalar(_, isQuoted: false) = place.node.value { .yes } else { .no }
    },
  ]

  /// The function of that name.
  static func named(_ name: String) -> Function? { all[name] }

  /// Names of all functions.
  static var names: Set<String> { Set(all.keys) }
}
