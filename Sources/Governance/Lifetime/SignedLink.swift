internal import Model

/// Links that carry their own permission: signed requests of S3 and its kin, CloudFront, Google Cloud Storage.
enum SignedLink {
  /// Describes the signature in a query; false where there is none.
  static func describe(_ query: LinkQuery, in assessment: inout Assessment) -> Bool {
    describeV4(query, in: &assessment) || describeGoogleV4(query, in: &assessment)
      || describeOSS(query, in: &assessment) || describeCloudFront(query, in: &assessment)
      || describeExpires(query, in: &assessment) || describeTencent(query, in: &assessment)
  }

  private static func note(
    _ query: LinkQuery, issued: Int?, expires: Int?, evidence: String,
    in assessment: inout Assessment
  ) {
    assessment.lifetime = Assessment.Lifetime(
      issued: issued, expires: expires, source: .signedURL, evidence: evidence)
    if let host = query.host { assessment.note(.host, host, from: "the signed link") }
    if assessment.scope.entries.isEmpty, !query.path.isEmpty, query.path != "/" {
      assessment.scope.add([query.path], from: "path of the signed link")
      assessment.scope.breadth = .narrow
    }
  }

  /// A start, and how many seconds it lasts.
  private static func end(_ start: Int?, _ duration: String?) -> Int? {
    guard let start, let duration, let seconds = Timestamp.seconds(decimal: duration) else {
      return nil
    }
    return start + seconds
  }

  /// Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
  private static func describeV4(_ query: LinkQuery, in assessment: inout Assessment) -> Bool {
    guard query["x-amz-signature"] != nil || query["x-amz-credential"] != nil else { return false }
    let start = query["x-amz-date"].flatMap { Timestamp.seconds(iso8601: $0) }
    note(
      query, issued: start, expires: end(start, query["x-amz-expires"]),
      evidence: "X-Amz-Date and X-Amz-Expires of the link", in: &assessment)
    let parts = (query["x-amz-credential"] ?? "").split(
      separator: "/", omittingEmptySubsequences: false)
    if parts.count == 5 {
      AWSKeyID.describe(parts[0], from: "X-Amz-Credential of the link", in: &assessment)
      assessment.note(.awsRegion, parts[2], from: "X-Amz-Credential of the link")
      assessment.note(.awsService, parts[3], from: "X-Amz-Credential of the link")
    }
    return true
  }

  /// Source: https://cloud.google.com/storage/docs/authentication/canonical-requests
  private static func describeGoogleV4(
    _ query: LinkQuery, in assessment: inout Assessment
  ) -> Bool {
    guard query["x-goog-signature"] != nil || query["x-goog-credential"] != nil else {
      return false
    }
    let start = query["x-goog-date"].flatMap { Timestamp.seconds(iso8601: $0) }
    note(
      query, issued: start, expires: end(start, query["x-goog-expires"]),
      evidence: "X-Goog-Date and X-Goog-Expires of the link", in: &assessment)
    let signer = (query["x-goog-credential"] ?? "").prefix { $0 != "/" }
    GoogleAccount.describe(signer, from: "X-Goog-Credential of the link", in: &assessment)
    return true
  }

  /// Source: https://www.alibabacloud.com/help/en/oss/developer-reference/ddd-signatures-to-urls
  private static func describeOSS(_ query: LinkQuery, in assessment: inout Assessment) -> Bool {
    guard query["x-oss-signature"] != nil else { return false }
    let start = query["x-oss-date"].flatMap { Timestamp.seconds(iso8601: $0) }
    note(
      query, issued: start, expires: end(start, query["x-oss-expires"]),
      evidence: "x-oss-date and x-oss-expires of the link", in: &assessment)
    return true
  }

  /// Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-signed-urls.html
  private static func describeCloudFront(
    _ query: LinkQuery, in assessment: inout Assessment
  ) -> Bool {
    guard query["key-pair-id"] != nil, query["signature"] != nil else { return false }
    if let end = query["expires"] {
      note(
        query, issued: nil, expires: Timestamp.seconds(decimal: end),
        evidence: "Expires of the link", in: &assessment)
      return true
    }
    guard let policy = query["policy"] else { return false }
    // CloudFront writes +, = and / of base 64 as -, _ and ~.
    let text = policy.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "_"): UInt8(ascii: "=")
      case UInt8(ascii: "~"): UInt8(ascii: "/")
      default: byte
      }
    }
    let statement = Encoded.base64(text).flatMap { JSONValue.read($0) }?["Statement"]?[0]
    let end = statement?["Condition"]?["DateLessThan"]?["AWS:EpochTime"]?.time
    let start = statement?["Condition"]?["DateGreaterThan"]?["AWS:EpochTime"]?.time
    if let resource = statement?["Resource"]?.text {
      assessment.scope.add([resource], from: "policy of the link")
      assessment.scope.breadth = resource.contains("*") ? .unknown : .narrow
    }
    note(
      query, issued: start, expires: end, evidence: "DateLessThan of the link's policy",
      in: &assessment)
    return true
  }

  /// `Expires=` in seconds: Amazon's and Alibaba's older form, and Google's.
  ///
  /// Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html,
  /// https://cloud.google.com/storage/docs/access-control/signed-urls-v2
  private static func describeExpires(_ query: LinkQuery, in assessment: inout Assessment) -> Bool {
    guard let end = query["expires"], query["signature"] != nil else { return false }
    let signers = ["awsaccesskeyid", "googleaccessid", "ossaccesskeyid"]
    guard let name = signers.first(where: { query[$0] != nil }) else { return false }
    note(
      query, issued: nil, expires: Timestamp.seconds(decimal: end), evidence: "Expires of the link",
      in: &assessment)
    if name == "awsaccesskeyid" {
      AWSKeyID.describe(query[name] ?? "", from: "AWSAccessKeyId of the link", in: &assessment)
    } else if name == "googleaccessid" {
      GoogleAccount.describe(query[name] ?? "", from: "GoogleAccessId of the link", in: &assessment)
    }
    return true
  }

  /// Source: https://www.tencentcloud.com/document/product/436/7778
  private static func describeTencent(_ query: LinkQuery, in assessment: inout Assessment) -> Bool {
    guard let times = query["q-sign-time"]?.split(separator: ";"), times.count == 2 else {
      return false
    }
    note(
      query, issued: Timestamp.seconds(decimal: times[0]),
      expires: Timestamp.seconds(decimal: times[1]), evidence: "q-sign-time of the link",
      in: &assessment)
    return true
  }
}

/// Google's service accounts by their e-mail addresses.
enum GoogleAccount {
  /// `name@project.iam.gserviceaccount.com` names the project as well.
  static func describe(
    _ address: some StringProtocol, from place: String, in assessment: inout Assessment
  ) {
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].hasSuffix("gserviceaccount.com") else { return }
    assessment.note(.gcpServiceAccount, address, from: place)
    if parts[1].hasSuffix(".iam.gserviceaccount.com") {
      assessment.note(.gcpProject, parts[1].dropLast(24), from: place)
    }
    if assessment.scope.subject == nil { assessment.scope.subject = Shown.text(address) }
  }
}
