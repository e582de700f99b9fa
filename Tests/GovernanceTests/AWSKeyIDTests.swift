import Model
import Testing

@testable import Governance

@Suite struct AWSKeyIDTests {
  /// The first is Amazon's own published example of an account in a key id.
  @Test(arguments: [
    ("ASIA" + "Y34FZKBOKMUTVV7A", "609629065308"), ("AKIA" + "IOSFODNN7ABCDEFG", nil),
    ("AKIA" + "JOSFODNN7ABCDEFG", nil), ("AKIAQAAAAAAAAAAAAAAA", "000000000000"),
    ("AKIA1AAAAAAAAAAAAAAA", nil), ("XXIAY34FZKBOKMUTVV7A", nil), ("ASIAY34FZKBOKMUTVV7", nil),
    ("", nil),
  ])
  func decodesTheAccount(_ id: String, _ account: String?) {
    #expect(AWSKeyID.account(id) == account)
  }

  @Test func aSecretKeyTakesTheKindOfTheIDBesideIt() throws {
    for (prefix, kind) in [("AKIA", "static"), ("ASIA", "short-lived")] {
      let found = try Place.read(
        "[default]\naws_access_key_id = \(Made.key(prefix))\naws_secret_access_key = {SECRET}\n",
        secret: Made.text(40), family: "aws-secret-access-key", path: ".aws/credentials")
      #expect(found.lifetime.kind.rawValue == kind)
      #expect(found.named["aws-account"]?.count == 12)
    }
  }
}
