/// The objects of a Kubernetes manifest, each with its pod's specification at `@pod`, wherever the kind keeps it.
///
/// A `List` is taken apart. What is no Kubernetes object is left out.
enum KubernetesView {
  /// Where each kind keeps its pod's specification.
  ///
  /// Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/
  private static let pods: [String: [String]] = [
    "Pod": ["spec"],
    "PodTemplate": ["template", "spec"],
    "Deployment": ["spec", "template", "spec"],
    "StatefulSet": ["spec", "template", "spec"],
    "DaemonSet": ["spec", "template", "spec"],
    "ReplicaSet": ["spec", "template", "spec"],
    "ReplicationController": ["spec", "template", "spec"],
    "Job": ["spec", "template", "spec"],
    "Rollout": ["spec", "template", "spec"],
    "CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
  ]
  /// Lists within lists are nobody's configuration.
  private static let deepestList = 4

  @Sendable static func objects(_ document: Node) -> [Views.Root] { objects(document, 0) }

  private static func objects(_ document: Node, _ depth: Int) -> [Views.Root] {
    guard case .mapping(var mapping) = document.value, document["apiVersion"]?.writtenText != nil,
      let kind = document["kind"]?.text
    else { return [] }
    if kind.hasSuffix("List"), case .sequence(let items)? = document["items"]?.value {
      guard depth < deepestList else { return [] }
      return items.flatMap { objects($0, depth + 1) }
    }
    let metadata = document["metadata"]
    let names = [metadata?["namespace"], metadata?["name"]].compactMap { $0?.writtenText }
    let label = ([kind] + names).joined(separator: " ")
    guard let path = pods[kind], let pod = member(path[...], of: document) else {
      return [Views.Root(node: document, label: label)]
    }
    mapping.members.append(Node.Member(key: "@pod", keySpan: pod.keySpan, value: pod.value))
    return [Views.Root(node: Node(.mapping(mapping), span: document.span), label: label)]
  }

  private static func member(_ path: ArraySlice<String>, of node: Node) -> Node.Member? {
    guard let name = path.first,
      let member = node.mapping?.members.first(where: { $0.key == name })
    else { return nil }
    return path.count == 1 ? member : self.member(path.dropFirst(), of: member.value)
  }
}
