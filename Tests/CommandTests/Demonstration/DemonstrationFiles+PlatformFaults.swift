extension DemonstrationFiles {
  static let platformFaults: [(path: String, text: String)] = [
    (
      "infra/tokens.tf",
      """
      resource "tfe_team_token" "ci" {
        team_id = tfe_team.ci.id
      }

      resource "databricks_token" "ci" {
        comment = "Read by the nightly job"
      }

      resource "databricks_token" "short" {
        comment          = "Read by the daily job"
        lifetime_seconds = 3600
      }

      resource "cloudflare_api_token" "dns" {
        name = "dns"
        policy {
          permission_groups = [var.dns_write]
          resources         = { "com.cloudflare.api.account.zone.${var.zone}" = "*" }
        }
      }

      resource "grafana_service_account_token" "ci" {
        name               = "ci"
        service_account_id = grafana_service_account.ci.id
      }

      resource "gitlab_project_access_token" "ci" {
        project      = "1234"
        name         = "ci"
        access_level = "developer"
        scopes       = ["read_repository"]
      }

      resource "gitlab_deploy_token" "ci" {
        project = "1234"
        name    = "ci"
        scopes  = ["read_registry"]
      }

      resource "github_repository_deploy_key" "ci" {
        title      = "ci"
        repository = "shop"
        key        = var.public_key
        read_only  = false
      }

      resource "github_repository_deploy_key" "reader" {
        title      = "reader"
        repository = "shop"
        key        = var.public_key
        read_only  = true
      }

      resource "datadog_application_key" "ci" {
        name = "ci"
      }

      resource "time_rotating" "yearly" {
        rotation_days = 365
      }

      resource "azuread_service_principal_password" "report" {
        service_principal_id = var.principal
        end_date_relative    = "2160h"
        rotate_when_changed  = { rotation = time_rotating.yearly.id }
      }

      resource "time_rotating" "monthly" {
        rotation_days = 30
      }

      resource "tfe_variable" "aws" {
        key          = "AWS_SECRET_ACCESS_KEY"
        value_wo     = var.aws_secret
        category     = "env"
        sensitive    = true
        workspace_id = tfe_workspace.shop.id
      }

      resource "okta_app_oauth" "shop" {
        label                  = "shop"
        type                   = "web"
        refresh_token_rotation = "STATIC"
      }
      """
    ),
    (
      "infra/vault.tf",
      """
      resource "vault_jwt_auth_backend_role" "ci" {
        backend        = "jwt"
        role_name      = "ci"
        role_type      = "jwt"
        user_claim     = "sub"
        token_policies = ["ci"]
        token_ttl      = 900
        token_max_ttl  = 3600
      }

      resource "vault_jwt_auth_backend_role" "exact" {
        backend         = "jwt"
        role_name       = "exact"
        role_type       = "jwt"
        user_claim      = "sub"
        bound_audiences = ["https://vault.acme.io"]
        bound_subject   = "repo:acme@1234/shop@5678:environment:production"
        token_policies  = ["ci"]
        token_ttl       = 900
        token_max_ttl   = 3600
      }

      resource "vault_kubernetes_auth_backend_role" "shop" {
        backend                          = "kubernetes"
        role_name                        = "shop"
        audience                         = "vault"
        bound_service_account_names      = ["*"]
        bound_service_account_namespaces = ["shop"]
        token_ttl                        = 3600
        token_max_ttl                    = 14400
      }

      resource "vault_approle_auth_backend_role" "sync" {
        backend               = "approle"
        role_name             = "sync"
        secret_id_ttl         = 0
        secret_id_num_uses    = 0
        secret_id_bound_cidrs = ["10.1.0.0/16"]
        token_ttl             = 3600
        token_max_ttl         = 14400
      }
      """
    ),
    (
      "infra/policies/agent.hcl",
      """
      path "secret/data/shop/*" {
        capabilities = ["read"]
      }

      path "*" {
        capabilities = ["read", "list"]
      }
      """
    ),
    (
      "k8s/rbac.yaml",
      """
      apiVersion: v1
      kind: Secret
      metadata:
        name: builder-token
        annotations:
          kubernetes.io/service-account.name: builder
      type: kubernetes.io/service-account-token
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata:
        name: builder
        labels:
          app.kubernetes.io/name: builder
      automountServiceAccountToken: true
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata:
        name: quiet
        labels:
          app.kubernetes.io/name: quiet
      automountServiceAccountToken: false
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata:
        name: builder
      roleRef:
        apiGroup: rbac.authorization.k8s.io
        kind: ClusterRole
        name: cluster-admin
      subjects:
        - kind: ServiceAccount
          name: builder
          namespace: build
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata:
        name: anything
      rules:
        - apiGroups: [apps]
          resources: [deployments]
          verbs: ["*"]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata:
        name: minter
        namespace: build
      rules:
        - apiGroups: [""]
          resources: [serviceaccounts/token]
          verbs: [create]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata:
        name: reader
        namespace: build
      rules:
        - apiGroups: [""]
          resources: [configmaps]
          verbs: [get]
      """
    ),
    (
      "k8s/external.yaml",
      """
      apiVersion: external-secrets.io/v1
      kind: ClusterSecretStore
      metadata:
        name: vault
      spec:
        provider:
          vault:
            server: https://vault.acme.io
            path: secret
            auth:
              tokenSecretRef:
                name: vault-bootstrap
                key: token
      ---
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata:
        name: once
        namespace: shop
      spec:
        refreshInterval: "0"
        secretStoreRef: {kind: ClusterSecretStore, name: vault}
      ---
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata:
        name: hourly
        namespace: shop
      spec:
        refreshInterval: 1h
        secretStoreRef: {kind: ClusterSecretStore, name: vault}
      ---
      apiVersion: cert-manager.io/v1
      kind: Certificate
      metadata:
        name: shop
        namespace: shop
      spec:
        secretName: shop-tls
        duration: 17520h
        privateKey:
          rotationPolicy: Never
      """
    ),
  ]
}
