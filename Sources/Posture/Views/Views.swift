/// What the checks look at instead of a document itself, by the name that rule files call it.
enum Views {
  /// A value that checks look at, and what tells it from the others of its file.
  struct Root {
    var node: Node
    var label = ""
  }

  typealias View = (Node) -> [Root]

  private static let all: [String: @Sendable (Node) -> [Root]] = [
    "aws-policy": AWSPolicyView.policies, "kubernetes": KubernetesView.objects,
    "spire": SPIREView.configurations, "config-map": ConfigMapView.configurations,
    "sql": SQLView.statements,
    "calls": { SourceCallView.calls($0, comments: .slashes) },
    "calls-hash": { SourceCallView.calls($0, comments: .hash) },
  ]

  /// The view of that name; the document itself for the empty name.
  static func named(_ name: String) -> View { all[name] ?? { [Root(node: $0)] } }

  /// Names of all views.
  static var names: Set<String> { Set(all.keys) }
}
