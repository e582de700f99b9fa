internal import Model

/// Tokens of GitHub and GitLab, by prefix and by what they carry.
enum GitTokens {
  static func describe(_ value: [UInt8], in assessment: inout Assessment) -> Bool {
    describeGitHub(value, in: &assessment) || describeGitLab(value, in: &assessment)
  }

  /// Source: https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
  private static func describeGitHub(_ value: [UInt8], in assessment: inout Assessment) -> Bool {
    let known: [(prefix: StaticString, kind: Assessment.Lifetime.Class, ttl: Int?, what: String)] =
      [
        ("ghu_", .shortLived, 28_800, "a user's token of a GitHub App"),
        ("ghs_", .shortLived, 3600, "an installation's token of a GitHub App"),
        ("ghr_", .expiring, 15_897_600, "a refresh token of a GitHub App"),
        ("ghp_", .fixed, nil, "a classic personal access token"),
        ("gho_", .fixed, nil, "an OAuth app's token"),
        ("github_pat_", .expiring, nil, "a fine-grained personal access token"),
      ]
    guard let form = known.first(where: { value.begins($0.prefix) }) else { return false }
    assessment.lifetime.set(form.kind, ttl: form.ttl, from: .prefix, "\(form.prefix): \(form.what)")
    // ghs_APP_JWT: the end inside is a hint of the vendor's, no promise.
    let pieces = value.split(separator: UInt8(ascii: "_"), maxSplits: 2)
    if form.what.hasPrefix("an installation"), pieces.count == 3,
      pieces[1].allSatisfy({ (0x30...0x39).contains($0) }),
      let token = JSONWebToken.find(in: pieces[2])
    {
      assessment.note(.githubApp, pieces[1].asText, from: "the token's second part")
      let ttl = assessment.lifetime.ttl
      token.describe(in: &assessment)
      if assessment.lifetime.expires == nil {
        assessment.lifetime.set(form.kind, ttl: ttl, from: .prefix, "\(form.prefix): \(form.what)")
      }
    }
    return true
  }

  /// Source: https://docs.gitlab.com/security/tokens/
  private static func describeGitLab(_ value: [UInt8], in assessment: inout Assessment) -> Bool {
    let known: [(prefix: StaticString, kind: Assessment.Lifetime.Class, what: String)] = [
      ("glpat-", .expiring, "a personal, project or group access token"),
      ("gldt-", .fixed, "a deploy token"), ("glrt-", .fixed, "a runner's token"),
      ("glrtr-", .fixed, "a runner's token"), ("glcbt-", .shortLived, "a job's token"),
      ("glptt-", .fixed, "a trigger token"), ("glft-", .fixed, "a feed token"),
      ("glimt-", .fixed, "an incoming mail token"), ("glagent-", .fixed, "an agent's token"),
      ("gloas-", .fixed, "an OAuth application's secret"), ("glsoat-", .fixed, "a SCIM token"),
      ("glffct-", .fixed, "a feature flags token"), ("glwt-", .shortLived, "a workspace's token"),
      ("GR1348941", .fixed, "a runner's registration token"),
    ]
    guard let form = known.first(where: { value.begins($0.prefix) }) else { return false }
    assessment.lifetime.set(form.kind, ttl: nil, from: .prefix, "\(form.prefix): \(form.what)")
    for (name, number) in routing(in: value.dropFirst(form.prefix.utf8CodeUnitCount)) {
      switch name {
      case "u": assessment.note(.gitlabUser, number, from: "routing part of the token")
      case "p": assessment.note(.gitlabProject, number, from: "routing part of the token")
      case "g": assessment.note(.gitlabGroup, number, from: "routing part of the token")
      case "o": assessment.note(.organization, number, from: "routing part of the token")
      default: break
      }
    }
    return true
  }

  /// What a routable token says of where it belongs: lines `u:NUMBER` in base 36, beside 16 random bytes and one that
  /// counts. Decimal numbers, in the order in which they stand.
  ///
  /// Source: https://docs.gitlab.com/development/cells/routable_tokens/ (payload in base 64, before the first dot)
  private static func routing(in body: ArraySlice<UInt8>) -> [(name: String, number: String)] {
    guard body.contains(UInt8(ascii: ".")),
      let payload = Encoded.base64(body.prefix { $0 != UInt8(ascii: ".") }), payload.count > 18
    else { return [] }
    for lines in [payload[16..<(payload.count - 1)], payload[..<(payload.count - 17)]] {
      var found: [(String, String)] = []
      var isWhole = true
      for line in lines.split(separator: 0x0A).prefix(16) {
        let text = line.asText
        guard text.utf8.count > 2, text.utf8.count <= 14, text.dropFirst().first == ":",
          let number = Int(text.dropFirst(2), radix: 36), number >= 0
        else {
          isWhole = false
          break
        }
        found.append((String(text.prefix(1)), String(number)))
      }
      if isWhole, !found.isEmpty { return found }
    }
    return []
  }
}

extension Assessment.Lifetime {
  /// Sets what a form of credential always is.
  mutating func set(_ kind: Class, ttl: Int?, from source: Source, _ evidence: String) {
    self.kind = kind
    self.ttl = ttl
    self.source = source
    self.evidence = evidence
  }
}
