internal import Model

/// Keys of clouds: who they belong to, and what a token made of a signed request says.
enum CloudKeys {
  static func describe(_ site: Site, in assessment: inout Assessment) -> Bool {
    let value = site.value
    if describeBedrock(value, in: &assessment) || describeEKS(value, in: &assessment) {
      return true
    }
    return describeKeyID(site, in: &assessment)
  }

  private static func describeKeyID(_ site: Site, in assessment: inout Assessment) -> Bool {
    for candidate in [site.value] + site.parts {
      guard candidate.count == 20 else { continue }
      let text = candidate.asText
      guard AWSKeyID.matches(text) else { continue }
      AWSKeyID.describe(text, from: site.place, in: &assessment)
      if AWSKeyID.isLong(text) {
        assessment.lifetime.set(
          .fixed, ttl: nil, from: .prefix, "\(text.prefix(4)): a key that never ends by itself")
      } else {
        assessment.lifetime.set(
          .shortLived, ttl: nil, from: .prefix, "ASIA: a session's key; its end is not in it")
      }
      return true
    }
    return false
  }

  /// A secret key by itself is as long-lived as the key id beside it is.
  static func describeNeighbour(_ site: Site, in assessment: inout Assessment) {
    let near = site.around(before: 400, after: 400)
    for word in near.split(whereSeparator: { !isUpperOrDigit($0) }) where word.count == 20 {
      let text = word.asText
      guard AWSKeyID.matches(text) else { continue }
      AWSKeyID.describe(text, from: "beside \(site.place)", in: &assessment)
      if !AWSKeyID.isLong(text) {
        assessment.lifetime.set(
          .shortLived, ttl: nil, from: .prefix, "ASIA beside it: a session's key")
      }
      return
    }
  }

  private static func isUpperOrDigit(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
  }

  /// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html
  private static func describeBedrock(_ value: [UInt8], in assessment: inout Assessment) -> Bool {
    if value.begins("bedrock-api-key-") {
      guard let link = Encoded.base64(value.dropFirst(16)), let query = LinkQuery(link) else {
        return false
      }
      return SignedLink.describe(query, in: &assessment)
    }
    guard value.begins("ABSK"), let text = Encoded.base64(value.dropFirst(4)) else { return false }
    // BedrockAPIKey-xxxx-at-ACCOUNT:secret
    let user = text.prefix { $0 != UInt8(ascii: ":") }.asText
    guard user.hasPrefix("BedrockAPIKey-") else { return false }
    assessment.note(.awsUser, user, from: "user's name in the key")
    if let at = user.firstRange(of: "-at-") {
      let digits = user[at.upperBound...].prefix { $0.isASCII && $0.isNumber }
      if digits.utf8.count == 12 {
        assessment.note(.awsAccount, digits, from: "user's name in the key")
      }
    }
    assessment.lifetime.set(
      .fixed, ttl: nil, from: .prefix, "ABSK: a long-term key; an end, if one was set, is not in it"
    )
    return true
  }

  /// The token is a signed request of the security token service; the cluster takes it for 15 minutes.
  ///
  /// Source: https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
  private static func describeEKS(_ value: [UInt8], in assessment: inout Assessment) -> Bool {
    guard value.begins("k8s-aws-v1."), let link = Encoded.base64(value.dropFirst(11)),
      let query = LinkQuery(link), SignedLink.describe(query, in: &assessment)
    else { return false }
    if let issued = assessment.lifetime.issued {
      assessment.lifetime.expires = issued + 900
      assessment.lifetime.ttl = 900
      assessment.lifetime.kind = .shortLived
      assessment.lifetime.source = .kubernetesToken
      assessment.lifetime.evidence = "X-Amz-Date of the signed request, and EKS's 15 minutes"
    }
    return true
  }
}
