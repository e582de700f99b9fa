internal import Model

/// Tokens of single vendors that carry something to read, or whose prefix tells their kind.
enum VendorTokens {
  static func describe(_ value: [UInt8], in assessment: inout Assessment) -> Bool {
    GitTokens.describe(value, in: &assessment) || Macaroon.describe(value, in: &assessment)
      || describePaseto(value, in: &assessment) || describeAzureKey(value, in: &assessment)
      || describeSentry(value, in: &assessment) || describeDiscord(value, in: &assessment)
      || describeOnePassword(value, in: &assessment) || describeSlack(value, in: &assessment)
      || describePrefix(value, in: &assessment)
  }

  /// Prefixes that tell a kind and nothing else.
  private static func describePrefix(_ value: [UInt8], in assessment: inout Assessment) -> Bool {
    let known: [(prefix: StaticString, kind: Assessment.Lifetime.Class, ttl: Int?, what: String)] =
      [
        // https://developer.hashicorp.com/vault/docs/concepts/tokens
        ("hvs.", .expiring, nil, "a service token of Vault, renewable up to its maximum"),
        ("hvb.", .shortLived, nil, "a batch token of Vault, which cannot be renewed"),
        ("hvr.", .fixed, nil, "a recovery token of Vault"),
        // https://developers.google.com/identity/protocols/oauth2#expiration
        ("ya29.", .shortLived, 3600, "an access token of Google"),
        (
          "1//", .fixed, nil,
          "a refresh token of Google, valid until it is revoked or unused for long"
        ),
        // https://docs.redhat.com/en/documentation/openshift_container_platform (OAuth access tokens)
        ("sha256~", .expiring, 86_400, "an OAuth access token of OpenShift"),
      ]
    guard let form = known.first(where: { value.begins($0.prefix) }) else { return false }
    assessment.lifetime.set(form.kind, ttl: form.ttl, from: .prefix, "\(form.prefix) \(form.what)")
    return true
  }

  /// Public tokens carry their claims in clear.
  ///
  /// Source: https://github.com/paseto-standard/paseto-spec
  private static func describePaseto(_ value: [UInt8], in assessment: inout Assessment) -> Bool {
    let parts = value.prefix(Encoded.longest).split(separator: UInt8(ascii: "."))
    guard parts.count == 3 || parts.count == 4, parts[1].elementsEqual("public".utf8),
      let signature = ["v1": 256, "v2": 64, "v3": 96, "v4": 64][parts[0].asText],
      let body = Encoded.base64(parts[2]), body.count > signature,
      let claims = JSONValue.read(body.dropLast(signature)), claims.isObject
    else { return false }
    let expires = claims["exp"]?.time
    assessment.lifetime = Assessment.Lifetime(
      issued: claims["iat"]?.time ?? claims["nbf"]?.time, expires: expires,
      endless: claims["exp"] == nil, source: .paseto,
      evidence: expires == nil ? "the PASETO has no exp" : "exp of the PASETO")
    assessment.scope.subject = claims["sub"]?.text.flatMap { Shown.text($0) }
    assessment.scope.audience = (claims["aud"]?.texts ?? []).prefix(16).compactMap {
      Shown.text($0)
    }
    if assessment.scope.subject != nil || !assessment.scope.audience.isEmpty {
      assessment.scope.source = "claims of the PASETO"
    }
    return true
  }

  /// Keys of 84 characters with a mark, year and month of issue and the provider's signature.
  ///
  /// Source: https://github.com/microsoft/security-utilities (Common Annotated Security Keys)
  private static func describeAzureKey(_ value: [UInt8], in assessment: inout Assessment) -> Bool {
    guard value.count == 84, value[52...].begins("JQQJ99") else { return false }
    let (year, month) = (Int(value[58]) - 0x41, Int(value[59]) - 0x41)
    guard (0..<26).contains(year), (0..<12).contains(month),
      let days = Timestamp.days(year: 2024 + year, month: month + 1, day: 1)
    else { return false }
    assessment.lifetime.issued = days * 86_400
    assessment.lifetime.evidence = "year and month of issue in the key"
    assessment.lifetime.source = .issueMark
    assessment.note(.azureProvider, value[76..<80].asText, from: "provider's mark in the key")
    return true
  }

