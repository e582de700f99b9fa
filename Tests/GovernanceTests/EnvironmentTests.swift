import Model
import Testing

@testable import Governance

/// What the place of a credential is for.
@Suite struct EnvironmentTests {
  static let places: [(path: String, text: String, environment: Environment)] = [
    // Paths.
    ("config/production.json", "a: {SECRET}", .production),
    ("deploy/prod/app.json", "a: {SECRET}", .production),
    ("app-prd.cfg", "a: {SECRET}", .production),
    ("live/eu/main.tf", "a = \"{SECRET}\"", .production),
    ("envs/staging/main.tf", "a = \"{SECRET}\"", .staging), ("uat.env", "a={SECRET}", .staging),
    ("pre-prod/app.json", "a: {SECRET}", .staging), ("non-prod/app.json", "a: {SECRET}", .staging),
    (".env.development", "a={SECRET}", .development),
    ("dev/main.tf", "a = \"{SECRET}\"", .development),
    ("config/local.yml", "a: {SECRET}", .development), ("qa/app.json", "a: {SECRET}", .test),
    ("tests/prod.json", "a: {SECRET}", .test), ("src/app_test.go", "a := \"{SECRET}\"", .test),
    ("src/UserServiceTest.java", "a = \"{SECRET}\"", .test),
    ("web/login.spec.ts", "a = '{SECRET}'", .test),
    ("integrationTests/keys.js", "a = '{SECRET}'", .test),
    ("load-test/run.js", "a = '{SECRET}'", .test), ("contest/a.js", "a = '{SECRET}'", .unknown),
    ("src/dockerTest/client.key", "{SECRET}", .test), ("latest/a.js", "a = '{SECRET}'", .unknown),
    ("docs-ref/latest/aks.yml", "a: {SECRET}", .documentation),
    ("docs/spec/v1/buckets.html", "a = {SECRET}", .documentation),
    ("spec/models/user.rb", "a = '{SECRET}'", .test),
    ("mock-registry/a.js", "a = '{SECRET}'", .test),
    ("testdata/key.pem", "{SECRET}", .test), ("docs/install.md", "a: {SECRET}", .documentation),
    ("README.md", "prod: {SECRET}", .documentation),
    ("examples/prod/main.tf", "a = \"{SECRET}\"", .documentation),
    (".env.example", "a={SECRET}", .documentation),
    ("api/swagger.yaml", "example:\n  key: {SECRET}\n", .documentation),
    ("api/openapi.json", "{\"key\": \"{SECRET}\"}", .documentation),
    ("config.sample.yml", "a: {SECRET}", .documentation),
    ("src/app.py", "a = '{SECRET}'", .unknown), ("product/app.json", "a: {SECRET}", .unknown),
    ("src/latest.py", "a = '{SECRET}'", .unknown), ("delivery/a.json", "a: {SECRET}", .unknown),
    // Names and sections.
    ("a.env", "PROD_DB_PASSWORD={SECRET}", .production),
    ("a.js", "const stagingApiKey = '{SECRET}'", .staging),
    ("config/database.yml", "production:\n  password: {SECRET}\n", .production),
    (
      "config/database.yml", "production:\n  a: b\ndevelopment:\n  password: {SECRET}\n",
      .development
    ),
    ("config/database.yml", "production:\n  a: b\ntest:\n  password: {SECRET}\n", .test),
    (".aws/credentials", "[dev]\na = b\n[prod]\naws_secret_access_key = {SECRET}\n", .production),
    (".aws/credentials", "[prod]\na = b\n[default]\naws_secret_access_key = {SECRET}\n", .unknown),
    ("a.json", "{\n  \"staging\": {\n    \"key\": \"{SECRET}\"\n  }\n}\n", .staging),
    // Declarations.
    (
      ".github/workflows/a.yml",
      "jobs:\n  a:\n    environment: production\n    env:\n      A: {SECRET}\n", .production
    ),
    ("Dockerfile", "ENV NODE_ENV production\nENV KEY {SECRET}\n", .production),
    (".env", "RAILS_ENV=staging\nKEY={SECRET}\n", .staging),
    (
      "main.tf",
      "resource \"x\" \"y\" {\n  password = \"{SECRET}\"\n  tags = {\n    Environment = \"dev\"\n  }\n}\n",
      .development
    ),
    (
      "s.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata:\n  namespace: payments-prod\nstringData:\n  a: {SECRET}\n",
      .production
    ),
    (
      "s.yaml", "metadata:\n  namespace: prod\n---\nmetadata:\n  namespace: dev\na: {SECRET}\n",
      .development
    ),
    // The nearest of two.
    ("a.yml", "env: prod\na: b\nc: d\ne: f\nenv: dev\nkey: {SECRET}\n", .development),
    // What is said of the credential beats the folder; nothing beats tests and documentation.
    ("dev/app.json", "PROD_KEY: {SECRET}", .production),
    ("test/app.json", "PROD_KEY: {SECRET}", .test),
    // What is declared of something else, far away, is no evidence.
    (
      "values.yaml",
      "a:\n  environment: production\n" + String(repeating: "b: c\n", count: 30)
        + "d:\n  key: {SECRET}\n", .unknown
    ),
    ("a.yaml", "local_settings:\n  key: {SECRET}\n", .unknown),
    ("a.yaml", "#env: prod\nkey: {SECRET}\n", .unknown),
    ("settings.local.json", "key: {SECRET}\n", .development),
    ("a.py", "u = 'postgres://u:{SECRET}@db.prod.acme.com/x'", .production),
    ("a.py", "u = 'amqp://u:{SECRET}@staging-mq.eu.acme.com'", .staging),
    ("a.py", "u = 'redis://u:{SECRET}@localhost:6379'", .development),
    ("a.py", "u = 'redis://u:{SECRET}@db.acme.test:6379'", .unknown),
    ("a.py", "u = 'redis://u:{SECRET}@prod.test'", .unknown),
    // Variables are no environments.
    ("a.yml", "environment: ${ENV}\nkey: {SECRET}\n", .unknown),
  ]

  @Test(arguments: places)
  func environmentOfAPlace(_ path: String, _ text: String, _ environment: Environment) throws {
    let found = try Place.read(text, secret: Made.text(20, from: "xyzXYZ019"), path: path)
    #expect(found.environment == environment)
    #expect((found.environmentEvidence == nil) == (environment == .unknown))
  }

  @Test(arguments: [
    ("sk_live_", Environment.production), ("sk_test_", .test), ("rk_live_", .production),
  ])
  func theValuesOwnMark(_ prefix: String, _ environment: Environment) throws {
    let found = try Place.read(
      "key = '{SECRET}'", secret: prefix + Made.text(24), path: "staging/a.py")
    #expect(found.environment == environment)
  }
}
