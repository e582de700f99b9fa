import Model
import Rules
import Testing

@testable import Governance

/// Owners that labels and tags around a credential declare; `SECRET` marks where it stands.
@Suite struct DeclaredOwnerTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var path: String
    var text: String
    /// Value and source of each fact.
    var facts: [String]
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "labels of a Kubernetes object", path: "k8s/all.yaml",
      text: """
        apiVersion: v1
        kind: Secret
        metadata:
          labels:
            team: other
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: shop
          labels:
            app.kubernetes.io/name: shop
            app.kubernetes.io/managed-by: Helm
            example.com/team: payments
          annotations:
            a8r.io/owner: "@jane"
        spec:
          template:
            spec:
              containers:
                - env:
                    - name: TOKEN
                      value: SECRET
        ---
        metadata:
          labels:
            team: third
        """,
      facts: [
        "payments label example.com/team of k8s/all.yaml:14",
        "@jane annotation a8r.io/owner of k8s/all.yaml:16",
      ]),
    Case(
      name: "tags of the Terraform resource", path: "infra/main.tf",
      text: """
        resource "aws_instance" "other" {
          tags = { Owner = "other" }
        }

        resource "aws_lambda_function" "worker" {
          environment {
            variables = { TOKEN = "SECRET" }
          }
          tags = merge(local.tags, {
            Owner       = "payments"
            Environment = "prod"
          })
        }

        resource "aws_instance" "third" {
          tags = { Owner = "third" }
        }
        """, facts: ["payments tag Owner of infra/main.tf:10"]),
    Case(
      name: "a variable", path: "main.tf",
      text: """
        resource "google_cloud_run_service" "a" {
          name = "SECRET"
          labels = { team = var.team, cost = "x" }
        }
        """, facts: ["${var.team} label team of main.tf:3"]),
    Case(
      name: "CloudFormation's pairs", path: "stack.yaml",
      text: """
        Resources:
          Other:
            Type: AWS::S3::Bucket
            Properties:
              Tags:
                - Key: Owner
                  Value: other
          Function:
            Type: AWS::Lambda::Function
            Properties:
              Environment:
                Variables:
                  TOKEN: SECRET
              Tags:
                - Key: Stage
                  Value: prod
                - Key: Owner
                  Value: payments
        """, facts: ["payments tag Owner of stack.yaml:18"]),
    Case(
      name: "CloudFormation in JSON", path: "stack.json",
      text: """
        {
          "Resources": {
            "Function": {
              "Properties": {
                "Token": "SECRET",
                "Tags": [
                  {
                    "Key": "owner",
                    "Value": "payments"
                  }
                ]
              }
            }
          }
        }
        """, facts: ["payments tag owner of stack.json:9"]),
    Case(
      name: "labels of the Compose service", path: "docker-compose.yml",
      text: """
        services:
          web:
            labels:
              team: web
          db:
            environment:
              PASSWORD: SECRET
            labels:
              com.acme/owner: storage
        """, facts: ["storage label com.acme/owner of docker-compose.yml:9"]),
    Case(
      name: "tags of a serverless service", path: "serverless.yml",
      text: """
        service: a
        provider:
          tags:
            owner: payments
          environment:
            TOKEN: SECRET
        """, facts: ["payments tag owner of serverless.yml:4"]),
    Case(
      name: "code has no labels", path: "main.py",
      text: "labels = {\n  'team': 'x',\n}\nTOKEN = 'SECRET'\n", facts: []),
    Case(
      name: "an owner that is no label", path: "config.yaml",
      text: "owner: someone\ntoken: SECRET\n", facts: []),
  ]

  @Test(arguments: cases)
  func facts(_ one: Case) throws {
    let bytes = Array(one.text.utf8)
    let mark = try #require(one.text.firstRange(of: "SECRET"))
    let offset = one.text.utf8.distance(from: one.text.startIndex, to: mark.lowerBound)
    let line = bytes[..<offset].count { $0 == 0x0A } + 1
    var findings = [Finding.sample(path: one.path, line: line, offset: offset)][...]
    let reader = ContextReader(
      pack: try RulePack(RuleSet(families: [], detectors: [])), asOf: 0)
    bytes.withUnsafeBytes { reader.read(&findings, in: $0, path: BlobPath(one.path)) }
    let facts = findings[0].assessment?.facts.filter { $0.name.hasPrefix("owner-tag") } ?? []
    #expect(facts.map { "\($0.value) \($0.source)" } == one.facts)
  }
}
