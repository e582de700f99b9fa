internal import Foundation
internal import Model
internal import SwiftASN1
internal import X509

/// The certificate beside a private key that holds its public key: the key is worth as much as that, and as long.
enum CertificateMatch {
  /// So many certificates of a text are read.
  private static let most = 16

  /// Describes the certificate that belongs to a key; false where none does.
  static func describe(_ key: ArmoredText, at site: Site, in assessment: inout Assessment) -> Bool {
    let found = certificates(around: site)
    guard !found.isEmpty, !key.bytes.isEmpty,
      let privateKey = try? Certificate.PrivateKey(
        pemDocument: PEMDocument(type: key.label, derBytes: key.bytes)),
      let (certificate, line) = found.first(where: {
        $0.certificate.publicKey == privateKey.publicKey
      })
    else { return false }
    let place = "certificate in line \(line), which has the same public key"
    let issued = seconds(certificate.notValidBefore)
    let expires = seconds(certificate.notValidAfter)
    // RFC 5280, 4.1.2.5: this very time says that there is no end.
    let isEndless = expires == nil || expires == Timestamp.latest
    assessment.lifetime = Assessment.Lifetime(
      issued: issued, expires: isEndless ? nil : expires, endless: isEndless, source: .x509,
      evidence: "notBefore and notAfter of the \(place)")
    let subject = certificate.subject.description
    assessment.note(.certificateSubject, subject, from: place)
    assessment.note(.certificateIssuer, certificate.issuer.description, from: place)
    if assessment.scope.subject == nil { assessment.scope.subject = Shown.text(subject) }
    if subject.contains("O=system:masters") {
      assessment.scope.add(["system:masters"], from: "subject of the \(place)")
    }
    for name in (try? certificate.extensions.subjectAlternativeNames) ?? SubjectAlternativeNames([])
    {
      if case .uniformResourceIdentifier(let identifier) = name, identifier.hasPrefix("spiffe://") {
        assessment.note(.spiffeID, identifier, from: place)
      }
    }
    return true
  }

  private static func seconds(_ date: Date) -> Int? {
    let value = date.timeIntervalSince1970
    guard value.isFinite, abs(value) <= Double(Timestamp.latest) else { return nil }
    return Int(value)
  }

  /// The certificates of a text, as PEM or as PEM in base 64, the nearest to the key first.
  private static func certificates(around site: Site) -> [(certificate: Certificate, line: Int)] {
    // Safety: read within the call for which the site was made.
    let text = site.text
    let start = max(0, site.span.lowerBound - Encoded.longest)
    let end = site.span.upperBound + min(Encoded.longest, text.count - site.span.upperBound)
    let region = Array(text[start..<end])
    var places: [Int] = []
    for opening: StaticString in ["-----BEGIN CERTIFICATE-----", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FUR"] {
      var next = region.offset(of: opening)
      while let at = next, places.count < 4 * most {
        places.append(at)
        next = region.offset(of: opening, from: at + 1)
      }
    }
    let own = site.span.lowerBound - start
    return places.sorted { (abs($0 - own), $0) < (abs($1 - own), $1) }.prefix(most).compactMap {
      place in
      var piece = region[place...].prefix(1 << 15)
      if piece.begins("LS0t") {
        piece = piece.prefix { byte in
          byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=")
            || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte)
        }
      } else if let close = piece.offset(of: "-----END CERTIFICATE-----") {
        piece = piece[..<(close + 25)]
      }
      guard let block = ArmoredText(piece), block.label == "CERTIFICATE",
        let certificate = try? Certificate(derEncoded: block.bytes)
      else { return nil }
      return (certificate, site.line(at: start + place))
    }
  }
}
