import Model
import Testing

@testable import Governance

@Suite struct ScopeAndPurposeTests {
  static let scopes: [(text: String, entries: [String], breadth: Assessment.Scope.Breadth)] = [
    ("scope: 'repo workflow'\ntoken: {SECRET}\n", ["repo", "workflow"], .broad),
    ("token: {SECRET}\nscopes: \"read:packages\"\n", ["read:packages"], .narrow),
    ("\"Action\": \"s3:GetObject\"\nkey: {SECRET}\n", ["s3:GetObject"], .unknown),
    ("\"Action\": \"*\"\nkey: {SECRET}\n", ["*"], .broad),
    ("Action: s3:*\nkey: {SECRET}\n", ["s3:*"], .broad),
    ("role: roles/owner\nkey: {SECRET}\n", ["roles/owner"], .broad),
    ("role: roles/storage.objectViewer\nkey: {SECRET}\n", ["roles/storage.objectViewer"], .unknown),
    ("action: deploy\nkey: {SECRET}\n", [], .unknown),
    ("key: {SECRET}\n", [], .unknown),
  ]

  @Test(arguments: scopes)
  func scopesBesideIt(
    _ text: String, _ entries: [String], _ breadth: Assessment.Scope.Breadth
  ) throws {
    let found = try Place.read(text, secret: Made.text(20), path: "a.yml")
    #expect(found.scope.entries == entries)
    #expect(found.scope.breadth == breadth)
    #expect((found.scope.source == nil) == entries.isEmpty)
  }

  static let annotations: [(text: String, owner: String?, purpose: String?)] = [
    ("key: {SECRET} # nhi-owner: payments\n", "payments", nil),
    ("# nhi-owner: payments\nkey: {SECRET}\n", "payments", nil),
    (
      "// nhi-owner: @acme/payments nhi-purpose: nightly export\nkey = '{SECRET}'\n",
      "@acme/payments", "nightly export"
    ),
    ("<!-- nhi-owner: web -->\n<key>{SECRET}</key>\n", "web", nil),
    ("/* nhi-owner: web */\nkey: '{SECRET}'\n", "web", nil),
    ("# nhi-owner: other\n\nkey: {SECRET}\n", nil, nil),
    ("# nhi-owner:\nkey: {SECRET}\n", nil, nil),
    ("# nhi-owner: far\na: 1\na: 1\na: 1\na: 1\na: 1\na: 1\na: 1\nkey: {SECRET}\n", nil, nil),
    ("# nhi-owner: upper\n# nhi-owner: lower\nkey: {SECRET}\n", "lower", nil),
  ]

  @Test(arguments: annotations)
  func annotationsBesideIt(_ text: String, _ owner: String?, _ purpose: String?) throws {
    let found = try Place.read(text, secret: Made.text(20), path: "a.yml")
    #expect(found.named["owner"] == owner)
    #expect(found.purpose?.text == purpose)
    if owner != nil {
      #expect(
        found.facts.first { $0.name == "owner" }?.source.hasPrefix("annotation in line") == true)
    }
  }

  static let purposes: [(text: String, purpose: String?, source: String?)] = [
    (
      "# Sends invoices to customers\nkey: {SECRET}\n", "Sends invoices to customers",
      "comment in line 1"
    ),
    (
      "variable:\n  description: \"Uploads nightly backups\"\n  default: {SECRET}\n",
      "Uploads nightly backups", "description in line 2"
    ),
    (
      "steps:\n  - name: Publish the site\n    env:\n      TOKEN: {SECRET}\n", "Publish the site",
      "name in line 2"
    ),
    ("SENDGRID_API_KEY={SECRET}\n", "SENDGRID_API_KEY", "name in line 1"),
    ("PASSWORD={SECRET}\n", nil, nil), ("api_key: {SECRET}\n", nil, nil),
    // What might be a value is no purpose.
    ("# password: \("hunter2hunter2")\nkey: {SECRET}\n", nil, nil),
    ("# old key abcdefgh12345678\nkey: {SECRET}\n", nil, nil),
    ("# TODO\nkey: {SECRET}\n", nil, nil),
  ]

  @Test(arguments: purposes)
  func purposesInText(_ text: String, _ purpose: String?, _ source: String?) throws {
    let found = try Place.read(text, secret: Made.text(20), path: "a.yml")
    #expect(found.purpose?.text == purpose)
    #expect(found.purpose?.source == source)
  }
}
