internal import Model

/// The packets of an OpenPGP key: when it was made, when it ends, whose it is.
///
/// Source: https://www.rfc-editor.org/rfc/rfc9580
struct OpenPGP {
  /// So many packets are read.
  private static let mostPackets = 256

  private(set) var created: Int?
  /// Seconds from ``created``; nil where no self-signature says so.
  private(set) var validFor: Int?
  private(set) var userID: String?
  private var hasSubkey = false

  /// Reads a transferable secret key; nil where the bytes begin with none.
  init?(_ bytes: [UInt8]) {
    var cursor = ByteCursor(bytes)
    for _ in 0..<Self.mostPackets {
      guard let (tag, body) = OpenPGP.packet(&cursor) else { break }
      read(tag, body)
    }
    guard created != nil else { return nil }
  }

  private mutating func read(_ tag: UInt8, _ body: ArraySlice<UInt8>) {
    var cursor = ByteCursor(body)
    switch tag {
    case 5 where created == nil:
      guard let version = cursor.byte(), (3...6).contains(version) else { return }
      created = cursor.length()
    case 7: hasSubkey = true
    case 13 where userID == nil: userID = String(validating: body, as: UTF8.self)
    case 2 where !hasSubkey: readSignature(&cursor)
    default: break
    }
  }

  /// A certification of the key itself may say how long it is valid.
  private mutating func readSignature(_ cursor: inout ByteCursor) {
    guard let version = cursor.byte(), version == 4 || version == 6, let type = cursor.byte(),
      (0x10...0x13).contains(type) || type == 0x1F, cursor.bytes(2) != nil,
      let count = cursor.length(version == 4 ? 2 : 4), let area = cursor.bytes(count)
    else { return }
    var subpackets = ByteCursor(area)
    while let length = OpenPGP.subpacketLength(&subpackets), length > 0,
      let body = subpackets.bytes(length), let kind = body.first
    {
      guard kind & 0x7F == 9 else { continue }
      var value = ByteCursor(body.dropFirst())
      if let seconds = value.length() { validFor = seconds }
    }
  }

  private static func packet(
    _ cursor: inout ByteCursor
  ) -> (tag: UInt8, body: ArraySlice<UInt8>)? {
    guard let header = cursor.byte(), header & 0x80 != 0 else { return nil }
    if header & 0x40 != 0 {
      guard let length = newLength(&cursor), let body = cursor.bytes(length) else { return nil }
      return (header & 0x3F, body)
    }
    let width = [1, 2, 4, 0][Int(header & 3)]
    let length = width == 0 ? cursor.rest.count : cursor.length(width)
    guard let length, let body = cursor.bytes(length) else { return nil }
    return (header >> 2 & 0x0F, body)
  }

  /// The length of a packet in the current format; partial lengths, which no key has, are not read.
  private static func newLength(_ cursor: inout ByteCursor) -> Int? {
    guard let first = cursor.byte() else { return nil }
    switch first {
    case 0..<192: return Int(first)
    case 192..<224: return cursor.byte().map { (Int(first) - 192) << 8 + Int($0) + 192 }
    case 255: return cursor.length()
    default: return nil
    }
  }

  private static func subpacketLength(_ cursor: inout ByteCursor) -> Int? {
    guard let first = cursor.byte() else { return nil }
    switch first {
    case 0..<192: return Int(first)
    case 192..<255: return cursor.byte().map { (Int(first) - 192) << 8 + Int($0) + 192 }
    default: return cursor.length()
    }
  }

  /// Describes the key.
  func describe(in assessment: inout Assessment) {
    let expires = created.flatMap { start in validFor.flatMap { $0 == 0 ? nil : start + $0 } }
    assessment.lifetime = Assessment.Lifetime(
      issued: created, expires: expires, endless: true, source: .pgp,
      evidence: expires == nil
        ? "the key's own signatures give no end"
        : "creation time and key expiration of the key's own signature")
    assessment.note(.keyComment, userID ?? "", from: "user id of the key")
    if assessment.scope.subject == nil {
      assessment.scope.subject = userID.flatMap { Shown.text($0) }
    }
  }
}
