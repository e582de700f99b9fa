/// A static key whose identity is let in by federation as well.
enum FederatedKey {
  /// Resources that hold or let in an identity, by type: the attributes that name it, and what a federation must say.
  private struct Peer {
    var type: String
    var attributes: [String]
    var key: String?
    var values: Set<String> = []
  }

  /// The resource at `place` is a static key, and another of the document lets its identity in by federation.
  static func isFederatedAsWell(_ place: Place, _ evaluation: Evaluation) -> Answer {
    guard let type = place.parent?.key else { return .no }
    switch type {
    case "google_service_account_key":
      let peers = ["member", "binding"].map {
        Peer(
          type: "google_service_account_iam_\($0)", attributes: ["service_account_id"],
          key: "role", values: ["roles/iam.workloadIdentityUser"])
      }
      return answer(place, ["service_account_id"], peers)
    case "azuread_application_password":
      let names = ["application_id", "application_object_id"]
      let types = ["federated", "flexible_federated"]
      let peers = types.map {
        Peer(type: "azuread_application_\($0)_identity_credential", attributes: names)
      }
      return answer(place, names, peers)
    case "tfe_variable":
      guard let key = place.node["key"]?.text, let switches = runSwitches[key] else { return .no }
      let names = ["workspace_id", "variable_set_id"]
      return answer(
        place, names, [Peer(type: type, attributes: names, key: "key", values: switches)])
    default: return .no
    }
  }

  /// Source: https://developer.hashicorp.com/terraform/cloud-docs/dynamic-provider-credentials
  private static let runSwitches: [String: Set<String>] = [
    "AWS_SECRET_ACCESS_KEY": ["TFC_AWS_PROVIDER_AUTH"],
    "GOOGLE_CREDENTIALS": ["TFC_GCP_PROVIDER_AUTH"],
    "ARM_CLIENT_SECRET": ["TFC_AZURE_PROVIDER_AUTH"],
  ]

  private static func answer(_ place: Place, _ names: [String], _ peers: [Peer]) -> Answer {
    guard let identity = identity(of: place.node, names) else { return .no }
    let types = place.root.node.mapping?.members.filter { $0.key == "resource" }
      .flatMap { $0.value.mapping?.members ?? [] }
    for type in types ?? [] {
      for peer in peers where peer.type == type.key {
        for resource in type.value.mapping?.members ?? [] {
          if let key = peer.key, !peer.values.contains(resource.value[key]?.text ?? "") { continue }
          if self.identity(of: resource.value, peer.attributes) == identity { return .yes }
        }
      }
    }
    return .no
  }

  /// The resource that an attribute refers to: `google_service_account.ci` of `google_service_account.ci.name`.
  ///
  /// A variable or the value of a loop may be another at each place and names nothing.
  private static func identity(of node: Node, _ names: [String]) -> String? {
    for name in names {
      guard case .unresolved(let text)? = node[name]?.value else { continue }
      let pieces = text.split(separator: ".", omittingEmptySubsequences: false)
      guard pieces.count == 3, pieces[0].contains("_"),
        pieces.joined().utf8.allSatisfy(\.isWord)
      else { continue }
      return pieces.prefix(2).joined(separator: ".")
    }
    return nil
  }
}
