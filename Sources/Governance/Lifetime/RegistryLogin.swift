internal import Model

/// Logins of image registries: `auth` of Docker's configuration, and what clouds put into it.
enum RegistryLogin {
  /// Describes `auth`, or a whole configuration in base 64; false where the value is neither.
  static func describe(_ site: Site, in assessment: inout Assessment) -> Bool {
    guard let text = Encoded.base64(site.value) else { return false }
    if text.begins("{"), let document = JSONValue.read(text) {
      return describe(document: document, at: site, in: &assessment)
    }
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon > 0, colon + 1 < text.count,
      String(validating: text, as: UTF8.self) != nil
    else { return false }
    describe(
      user: text[..<colon].asText, password: text[(colon + 1)...], at: site, in: &assessment)
    return true
  }

  private static func describe(
    document: JSONValue, at site: Site, in assessment: inout Assessment
  ) -> Bool {
    if case .object(let logins)? = document["auths"] {
      for (host, login) in logins.sorted(by: { $0.key < $1.key }).prefix(8) {
        assessment.note(.registry, host, from: "auths of the value")
        guard let auth = login["auth"]?.text, let text = Encoded.base64(auth.utf8),
          let colon = text.firstIndex(of: UInt8(ascii: ":"))
        else { continue }
        describe(
          user: text[..<colon].asText, password: text[(colon + 1)...], at: site, in: &assessment)
      }
      return true
    }
    return describeECR(document, in: &assessment)
  }

  /// The password of Amazon's registries says when it ends.
  static func describeECR(_ document: JSONValue, in assessment: inout Assessment) -> Bool {
    guard document["payload"]?.text != nil, let expires = document["expiration"]?.time else {
      return false
    }
    assessment.lifetime = Assessment.Lifetime(
      expires: expires, source: .document, evidence: "expiration in the registry's token")
    assessment.lifetime.kind = .shortLived
    assessment.lifetime.ttl = 43_200
    return true
  }

  private static func describe(
    user: String, password: ArraySlice<UInt8>, at site: Site, in assessment: inout Assessment
  ) {
    assessment.note(.user, user, from: "login in the value")
    switch user {
    case "AWS":
      if let document = Encoded.base64(password).flatMap({ JSONValue.read($0) }) {
        _ = describeECR(document, in: &assessment)
      }
    case "_json_key", "_json_key_base64":
      let json = user == "_json_key" ? Array(password) : Encoded.base64(password) ?? []
      if let document = JSONValue.read(json) {
        _ = KeyDocument.describe(document, from: "key in the login", in: &assessment)
      }
    case "oauth2accesstoken":
      assessment.lifetime.set(
        .shortLived, ttl: 3600, from: .document, "oauth2accesstoken: an access token of Google")
    case "00000000-0000-0000-0000-000000000000":
      assessment.lifetime.set(
        .shortLived, ttl: nil, from: .document, "a token of Azure's registry")
    default: break
    }
    if let token = JSONWebToken(password) { token.describe(in: &assessment) }
  }
}

/// Credentials that are documents: service accounts' keys of Google, and their kin.
enum KeyDocument {
  /// How far around a value its document is looked for.
  private static let reach = 8192

  /// Describes the JSON document in which a value stands, or that it is.
  static func describe(_ site: Site, in assessment: inout Assessment) -> Bool {
    if let text = Encoded.base64(site.value), text.begins("{") {
      guard let document = JSONValue.read(text) else { return false }
      return describe(document, from: "the document in \(site.place)", in: &assessment)
    }
    let near = site.around(before: reach, after: reach)
    guard near.holds("client_email") || near.holds("\"refresh_token\"") else { return false }
    let own = near.startIndex + min(site.span.lowerBound, reach)
    var starts: [Int] = []
    for (index, byte) in near.enumerated() where near.startIndex + index < own {
      if byte == UInt8(ascii: "{") { starts.append(near.startIndex + index) }
      if byte == UInt8(ascii: "}") { _ = starts.popLast() }
    }
    for start in starts.suffix(3).reversed() {
      guard let end = close(near[start...]), let document = JSONValue.read(near[start...end]) else {
        continue
      }
      if describe(document, from: "the document in \(site.place)", in: &assessment) { return true }
    }
    return false
  }

  /// The brace that closes the one in front, as far as braces outside of strings tell.
  private static func close(_ text: ArraySlice<UInt8>) -> Int? {
    var depth = 0
    var isInText = false
    var isEscaped = false
    for (index, byte) in zip(text.indices, text) {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = isInText
      } else if byte == UInt8(ascii: "\"") {
        isInText.toggle()
      } else if !isInText, byte == UInt8(ascii: "{") {
        depth += 1
      } else if !isInText, byte == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  /// Describes a document of Google's; false where it is none.
  ///
  /// Source: https://cloud.google.com/iam/docs/keys-create-delete
  static func describe(
    _ document: JSONValue, from place: String, in assessment: inout Assessment
  ) -> Bool {
    switch document["type"]?.text {
    case "service_account":
      assessment.lifetime.set(
        .fixed, ttl: nil, from: .document, "a service account's key never ends by itself")
      GoogleAccount.describe(
        document["client_email"]?.text ?? "", from: "client_email of \(place)", in: &assessment)
      assessment.note(
        .gcpProject, document["project_id"]?.text ?? "", from: "project_id of \(place)")
      assessment.note(
        .gcpKeyID, document["private_key_id"]?.text ?? "", from: "private_key_id of \(place)")
    case "authorized_user":
      assessment.lifetime.set(
        .fixed, ttl: nil, from: .document, "a user's refresh token, valid until it is revoked")
      assessment.note(.client, document["client_id"]?.text ?? "", from: "client_id of \(place)")
    default: return false
    }
    return true
  }
}
