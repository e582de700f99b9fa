internal import Model

/// The block of Terraform in which a line stands.
struct TerraformBlock {
  /// `resource`, `data`, `provider`, `module`, `variable`, `locals` …
  let kind: String
  /// Its labels: type and name.
  let labels: [String]

  /// `aws_lambda_function.worker`, `provider.aws`.
  var address: String {
    kind == "resource" ? labels.joined(separator: ".") : ([kind] + labels).joined(separator: ".")
  }

  private static let kinds: Set<String> = [
    "resource", "data", "provider", "module", "variable", "locals", "output", "terraform", "source",
    "build", "job", "inputs", "ephemeral",
  ]
  private static let compute: [(prefix: String, platform: Platform)] = [
    ("aws_lambda_", .awsCompute), ("aws_ecs_", .awsCompute), ("aws_instance", .awsCompute),
    ("aws_launch_", .awsCompute), ("aws_elastic_beanstalk_", .awsCompute),
    ("aws_apprunner_", .awsCompute), ("aws_batch_job", .awsCompute), ("aws_glue_job", .awsCompute),
    ("aws_codebuild_", .otherCI), ("aws_eks_", .eks),
    ("google_cloud_run", .gcpCompute), ("google_compute_instance", .gcpCompute),
    ("google_cloudfunctions", .gcpCompute), ("google_app_engine_", .gcpCompute),
    ("google_container_", .gke), ("google_cloudbuild_", .otherCI),
    ("azurerm_linux_", .azureCompute), ("azurerm_windows_", .azureCompute),
    ("azurerm_virtual_machine", .azureCompute), ("azurerm_container_app", .azureCompute),
    ("azurerm_container_group", .azureCompute), ("azurerm_function_app", .azureCompute),
    ("azurerm_app_service", .azureCompute), ("azurerm_kubernetes_", .aks),
    ("kubernetes_", .kubernetes), ("helm_release", .kubernetes), ("kubectl_manifest", .kubernetes),
    ("docker_container", .container), ("github_actions_", .githubActions),
    ("gitlab_project_variable", .gitlabCI), ("gitlab_group_variable", .gitlabCI),
    ("digitalocean_droplet", .server),
  ]

  /// The block that encloses a line; nil outside of any.
  init?(_ outline: Outline, _ line: Int) {
    guard let header = Self.header(above: line, in: outline) else { return nil }
    let words = header.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "-" }.map(
      String.init)
    guard let kind = words.first, Self.kinds.contains(kind) else { return nil }
    self.kind = kind
    labels = Array(words.dropFirst().prefix(2))
  }

  /// The line that opens the block; text of here-documents may stand at the margin, too.
  private static func header(above line: Int, in outline: Outline) -> String? {
    var at = min(line, outline.lines.count - 1)
    let lowest = max(0, at - Outline.farthest)
    while at >= lowest {
      if outline.lines[at].indent == 0 {
        if let header = outline.header(of: at),
          kinds.contains(String(header.prefix { $0.isLetter }))
        {
          return header
        }
        if at < line, outline.lines[at].first == UInt8(ascii: "}") { return nil }
      }
      at -= 1
    }
    return nil
  }

  /// What runs there; nil where it is Terraform itself that needs the credential.
  var platform: Platform? {
    guard kind == "resource", let type = labels.first else { return nil }
    return Self.compute.first { type.hasPrefix($0.prefix) }?.platform
  }
}
