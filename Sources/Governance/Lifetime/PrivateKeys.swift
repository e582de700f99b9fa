internal import Model

/// Private keys of all forms: what protects them, and the certificate that gives them an end.
enum PrivateKeys {
  /// Describes a private key; false where the value is none.
  static func describe(_ site: Site, in assessment: inout Assessment) -> Bool {
    if site.value.begins("PuTTY-User-Key-File-") { return describePuTTY(site, in: &assessment) }
    guard site.value.holds("-----BEGIN ") || site.value.begins("LS0tLS1CRUdJTi"),
      let key = ArmoredText(site.value), key.label.contains("PRIVATE KEY")
    else { return false }
    if key.label.hasPrefix("PGP") {
      OpenPGP(key.bytes)?.describe(in: &assessment)
      return true
    }
    if key.label == "OPENSSH PRIVATE KEY" {
      return OpenSSH.describe(key.bytes, at: site, in: &assessment)
    }
    assessment.note(
      .keyProtection, key.isEncrypted ? "encrypted" : "unencrypted", from: "header of the key")
    if !key.isEncrypted { _ = CertificateMatch.describe(key, at: site, in: &assessment) }
    return true
  }

  /// GitHub names the key of an App `SLUG.YYYY-MM-DD.private-key.pem`, after the day on which it was made.
  ///
  /// Source: https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/managing-private-keys-for-github-apps
  static func describe(fileName path: PathView, in assessment: inout Assessment) {
    let parts = path.name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts.suffix(2) == ["private-key", "pem"],
      let issued = Timestamp.seconds(iso8601: parts[parts.count - 3]),
      assessment.lifetime.issued == nil
    else { return }
    assessment.lifetime.issued = issued
    assessment.lifetime.source = .issueMark
    assessment.lifetime.evidence = "day in the file's name, as GitHub gives it"
    assessment.note(
      .githubApp, parts.dropLast(3).joined(separator: "."), from: "the file's name")
  }

  /// Source: https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html
  private static func describePuTTY(_ site: Site, in assessment: inout Assessment) -> Bool {
    for line in site.value.prefix(4096).split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      let text = line.asText
      if text.hasPrefix("Encryption: ") {
        assessment.note(
          .keyProtection, text.dropFirst(12) == "none" ? "unencrypted" : "encrypted",
          from: "Encryption of the key")
      } else if text.hasPrefix("Comment: ") {
        assessment.note(.keyComment, text.dropFirst(9), from: "Comment of the key")
      }
    }
    return true
  }
}
