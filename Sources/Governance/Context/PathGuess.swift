internal import Model

/// What a path suggests where neither its name nor the text has proven anything: folders and endings.
enum PathGuess {
  private static let source: Set<String> = [
    "py", "pyw", "pyc", "js", "mjs", "cjs", "ts", "mts", "cts", "go", "rb", "erb", "java", "kt",
    "kts",
    "scala", "cs", "vb", "fs", "cshtml", "razor", "php", "phtml", "c", "cc", "cpp", "cxx", "h",
    "hpp", "hh", "rs", "ex", "exs", "erl", "clj", "cljs", "groovy", "lua", "pl", "pm", "r", "jl",
    "swift", "m", "mm", "sql", "sh", "bash", "zsh", "fish", "ps1", "psm1", "bat", "cmd", "jsp",
    "asp", "aspx", "coffee", "d", "nim", "zig", "v", "hs", "ml", "f90", "pas", "gradle", "sol",
    "tpl", "ejs", "hbs", "twig", "jinja", "j2", "proto", "graphql", "ino", "cfc", "cfm", "robot",
  ]
  private static let data: Set<String> = [
    "yml", "yaml", "json", "json5", "jsonc", "toml", "ini", "cfg", "properties", "xml", "conf",
    "config", "plist", "hcl",
  ]
  private static let clusterFolders: Set<String> = [
    "k8s", "kubernetes", "kube", "manifests", "kustomize", "helm", "charts", "k3s", "openshift",
    "argocd", "argo", "flux", "flux-system", "overlays", "clusters",
  ]
  /// What a build or a person runs, kept beside an application's own settings.
  private static let settingsNames: Set<String> = [
    "config", "settings", "secrets", "secret", "credentials", "conf", "parameters", "params",
    "options", "properties", "environment", "package", "pom", "composer",
  ]
  /// What configuration management is written in, too.
  private static let templates: Set<String> = ["rb", "erb", "sh", "j2", "jinja", "tpl", "ps1"]

  /// Whether the ending is that of a programming language in which nobody writes configuration.
  static func isSource(_ path: PathView) -> Bool {
    source.contains(path.ending) && !templates.contains(path.ending)
  }

  /// The platform and what suggests it; nil where nothing does.
  static func platform(of path: PathView) -> Platform? {
    if path.isBelow(".github", then: "workflows") { return .githubActions }
    if shell.contains(path.ending) { return script(path) }
    if source.contains(path.ending) {
      let isDesk = path.isBelowDocuments && path.ending != "sql"
      return isDesk ? .laptop : .application
    }
    if data.contains(path.ending) {
      if path.folders.contains(where: { clusterFolders.contains($0) }), path.isYAML || path.isJSON {
        return .kubernetes
      }
      if path.isBelow("terraform", "tofu", "terragrunt") { return .terraform }
      if path.isBelow("docker", "compose") { return .container }
      if path.isBelowDocuments || path.isBelow("wiki") { return .laptop }
      if isPipelines(path) { return .otherCI }
      if path.isBelow("mobile", "ios", "android") { return .mobile }
      if ["ini", "cfg", "properties", "config"].contains(path.ending) { return .server }
      let stem = path.name.prefix { $0 != "." && $0 != "-" && $0 != "_" }
      if settingsNames.contains(String(stem)) || path.isBelow("config", "conf", "settings", "src") {
        return .application
      }
      return nil
    }
    if path.isBelowDocuments || path.isBelow("wiki") { return .laptop }
    return isResource(path) ? .application : nil
  }

  private static let shell: Set<String> = [
    "sh", "bash", "zsh", "fish", "ksh", "ps1", "psm1", "bat", "cmd",
  ]
  /// Words of folders' names: `.ci`, `cicd-pipelines`.
  private static let pipelineWords: Set<String> = [
    "ci", "cicd", "jenkins", "pipelines", "pipeline",
  ]
  /// What sets a machine up, or runs on one.
  private static let serverWords = [
    "provision", "bootstrap", "userdata", "user-data", "user_data", "cloud-init", "init.d",
    "backup", "cron",
  ]

  /// A script is run by a pipeline, by a server, or by whoever types its name; nothing of an application's is in it.
  private static func script(_ path: PathView) -> Platform {
    if isPipelines(path) { return .otherCI }
    if path.isBelow("docker", "container", "compose") || path.name.contains("entrypoint") {
      return .container
    }
    if path.isBelow("terraform", "tofu") { return .terraform }
    let isServer = serverWords.contains { word in
      path.name.hasPrefix(word) || path.folders.contains(word)
    }
    return isServer ? .server : .laptop
  }

  private static func isPipelines(_ path: PathView) -> Bool {
    path.folders.contains { !pipelineWords.isDisjoint(with: PathView.words($0)) }
  }

  /// What a build packs into the application as it is: `src/main/resources/…`.
  private static func isResource(_ path: PathView) -> Bool {
    guard let source = path.folders.firstIndex(of: "src") else { return false }
    return path.folders[source...].contains("resources")
  }
}
