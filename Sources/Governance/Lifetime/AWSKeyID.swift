internal import Model

/// Amazon's access key ids: the kind by the prefix, the account inside.
enum AWSKeyID {
  /// Whether a text is a key id: 4 characters of a kind, 16 of base 32.
  static func matches(_ text: some StringProtocol) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 20 else { return false }
    return isLong(text) || text.hasPrefix("ASIA")
      ? Encoded.base32(bytes[4...]) != nil : false
  }

  /// A key that a user holds until somebody deletes it.
  ///
  /// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  static func isLong(_ text: some StringProtocol) -> Bool {
    ["AKIA", "ABIA", "ACCA"].contains { text.hasPrefix($0) }
  }

  /// The account's twelve digits; nil for ids from before accounts were encoded in them (their fifth character is `I` or
  /// `J`).
  ///
  /// Source: https://medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489
  static func account(_ text: some StringProtocol) -> String? {
    guard matches(text) else { return nil }
    let body = Array(text.utf8.dropFirst(4))
    guard body[0] != UInt8(ascii: "I"), body[0] != UInt8(ascii: "J"),
      let bytes = Encoded.base32(body)
    else { return nil }
    let number = bytes.prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let account = String((number & 0x7FFF_FFFF_FF80) >> 7)
    guard account.utf8.count <= 12 else { return nil }
    return String(repeating: "0", count: 12 - account.utf8.count) + account
  }

  /// Notes a key id and its account.
  static func describe(
    _ text: some StringProtocol, from place: String, in assessment: inout Assessment
  ) {
    guard matches(text) else { return }
    assessment.note(.awsKeyID, text, from: place)
    if let account = account(text) {
      assessment.note(.awsAccount, account, from: "decoded from the key id, \(place)")
    }
  }
}
