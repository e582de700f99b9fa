/// SPIRE's configuration wherever it stands: a file of its own, or a text in a Kubernetes ConfigMap.
///
/// Source: https://spiffe.io/docs/latest/deploying/spire_server/
enum SPIREView {
  @Sendable static func configurations(_ document: Node) -> [Views.Root] {
    guard document["kind"]?.text == "ConfigMap" else {
      return isConfiguration(document) ? [Views.Root(node: document)] : []
    }
    return (document["data"]?.mapping?.members ?? []).compactMap { member in
      guard member.key.hasSuffix(".conf") || member.key.hasSuffix(".hcl"),
        let text = member.value.text,
        let inner = try? HCLReader.read(Array(text.utf8), limits: ReadLimits()).first,
        isConfiguration(inner)
      else { return nil }
      // The text's lines are shifted by their indentation: all of it stands at its name.
      return Views.Root(node: inner.moved(to: member.keySpan), label: member.key)
    }
  }

  private static func isConfiguration(_ document: Node) -> Bool {
    document["plugins"] != nil && (document["server"] ?? document["agent"])?.mapping != nil
  }
}
