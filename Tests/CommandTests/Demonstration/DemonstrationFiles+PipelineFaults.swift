extension DemonstrationFiles {
  /// Pipelines, identity servers, agents and code with settings that ``DemonstrationPosture`` names, and beside them what
  /// looks like that and is safe.
  static let pipelineFaults: [(path: String, text: String)] = [
    (
      ".github/workflows/cloud.yml",
      """
      name: cloud
      on: [push, workflow_dispatch]
      permissions:
        contents: read
        id-token: write
      jobs:
        terraform:
          runs-on: ubuntu-latest
          steps:
            - uses: aws-actions/configure-aws-credentials@«-|{hex:40}»
              with:
                role-to-assume: arn:aws:iam::123456789012:role/deploy
                role-duration-seconds: 28800
                aws-region: eu-central-1
            - run: terraform apply
        reports:
          runs-on: ubuntu-latest
          environment: reports
          steps:
            - uses: google-github-actions/auth@«-|{hex:40}»
              with:
                credentials_json: ${{ secrets.GOOGLE_KEY }}
            - uses: docker/login-action@«-|{hex:40}»
              with:
                username: acme
                password: ${{ secrets.DOCKERHUB_TOKEN }}
            - run: make reports
        lint:
          runs-on: ubuntu-latest
          steps:
            - run: make lint
      """
    ),
    (
      ".github/workflows/review.yml",
      """
      name: review
      on: pull_request_target
      permissions: {}
      jobs:
        review:
          runs-on: ubuntu-latest
          permissions: {contents: read}
          env:
            REVIEW_TOKEN: ${{ secrets.REVIEW_TOKEN }}
          steps:
            - uses: actions/checkout@«-|{hex:40}»
              with:
                ref: ${{ github.event.pull_request.head.sha }}
                persist-credentials: false
            - run: make review
        scan:
          uses: vendor/scans/.github/workflows/scan.yml@«-|{hex:40}»
          secrets: inherit
      """
    ),
    (
      ".github/workflows/triage.yml",
      """
      name: triage
      on: issues
      permissions: {contents: read}
      jobs:
        triage:
          runs-on: ubuntu-latest
          steps:
            - uses: actions/create-github-app-token@«-|{hex:40}»
              with:
                app-id: 12345
                private-key: ${{ secrets.APP_KEY }}
                owner: acme
                skip-token-revoke: true
            - run: ./triage
              env:
                GH_TOKEN: ${{ secrets.BOT_PAT }}
                OPENAI_API_KEY: ${{ secrets.OPENAI_API_KEY }}
            - run: cargo publish
              env:
                CARGO_REGISTRY_TOKEN: ${{ secrets.CRATES }}
            - uses: anthropics/claude-code-action@v1
              with:
                claude_code_oauth_token: ${{ secrets.CLAUDE_CODE_OAUTH_TOKEN }}
      """
    ),
    (
      ".github/workflows/safe.yml",
      """
      name: safe
      on: push
      permissions: {}
      jobs:
        deploy:
          runs-on: ubuntu-latest
          environment: production
          permissions: {contents: read, id-token: write}
          steps:
            - uses: actions/checkout@«-|{hex:40}»
              with:
                persist-credentials: false
            - uses: aws-actions/configure-aws-credentials@«-|{hex:40}»
              with:
                role-to-assume: ${{ vars.ROLE }}
                role-duration-seconds: 900
                aws-region: eu-central-1
            - uses: actions/create-github-app-token@«-|{hex:40}»
              with:
                app-id: 12345
                private-key: ${{ secrets.APP_KEY }}
                owner: acme
                repositories: shop
                permission-contents: read
                skip-token-revoke: false
            - run: gh pr list
              env:
                GH_TOKEN: ${{ github.token }}
      """
    ),
    (
      "auth/realm.json",
      """
      {
        "realm": "acme",
        "enabled": true,
        "accessTokenLifespan": 7200,
        "revokeRefreshToken": false,
        "offlineSessionMaxLifespanEnabled": true,
        "clients": [
          {
            "clientId": "shop",
            "fullScopeAllowed": true,
            "directAccessGrantsEnabled": false
          },
          {
            "clientId": "report",
            "fullScopeAllowed": false,
            "directAccessGrantsEnabled": true
          }
        ]
      }
      """
    ),
    (
      "auth/staff-realm.json",
      """
      {
        "realm": "staff",
        "enabled": true,
        "accessTokenLifespan": 300,
        "revokeRefreshToken": true,
        "offlineSessionMaxLifespanEnabled": true,
        "clients": [
          {
            "clientId": "desk",
            "fullScopeAllowed": false,
            "directAccessGrantsEnabled": false
          }
        ]
      }
      """
    ),
    (
      "gateway/litellm.yaml",
      """
      model_list:
        - model_name: claude
          litellm_params:
            model: anthropic/claude-sonnet-4-5
            api_key: os.environ/ANTHROPIC_API_KEY
      general_settings:
        master_key: os.environ/LITELLM_MASTER_KEY
        database_url: os.environ/DATABASE_URL
      """
    ),
    (
      ".vscode/mcp.json",
      """
      {
        "servers": {
          "tickets": {
            "type": "http",
            "url": "http://tickets.shop-tools.io/mcp"
          },
          "wiki": {
            "command": "npx",
            "args": ["-y", "@acme/wiki-mcp@1.4.2"],
            "env": {"WIKI_TOKEN": "${input:wiki-token}"}
          }
        }
      }
      """
    ),
    (
      "services/mail/token.js",
      """
      const jwt = require("jsonwebtoken");

      function mailbox(user, key) {
        return jwt.sign({ sub: user }, key, { algorithm: "RS256" });
      }

      function session(user, key) {
        return jwt.sign({ sub: user }, key, { algorithm: "RS256", expiresIn: "15m" });
      }

      function remember(user, key) {
        return jwt.sign({ sub: user }, key, { algorithm: "RS256", expiresIn: "90d" });
      }

      module.exports = { mailbox, session, remember };
      """
    ),
    (
      "services/search/token.py",
      """
      import jwt


      def read(token, key):
          return jwt.decode(
              token, key, algorithms=["RS256"], audience="search", options={"verify_exp": False})


      def strict(token, key):
          return jwt.decode(token, key, algorithms=["RS256"], audience="search", issuer="https://id.acme.io")
      """
    ),
    (
      "services/billing/token.go",
      """
      package billing

      import "github.com/golang-jwt/jwt/v5"

      func lenient() *jwt.Parser {
        return jwt.NewParser(jwt.WithoutClaimsValidation())
      }

      func strict() *jwt.Parser {
        return jwt.NewParser(jwt.WithAudience("billing"), jwt.WithExpirationRequired())
      }
      """
    ),
  ]
}
