import Model
import Testing

@testable import Governance

/// Where a credential stands. The expected column is written from part B's table of signals, not from output.
@Suite struct PlatformTests {
  static let paths: [(path: String, platform: Platform)] = [
    (".github/workflows/deploy.yml", .githubActions),
    ("app/__pycache__/ai.cpython-313.pyc", .application), (".devfile.yaml", .laptop),
    ("deploy/env.docker.template", .laptop), ("policies/mocks/state.sentinel", .terraform),
    ("sub/.github/workflows/a.yaml", .githubActions),
    (".github/workflows/scripts/a.sh", .githubActions), ("api/openapi-v2.yml", .laptop),
    ("api/swagger.json", .laptop), ("values_overrides/nova/ssh.yaml", .kubernetes),
    ("app/src/main/resources/dumps/users.txt", .application),
    ("src/test/resources/org/acme/server.key", .application),
    (".github/actions/setup/index.js", .githubActions), ("tools/action.yml", .githubActions),
    (".gitlab-ci.yml", .gitlabCI), ("ci/build.gitlab-ci.yml", .gitlabCI),
    (".gitlab/ci/jobs.yml", .gitlabCI), (".circleci/config.yml", .otherCI),
    ("bitbucket-pipelines.yml", .otherCI), ("azure-pipelines.yml", .otherCI),
    ("azure-pipelines-nightly.yml", .otherCI), (".buildkite/pipeline.yml", .otherCI),
    ("Jenkinsfile", .otherCI), ("ci/Jenkinsfile.release", .otherCI), (".drone.yml", .otherCI),
    (".travis.yml", .otherCI), ("cloudbuild.yaml", .otherCI), ("buildspec.yml", .otherCI),
    (".woodpecker/test.yml", .otherCI), (".mcp.json", .agent), (".cursor/mcp.json", .agent),
    (".vscode/mcp.json", .agent), ("claude_desktop_config.json", .agent),
    (".claude/settings.local.json", .agent), ("home/.codex/config.toml", .agent),
    (".gemini/settings.json", .agent), ("litellm_config.yaml", .agent),
    ("OAI_CONFIG_LIST", .agent), (".continue/config.json", .agent),
    ("Dockerfile", .container), ("build/Dockerfile.prod", .container),
    ("app.dockerfile", .container), ("docker-compose.yml", .container),
    ("docker-compose.override.yaml", .container), ("compose.yaml", .container),
    (".dockercfg", .container), ("home/.docker/config.json", .container),
    ("main.tf", .terraform), ("prod.tfvars", .terraform), ("terraform.tfstate", .terraform),
    ("live/terragrunt.hcl", .terraform), ("Pulumi.dev.yaml", .terraform),
    ("serverless.yml", .awsCompute), ("cdk.json", .awsCompute),
    ("Dockerrun.aws.json", .awsCompute), ("samconfig.toml", .awsCompute),
    ("local.settings.json", .azureCompute), ("infra/main.bicep", .azureCompute),
    ("azuredeploy.parameters.json", .azureCompute), ("chart/values.yaml", .kubernetes),
    ("chart/values-prod.yaml", .kubernetes), ("charts/app/templates/secret.yaml", .kubernetes),
    ("overlays/prod/kustomization.yaml", .kubernetes), (".env", .laptop),
    (".env.production", .laptop), (".npmrc", .laptop), ("home/.aws/credentials", .laptop),
    (".netrc", .laptop), ("home/.bashrc", .laptop), (".idea/dataSources.xml", .laptop),
    ("README.md", .laptop), ("docs/setup.rst", .laptop), ("analysis.ipynb", .laptop),
    (".kube/config", .laptop), ("etc/app/app.conf", .server),
    ("units/app.service", .server), ("group_vars/all.yml", .server),
    ("ansible/roles/db/vars/main.yml", .server), ("puppet/manifests/db.pp", .server),
    ("web.config", .server), ("src/main/resources/application.properties", .server),
    ("src/main/resources/application-prod.yml", .server), ("appsettings.Production.json", .server),
    ("wp-config.php", .server), ("config/database.yml", .server), ("App/Info.plist", .mobile),
    ("app/google-services.json", .mobile), ("app/src/main/AndroidManifest.xml", .mobile),
    ("android/app/src/main/java/Api.java", .mobile), ("app/src/main/res/values/keys.xml", .mobile),
    ("lib/api.dart", .mobile), ("public/js/app.js", .web), ("index.html", .web),
    ("src/App.vue", .web), ("static/vendor.min.js", .web), ("src/server.py", .application),
    ("cmd/main.go", .application), ("lib/client.rb", .application),
    ("src/index.ts", .application), ("Sources/App/App.swift", .application),
    ("db/seed.sql", .application), ("scripts/deploy.sh", .laptop), ("run.ps1", .laptop),
    ("ci/release.sh", .otherCI), ("docker/run.sh", .container), ("app/entrypoint.bash", .container),
    ("aws/userdata.sh", .server), ("ops/cron/rotate.sh", .server), ("docs/api.html", .laptop),
    ("out/scan-report.html", .laptop), ("site/index.html", .web), ("app/report.html", .web),
    ("config/settings.json", .application), ("k8s/secret.json", .kubernetes),
    ("roles/db/tasks/main.yml", .server), ("test/db/vars/main.yml", .server),
    ("app/templates/_helpers.tpl", .kubernetes), ("guide/style.html.md.erb", .laptop),
    ("cicd-pipelines/azure-devops/comment.ps1", .otherCI), ("ui/src/js/search.js", .web),
    ("docs-ref/latest/aks.yml", .laptop), ("public/docs/api/calls.json", .laptop),
    ("build/ci/evergreen.yml", .otherCI),
    ("terraform.tfvars.example", .terraform), ("config.php.dist", .application),
    ("data.bin", .unknown), ("key.pem", .unknown), ("data/values.json", .unknown),
  ]

