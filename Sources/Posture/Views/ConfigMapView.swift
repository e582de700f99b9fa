/// A program's YAML wherever it stands: a file of its own, or texts in a Kubernetes ConfigMap, each under its name.
///
/// Source: https://kubernetes.io/docs/concepts/configuration/configmap/
enum ConfigMapView {
  @Sendable static func configurations(_ document: Node) -> [Views.Root] {
    guard document["kind"]?.text == "ConfigMap" else { return [Views.Root(node: document)] }
    return (document["data"]?.mapping?.members ?? []).flatMap { member -> [Views.Root] in
      guard let text = member.value.text, text.contains("\n"),
        let inner = try? YAMLReader.read(Array(text.utf8), limits: ReadLimits())
      else { return [] }
      // The text's lines are shifted by their indentation: all of it stands at its name.
      return inner.map { Views.Root(node: $0.moved(to: member.keySpan), label: member.key) }
    }
  }
}
