internal import Model

/// What a path alone proves of the platform: names that one tool reads and no other.
enum PathPlatform {
  /// The platform; nil where the path is no proof.
  static func proven(by path: PathView) -> Platform? {
    pipeline(path) ?? agent(path) ?? container(path) ?? infrastructure(path) ?? cloud(path)
      ?? cluster(path) ?? client(path) ?? desk(path) ?? server(path)
  }

  // MARK: - Pipelines

  private static let pipelineNames: Set<String> = [
    "bitbucket-pipelines.yml", ".drone.yml", ".drone.yaml", ".drone.star", ".drone.jsonnet",
    ".travis.yml", "appveyor.yml", ".appveyor.yml", "bitrise.yml", "codemagic.yaml", "wercker.yml",
    ".cirrus.yml", "codefresh.yml", ".woodpecker.yml", ".woodpecker.yaml", "buddy.yml",
    "screwdriver.yaml", ".semaphore.yml",
  ]
  private static let pipelineFolders: Set<String> = [
    ".circleci", ".buildkite", ".woodpecker", ".semaphore", ".teamcity", ".azure-pipelines",
    ".azuredevops", ".tekton", ".harness", ".drone",
  ]

  private static func pipeline(_ path: PathView) -> Platform? {
    // GitHub reads workflows in this folder, and none in folders of it.
    let isWorkflow =
      path.isBelow(".github", then: "workflows")
      && !(path.isYAML && path.folders.last != "workflows")
    if isWorkflow || path.isBelow(".github", then: "actions")
      || path.name == "action.yml" || path.name == "action.yaml"
    {
      return .githubActions
    }
    if path.name.hasSuffix(".gitlab-ci.yml") || path.name.hasSuffix(".gitlab-ci.yaml")
      || path.isBelow(".gitlab", ".gitlab-ci") && path.isYAML
    {
      return .gitlabCI
    }
    let isPipeline =
      pipelineNames.contains(path.name) || path.folders.contains { pipelineFolders.contains($0) }
      || path.isBelow(".gitea", then: "workflows") || path.isBelow(".forgejo", then: "workflows")
      || path.name.hasPrefix("jenkinsfile") || path.ending == "jenkinsfile"
      || path.name.hasPrefix("azure-pipelines") && path.isYAML
      || path.name.hasPrefix("cloudbuild") && (path.isYAML || path.isJSON)
      || path.name.hasPrefix("buildspec") && path.isYAML
    return isPipeline ? .otherCI : nil
  }

  // MARK: - Agents

  private static let agentNames: Set<String> = [
    ".mcp.json", "mcp.json", "mcp_config.json", "mcp-config.json", "mcp_settings.json",
    "cline_mcp_settings.json", "claude_desktop_config.json", "oai_config_list", "langgraph.json",
    "oai_config_list.json", ".aider.conf.yml", "mcp.yaml", "mcp.yml", "mcp_agent.config.yaml",
    "mcp_agent.secrets.yaml", "fastagent.config.yaml", "fastagent.secrets.yaml",
  ]
  private static let agentFolders: Set<String> = [
    ".claude", ".cursor", ".codex", ".gemini", ".continue", ".windsurf", ".roo", ".kiro", ".cline",
  ]

  private static func agent(_ path: PathView) -> Platform? {
    let isAgent =
      agentNames.contains(path.name) || path.folders.contains { agentFolders.contains($0) }
      || path.name.hasPrefix("litellm") && path.isYAML
      || path.name.hasPrefix("crew") && path.isYAML
    return isAgent ? .agent : nil
  }

  // MARK: - Containers

  private static func container(_ path: PathView) -> Platform? {
    let isContainer =
      path.name == "dockerfile" || path.name.hasPrefix("dockerfile.")
      || path.name.hasPrefix("dockerfile-") || path.ending == "dockerfile"
      || path.name == "containerfile" || path.name.hasPrefix("containerfile.")
      || (path.name.hasPrefix("docker-compose") || path.name.hasPrefix("compose.")
        || path.name.hasPrefix("podman-compose") || path.name.hasPrefix("docker-stack"))
        && path.isYAML
      || [".dockercfg", ".dockerconfigjson", "docker-bake.hcl", "docker-entrypoint.sh"]
        .contains(path.name)
      || path.name == "config.json" && path.folders.last == ".docker"
    return isContainer ? .container : nil
  }

