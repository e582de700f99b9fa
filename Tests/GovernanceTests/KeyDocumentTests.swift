import Model
import Testing

@testable import Governance

/// Credentials that are documents or stand in one: Google's keys, logins of registries.
@Suite struct KeyDocumentTests {
  private static func account(_ key: String) -> String {
    """
    {
      "type": "service_account",
      "project_id": "acme-prod",
      "private_key_id": "\(Made.text(40, from: "0123456789abcdef"))",
      "private_key": "\(key)",
      "client_email": "deployer@acme-prod.iam.gserviceaccount.com",
      "client_id": "1234"
    }
    """
  }
  private static let key =
    "-----BEGIN PRIVATE KEY-----\\n\(Made.text(64))\\n-----END PRIVATE KEY-----\\n"

  @Test func aServiceAccountsKeyNamesItsProject() throws {
    let found = try Place.read(
      "config = { \"a\": 1 }\ncredentials = \(Self.account("{SECRET}"))", secret: Self.key,
      family: "google-service-account-key", path: "key.json")
    #expect(found.lifetime.kind == .fixed)
    #expect(found.lifetime.source == .document)
    #expect(found.named["gcp-project"] == "acme-prod")
    #expect(
      found.named["gcp-service-account"] == "deployer@acme-prod.iam.gserviceaccount.com")
    #expect(found.named["gcp-key-id"]?.count == 40)
    #expect(found.scope.subject == "deployer@acme-prod.iam.gserviceaccount.com")
  }

  @Test func theSameInBase64() throws {
    let found = try Place.read(
      "GCP_KEY={SECRET}", secret: Made.base64(Self.account(Self.key).utf8))
    #expect(found.lifetime.source == .document)
    #expect(found.named["gcp-project"] == "acme-prod")
  }

  @Test func aUsersRefreshTokenIsStatic() throws {
    let found = try Place.read(
      #"{"client_id": "1.apps.googleusercontent.com", "client_secret": "x", "refresh_token": "{SECRET}", "type": "authorized_user"}"#,
      secret: "r" + Made.text(50), path: "application_default_credentials.json")
    #expect(found.lifetime.kind == .fixed)
    #expect(found.lifetime.source == .document)
  }

  static let logins: [(String, Assessment.Lifetime.Class, Int?)] = [
    ("acme:\(Made.text(20))", .unknown, nil),
    (
      "AWS:"
        + Made.base64(
          #"{"payload":"p","datakey":"d","version":"2","type":"DATA_KEY","expiration":1788224400}"#
            .utf8), .shortLived, 1_788_224_400
    ),
    ("oauth2accesstoken:ya29.\(Made.text(40))", .shortLived, nil),
    ("_json_key:\(account(key))", .fixed, nil),
    (
      "00000000-0000-0000-0000-000000000000:" + Made.jwt(#"{"iat":1788220800,"exp":1788231600}"#),
      .shortLived, 1_788_231_600
    ),
  ]

  @Test(arguments: logins)
  func loginsOfRegistries(
    _ login: String, _ kind: Assessment.Lifetime.Class, _ expires: Int?
  ) throws {
    let found = try Place.read(
      #"{"auths": {"registry.acme.test": {"auth": "{SECRET}"}}}"#, secret: Made.base64(login.utf8),
      path: "config.json")
    #expect(found.lifetime.kind == kind)
    #expect(found.lifetime.expires == expires)
    #expect(found.named["user"] == String(login.prefix { $0 != ":" }))
    let whole = try Place.read(
      ".dockerconfigjson: {SECRET}",
      secret: Made.base64(
        #"{"auths":{"registry.acme.test":{"auth":"\#(Made.base64(login.utf8))"}}}"#.utf8))
    #expect(whole.named["registry"] == "registry.acme.test")
    #expect(whole.lifetime.expires == expires)
  }
}