  @Test(arguments: paths)
  func pathsAlone(_ path: String, _ platform: Platform) throws {
    let found = try Place.read("password: {SECRET}\n", secret: Made.text(20), path: path)
    #expect(found.platform == platform)
    #expect(found.platformEvidence == (platform == .unknown ? nil : "path \(path)"))
  }

  static let texts: [(name: String, path: String, text: String, platform: Platform)] = [
    (
      "a manifest", "deploy/secret.yaml",
      "apiVersion: v1\nkind: Secret\nstringData:\n  a: {SECRET}\n", .kubernetes
    ),
    (
      "a manifest in JSON", "x/secret.json",
      "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"Secret\",\n  \"stringData\": {\n    \"a\": \"{SECRET}\"\n  }\n}\n",
      .kubernetes
    ),
    (
      "a compose file that a workflow runs", ".github/workflows/mint/cluster.yaml",
      "services:\n  db:\n    image: db\n    environment:\n      A: {SECRET}\n", .container
    ),
    (
      "the second document", "all.yaml",
      "a: b\n---\napiVersion: v1\nkind: ConfigMap\ndata:\n  a: {SECRET}\n", .kubernetes
    ),
    (
      "no manifest in this document", "all.yaml",
      "x: {SECRET}\n---\napiVersion: v1\nkind: ConfigMap\n", .unknown
    ),
    (
      "an EKS role", "a.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata:\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::123456789012:role/x\nstringData:\n  a: {SECRET}\n",
      .eks
    ),
    (
      "an image of ECR", "a.yaml",
      "apiVersion: apps/v1\nkind: Deployment\nspec:\n  image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1\n  env:\n  - name: A\n    value: {SECRET}\n",
      .eks
    ),
    (
      "Workload Identity of GKE", "a.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata:\n  annotations:\n    iam.gke.io/gcp-service-account: a@b.iam.gserviceaccount.com\nstringData:\n  a: {SECRET}\n",
      .gke
    ),
    (
      "an image of Artifact Registry", "values.yaml",
      "image: europe-docker.pkg.dev/acme/app/a\npassword: {SECRET}\n", .gke
    ),
    (
      "an image of ACR", "chart/values.yaml", "image: acme.azurecr.io/a\npassword: {SECRET}\n", .aks
    ),
    (
      "Workload Identity of AKS", "a.yml",
      "apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    azure.workload.identity/use: \"true\"\nspec:\n  x: {SECRET}\n",
      .aks
    ),
    (
      "marks that are commented out", "a/values.yaml",
      "#  iam.gke.io/gcp-service-account: a\npassword: {SECRET}\n", .kubernetes
    ),
    (
      "a manifest of another ending", "k8s/tls.key",
      "apiVersion: v1\nkind: Secret\ndata:\n  tls.key: {SECRET}\n", .kubernetes
    ),
    (
      "a manifest in a cloud's folder", "aws/k8s/s.yml",
      "apiVersion: v1\nkind: Secret\ndata:\n  a: {SECRET}\n", .eks
    ),
    (
      "code that quotes a manifest", "a.py",
      "apiVersion: v1\nkind: Secret\ndata:\n  a: {SECRET}\n", .application
    ),
    (
      "two clouds", "a.yaml",
      "apiVersion: v1\nkind: Pod\nspec:\n  a: acme.azurecr.io/a\n  b: x.dkr.ecr.us-east-1.amazonaws.com/a\n  x: {SECRET}\n",
      .kubernetes
    ),
    (
      "Cloud Run", "service.yaml",
      "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  x: {SECRET}\n",
      .gcpCompute
    ),
    (
      "a kubeconfig", "cluster.yaml",
      "apiVersion: v1\nkind: Config\nclusters:\n- name: a\nusers:\n- user:\n    token: {SECRET}\n",
      .laptop
    ),
    (
      "Terraform: a function", "main.tf",
      "resource \"aws_lambda_function\" \"w\" {\n  environment {\n    variables = {\n      A = \"{SECRET}\"\n    }\n  }\n}\n",
      .awsCompute
    ),
    (
      "Terraform: a here-document", "main.tf",
      "resource \"aws_instance\" \"w\" {\n  user_data = <<EOF\nexport A={SECRET}\nEOF\n}\n",
      .awsCompute
    ),
    (
      "Terraform: a cluster", "main.tf",
      "resource \"google_container_cluster\" \"c\" {\n  master_auth {\n    password = \"{SECRET}\"\n  }\n}\n",
      .gke
    ),
    (
      "Terraform: a web app", "main.tf",
      "resource \"azurerm_linux_web_app\" \"c\" {\n  app_settings = {\n    A = \"{SECRET}\"\n  }\n}\n",
      .azureCompute
    ),
    (
      "Terraform: a provider", "main.tf", "provider \"aws\" {\n  secret_key = \"{SECRET}\"\n}\n",
      .terraform
    ),
    (
      "Terraform: behind a block", "main.tf",
      "resource \"aws_instance\" \"w\" {\n}\n\nvariable \"x\" {\n  default = \"{SECRET}\"\n}\n",
      .terraform
    ),
    (
      "Terraform: a database", "main.tf",
      "resource \"aws_db_instance\" \"w\" {\n  password = \"{SECRET}\"\n}\n", .terraform
    ),
    (
      "Terraform: a workflow's secret", "main.tf",
      "resource \"github_actions_secret\" \"w\" {\n  plaintext_value = \"{SECRET}\"\n}\n",
      .githubActions
    ),
    (
      "a workflow of no known name", "ci.yml",
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    env:\n      A: {SECRET}\n",
      .githubActions
    ),
    (
      "an included file of GitLab", "ci/build.yml",
      "stages: [a]\nbuild:\n  script:\n    - x {SECRET}\n", .gitlabCI
    ),
    (
      "Azure Pipelines of no known name", "build.yml",
      "pool:\n  vmImage: ubuntu-latest\nsteps:\n- script: x\n  env:\n    A: {SECRET}\n", .otherCI
    ),
    (
      "compose of no known name", "stack.yml",
      "services:\n  db:\n    image: postgres\n    environment:\n      PASSWORD: {SECRET}\n",
      .container
    ),
    (
      "Ansible", "site.yml", "- hosts: all\n  become: true\n  vars:\n    password: {SECRET}\n",
      .server
    ),
    ("cloud-init", "user-data.yaml", "#cloud-config\nwrite_files:\n- content: {SECRET}\n", .server),
    (
      "CloudFormation", "stack.yaml",
      "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties:\n      A: {SECRET}\n",
      .awsCompute
    ),
    (
      "CloudFormation in JSON", "stack.json",
      "{\n  \"Resources\": {\n    \"A\": {\n      \"Type\": \"AWS::EC2::Instance\",\n      \"P\": \"{SECRET}\"\n    }\n  }\n}\n",
      .awsCompute
    ),
    (
      "an ECS task", "task.json",
      "{\"containerDefinitions\": [{\"environment\": [{\"name\": \"A\", \"value\": \"{SECRET}\"}]}]}",
      .awsCompute
    ),
    (
      "an ARM template", "template.json",
      "{\n  \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\",\n  \"x\": \"{SECRET}\"\n}\n",
      .azureCompute
    ),
    ("App Engine", "app.yaml", "runtime: python312\nenv_variables:\n  A: {SECRET}\n", .gcpCompute),
    (
      "serverless on Google", "serverless.yml",
      "service: a\nprovider:\n  name: google\n  environment:\n    A: {SECRET}\n", .gcpCompute
    ),
    (
      "an MCP configuration", "tools.json",
      "{\n  \"mcpServers\": {\n    \"a\": {\n      \"env\": {\n        \"A\": \"{SECRET}\"\n      }\n    }\n  }\n}\n",
      .agent
    ),
    (
      "logins of registries", "pull.json",
      "{\n  \"auths\": {\n    \"a\": {\n      \"auth\": \"{SECRET}\"\n    }\n  }\n}\n", .container
    ),
    ("a public name", ".env", "NEXT_PUBLIC_API_KEY={SECRET}\n", .web),
    ("Vite's name", ".env.local", "VITE_KEY={SECRET}\n", .web),
    ("Expo's name", ".env", "EXPO_PUBLIC_KEY={SECRET}\n", .mobile),
    (
      "a public name in a pipeline", ".github/workflows/a.yml", "env:\n  VITE_KEY: {SECRET}\n",
      .githubActions
    ),
  ]

  @Test(arguments: texts)
  func textTellsWhatThePathDoesNot(
    _ name: String, _ path: String, _ text: String, _ platform: Platform
  ) throws {
    let found = try Place.read(text, secret: Made.text(20), path: path)
    #expect(found.platform == platform)
    #expect((found.platformEvidence == nil) == (platform == .unknown))
  }

  @Test func evidenceNamesTheLine() throws {
    let found = try Place.read(
      "\n\napiVersion: v1\nkind: Secret\nstringData:\n  a: {SECRET}\n", secret: Made.text(20),
      path: "x.yaml")
    #expect(found.platformEvidence == "kind Secret in line 4")
  }
}
