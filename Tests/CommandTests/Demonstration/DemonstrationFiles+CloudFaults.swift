extension DemonstrationFiles {
  static let cloudFaults: [(path: String, text: String)] = [
    (
      "infra/iam.tf",
      """
      resource "aws_iam_role" "deploy" {
        name                 = "deploy"
        description          = "Deploys the shop from GitHub Actions"
        max_session_duration = 43200
        assume_role_policy = jsonencode({
          Version = "2012-10-17"
          Statement = [{
            Effect    = "Allow"
            Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
            Action    = "sts:AssumeRoleWithWebIdentity"
            Condition = {
              StringLike = { "token.actions.githubusercontent.com:sub" = "repo:acme/*" }
            }
          }]
        })
        permissions_boundary = var.boundary
        tags                 = { Owner = "infra", Purpose = "Deploys the shop" }
      }

      resource "aws_iam_role" "shared" {
        name = "shared"
        assume_role_policy = jsonencode({
          Version = "2012-10-17"
          Statement = [{
            Effect    = "Allow"
            Principal = { AWS = "*" }
            Action    = "sts:AssumeRole"
          }]
        })
      }

      resource "aws_iam_role" "exact" {
        name                 = "exact"
        description          = "Publishes the shop from GitHub Actions"
        max_session_duration = 3600
        permissions_boundary = var.boundary
        tags                 = { Owner = "infra", Purpose = "Publishes the shop" }
        assume_role_policy = jsonencode({
          Version = "2012-10-17"
          Statement = [{
            Effect    = "Allow"
            Principal = { Federated = aws_iam_openid_connect_provider.exact.arn }
            Action    = "sts:AssumeRoleWithWebIdentity"
            Condition = {
              StringEquals = {
                "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
                "token.actions.githubusercontent.com:sub" = "repo:acme@1234/shop@5678:environment:production"
              }
            }
          }]
        })
      }

      resource "aws_iam_openid_connect_provider" "exact" {
        url            = "https://token.actions.githubusercontent.com"
        client_id_list = ["sts.amazonaws.com"]
      }

      resource "aws_iam_openid_connect_provider" "shared" {
        url            = "https://gitlab.com"
        client_id_list = ["sts.amazonaws.com", "https://gitlab.com"]
      }

      resource "aws_iam_user" "backup" {
        name = "backup"
        tags = { Owner = "infra", Purpose = "Writes backups" }
      }

      resource "aws_iam_access_key" "backup" {
        user = aws_iam_user.backup.name
      }

      resource "aws_iam_role_policy_attachment" "deploy" {
        role       = aws_iam_role.deploy.name
        policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
      }

      resource "aws_iam_role_policy" "runner" {
        role = aws_iam_role.shared.id
        policy = jsonencode({
          Version = "2012-10-17"
          Statement = [{
            Effect   = "Allow"
            Action   = ["iam:PassRole", "iam:PutRolePolicy"]
            Resource = "*"
          }]
        })
      }

      resource "aws_iam_role_policy" "reader" {
        role = aws_iam_role.exact.id
        policy = jsonencode({
          Version = "2012-10-17"
          Statement = [{
            Effect   = "Allow"
            Action   = ["s3:GetObject"]
            Resource = "arn:aws:s3:::acme-reports/*"
          }]
        })
      }

      resource "aws_instance" "worker" {
        ami           = var.image
        instance_type = "t3.small"
        metadata_options {
          http_tokens = "optional"
        }
      }

      resource "aws_instance" "strict" {
        ami           = var.image
        instance_type = "t3.small"
        metadata_options {
          http_tokens = "required"
        }
      }

      resource "aws_cognito_user_pool_client" "app" {
        name                    = "app"
        user_pool_id            = aws_cognito_user_pool.main.id
        refresh_token_validity  = 365
        enable_token_revocation = false
      }
      """
    ),
    (
      "infra/google.tf",
      """
      resource "google_service_account" "ci" {
        account_id   = "ci"
        display_name = "Deploys the shop"
        description  = "Deploys the shop from GitHub Actions"
      }

      resource "google_service_account_key" "ci" {
        service_account_id = google_service_account.ci.name
      }

      resource "google_project_iam_member" "ci" {
        project = "acme"
        role    = "roles/owner"
        member  = "serviceAccount:ci@acme.iam.gserviceaccount.com"
      }

      resource "google_project_iam_member" "impersonate" {
        project = "acme"
        role    = "roles/iam.serviceAccountTokenCreator"
        member  = "serviceAccount:ci@acme.iam.gserviceaccount.com"
      }

      resource "google_project_iam_member" "reader" {
        project = "acme"
        role    = "roles/storage.objectViewer"
        member  = "serviceAccount:ci@acme.iam.gserviceaccount.com"
      }

      resource "google_iam_workload_identity_pool_provider" "github" {
        workload_identity_pool_id          = "ci"
        workload_identity_pool_provider_id = "github"
        attribute_mapping                  = { "google.subject" = "assertion.sub" }
        oidc {
          issuer_uri = "https://token.actions.githubusercontent.com"
        }
      }

      resource "google_iam_workload_identity_pool_provider" "exact" {
        workload_identity_pool_id          = "ci"
        workload_identity_pool_provider_id = "exact"
        attribute_mapping                  = { "google.subject" = "assertion.sub" }
        attribute_condition                = "assertion.repository_id == '5678'"
        oidc {
          allowed_audiences = ["https://acme.io"]
          issuer_uri        = "https://token.actions.githubusercontent.com"
        }
      }

      resource "google_service_account_iam_member" "pool" {
        service_account_id = google_service_account.ci.name
        role               = "roles/iam.workloadIdentityUser"
        member             = "principalSet://iam.googleapis.com/projects/1234/locations/global/workloadIdentityPools/ci/*"
      }

      resource "google_apikeys_key" "maps" {
        name         = "maps"
        display_name = "Maps"
      }

      resource "google_storage_hmac_key" "backup" {
        service_account_email = google_service_account.ci.email
      }
      """
    ),
    (
      "infra/entra.tf",
      """
      resource "azuread_application" "shop" {
        display_name = "shop"
      }

      resource "azuread_application" "owned" {
        display_name = "owned"
        owners       = [var.first_owner, var.second_owner]
      }

      resource "azuread_application_password" "shop" {
        application_id    = azuread_application.shop.id
        end_date_relative = "8760h"
      }

      resource "azuread_application_federated_identity_credential" "shop" {
        application_id = azuread_application.owned.id
        display_name   = "github"
        issuer         = "https://token.actions.githubusercontent.com"
        audiences      = ["https://shop.acme.io"]
        subject        = "repo:acme/shop:pull_request"
      }

      resource "azurerm_role_assignment" "shop" {
        scope                = "/subscriptions/${var.subscription}"
        role_definition_name = "Owner"
        principal_id         = var.principal
      }

      resource "azurerm_role_assignment" "reader" {
        scope                = azurerm_storage_account.strict.id
        role_definition_name = "Storage Blob Data Reader"
        principal_id         = var.principal
      }

      resource "azurerm_storage_account" "shop" {
        name                      = "acmeshop"
        shared_access_key_enabled = true
        sas_policy {
          expiration_period = "30.00:00:00"
          expiration_action = "Block"
        }
      }

      resource "azurerm_storage_account" "strict" {
        name                      = "acmestrict"
        shared_access_key_enabled = false
        sas_policy {
          expiration_period = "0.12:00:00"
          expiration_action = "Block"
        }
      }

      resource "azurerm_container_registry" "shop" {
        name          = "acmeshop"
        admin_enabled = true
      }

      resource "azurerm_container_registry" "strict" {
        name          = "acmestrict"
        admin_enabled = false
      }
      """
    ),
    (
      "infra/shop.bicep",
      """
      param location string = resourceGroup().location

      resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
        name: 'shop'
        location: location

        resource trust 'federatedIdentityCredentials@2024-11-30' = {
          name: 'pull-requests'
          properties: {
            issuer: 'https://token.actions.githubusercontent.com'
            subject: 'repo:acme@1234/shop@5678:pull_request'
            audiences: ['api://AzureADTokenExchange']
          }
        }
      }

      resource bus 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
        name: 'shop'
        location: location
        properties: {
          disableLocalAuth: false
        }
      }

      resource hub 'Microsoft.EventHub/namespaces@2024-01-01' = {
        name: 'shop'
        location: location
        properties: {
          disableLocalAuth: true
        }
      }

      resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
        name: 'shop'
        location: location
        properties: {
          adminUserEnabled: true
        }
      }
      """
    ),
    (
      "build/Dockerfile",
      """
      FROM node:24
      ARG VERSION
      ARG NPM_TOKEN
      ENV NODE_ENV=production NPM_TOKEN=$NPM_TOKEN
      COPY .netrc /home/node/.netrc
      RUN --mount=type=secret,id=npm,env=REGISTRY_TOKEN npm ci
      """
    ),
  ]
}