  /// Source: https://docs.sentry.io/account/auth-tokens/ (organization tokens: `sntrys_`, JSON in base 64)
  private static func describeSentry(_ value: [UInt8], in assessment: inout Assessment) -> Bool {
    guard value.begins("sntrys_"),
      let end = value.lastIndex(of: UInt8(ascii: "_")), end > 7,
      let claims = Encoded.base64(value[7..<end]).flatMap({ JSONValue.read($0) })
    else { return false }
    let issued = claims["iat"]?.time
    assessment.lifetime = Assessment.Lifetime(
      issued: issued, endless: true, source: .issueMark,
      evidence: "iat in the token; such tokens never end by themselves")
    assessment.note(.organization, claims["org"]?.text ?? "", from: "org in the token")
    assessment.note(.host, claims["url"]?.text ?? "", from: "url in the token")
    return true
  }

  /// A bot's id is its account's, and the time of its creation stands in it.
  ///
  /// Source: https://discord.com/developers/docs/reference#snowflakes
  private static func describeDiscord(_ value: [UInt8], in assessment: inout Assessment) -> Bool {
    let number: String
    let parts = value.split(separator: UInt8(ascii: "."))
    if value.holds("discord"), let start = value.offset(of: "/webhooks/") {
      number = value[(start + 10)...].prefix { (0x30...0x39).contains($0) }.asText
    } else if parts.count == 3, (23...28).contains(parts[0].count), parts[1].count == 6,
      let text = Encoded.base64(parts[0])
    {
      number = text.asText
    } else {
      return false
    }
    guard (17...20).contains(number.utf8.count), let id = UInt64(number) else { return false }
    let created = Int(id >> 22) / 1000 + 1_420_070_400
    assessment.lifetime = Assessment.Lifetime(
      endless: true, source: .issueMark,
      evidence: "such tokens never end by themselves; the id's time is the oldest it can be")
    assessment.lifetime.issued = created
    assessment.note(.vendorID, number, from: "id in the value")
    return true
  }

  /// Source: https://developer.1password.com/docs/service-accounts/ (`ops_`, JSON in base 64)
  private static func describeOnePassword(
    _ value: [UInt8], in assessment: inout Assessment
  ) -> Bool {
    guard value.begins("ops_"),
      let claims = Encoded.base64(value.dropFirst(4)).flatMap({ JSONValue.read($0) })
    else { return false }
    assessment.note(.host, claims["signInAddress"]?.text ?? "", from: "signInAddress in the token")
    assessment.scope.subject = claims["email"]?.text.flatMap { Shown.text($0) }
    if assessment.scope.subject != nil { assessment.scope.source = "email in the token" }
    return true
  }

  /// Source: https://docs.slack.dev/authentication/tokens
  private static func describeSlack(_ value: [UInt8], in assessment: inout Assessment) -> Bool {
    let parts = value.prefix(512).split(separator: UInt8(ascii: "-"))
    if value.begins("xoxe.xox") {
      assessment.lifetime.set(
        .shortLived, ttl: 43_200, from: .prefix, "xoxe. an access token of Slack that is rotated")
      return true
    }
    guard value.begins("xox") || value.begins("xapp-"), parts.count >= 3 else { return false }
    if value.begins("xapp-") {
      assessment.note(.vendorID, parts[2].asText, from: "application's id in the token")
    } else if parts[1].allSatisfy({ (0x30...0x39).contains($0) }), parts[1].count >= 8 {
      assessment.note(.vendorID, parts[1].asText, from: "workspace's number in the token")
    }
    // Whether it ends, its application's settings say.
    return false
  }
}
