/// A program's YAML wherever it stands: a file of its own, or texts in a Kubernetes ConfigMap, each under its name.
///
/// Source: https://kubernetes.io/docs/concepts/configuration/configmap/
enum ConfigMapView {
  @Sendable static func configurations(_ document: Node) -> [Views.Root] {
    guard document["kind"]?.text == "ConfigMap" else { return [Views.Root(node: document)] }
    // One bound for all texts: a few bytes of aliases become as many values as a document may have.
    var limits = ReadLimits()
    var roots: [Views.Root] = []
    for member in document["data"]?.mapping?.members ?? [] {
      guard let text = member.value.text, text.contains("\n"),
        let inner = try? YAMLReader.read(Array(text.utf8), limits: limits)
      else { continue }
      limits.nodes -= inner.reduce(0) { $0 + $1.weight }
      // The text's lines are shifted by their indentation: all of it stands at its name.
      roots += inner.map { Views.Root(node: $0.moved(to: member.keySpan), label: member.key) }
    }
    return roots
  }
}
