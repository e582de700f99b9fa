extension DemonstrationFiles {
  static let clusters: [(path: String, text: String)] = [
    (
      "k8s/shop.yaml",
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: shop
        namespace: shop
        labels:
          team: shop
        annotations:
          checksum/config: «-|{hex:64}»
      spec:
        template:
          spec:
            serviceAccountName: shop
            containers:
              - name: shop
                image: 123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop:1.2
                env:
                  - name: AWS_ACCESS_KEY_ID
                    value: «aws-eks|AKIA{base32:16}»
                  - name: AWS_SECRET_ACCESS_KEY
                    value: {base64:38}{digit:1}{lower:1}
      """
    ),
    (
      "k8s/search.yaml",
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: search
        namespace: search
        labels:
          team: cluster
      spec:
        template:
          spec:
            serviceAccountName: search
            containers:
              - name: search
                image: europe-west3-docker.pkg.dev/acme/search/search:1.2
                env:
                  - name: OPENAI_API_KEY
                    value: «openai-gke|sk-proj-{base64url:73}{alnum:1}T3BlbkFJ{base64url:73}{alnum:1}»
                  - name: DATABASE_URL
                    value: postgres://search:«db-gke|{alnum:15}{digit:1}»@10.1.2.3:5432/search
      """
    ),
    (
      "k8s/report.yaml",
      """
      apiVersion: batch/v1
      kind: CronJob
      metadata:
        name: report
      spec:
        jobTemplate:
          spec:
            template:
              metadata:
                labels:
                  azure.workload.identity/use: "true"
              spec:
                containers:
                  - name: report
                    image: acme.azurecr.io/report:1
                    env:
                      - name: AZURE_CLIENT_SECRET
                        value: «azure-aks|{alnum:3}{digit:1}Q~{set(A-Za-z0-9_~.-):30}{alnum:1}»
                      - name: AZURE_CLIENT_ID
                        value: «-|{uuid}»
      """
    ),
    (
      "k8s/vault.yaml",
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: agent
        resourceVersion: "«-|{digit:9}»"
      data:
        VAULT_TOKEN: «vault-k8s|hvs.CAESI{base64url:88}{digit:1}»
        ANTHROPIC_API_KEY: «anthropic-k8s|sk-ant-api01-{base64url:93}AA»
      """
    ),
    (
      "k8s/chart/values.yaml",
      """
      image:
        digest: sha256:«-|{hex:64}»
      slack:
        botToken: «slack-helm|xoxb-{digit:12}-{digit:13}-{alnum:24}»
      postgres:
        existingSecret: shop-db
      """
    ),
  ]

  static let services: [(path: String, text: String)] = [
    (
      "services/payments/settings.py",
      """
      # Settings of the payment service.
      STRIPE_KEY = "«stripe-app|sk_live_51{alnum:96}{digit:1}»"
      STRIPE_PUBLISHABLE = "«-|pk_live_51{alnum:96}»"
      DATABASE = "postgres://pay:«db-app|{alnum:15}{digit:1}»@pay-db.acme.io:5432/pay"
      REQUEST_ID = "«-|{uuid}»"
      INTEGRITY = "sha384-«-|{base64:64}»"
      """
    ),
    (
      "services/payments/src/main/resources/application-prod.properties",
      """
      spring.application.name=payments
      spring.datasource.url=jdbc:postgresql://pay-db.acme.io/pay
      okta.token=SSWS «okta-server|00{alnum:1}{base64url:38}{digit:1}»
      build.revision=«-|{hex:40}»
      """
    ),
    (
      "services/billing/catalog-info.yaml",
      """
      apiVersion: backstage.io/v1alpha1
      kind: Component
      metadata:
        name: billing
      spec:
        type: service
        lifecycle: production
        owner: group:default/billing
      """
    ),
    (
      "services/billing/billing.go",
      """
      package billing

      const sendgridKey = "«sendgrid-app|SG.{base64url:21}{digit:1}.{base64url:42}{digit:1}»"
      const slackHook = "«slackhook-app|https://hooks.slack.com/services/T{upnum:8}/B{upnum:10}/{alnum:24}»"
      const templateDigest = "«-|{hex:64}»"
      """
    ),
    (
      "services/billing/billing_test.go",
      """
      package billing

      var fixture = "«stripe-test|sk_live_51{alnum:96}{digit:1}»"
      var placeholder = "«-|sk_live_xxxxxxxxxxxxxxxxxxxxxxxx»"
      """
    ),
    (
      "services/search/index.rb",
      """
      class Index
        GITHUB = "«github-app|ghp_{github-crc32:30}»"
        TELEGRAM = "«telegram-app|{set(1-9):1}{digit:9}:AA{base64url:31}{upper:1}{lower:1}»"
        ETAG = "«-|{hex:32}»"
      end
      """
    ),
    (
      "services/search/appsettings.json",
      """
      {
        "ConnectionStrings": {
          "Storage": "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=«storage-server|{base64:85}{set(AQgw):1}==»;EndpointSuffix=core.windows.net"
        },
        "InstrumentationId": "«-|{uuid}»"
      }
      """
    ),
    (
      "services/mail/mail.php",
      """
      <?php
      $groq = "«groq-app|gsk_{alnum:51}{digit:1}»";
      $revision = "«-|{hex:40}»";
      """
    ),
  ]

  static let clients: [(path: String, text: String)] = [
    (
      "mobile/android/app/google-services.json",
      """
      {
        "project_info": {"project_number": "«-|{digit:12}»", "project_id": "acme"},
        "client": [{"api_key": [{"current_key": "«google-mobile|AIza{base64url:34}{digit:1}»"}]}]
      }
      """
    ),
    (
      "mobile/ios/App/Info.plist",
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <plist version="1.0">
      <dict>
        <key>StripeKey</key>
        <string>«stripe-mobile|sk_live_51{alnum:96}{digit:1}»</string>
        <key>BuildId</key>
        <string>«-|{uuid}»</string>
      </dict>
      </plist>
      """
    ),
    (
      "web/.env.production",
      """
      NEXT_PUBLIC_GOOGLE_KEY=«google-web|AIza{base64url:34}{digit:1}»
      NEXT_PUBLIC_BUILD=«-|{hex:40}»
      """
    ),
    (
      ".mcp.json",
      """
      {
        "mcpServers": {
          "github": {
            "command": "npx",
            "args": ["-y", "@modelcontextprotocol/server-github"],
            "env": {
              "GITHUB_PERSONAL_ACCESS_TOKEN": "«github-agent|ghp_{github-crc32:30}»",
              "TRACE_ID": "«-|{uuid}»"
            }
          }
        }
      }
      """
    ),
    (
      ".cursor/mcp.json",
      """
      {
        "mcpServers": {
          "aws": {
            "command": "uvx",
            "args": ["awslabs.aws-api-mcp-server"],
            "env": {
              "AWS_ACCESS_KEY_ID": "«aws-agent|AKIA{base32:16}»",
              "AWS_SECRET_ACCESS_KEY": "{base64:38}{digit:1}{lower:1}",
              "AWS_REGION": "eu-central-1"
            }
          }
        }
      }
      """
    ),
  ]

  static let people: [(path: String, text: String)] = [
    (
      ".npmrc",
      """
      registry=https://registry.npmjs.org/
      //registry.npmjs.org/:_authToken=«npm-laptop|npm_{github-crc32:30}»
      """
    ),
    (
      ".env",
      """
      AWS_ACCESS_KEY_ID=«aws-laptop|AKIA{base32:16}»
      AWS_SECRET_ACCESS_KEY={base64:38}{digit:1}{lower:1}
      ANTHROPIC_API_KEY=«anthropic-laptop|sk-ant-api01-{base64url:93}AA»
      OPENAI_API_KEY=«openai-laptop|sk-proj-{base64url:73}{alnum:1}T3BlbkFJ{base64url:73}{alnum:1}»
      SESSION_COOKIE_NAME=«-|{uuid}»
      """
    ),
    (
      "docs/setup.md",
      """
      # Set-up

      Run `export GITLAB_TOKEN=«gitlab-docs|glpat-{base64url:20}»` and then `make`.
      The commit of this page is «-|{hex:40}».
      The example is `AKIAIOSFODNN7EXAMPLE`.
      """
    ),
    (
      "deploy/ansible/group_vars/all.yml",
      """
      ansible_user: deploy
      aws_access_key_id: «aws-ansible|AKIA{base32:16}»
      aws_secret_access_key: {base64:38}{digit:1}{lower:1}
      release_digest: "sha256:«-|{hex:64}»"
      """
    ),
    (
      "deploy/etc/systemd/system/sync.service",
      """
      [Unit]
      Description=Sync
      InvocationID=«-|{hex:32}»
      [Service]
      Environment=GITHUB_TOKEN=«github-server|ghp_{github-crc32:30}»
      ExecStart=/usr/local/bin/sync
      """
    ),
    (
      "legacy/OWNERS",
      """
      approvers:
        - bob
      """
    ),
    (
      "legacy/deploy_key",
      """
      «ssh-legacy|{pem(OPENSSH PRIVATE KEY)}»
      """
    ),
    (
      "tools/agent.py",
      """
      import anthropic

      # nhi-owner: agents
      client = anthropic.Anthropic(api_key="«anthropic-inline|sk-ant-api01-{base64url:93}AA»")
      trace = "«-|{hex:32}»"
      request = "«-|{uuid}»"
      """
    ),
  ]
}
