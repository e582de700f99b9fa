internal import Model

/// What the text around a credential proves of the platform.
struct ContentPlatform {
  let text: UnsafeRawBufferPointer
  let outline: Outline
  let path: PathView

  /// Markers of whole files; looked for once a blob.
  let cluster: ClusterKind
  let cloudFacts: CloudFacts

  init(_ text: UnsafeRawBufferPointer, _ outline: Outline, _ path: PathView) {
    self.text = text
    self.outline = outline
    self.path = path
    // Manifests are no programs, and those are most of what is read.
    cluster = PathGuess.isSource(path) ? ClusterKind() : ClusterKind(outline)
    cloudFacts = CloudFacts(outline)
  }

  /// The platform of a line, and what told it.
  ///
  /// - Parameter proven: What the path has proven; text may say it more exactly.
  func platform(of line: Int, proven: Platform?) -> (platform: Platform, evidence: String)? {
    if proven == .terraform || path.ending == "hcl" || path.name.hasSuffix(".tf.json") {
      return TerraformBlock(outline, line).flatMap { block in
        block.platform.map { ($0, "block \(block.address)") }
      }
    }
    if proven == .awsCompute || proven == .kubernetes || proven == .azureCompute {
      if let refined = refined(proven) { return refined }
    }
    guard proven == nil || proven == .laptop || proven == .application || proven == .server else {
      return nil
    }
    if let name = publicName(line) { return name }
    guard proven == nil else { return nil }
    if isStructured { return structured(line) }
    return PathGuess.isSource(path) ? nil : manifest(outline.document(of: line))
  }

  private var isStructured: Bool {
    path.isYAML || path.isJSON
      || ["", "toml", "template", "tpl", "j2", "txt", "cfg", "conf", "config", "tmpl", "gotmpl"]
        .contains(path.ending)
  }

  /// More exactly than its name says.
  private func refined(
    _ proven: Platform?
  ) -> (platform: Platform, evidence: String)? {
    if proven == .kubernetes {
      return cluster.platform.map { ($0, cluster.evidence) }
        ?? ClusterKind.platform(of: path).map { ($0, path.evidence) }
    }
    if path.name.hasPrefix("serverless."),
      let provider = outline.entries.first(where: {
        $0.name == "name" && isBelow($0.line, "provider")
      })
        ?? outline.entries.first(where: { $0.name == "provider" && !$0.value.isEmpty })
    {
      if provider.value == "google" {
        return (.gcpCompute, "provider google in \(place(provider))")
      }
      if provider.value == "azure" {
        return (.azureCompute, "provider azure in \(place(provider))")
      }
    }
    return nil
  }

  /// Names that bundlers put into what every visitor gets.
  private func publicName(_ line: Int) -> (platform: Platform, evidence: String)? {
    let web = ["NEXT_PUBLIC_", "VITE_", "REACT_APP_", "NUXT_PUBLIC_", "GATSBY_", "VUE_APP_"]
    for entry in outline.entries(of: line) {
      if entry.key.hasPrefix("EXPO_PUBLIC_") { return (.mobile, "name \(entry.key)") }
      if web.contains(where: { entry.key.hasPrefix($0) }) { return (.web, "name \(entry.key)") }
    }
    return nil
  }

  // MARK: - YAML and JSON of no known name

  private func structured(_ line: Int) -> (platform: Platform, evidence: String)? {
    let document = outline.document(of: line)
    return manifest(document) ?? automation(document) ?? cloudDocument(document)
      ?? otherDocument(document)
  }

  /// In JSON a manifest's members are indented.
  private func manifestMember(_ name: String, _ document: Outline.Document) -> Outline.Entry? {
    guard path.isJSON || path.ending.isEmpty, let entry = document.first[name] else { return nil }
    return outline.lines[entry.line].indent <= 4 ? entry : nil
  }

  private func manifest(
    _ document: Outline.Document
  ) -> (platform: Platform, evidence: String)? {
    guard let kind = document.roots["kind"] ?? manifestMember("kind", document),
      let version = document.roots["apiversion"] ?? manifestMember("apiversion", document),
      !kind.value.isEmpty
    else { return nil }
    let what = "kind \(kind.value) in \(place(kind))"
    if kind.value == "Config", document.first["clusters"] != nil {
      return (.laptop, "kubeconfig, \(what)")
    }
    if version.value.hasPrefix("serving.knative.dev"),
      document.first.values.contains(where: { $0.key.contains("run.googleapis.com") })
    {
      return (.gcpCompute, "Cloud Run, \(what)")
    }
    if let platform = cluster.platform { return (platform, "\(what); \(cluster.evidence)") }
    if let platform = ClusterKind.platform(of: path) {
      return (platform, "\(what); \(path.evidence)")
    }
    return (.kubernetes, what)
  }

