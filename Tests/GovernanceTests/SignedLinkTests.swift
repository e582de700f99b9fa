import Model
import Testing

@testable import Governance

/// Links and signatures that carry their own end.
@Suite struct SignedLinkTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    /// `{SECRET}` is the signature or key id.
    var text: String
    var secret: String
    var issued: Int?
    var expires: Int?
    var source = Assessment.Lifetime.Source.signedURL
    var kind = Assessment.Lifetime.Class.expiring
    var facts: [String: String] = [:]
    var breadth = Assessment.Scope.Breadth.narrow
    var testDescription: String { name }
  }

  private static let signature = Made.base64((0..<32).map { _ in UInt8.random(in: 0...255) })
    .replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D")
  private static let hex = Made.text(64, from: "0123456789abcdef")

  static let links: [Case] = [
    Case(
      name: "Azure, one blob, read",
      text:
        "https://acme.blob.core.windows.net/c/b.txt?sv=2022-11-02&st=2026-09-01T00:00:00Z&se=2026-09-01T01:00:00Z&sr=b&sp=r&sig={SECRET}",
      secret: signature, issued: 1_788_220_800, expires: 1_788_224_400, source: .sas,
      kind: .shortLived,
      facts: ["azure-storage-account": "acme", "host": "acme.blob.core.windows.net"]),
    Case(
      name: "Azure, an account, all of it, for years",
      text:
        "SAS=sv=2022-11-02&ss=bfqt&srt=sco&sp=rwdlacupx&se=2030-01-01T00%3A00%3A00Z&spr=https&sig={SECRET}",
      secret: signature, expires: 1_893_456_000, source: .sas, breadth: .broad),
    Case(
      name: "Azure, in XML",
      text:
        "<add value=\"https://acme.blob.core.windows.net/c?sv=2022-11-02&amp;se=2027-01-01&amp;sr=c&amp;sp=rl&amp;sig={SECRET}\"/>",
      secret: signature, expires: 1_798_761_600, source: .sas, breadth: .unknown),
    Case(
      name: "Azure, a stored policy",
      text: "https://acme.blob.core.windows.net/c?sv=2022-11-02&sr=c&si=weekly&sig={SECRET}",
      secret: signature, source: .sas, facts: ["azure-policy": "weekly"], breadth: .unknown),
    Case(
      name: "Azure, a delegation key that ends first",
      text:
        "https://a.blob.core.windows.net/c/b?sv=2022-11-02&se=2027-02-01&ske=2027-01-01T00:00:00Z&skoid=aaaaaaaa-0000-0000-0000-000000000001&sktid=bbbbbbbb-0000-0000-0000-000000000001&sr=b&sp=r&sig={SECRET}",
      secret: signature, expires: 1_798_761_600, source: .sas,
      facts: ["azure-tenant": "bbbbbbbb-0000-0000-0000-000000000001"]),
    Case(
      name: "Service Bus",
      text:
        "SharedAccessSignature sr=sb%3A%2F%2Facme.servicebus.windows.net%2Fq&sig={SECRET}&se=1798761600&skn=RootManageSharedAccessKey",
      secret: signature, expires: 1_798_761_600, source: .sas,
      facts: [
        "azure-policy": "RootManageSharedAccessKey",
        "azure-namespace": "acme.servicebus.windows.net",
      ], breadth: .broad),
    Case(
      name: "Amazon V4",
      text:
        "curl 'https://b.s3.amazonaws.com/o.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={SECRET}%2F20260901%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260901T000000Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Signature=\(hex)'",
      secret: "ASIAY34FZKBOKMUTVV7A", issued: 1_788_220_800, expires: 1_788_825_600,
      facts: [
        "aws-account": "609629065308", "aws-region": "eu-west-1", "aws-service": "s3",
        "host": "b.s3.amazonaws.com",
      ]),
    Case(
      name: "Amazon V2",
      text:
        "https://b.s3.amazonaws.com/o?AWSAccessKeyId={SECRET}&Expires=1798761600&Signature=\(signature)",
      secret: Made.key("AKIA"), expires: 1_798_761_600),
    Case(
      name: "CloudFront",
      text:
        "https://d1.cloudfront.net/o?Expires=1798761600&Signature={SECRET}&Key-Pair-Id=\(Made.key("APKA"))",
      secret: Made.text(340), expires: 1_798_761_600),
    Case(
      name: "CloudFront, its own policy",
      text: "https://d1.cloudfront.net/o?Policy="
        + Made.base64(
          #"{"Statement":[{"Resource":"https://d1.cloudfront.net/o","Condition":{"DateLessThan":{"AWS:EpochTime":1798761600}}}]}"#
            .utf8
        ).replacing("+", with: "-").replacing("=", with: "_").replacing("/", with: "~")
        + "&Signature={SECRET}&Key-Pair-Id=K1",
      secret: Made.text(340), expires: 1_798_761_600),
    Case(
      name: "Google V4",
      text:
        "https://storage.googleapis.com/b/o?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=svc%40acme-prod.iam.gserviceaccount.com%2F20260901%2Fauto%2Fstorage%2Fgoog4_request&X-Goog-Date=20260901T000000Z&X-Goog-Expires=900&X-Goog-SignedHeaders=host&X-Goog-Signature={SECRET}",
      secret: hex, issued: 1_788_220_800, expires: 1_788_221_700, kind: .shortLived,
      facts: [
        "gcp-service-account": "svc@acme-prod.iam.gserviceaccount.com",
        "gcp-project": "acme-prod",
      ]),
    Case(
      name: "Google V2",
      text:
        "https://storage.googleapis.com/b/o?GoogleAccessId=svc@acme.iam.gserviceaccount.com&Expires=1798761600&Signature={SECRET}",
      secret: signature, expires: 1_798_761_600, facts: ["gcp-project": "acme"]),
    Case(
      name: "Alibaba",
      text:
        "https://b.oss-cn-hangzhou.aliyuncs.com/o?x-oss-date=20260901T000000Z&x-oss-expires=3600&x-oss-signature={SECRET}",
      secret: hex, issued: 1_788_220_800, expires: 1_788_224_400, kind: .shortLived),
    Case(
      name: "Tencent",
      text:
        "https://b.cos.ap-x.myqcloud.com/o?q-sign-algorithm=sha1&q-sign-time=1788220800;1788224400&q-signature={SECRET}",
      secret: hex, issued: 1_788_220_800, expires: 1_788_224_400, kind: .shortLived),
  ]

  @Test(arguments: links)
  func saysWhenItEnds(_ link: Case) throws {
    let found = try Place.read(link.text, secret: link.secret)
    #expect(found.lifetime.source == link.source)
    #expect(found.lifetime.kind == link.kind)
    #expect(found.lifetime.issued == link.issued)
    #expect(found.lifetime.expires == link.expires)
    #expect(found.scope.breadth == link.breadth)
    for (name, value) in link.facts { #expect(found.named[name] == value, "\(name)") }
  }

  @Test func aKeyWithItsSecretIsMoreThanTheLink() throws {
    let found = try Place.read(
      "https://b.s3.amazonaws.com/o?AWSAccessKeyId={SECRET}&Expires=1798761600&Signature=x",
      secret: Made.key("AKIA"), parts: [Made.text(40)])
    #expect(found.lifetime.kind == .fixed)
    #expect(found.lifetime.expires == nil)
  }

  @Test func tokensOfEKSEndWithinFifteenMinutes() throws {
    let link =
      "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&X-Amz-Credential=ASIAY34FZKBOKMUTVV7A%2F20260901%2Feu-west-1%2Fsts%2Faws4_request&X-Amz-Date=20260901T000000Z&X-Amz-Expires=60&X-Amz-Signature=\(Self.hex)"
    let parts = ["k8s-aws-v1", Made.base64(link.utf8, url: true, pads: false)]
    let found = try Place.read("{SECRET}", secret: parts.joined(separator: "."))
    #expect(found.lifetime.expires == 1_788_221_700)
    #expect(found.lifetime.kind == .shortLived)
    #expect(found.named["aws-account"] == "609629065308")
  }

  @Test func bedrockKeysSayTheirEndOrUser() throws {
    let link =
      "bedrock.amazonaws.com/?Action=CallWithBearerToken&X-Amz-Credential=ASIAY34FZKBOKMUTVV7A%2F20260901%2Feu-west-1%2Fbedrock%2Faws4_request&X-Amz-Date=20260901T000000Z&X-Amz-Expires=43200&X-Amz-Signature=\(Self.hex)"
    let short = try Place.read("{SECRET}", secret: "bedrock-api-key-" + Made.base64(link.utf8))
    #expect(short.lifetime.ttl == 43_200)
    #expect(short.lifetime.kind == .shortLived)
    let long = try Place.read(
      "{SECRET}",
      secret: "ABSK" + Made.base64("BedrockAPIKey-abcd-at-123456789012:\(Made.text(44))".utf8))
    #expect(long.lifetime.kind == .fixed)
    #expect(long.named["aws-account"] == "123456789012")
  }
}
