/// A repository as many companies have it: pipelines, infrastructure, services, apps and agents, with credentials where
/// people put them.
///
/// `«name|template»` is a planted credential, filled when the test runs; `«-|template»` is something that looks like one.
enum DemonstrationFiles {
  static let all =
    pipelines + infrastructure + clusters + services + clients + people
    + pipelineFaults + cloudFaults + platformFaults

  static let pipelines: [(path: String, text: String)] = [
    (
      ".github/CODEOWNERS",
      """
      *                   @acme/platform
      /.github/           @acme/ci
      /.gitlab-ci.yml     @acme/ci
      /.circleci/         @acme/ci
      /Jenkinsfile        @acme/ci
      /infra/             @acme/infra
      /k8s/               @acme/cluster
      /services/payments/ @acme/payments
      /services/billing/  @acme/billing
      /services/search/   @jane
      /mobile/            @acme/mobile
      /web/               @acme/web
      /auth/              @acme/identity
      /gateway/           @acme/agents
      /docs/
      /legacy/
      """
    ),
    (
      ".github/workflows/deploy.yml",
      """
      name: deploy
      on: push
      permissions: write-all
      jobs:
        deploy:
          runs-on: ubuntu-latest
          environment: production
          steps:
            - uses: actions/checkout@v4
            - run: ./deploy.sh
              env:
                AWS_ACCESS_KEY_ID: «aws-gha|AKIA{base32:16}»
                AWS_SECRET_ACCESS_KEY: {base64:38}{digit:1}{lower:1}
                COMMIT: «-|{hex:40}»
                API_TOKEN: ${{ secrets.API_TOKEN }}
                CACHE_VERSION: «-|{uuid}»
      """
    ),
    (
      ".github/workflows/release.yml",
      """
      name: release
      on:
        push:
          tags: ['v*']
      jobs:
        publish:
          runs-on: ubuntu-latest
          steps:
            - uses: actions/checkout@«-|{hex:40}»
            - run: npm publish
              env:
                NODE_AUTH_TOKEN: «npm-gha|npm_{github-crc32:30}»
            - run: twine upload dist/*
              env:
                TWINE_PASSWORD: «pypi-gha|pypi-AgEIcHlwaS5vcmc{base64url:140}»
            - run: docker login -u acme -p "$DOCKERHUB_TOKEN"
              env:
                DOCKERHUB_TOKEN: «docker-gha|dckr_pat_{alnum:26}{digit:1}»
            - run: gh release create "$GITHUB_REF_NAME"
              env:
                GH_TOKEN: «github-gha|ghp_{github-crc32:30}»
      """
    ),
    (
      ".github/workflows/evaluate.yml",
      """
      name: evaluate
      on: pull_request_target
      jobs:
        evaluate:
          runs-on: ubuntu-latest
          env:
            OPENAI_API_KEY: «openai-gha|sk-proj-{base64url:73}{alnum:1}T3BlbkFJ{base64url:73}{alnum:1}»
            ANTHROPIC_API_KEY: «anthropic-gha|sk-ant-api01-{base64url:93}AA»
            HF_TOKEN: «hf-gha|hf_{upper:1}{alnum:32}{lower:1}»
            MODEL_REVISION: «-|{hex:40}»
          steps:
            - uses: actions/checkout@main
            - run: make evaluate
      """
    ),
    (
      ".github/workflows/plan.yml",
      """
      name: plan
      on: pull_request
      jobs:
        plan:
          runs-on: ubuntu-latest
          steps:
            - uses: hashicorp/setup-terraform@v3
            - run: terraform plan
              env:
                ARM_CLIENT_ID: «-|{uuid}»
                ARM_CLIENT_SECRET: «azure-gha|{alnum:3}{digit:1}Q~{set(A-Za-z0-9_~.-):30}{alnum:1}»
                VAULT_TOKEN: «vault-gha|hvs.CAESI{base64url:88}{digit:1}»
                DATABRICKS_TOKEN: «databricks-gha|dapi{hex:32}»
      """
    ),
    (
      ".gitlab-ci.yml",
      """
      stages: [build, deploy]
      build:
        stage: build
        image: registry.example.com/build@sha256:«-|{hex:64}»
        script: make
        variables:
          REGISTRY_TOKEN: «gitlab-gitlab|glpat-{base64url:20}»
      deploy:
        stage: deploy
        script: ./deploy.sh
        variables:
          AWS_ACCESS_KEY_ID: «aws-gitlab|AKIA{base32:16}»
          AWS_SECRET_ACCESS_KEY: {base64:38}{digit:1}{lower:1}
          VAULT_TOKEN: «vault-gitlab|hvs.CAESI{base64url:88}{digit:1}»
          ANTHROPIC_API_KEY: «anthropic-gitlab|sk-ant-api01-{base64url:93}AA»
          CI_JOB_TOKEN: $CI_JOB_TOKEN
      sign:
        stage: deploy
        id_tokens:
          SIGNING_TOKEN:
            aud: [https://vault.acme.io, https://sign.acme.io]
        script: ./sign.sh "$CI_JOB_JWT"
      notify:
        stage: deploy
        id_tokens:
          NOTIFY_TOKEN:
            aud: https://notify.acme.io
        script: ./notify.sh
      """
    ),
    (
      ".circleci/config.yml",
      """
      version: 2.1
      jobs:
        test:
          docker:
            - image: cimg/base:2026.01
          environment:
            AWS_ACCESS_KEY_ID: «aws-circle|AKIA{base32:16}»
            AWS_SECRET_ACCESS_KEY: {base64:38}{digit:1}{lower:1}
            CACHE_KEY: «-|{hex:64}»
          steps: [checkout]
      """
    ),
    (
      "Jenkinsfile",
      """
      pipeline {
        agent any
        environment {
          GITHUB_TOKEN = '«github-jenkins|ghp_{github-crc32:30}»'
          BUILD_REVISION = '«-|{hex:40}»'
        }
        stages { stage('build') { steps { sh 'make' } } }
      }
      """
    ),
  ]