  private func automation(
    _ document: Outline.Document
  ) -> (platform: Platform, evidence: String)? {
    let (roots, first) = (document.roots, document.first)
    if let mark = first["runson"], roots["jobs"] != nil {
      return (.githubActions, "runs-on in \(place(mark))")
    }
    if roots["stages"] != nil || roots["beforescript"] != nil, let mark = first["script"] {
      return (.gitlabCI, "script in \(place(mark))")
    }
    if let mark = first["vmimage"] { return (.otherCI, "vmImage in \(place(mark))") }
    if roots["services"] != nil, let mark = first["image"] ?? first["build"],
      outline.lines[mark.line].indent > 0
    {
      return (.container, "compose services, \(mark.key) in \(place(mark))")
    }
    if let hosts = roots["hosts"] ?? first["hosts"].flatMap({ isMargin($0) ? $0 : nil }),
      roots["jobs"] == nil,
      ["tasks", "roles", "become", "vars", "varsfiles", "pretasks"].contains(where: {
        first[$0] != nil
      })
    {
      return (.server, "Ansible play in \(place(hosts))")
    }
    if let first = outline.lines.first, outline.firstLine == 1,
      text[first.range].prefix(13).elementsEqual("#cloud-config".utf8)
    {
      return (.server, "cloud-init")
    }
    return nil
  }

  /// The first key of a list's item stands at the margin, too.
  private func isMargin(_ entry: Outline.Entry) -> Bool { outline.lines[entry.line].indent <= 2 }

  private func cloudDocument(
    _ document: Outline.Document
  ) -> (platform: Platform, evidence: String)? {
    let first = document.first
    if let mark = first["awstemplateformatversion"] ?? cluster.cloudFormation {
      return (.awsCompute, "CloudFormation, \(mark.key) in \(place(mark))")
    }
    if let mark = first["containerdefinitions"] {
      return (.awsCompute, "ECS task, \(mark.key) in \(place(mark))")
    }
    if let mark = first["schema"], mark.value.contains("schema.management.azure.com") {
      return (.azureCompute, "Azure template, \(place(mark))")
    }
    if path.name == "app.yaml" || path.name == "app.yml" || path.name.hasPrefix("app-"),
      let runtime = document.roots["runtime"]
    {
      return (.gcpCompute, "App Engine, runtime in \(place(runtime))")
    }
    return nil
  }

  private func otherDocument(
    _ document: Outline.Document
  ) -> (platform: Platform, evidence: String)? {
    if let mark = document.first["mcpservers"] { return (.agent, "mcpServers in \(place(mark))") }
    if let mark = document.first["auths"], mark.value.isEmpty {
      return (.container, "auths in \(place(mark))")
    }
    if let mark = document.first["terraformversion"] {
      return (.terraform, "state, \(mark.key) in \(place(mark))")
    }
    return nil
  }

  private func isBelow(_ line: Int, _ name: String) -> Bool {
    outline.ancestors(of: line).contains { ancestor in
      outline.entries(of: ancestor).contains { $0.name == name }
    }
  }

  /// For people: `line 3`. Lines of an outline are counted from its beginning.
  private func place(_ entry: Outline.Entry) -> String { "line \(outline.firstLine + entry.line)" }
}

/// Whose cluster a file's manifests are for.
struct ClusterKind {
  var platform: Platform?
  var evidence = ""
  /// The first resource of a CloudFormation template.
  var cloudFormation: Outline.Entry?

  private static let marks: [(text: StaticString, platform: Platform)] = [
    ("eks.amazonaws.com/", .eks), (".dkr.ecr.", .eks), ("alb.ingress.kubernetes.io/", .eks),
    ("service.beta.kubernetes.io/aws-", .eks), ("ebs.csi.aws.com", .eks),
    ("iam.gke.io/", .gke), ("networking.gke.io/", .gke), ("cloud.google.com/", .gke),
    ("-docker.pkg.dev/", .gke), ("pd.csi.storage.gke.io", .gke),
    ("azure.workload.identity/", .aks), (".azurecr.io", .aks), ("kubernetes.azure.com/", .aks),
    ("aadpodidbinding", .aks), ("service.beta.kubernetes.io/azure-", .aks),
    ("disk.csi.azure.com", .aks),
  ]

  /// Nobody's.
  init() {}

  /// Whose cluster the folders name: `eks/`, `gcp/k8s/`; nil where they name none or several.
  static func platform(of path: PathView) -> Platform? {
    let named = path.folders.compactMap { folder -> Platform? in
      switch folder {
      case "eks", "aws", "amazon": .eks
      case "gke", "gcp", "google": .gke
      case "aks", "azure": .aks
      default: nil
      }
    }
    return Set(named).count == 1 ? named.first : nil
  }

  /// Looks through keys and values of an outline: one platform's marks and no other's prove it.
  init(_ outline: Outline) {
    cloudFormation = outline.entries.first { $0.name == "type" && $0.value.hasPrefix("AWS::") }
    for entry in outline.entries where outline.lines[entry.line].first != UInt8(ascii: "#") {
      let (key, value) = (entry.key.utf8, entry.value.utf8)
      for mark in Self.marks where key.holds(mark.text) || value.holds(mark.text) {
        if let platform, platform != mark.platform {
          self.platform = nil
          return
        }
        if platform == nil {
          platform = mark.platform
          evidence = "\(mark.text) in line \(outline.firstLine + entry.line)"
        }
      }
    }
  }
}