  // MARK: - Infrastructure as code

  private static func infrastructure(_ path: PathView) -> Platform? {
    let isTerraform =
      ["tf", "tfvars", "tfstate", "tofu", "tfbackend", "sentinel"].contains(path.ending)
      || path.name.hasSuffix(".tf.json") || path.name.hasSuffix(".tfvars.json")
      || path.name.hasSuffix(".tfstate.backup") || path.name == "terragrunt.hcl"
      || path.name.hasSuffix(".pkr.hcl") || path.name.hasPrefix("pulumi.") && path.isYAML
    return isTerraform ? .terraform : nil
  }

  // MARK: - Clouds

  private static func cloud(_ path: PathView) -> Platform? {
    if [
      "dockerrun.aws.json", "samconfig.toml", "cdk.json", "cdk.context.json",
      "zappa_settings.json", "appspec.yml", "task-definition.json", "taskdef.json",
    ].contains(path.name)
      || path.name.hasPrefix("serverless.")
        && ["yml", "yaml", "json", "ts", "js"].contains(path.ending)
      || path.isBelow(".ebextensions", ".chalice", ".elasticbeanstalk")
      || path.isBelow("cloudformation", "cfn")
        && (path.isYAML || path.isJSON || path.ending == "template")
    {
      return .awsCompute
    }
    if ["local.settings.json", "azure.yaml"].contains(path.name)
      || ["bicep", "bicepparam", "publishsettings", "pubxml"].contains(path.ending)
      || path.name.hasPrefix("azuredeploy") && path.isJSON
    {
      return .azureCompute
    }
    return nil
  }

  // MARK: - Clusters

  private static func cluster(_ path: PathView) -> Platform? {
    let isCluster =
      [
        "kustomization.yml", "kustomization.yaml", "chart.yaml", "helmfile.yaml", "skaffold.yaml",
        "helmrelease.yaml",
      ].contains(path.name)
      || (path.name.hasPrefix("values") || path.folders.contains { $0.hasPrefix("values") })
        && path.isYAML
      || path.isYAML && path.isBelow("templates") && path.isBelow("charts", "chart", "helm")
      || path.ending == "tpl" && path.name.hasPrefix("_") && path.isBelow("templates")
    return isCluster ? .kubernetes : nil
  }

  // MARK: - Public clients

  private static func client(_ path: PathView) -> Platform? {
    let isMobile =
      [
        "info.plist", "google-services.json", "googleservice-info.plist", "androidmanifest.xml",
        "eas.json", "capacitor.config.json", "capacitor.config.ts", "project.pbxproj",
      ].contains(path.name)
      || ["xcconfig", "xcscheme", "storyboard", "dart", "entitlements", "aidl"].contains(
        path.ending)
      || path.ending == "xml" && path.folders.last.map { $0.hasPrefix("values") } == true
        && path.isBelow("res")
      || path.folders.contains { $0.hasSuffix(".xcodeproj") || $0.hasSuffix(".xcassets") }
      || ["kt", "java", "swift", "m", "mm", "gradle", "properties"].contains(path.ending)
        && path.isBelow("ios", "android", "androidapp", "androidtest")
    if isMobile { return .mobile }
    let isWeb =
      ["html", "htm", "xhtml"].contains(path.ending) && !isWriting(path)
      || ["vue", "svelte", "jsx", "tsx", "css", "scss"].contains(path.ending)
      || [".min.js", ".bundle.js", ".chunk.js"].contains { path.name.hasSuffix($0) }
      || ["js", "mjs", "ts", "map", "json"].contains(path.ending)
        && path.isBelow(
          "public", "wwwroot", "htdocs", "public_html", "frontend", "webapp", "www", "ui")
        && !path.isBelowDocuments
      || path.name.hasPrefix("environment") && path.ending == "ts" && path.isBelow("environments")
    return isWeb ? .web : nil
  }

  /// A page that somebody or some tool has written for readers; no browser of a user's gets it from the application.
  private static func isWriting(_ path: PathView) -> Bool {
    path.isBelow(
      "doc", "docs", "documentation", "javadoc", "apidoc", "report", "reports", "coverage",
      "htmlcov", "test-results", "test-reports", "testdata", "fixtures", "samples", "wiki")
      || ["-report", "_report"].contains { path.name.dropLast(path.ending.count + 1).hasSuffix($0) }
  }

