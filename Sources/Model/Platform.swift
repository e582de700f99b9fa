/// Where a credential stands: what decides which managed mechanism can replace it there. The raw values are the keys of
/// a family's `replace` in rule files.
public enum Platform: String, Sendable, CaseIterable, Comparable {
  case githubActions = "gha"
  case gitlabCI = "gitlab"
  case otherCI = "otherci"
  case eks, gke, aks
  case kubernetes = "k8s"
  case awsCompute = "aws-compute"
  case gcpCompute = "gcp-compute"
  case azureCompute = "azure-compute"
  case terraform = "tf"
  /// Building or composing containers.
  case container
  /// A developer's own machine: dotfiles, documentation, notebooks.
  case laptop
  /// A server of one's own: system units, configuration management, application configuration.
  case server = "onprem"
  case mobile, web
  /// An agent or an MCP server.
  case agent
  /// Source of an application of which no more is known.
  case application = "app"
  case unknown

  /// By key.
  public static func < (left: Platform, right: Platform) -> Bool { left.rawValue < right.rawValue }
}

/// What the place of a credential is for.
public enum Environment: String, Sendable, CaseIterable, Comparable {
  case production, staging, development, test, documentation, unknown

  /// By name.
  public static func < (left: Environment, right: Environment) -> Bool {
    left.rawValue < right.rawValue
  }
}
