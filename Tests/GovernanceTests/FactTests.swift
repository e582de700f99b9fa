import Model
import Testing

@testable import Governance

/// What stands around a credential.
@Suite struct FactTests {
  static let places: [(path: String, text: String, facts: [String: String])] = [
    (
      "app.env", "DB_HOST=db.acme.test:5432\nDB_USER=app\nDB_PASSWORD={SECRET}\nDB_NAME=shop\n",
      ["host": "db.acme.test", "user": "app", "database": "shop", "key-name": "DB_PASSWORD"]
    ),
    (
      "a.py", "url = 'postgres://app:{SECRET}@db.acme.test:5432/shop?x=1'\n",
      ["host": "db.acme.test", "user": "app", "database": "shop"]
    ),
    (
      "a.sh", "git clone https://bot:{SECRET}@github.com/acme/app.git\n",
      ["github-repository": "acme/app", "user": "bot", "host": "github.com"]
    ),
    (
      "d.yaml",
      "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n  namespace: shop\nspec:\n  serviceAccountName: api-sa\n  env:\n  - name: TOKEN\n    value: {SECRET}\n",
      [
        "k8s-namespace": "shop", "k8s-service-account": "api-sa", "k8s-workload": "Deployment/api",
        "key-name": "TOKEN",
      ]
    ),
    (
      ".github/workflows/deploy.yml",
      "on:\n  push:\n    branches: [main]\njobs:\n  ship:\n    environment:\n      name: production\n    steps:\n      - name: Deploy to the shop\n        env:\n          KEY: {SECRET}\n",
      ["workflow": "deploy.yml", "job": "ship", "environment": "production", "branch": "main"]
    ),
    (
      "docker-compose.yml",
      "services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: {SECRET}\n",
      ["section": "db"]
    ),
    (
      "main.tf",
      "provider \"aws\" {\n  region = \"eu-central-1\"\n  secret_key = \"{SECRET}\"\n  assume_role {\n    role_arn = \"arn:aws:iam::123456789012:role/deploy\"\n  }\n}\n",
      [
        "aws-region": "eu-central-1", "aws-account": "123456789012",
        "aws-role": "arn:aws:iam::123456789012:role/deploy", "terraform-resource": "provider.aws",
      ]
    ),
    (
      "main.tf",
      "provider \"azurerm\" {\n  tenant_id = \"11111111-2222-3333-4444-555555555556\"\n  client_id = \"21111111-2222-3333-4444-555555555556\"\n  subscription_id = \"31111111-2222-3333-4444-555555555556\"\n  client_secret = \"{SECRET}\"\n}\n",
      [
        "azure-tenant": "11111111-2222-3333-4444-555555555556",
        "azure-client": "21111111-2222-3333-4444-555555555556",
        "azure-subscription": "31111111-2222-3333-4444-555555555556",
      ]
    ),
    (
      "main.tf",
      "provider \"google\" {\n  project = \"acme-prod\"\n  access_token = \"{SECRET}\"\n}\n",
      ["gcp-project": "acme-prod"]
    ),
    (
      "a.cfg",
      "cs = \"DefaultEndpointsProtocol=https;AccountName=acmestore;AccountKey={SECRET};EndpointSuffix=core.windows.net\"\n",
      ["azure-storage-account": "acmestore"]
    ),
    (
      "trust.tf",
      "resource \"x\" \"y\" {\n  sub = \"repo:acme/app:ref:refs/heads/main\"\n  key = \"{SECRET}\"\n}\n",
      ["github-repository": "acme/app"]
    ),
    (
      "task.json",
      "{\"image\": \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/a\", \"name\": \"KEY\", \"value\": \"{SECRET}\"}",
      ["aws-account": "123456789012", "key-name": "KEY"]
    ),
  ]

  @Test(arguments: places)
  func factsOfAPlace(_ path: String, _ text: String, _ facts: [String: String]) throws {
    let found = try Place.read(text, secret: Made.text(20), path: path)
    for (name, value) in facts { #expect(found.named[name] == value, "\(name)") }
    let known = Set(FactName.allCases.map(\.rawValue))
    for fact in found.facts {
      #expect(known.contains(fact.name))
      #expect(!fact.source.isEmpty)
    }
  }

  /// No expression is taken for a value, no other cloud's project for Google's.
  @Test(arguments: [
    ("a.yml", "user: ${DB_USER}\npassword: {SECRET}\n", "user"),
    ("a.yml", "project: shop-web\npassword: {SECRET}\n", "gcp-project"),
    ("a.yml", "account_id: 12345\npassword: {SECRET}\n", "aws-account"),
    (
      "a.yml", "tenant_id: 00000000-0000-0000-0000-000000000000\npassword: {SECRET}\n",
      "azure-tenant"
    ),
  ])
  func whatIsNoFact(_ path: String, _ text: String, _ name: String) throws {
    let found = try Place.read(text, secret: Made.text(20), path: path)
    #expect(found.named[name] == nil)
  }

  @Test func nothingThatIsSaidHoldsTheSecret() throws {
    for _ in 0..<50 {
      let secret = Made.text(Int.random(in: 8...40))
      for text in [
        "https://{SECRET}@github.com/a/b", "user: {SECRET}\npassword: x",
        "# {SECRET} {SECRET}\nkey: {SECRET}",
        "https://{SECRET}:x-oauth-basic@api.acme.test/",
        "# old one: {SECRET} is gone\nname: {SECRET}\nvalue: {SECRET}",
        "PROD_{SECRET}: {SECRET}\nprod_{SECRET}:\n  key: x\n",
        "scope: {SECRET}\nnamespace: {SECRET}\nhost: {SECRET}",
      ] {
        let found = try Place.read(
          text.replacing("{SECRET}", with: secret).replacing(
            secret, with: "{SECRET}", maxReplacements: 1),
          secret: secret, path: "a.yaml")
        let said =
          found.facts.flatMap { [$0.value, $0.source] } + found.scope.entries + found.scope.audience
          + [
            found.scope.subject, found.purpose?.text, found.purpose?.source, found.scope.source,
            found.platformEvidence, found.environmentEvidence, found.lifetime.evidence,
          ].compactMap { $0 }
        #expect(!said.contains { $0.contains(secret) }, "\(text)")
      }
    }
  }

  @Test func whatDoesNotPrintIsNotShown() throws {
    let found = try Place.read(
      "user: a\u{1B}[31m\nhost: b\u{202E}c\npassword: {SECRET}", secret: Made.text(20),
      path: "a.yml")
    #expect(found.named["user"] == nil)
    #expect(found.named["host"] == nil)
  }
}