  // MARK: - A developer's desk

  private static let deskNames: Set<String> = [
    ".envrc", ".npmrc", ".netrc", "_netrc", ".pypirc", ".yarnrc", ".yarnrc.yml", ".pgpass",
    ".my.cnf", ".gitconfig", ".git-credentials", ".bashrc", ".bash_profile", ".bash_aliases",
    ".zshrc", ".zshenv", ".zprofile", ".profile", ".s3cfg", ".boto", ".terraformrc", "terraform.rc",
    "application_default_credentials.json", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519",
    "kubeconfig", "vagrantfile", ".condarc", ".curlrc", ".wgetrc", ".ftpconfig", "sftp.json",
    ".remote-sync.json", "makefile", "devfile.yaml", ".devfile.yaml", ".databrickscfg", ".snowsql",
    ".vault-token", "rootkey.csv",
    "accesskeys.csv", "credentials.csv", "nuget.config", ".hgrc", ".mailrc", ".muttrc",
  ]
  private static let deskFolders: Set<String> = [
    ".aws", ".ssh", ".kube", ".azure", ".gcloud", ".idea", ".vscode", ".m2", ".cargo", ".gem",
    ".gnupg", ".config", ".devcontainer", ".vagrant", "dotfiles",
  ]

  private static func desk(_ path: PathView) -> Platform? {
    let isDesk =
      deskNames.contains(path.name) || path.folders.contains { deskFolders.contains($0) }
      || path.name == ".env" || path.name.hasPrefix(".env.") || path.name.hasPrefix(".env-")
      || path.name.hasPrefix(".env_") || path.name.hasPrefix("env.") || path.ending == "env"
      || path.name.hasSuffix("_history")
      || [
        "ipynb", "md", "mdx", "markdown", "rst", "adoc", "asciidoc", "http", "rest", "ovpn", "ppk",
        "code-workspace", "iml", "kubeconfig",
      ].contains(path.ending)
      || ["html", "htm", "xhtml"].contains(path.ending) && isWriting(path)
      || path.name.hasPrefix("readme") || path.name.hasPrefix("changelog")
      || path.name.contains(".md.") || EnvironmentReader.isInterface(path)
      || path.name.hasSuffix(".postman_collection.json")
      || path.name.hasSuffix(".postman_environment.json")
    return isDesk ? .laptop : nil
  }

  // MARK: - Servers

  private static let serverNames: Set<String> = [
    "web.config", "app.config", "ansible.cfg", "wp-config.php", "nginx.conf", "httpd.conf",
    "my.cnf",
    "redis.conf", "crontab", "supervisord.conf", "prometheus.yml", "alertmanager.yml",
    "grafana.ini", "tnsnames.ora", "server.xml", "context.xml", "standalone.xml",
    "hibernate.cfg.xml", "database.yml", "mongoid.yml", "bootstrap.yml", "bootstrap.properties",
    "pgbouncer.ini", "userlist.txt", "php.ini", "parameters.yml", "localsettings.php", "krb5.conf",
  ]
  private static let serverFolders: Set<String> = [
    "etc", "group_vars", "host_vars", "ansible", "playbooks", "hieradata", "cookbooks", "data_bags",
    "pillar", "puppet", "salt", "systemd", "conf.d", "sites-available", "sites-enabled", "roles",
  ]

  private static func server(_ path: PathView) -> Platform? {
    let isServer =
      serverNames.contains(path.name)
      || path.folders.contains { serverFolders.contains($0) } && !PathGuess.isSource(path)
      || path.isYAML
        && ["tasks", "vars", "defaults", "handlers"].contains(path.folders.last ?? "")
      || ["service", "socket", "timer", "pp", "sls", "eyaml", "nomad", "cnf", "conf"]
        .contains(path.ending)
      || path.name.hasPrefix("application")
        && (path.isYAML || path.ending == "properties" || path.ending == "conf")
      || path.name.hasPrefix("appsettings") && path.isJSON
      || path.name.hasPrefix("web.") && path.ending == "config"
    return isServer ? .server : nil
  }
}