  static let infrastructure: [(path: String, text: String)] = [
    (
      "infra/providers.tf",
      """
      provider "aws" {
        region     = "eu-central-1"
        access_key = "«aws-tf|AKIA{base32:16}»"
        secret_key = "{base64:38}{digit:1}{lower:1}"
        default_tags {
          tags = {
            Team = "infra"
          }
        }
      }
      """
    ),
    (
      "infra/azure.tf",
      """
      provider "azurerm" {
        tenant_id     = "«-|{uuid}»"
        client_id     = "«-|{uuid}»"
        client_secret = "«azure-tf|{alnum:3}{digit:1}Q~{set(A-Za-z0-9_~.-):30}{alnum:1}»"
        features {}
      }
      """
    ),
    (
      "infra/worker.tf",
      """
      resource "aws_lambda_function" "worker" {
        function_name    = "worker"
        source_code_hash = "«-|{base64:43}=»"
        environment {
          variables = {
            AWS_ACCESS_KEY_ID     = "«aws-lambda|AKIA{base32:16}»"
            AWS_SECRET_ACCESS_KEY = "{base64:38}{digit:1}{lower:1}"
            OPENAI_API_KEY        = "«openai-lambda|sk-proj-{base64url:73}{alnum:1}T3BlbkFJ{base64url:73}{alnum:1}»"
          }
        }
        tags = {
          Owner = "infra"
        }
      }
      """
    ),
    (
      "infra/run.tf",
      """
      resource "google_cloud_run_v2_service" "api" {
        name     = "api"
        location = "europe-west3"
        template {
          containers {
            image = "europe-west3-docker.pkg.dev/acme/api/api@sha256:«-|{hex:64}»"
            env {
              name  = "ANTHROPIC_API_KEY"
              value = "«anthropic-run|sk-ant-api01-{base64url:93}AA»"
            }
          }
        }
      }
      """
    ),
    (
      "infra/terraform.tfvars",
      """
      region     = "eu-central-1"
      account_id = "«-|{digit:12}»"
      db_url     = "postgres://app:«db-tf|{alnum:15}{digit:1}»@db.internal.acme.io:5432/app"
      tfe_token  = "«tfe-tf|{alnum:14}.atlasv1.{alnum:66}{digit:1}»"
      """
    ),
    (
      "infra/stack.yaml",
      """
      AWSTemplateFormatVersion: "2010-09-09"
      Resources:
        Function:
          Type: AWS::Lambda::Function
          Properties:
            Environment:
              Variables:
                SLACK_BOT_TOKEN: «slack-cfn|xoxb-{digit:12}-{digit:13}-{alnum:24}»
                LAYER_DIGEST: «-|{hex:64}»
            Tags:
              - Key: Owner
                Value: infra
      """
    ),
    (
      "infra/serverless.yml",
      """
      service: mailer
      provider:
        name: aws
        runtime: python3.13
        environment:
          SENDGRID_API_KEY: «sendgrid-sls|SG.{base64url:21}{digit:1}.{base64url:42}{digit:1}»
          TEMPLATE_ID: d-«-|{hex:32}»
      functions:
        send:
          handler: send.main
      """
    ),
    (
      "infra/Dockerfile",
      """
      FROM node:22@sha256:«-|{hex:64}»
      ENV NPM_TOKEN=«npm-docker|npm_{github-crc32:30}»
      RUN npm ci
      """
    ),
    (
      "infra/docker-compose.yml",
      """
      services:
        db:
          image: postgres:17
          environment:
            POSTGRES_PASSWORD: ${POSTGRES_PASSWORD}
        web:
          image: acme/web@sha256:«-|{hex:64}»
          environment:
            STRIPE_SECRET_KEY: «stripe-compose|sk_live_51{alnum:96}{digit:1}»
            DATABASE_URL: postgres://web:«db-compose|{alnum:15}{digit:1}»@db.acme.io:5432/web
      """
    ),
  ]
}
