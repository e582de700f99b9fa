import Model
import Testing

@testable import Governance

/// Tokens that say how long they live.
@Suite struct TokenLifetimeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var secret: String
    var kind: Assessment.Lifetime.Class
    var source: Assessment.Lifetime.Source
    var issued: Int?
    var expires: Int?
    var ttl: Int?
    var isExpired: Bool?
    var facts: [String: String] = [:]
    var scope: [String] = []
    var breadth = Assessment.Scope.Breadth.unknown
    var family = "generic-secret"
    var testDescription: String { name }
  }

  static let tokens: [Case] = [
    Case(
      name: "one hour",
      secret: Made.jwt(
        #"{"iss":"https://id.test","sub":"ci","aud":"api","iat":1790000000,"exp":1790003600,"scope":"read:a"}"#
      ),
      kind: .shortLived, source: .jwt, issued: 1_790_000_000, expires: 1_790_003_600, ttl: 3600,
      isExpired: false, facts: ["jwt-issuer": "https://id.test", "jwt-subject": "ci"],
      scope: ["read:a"], breadth: .narrow),
    Case(
      name: "ten years, symmetric",
      secret: Made.jwt(
        #"{"iss":"supabase","ref":"abcdefghijkl","role":"service_role","iat":1600000000,"exp":1915360000}"#,
        header: #"{"alg":"HS256"}"#),
      kind: .expiring, source: .jwt, issued: 1_600_000_000, expires: 1_915_360_000,
      ttl: 315_360_000, isExpired: false,
      facts: ["jwt-algorithm": "HS256", "vendor-id": "abcdefghijkl"], scope: ["service_role"],
      breadth: .broad),
    Case(
      name: "no end, not signed", secret: Made.jwt(#"{"sub":"a1"}"#, header: #"{"alg":"none"}"#),
      kind: .fixed, source: .jwt, facts: ["jwt-algorithm": "none"]),
    Case(
      name: "milliseconds", secret: Made.jwt(#"{"iat":1700000000000,"exp":1700003600000}"#),
      kind: .shortLived, source: .jwt, issued: 1_700_000_000, expires: 1_700_003_600, ttl: 3600,
      isExpired: true),
    Case(
      name: "nbf stands for iat", secret: Made.jwt(#"{"nbf":1700000000.5,"exp":1700100000}"#),
      kind: .expiring, source: .jwt, issued: 1_700_000_000, expires: 1_700_100_000, ttl: 100_000,
      isExpired: true),
    Case(
      name: "an end that is no date", secret: Made.jwt(#"{"sub":"x","exp":"soon"}"#),
      kind: .unknown, source: .jwt),
    Case(
      name: "issued after its end", secret: Made.jwt(#"{"iat":1800000000,"exp":1700000000}"#),
      kind: .expiring, source: .jwt, issued: 1_800_000_000, expires: 1_700_000_000,
      isExpired: true),
    Case(
      name: "Kubernetes, legacy",
      secret: Made.jwt(
        #"""
        {"iss":"kubernetes/serviceaccount","kubernetes.io/serviceaccount/namespace":"payments",
        "kubernetes.io/serviceaccount/service-account.name":"deployer",
        "sub":"system:serviceaccount:payments:deployer"}
        """#),
      kind: .fixed, source: .kubernetesToken,
      facts: ["k8s-namespace": "payments", "k8s-service-account": "deployer"]),
    Case(
      name: "Kubernetes, bound",
      secret: Made.jwt(
        #"""
        {"aud":["https://kubernetes.default.svc"],"iss":"https://oidc.eks.eu-west-1.amazonaws.com/id/ABC",
        "iat":1790000000,"exp":1790003607,"kubernetes.io":{"namespace":"web","serviceaccount":{"name":"front"}}}
        """#),
      kind: .shortLived, source: .kubernetesToken, issued: 1_790_000_000, expires: 1_790_003_607,
      ttl: 3607, isExpired: false,
      facts: [
        "k8s-namespace": "web", "k8s-service-account": "front",
        "k8s-cluster": "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC",
      ]),
    Case(
      name: "GitHub's OIDC",
      secret: Made.jwt(
        #"""
        {"iss":"https://token.actions.githubusercontent.com","repository":"acme/app","environment":"production",
        "workflow":"Deploy","ref":"refs/heads/main","iat":1790000000,"exp":1790000300}
        """#),
      kind: .shortLived, source: .jwt, issued: 1_790_000_000, expires: 1_790_000_300, ttl: 300,
      isExpired: false,
      facts: [
        "github-repository": "acme/app", "environment": "production", "branch": "main",
        "workflow": "Deploy",
      ]),
    Case(
      name: "Entra",
      secret: Made.jwt(
        #"""
        {"iss":"https://sts.windows.net/11111111-2222-3333-4444-555555555555/","tid":"11111111-2222-3333-4444-555555555555",
        "appid":"aaaaaaaa-2222-3333-4444-555555555555","roles":["Directory.ReadWrite.All"],"exp":1790003600}
        """#),
      kind: .expiring, source: .jwt, expires: 1_790_003_600, isExpired: false,
      facts: ["azure-tenant": "11111111-2222-3333-4444-555555555555"],
      scope: ["Directory.ReadWrite.All"], breadth: .broad),
    Case(
      name: "an installation's token with a JWT inside",
      secret: "ghs_12345_" + Made.jwt(#"{"iat":1790000000,"exp":1790003600}"#), kind: .shortLived,
      source: .jwt, issued: 1_790_000_000, expires: 1_790_003_600, ttl: 3600, isExpired: false,
      facts: ["github-app": "12345"]),
    Case(
      name: "an installation's token", secret: "ghs_" + Made.text(36), kind: .shortLived,
      source: .prefix, ttl: 3600),
    Case(name: "ghp_", secret: "ghp_" + Made.text(36), kind: .fixed, source: .prefix),
    Case(
      name: "ghu_", secret: "ghu_" + Made.text(36), kind: .shortLived, source: .prefix, ttl: 28_800),
    Case(
      name: "github_pat_", secret: "github_pat_" + Made.text(82), kind: .expiring, source: .prefix),
    Case(name: "glpat-", secret: "glpat-" + Made.text(20), kind: .expiring, source: .prefix),
    Case(name: "glcbt-", secret: "glcbt-64_" + Made.text(20), kind: .shortLived, source: .prefix),
    Case(
      name: "GitLab, routable",
      secret: "glpat-"
        + Made.base64(
          (0..<16).map { _ in UInt8.random(in: 0...255) } + Array("o:1\nu:2s\np:zz".utf8) + [12],
          url: true, pads: false) + ".01.0y" + Made.text(7),
      kind: .expiring, source: .prefix,
      facts: ["gitlab-user": "100", "gitlab-project": "1295", "organization": "1"]),
    Case(name: "hvb.", secret: "hvb." + Made.text(140), kind: .shortLived, source: .prefix),
    Case(name: "hvs.", secret: "hvs." + Made.text(24), kind: .expiring, source: .prefix),
    Case(
      name: "xoxe.", secret: "xoxe.xoxb-1-" + Made.text(150), kind: .shortLived, source: .prefix,
      ttl: 43_200),
    Case(
      name: "Slack's workspace", secret: "xoxb-" + "123456789012-123456789012-" + Made.text(24),
      kind: .fixed, source: .family, facts: ["vendor-id": "123456789012"],
      family: "slack-bot-token"),
    Case(
      name: "Google's access token", secret: "ya29." + Made.text(120), kind: .shortLived,
      source: .prefix, ttl: 3600),
    Case(
      name: "Azure, identifiable",
      secret: Made.text(52) + "JQQJ99BCAAAA" + Made.text(12) + "ACOG" + Made.text(4),
      kind: .fixed, source: .issueMark, issued: 1_740_787_200, facts: ["azure-provider": "ACOG"],
      family: "azure-ai-services-key"),
    Case(
      name: "Sentry",
      secret: "sntrys_"
        + Made.base64(
          #"{"iat":1690000000.5,"url":"https://sentry.io","region_url":"https://us.sentry.io","org":"acme"}"#
            .utf8) + "_" + Made.text(43),
      kind: .fixed, source: .issueMark, issued: 1_690_000_000, facts: ["organization": "acme"]),
    Case(
      name: "Discord's bot",
      secret: Made.base64(
        // A number of Discord's own documentation: when it was made is in it.
        "\(175_928_847_299_117_063 as Int)".utf8, pads: false) + "." + Made.text(6) + "."
        + Made.text(27),
      kind: .fixed, source: .issueMark, issued: 1_462_015_105,
      facts: ["vendor-id": "175928847299117063"]),
    Case(
      name: "Discord's webhook",
      secret: "https://discord.com/api/webhooks/175928847299117063/" + Made.text(68), kind: .fixed,
      source: .issueMark, issued: 1_462_015_105),
    Case(
      name: "PASETO",
      secret: "v4.public."
        + Made.base64(
          Array(
            #"{"sub":"job","aud":"api","iat":"2026-09-01T00:00:00+00:00","exp":"2026-09-02T00:00:00+00:00"}"#
              .utf8)
            + (0..<64).map { _ in UInt8.random(in: 0...255) }, url: true, pads: false),
      kind: .shortLived, source: .paseto, issued: 1_788_220_800, expires: 1_788_307_200,
      ttl: 86_400, isExpired: true),
    Case(
      name: "PyPI, one project until a date",
      secret: "pypi-"
        + macaroon(["[0, 1800000000, 1790000000]", #"[1, ["sampleproject"]]"#]),
      kind: .expiring, source: .macaroon, issued: 1_790_000_000, expires: 1_800_000_000,
      ttl: 10_000_000, isExpired: false,
      facts: ["registry": "pypi.org", "packages": "sampleproject"],
      scope: ["project sampleproject"], breadth: .narrow),
    Case(
      name: "PyPI, all of a user, forever", secret: "pypi-" + macaroon([#"[3, "user-id"]"#]),
      kind: .fixed, source: .macaroon, scope: ["all projects of the user"], breadth: .broad),
    Case(
      name: "PyPI, older form",
      secret: "pypi-" + macaroon([#"{"version": 1, "permissions": {"projects": ["a", "b"]}}"#]),
      kind: .fixed, source: .macaroon, scope: ["project a", "project b"], breadth: .narrow),
    Case(
      name: "what the family says", secret: Made.text(40), kind: .expiring, source: .family,
      ttl: 604_800, family: "buildkite-api-token"),
    Case(name: "nothing known", secret: Made.text(40), kind: .unknown, source: .none),
  ]

  private static func macaroon(_ caveats: [String]) -> String {
    func field(_ type: UInt8, _ text: String) -> [UInt8] {
      precondition(text.utf8.count < 128)
      return [type, UInt8(text.utf8.count)] + Array(text.utf8)
    }
    var bytes: [UInt8] = [2] + field(1, "pypi.org") + field(2, "identifier") + [0]
    for caveat in caveats { bytes += field(2, caveat) + [0] }
    bytes += [0, 6, 32] + (0..<32).map { _ in UInt8.random(in: 0...255) }
    return Made.base64(bytes, url: true, pads: false)
  }

  @Test(arguments: tokens)
  func saysHowLongItLives(_ token: Case) throws {
    let found = try Place.read("token = \"{SECRET}\"\n", secret: token.secret, family: token.family)
    #expect(found.lifetime.kind == token.kind)
    #expect(found.lifetime.source == token.source)
    #expect(found.lifetime.issued == token.issued)
    #expect(found.lifetime.expires == token.expires)
    #expect(found.lifetime.ttl == token.ttl)
    #expect(found.lifetime.isExpired == token.isExpired)
    #expect(found.lifetime.isLongLived == nil)
    #expect((found.lifetime.evidence == nil) == (token.source == .none))
    for (name, value) in token.facts { #expect(found.named[name] == value, "\(name)") }
    for entry in token.scope { #expect(found.scope.entries.contains(entry)) }
    #expect(found.scope.breadth == token.breadth)
  }

  @Test func endsAtItsSecond() throws {
    let token = Made.jwt(#"{"iat":1790000000,"exp":1790003600}"#)
    for (now, isExpired) in [(1_790_003_599, false), (1_790_003_600, true)] {
      let found = try Place.read("{SECRET}", secret: token, asOf: now)
      #expect(found.lifetime.isExpired == isExpired)
    }
  }

  @Test func saysWhomATokenIsFor() throws {
    let token = Made.jwt(#"{"sub":"job","aud":["a","b"],"scp":"x.Read y.Write"}"#)
    let found = try Place.read("{SECRET}", secret: token)
    #expect(found.scope.audience == ["a", "b"])
    #expect(found.scope.subject == "job")
    #expect(found.scope.entries == ["x.Read", "y.Write"])
  }
}
