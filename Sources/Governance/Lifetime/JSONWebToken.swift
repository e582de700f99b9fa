internal import Model

/// A JSON Web Token's header and claims: what it says of itself, which is all that its holder can do with it.
///
/// Source: https://www.rfc-editor.org/rfc/rfc7519
struct JSONWebToken {
  /// Longer ones are not decoded.
  private static let longest = 1 << 15

  let header: JSONValue
  let claims: JSONValue

  /// Decodes a token in compact form; nil where the text is none.
  init?(_ token: some Collection<UInt8>) {
    guard token.count <= Self.longest else { return nil }
    let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, let header = Encoded.base64(parts[0]).flatMap({ JSONValue.read($0) }),
      let claims = Encoded.base64(parts[1]).flatMap({ JSONValue.read($0) }), header.isObject,
      claims.isObject
    else { return nil }
    self.header = header
    self.claims = claims
  }

  /// The token inside a value that begins with something else (`Bearer `, `ghs_123_`); nil where none is.
  static func find(in value: some Collection<UInt8>) -> JSONWebToken? {
    guard value.count <= longest, let start = value.offset(of: "eyJ") else { return nil }
    return JSONWebToken(value[start...].prefix { isTokenByte($0) })
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "."), UInt8(ascii: "="):
      true
    default: false
    }
  }

  /// Says what the token says.
  func describe(in assessment: inout Assessment) {
    assessment.lifetime = lifetime
    describeScope(in: &assessment)
    assessment.note(.jwtIssuer, claims["iss"]?.text ?? "", from: "iss of the JWT")
    assessment.note(.jwtSubject, claims["sub"]?.text ?? "", from: "sub of the JWT")
    assessment.note(.jwtKeyID, header["kid"]?.text ?? "", from: "kid of the JWT")
    describeAlgorithm(in: &assessment)
    for name in ["azp", "client_id", "cid", "appid"] {
      assessment.note(.client, claims[name]?.text ?? "", from: "\(name) of the JWT")
    }
    TokenIssuer.describe(claims, in: &assessment)
  }

  private var lifetime: Assessment.Lifetime {
    let expires = claims["exp"]?.time
    let (name, issued) =
      claims["iat"]?.time.map { ("iat", $0) } ?? claims["nbf"]?.time.map { ("nbf", $0) }
      ?? ("", nil)
    let evidence =
      switch (expires, issued) {
      case (.some, .some): "exp and \(name) of the JWT"
      case (.some, nil): "exp of the JWT, which does not say when it was issued"
      case (nil, _): "the JWT has no exp: it never ends"
      }
    return Assessment.Lifetime(
      issued: issued, expires: expires, endless: claims["exp"] == nil,
      source: claims["kubernetes.io"] == nil
        && claims["kubernetes.io/serviceaccount/namespace"] == nil ? .jwt : .kubernetesToken,
      evidence: claims["exp"] != nil && expires == nil
        ? "exp of the JWT is no date" : evidence)
  }

  private func describeAlgorithm(in assessment: inout Assessment) {
    guard let algorithm = header["alg"]?.text else { return }
    let note =
      switch algorithm.uppercased() {
      case "NONE": "alg of the JWT: it is not signed, anybody can write one"
      case let name where name.hasPrefix("HS"):
        "alg of the JWT: symmetric, whoever verifies it can mint it"
      default: "alg of the JWT"
      }
    assessment.note(.jwtAlgorithm, algorithm, from: note)
  }

  private func describeScope(in assessment: inout Assessment) {
    var entries: [String] = []
    var names: [String] = []
    for name in ["scope", "scp", "scopes", "roles", "permissions", "role"] {
      let texts = (claims[name]?.texts ?? []).flatMap { $0.split(separator: " ").map(String.init) }
      guard !texts.isEmpty else { continue }
      names.append(name)
      entries += texts
    }
    assessment.scope.add(entries, from: "\(names.joined(separator: ", ")) of the JWT")
    let audience = (claims["aud"]?.texts ?? []).prefix(16).compactMap { Shown.text($0) }
    if !audience.isEmpty {
      assessment.scope.audience = audience
      if assessment.scope.source == nil { assessment.scope.source = "aud of the JWT" }
    }
    if let subject = claims["sub"]?.text.flatMap({ Shown.text($0) }) {
      assessment.scope.subject = subject
      if assessment.scope.source == nil { assessment.scope.source = "sub of the JWT" }
    }
  }
}
