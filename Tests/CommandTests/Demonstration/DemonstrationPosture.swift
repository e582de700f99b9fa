/// What is wrong with the settings of ``DemonstrationFiles``, and what looks wrong there and is not. The tables are written by
/// hand from the vendors' documentation: a path, and below it the check's public id, the check, its severity and the
/// beginning of the line, which no other line of the file has.
enum DemonstrationPosture {
  struct Fault: Hashable {
    var alias: String
    var check: String
    var severity: String
    var path: String
    /// Of the line, without indentation.
    var text: String
  }

  static let faults = table.split(separator: "\n").reduce(into: (path: "", faults: [Fault]())) {
    guard $1.first == " " else {
      $0.path = String($1)
      return
    }
    let words = $1.split(separator: " ", maxSplits: 3).map(String.init)
    $0.faults.append(
      Fault(
        alias: words[0], check: words[1], severity: words[2], path: $0.path,
        text: String(words[3].drop { $0 == " " })))
  }.faults

  private static let table = #"""
    .github/workflows/deploy.yml
      GHA-01 gha-permissions-write-all high permissions: write-all
    .github/workflows/release.yml
      GHA-02 gha-permissions-absent medium jobs:
    .github/workflows/evaluate.yml
      GHA-02 gha-permissions-absent medium jobs:
    .github/workflows/plan.yml
      GHA-02 gha-permissions-absent medium jobs:
    .github/workflows/cloud.yml
      GHA-03 gha-id-token-for-all-jobs high id-token: write
      GHA-04 gha-cloud-login-without-environment medium terraform:
      GHA-09 gha-role-duration-very-long high role-duration-seconds: 28800
      GHA-08 gha-static-cloud-login high credentials_json:
      GHA-18 gha-docker-hub-token low password:
    .github/workflows/review.yml
      GHA-15 gha-secret-for-every-step medium REVIEW_TOKEN:
      GHA-05 gha-untrusted-checkout critical ref: ${{ github.event
      GHA-06 gha-secrets-inherit high secrets: inherit
    .github/workflows/triage.yml
      GHA-11 gha-app-token-too-wide high - uses: actions/create-github-app-token
      GHA-12 gha-app-token-not-revoked medium skip-token-revoke: true
      GHA-10 gha-personal-token medium GH_TOKEN:
      GHA-19 gha-ai-static-key medium OPENAI_API_KEY:
      GHA-07 gha-unpinned-action-with-secrets high - uses: anthropics/claude-code-action
      GHA-13 gha-registry-token medium CARGO_REGISTRY_TOKEN:
      AI-08 gha-agent-setup-token high claude_code_oauth_token:
    .gitlab-ci.yml
      GL-03 gitlab-literal-secret critical REGISTRY_TOKEN:
      GL-03 gitlab-literal-secret critical AWS_SECRET_ACCESS_KEY:
      GL-03 gitlab-literal-secret critical VAULT_TOKEN:
      GL-03 gitlab-literal-secret critical ANTHROPIC_API_KEY:
      GL-01 gitlab-id-token-audiences medium aud: [https://vault.acme.io
      GL-02 gitlab-removed-job-jwt medium script: ./sign.sh
    .circleci/config.yml
      CI-02 circleci-static-cloud-key medium AWS_SECRET_ACCESS_KEY:
    infra/providers.tf
      AWS-20 aws-provider-static-key critical secret_key =
    infra/worker.tf
      AWS-21 aws-function-literal-secret high AWS_SECRET_ACCESS_KEY
      AWS-21 aws-function-literal-secret high OPENAI_API_KEY
    infra/stack.yaml
      AWS-21 aws-function-literal-secret high SLACK_BOT_TOKEN
    infra/serverless.yml
      AWS-21 aws-function-literal-secret high SENDGRID_API_KEY
    infra/iam.tf
      AWS-07 aws-role-session-long medium max_session_duration = 43200
      AWS-02 aws-trust-subject-wildcard high StringLike = {
      AWS-03 aws-trust-without-audience high Principal = { Federated = "arn:
      AWS-06 aws-trust-everybody critical Principal = { AWS = "*" }
      AWS-24 aws-oidc-provider-audiences low client_id_list = ["sts.amazonaws.com",
      AWS-13 aws-iam-user medium resource "aws_iam_user" "backup"
      AWS-08 aws-access-key-resource high resource "aws_iam_access_key" "backup"
      AWS-09 aws-administrator-attachment critical policy_arn =
      AWS-10 aws-policy-can-widen-itself high Action   = ["iam:PassRole"
      AWS-19 aws-instance-metadata-v1 medium http_tokens = "optional"
      AWS-22 aws-cognito-refresh-long medium refresh_token_validity
      AWS-22 aws-cognito-no-revocation medium enable_token_revocation
    infra/google.tf
      GCP-01 gcp-service-account-key high resource "google_service_account_key" "ci"
      GOV-09 terraform-static-key-beside-federation high resource "google_service_account_key" "ci"
      GCP-02 gcp-service-account-basic-role critical role    = "roles/owner"
      GCP-03 gcp-impersonate-whole-project high role    = "roles/iam.serviceAccountTokenCreator"
      GCP-04 gcp-shared-issuer-without-condition critical issuer_uri = 
      GCP-05 gcp-principal-whole-pool high member             = "principalSet:
      GCP-08 gcp-api-key-unrestricted high resource "google_apikeys_key" "maps"
      GCP-10 gcp-storage-hmac-key medium resource "google_storage_hmac_key" "backup"
    infra/entra.tf
      AZ-11 azure-application-without-owner medium display_name = "shop"
      AZ-01 azure-client-secret-long high end_date_relative
      AZ-02 azure-federation-subject-wide high subject
      AZ-03 azure-federation-audience medium audiences
      AZ-04 azure-role-over-subscription critical role_definition_name = "Owner"
      AZ-05 azure-storage-shared-key medium shared_access_key_enabled = true
      AZ-06 azure-sas-policy-long medium expiration_period = "30.
      AZ-12 azure-registry-admin medium admin_enabled = true
    infra/vault.tf
      V-05 vault-jwt-role-for-all-subjects critical role_name      = "ci"
      V-06 vault-kubernetes-role-wildcard high bound_service_account_names      = ["*"]
      V-07 vault-approle-secret-without-end high secret_id_ttl
    infra/policies/agent.hcl
      V-04 vault-policy-everything critical path "*"
    infra/tokens.tf
      OA-10 tfe-token-without-end high resource "tfe_team_token" "ci"
      OA-09 databricks-token-without-end high resource "databricks_token" "ci"
      OA-11 cloudflare-token-without-end high name = "dns"
      OA-15 grafana-token-without-end medium name               = "ci"
      GL-04 gitlab-access-token-without-end high resource "gitlab_project_access_token" "ci"
      GL-06 gitlab-deploy-token-without-end medium resource "gitlab_deploy_token" "ci"
      OA-16 github-deploy-key-writes medium read_only  = false
      OA-13 datadog-application-key-full medium name = "ci"
      GOV-08 terraform-rotation-slow medium rotation_days = 365
      TFC-01 tfe-static-cloud-secret high key          = "AWS_SECRET_ACCESS_KEY"
      OA-05 okta-refresh-token-not-rotated high refresh_token_rotation
    k8s/rbac.yaml
      K8S-01 k8s-legacy-token-secret high type: kubernetes.io/service-account-token
      K8S-02 k8s-automount-token medium automountServiceAccountToken: true
      K8S-05 k8s-cluster-admin critical name: cluster-admin
      K8S-06 k8s-role-wildcard high verbs: ["*"]
      K8S-07 k8s-role-escalation high resources: [serviceaccounts/token]
    k8s/external.yaml
      K8S-13 k8s-secret-store-static high tokenSecretRef:
      K8S-14 k8s-cluster-store-for-all medium kind: ClusterSecretStore
      K8S-12 k8s-external-secret-refresh medium refreshInterval: "0"
      K8S-16 k8s-certificate-long medium duration:
      K8S-17 k8s-certificate-key-kept medium rotationPolicy:
    auth/realm.json
      OA-06 keycloak-access-token-long high "accessTokenLifespan"
      OA-06 keycloak-refresh-token-reused high "revokeRefreshToken"
      OA-06 keycloak-full-scope high "fullScopeAllowed": true
      OA-06 keycloak-password-grant high "directAccessGrantsEnabled": true
    .npmrc
      OA-17 npmrc-literal-token high //registry.npmjs.org/:_authToken
    gateway/litellm.yaml
      AI-06 litellm-virtual-keys-never-end high database_url:
    .mcp.json
      AI-01 mcp-literal-credential critical "GITHUB_PERSONAL_ACCESS_TOKEN"
      AI-02 mcp-personal-credential high "GITHUB_PERSONAL_ACCESS_TOKEN"
      AI-03 mcp-unpinned-server high "args":
    .cursor/mcp.json
      AI-01 mcp-literal-credential critical "AWS_SECRET_ACCESS_KEY"
      AI-02 mcp-personal-credential high "AWS_SECRET_ACCESS_KEY"
      AI-03 mcp-unpinned-server high "args":
    .vscode/mcp.json
      AI-04 mcp-url-unencrypted high "url":
    infra/shop.bicep
      AZ-02 azure-template-federation-subject high subject: 'repo:
      AZ-08 azure-template-local-authentication medium disableLocalAuth: false
      AZ-12 azure-registry-admin medium adminUserEnabled: true
    build/Dockerfile
      DOCKER-01 dockerfile-secret-build-argument medium ARG NPM_TOKEN
      DOCKER-02 dockerfile-secret-in-environment high ENV NODE_ENV=production
      DOCKER-03 dockerfile-copies-credentials high COPY .netrc
    services/mail/token.js
      JWT-01 jwt-node-no-expiry high return jwt.sign({ sub: user }, key, { algorithm: "RS256" });
      JWT-02 jwt-node-long-expiry high return jwt.sign({ sub: user }, key, { algorithm: "RS256", expiresIn: "90d" });
    services/search/token.py
      JWT-03 jwt-python-ignores-expiry critical token, key, algorithms
    services/billing/token.go
      JWT-03 jwt-go-ignores-claims critical return jwt.NewParser(jwt.WithoutClaimsValidation
    """#

  /// Safe values, variables and templates that stand where a fault would: beginnings of lines, by path.
  static let silent = [
    ".github/workflows/safe.yml": [
      "permissions: {}",
      "permissions: {contents: read, id-token: write}",
      "role-duration-seconds: 900",
      "skip-token-revoke: false",
      "GH_TOKEN: ${{ github.token }}",
    ],
    "infra/shop.bicep": ["disableLocalAuth: true"],
    "build/Dockerfile": ["ARG VERSION", "RUN --mount=type=secret"],
    ".gitlab-ci.yml": [
      "CI_JOB_TOKEN: $CI_JOB_TOKEN",
      "aud: https://notify.acme.io",
    ],
    "infra/iam.tf": [
      "max_session_duration = 3600",
      #""token.actions.githubusercontent.com:sub" = "repo:acme@"#,
      #"client_id_list = ["sts.amazonaws.com"]"#,
      #"Action   = ["s3:GetObject"]"#,
      #"http_tokens = "required""#,
    ],
    "infra/google.tf": [
      #"role    = "roles/storage.objectViewer""#,
      #"resource "google_iam_workload_identity_pool_provider" "exact""#,
    ],
    "infra/entra.tf": [
      #"role_definition_name = "Storage Blob Data Reader""#,
      "shared_access_key_enabled = false",
      #"expiration_period = "0.12:00:00""#,
    ],
    "infra/vault.tf": [
      #"resource "vault_jwt_auth_backend_role" "exact""#
    ],
    "infra/policies/agent.hcl": [
      #"path "secret/data/shop/*""#
    ],
    "infra/tokens.tf": [
      "lifetime_seconds = 3600",
      "read_only  = true",
      "rotation_days = 30",
    ],
    "k8s/rbac.yaml": [
      "automountServiceAccountToken: false",
      "resources: [configmaps]",
    ],
    "k8s/external.yaml": [
      "refreshInterval: 1h"
    ],
    "auth/staff-realm.json": [
      #""accessTokenLifespan": 300"#
    ],
    "gateway/litellm.yaml": [
      "master_key: os.environ/"
    ],
    ".vscode/mcp.json": [
      #""env": {"WIKI_TOKEN": "${input:"#
    ],
    "services/mail/token.js": [
      #"return jwt.sign({ sub: user }, key, { algorithm: "RS256", expiresIn: "15m" });"#
    ],
    "services/search/token.py": [
      "return jwt.decode(token, key,"
    ],
  ]
}
