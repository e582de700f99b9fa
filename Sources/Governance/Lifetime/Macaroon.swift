internal import Model

/// PyPI's tokens: macaroons whose caveats say what they are good for.
///
/// Sources: https://github.com/rescrv/libmacaroons/blob/master/doc/format.txt,
/// https://docs.pypi.org/api/integrity/ and warehouse/macaroons/caveats
struct Macaroon {
  private static let mostCaveats = 32

  let location: String
  let caveats: [JSONValue]

  /// Reads the binary form, version 2; nil where the bytes are none.
  init?(_ bytes: [UInt8]) {
    var cursor = ByteCursor(bytes)
    guard cursor.byte() == 2, let location = Macaroon.field(1, &cursor),
      Macaroon.field(2, &cursor) != nil, cursor.byte() == 0
    else { return nil }
    self.location = location.asText
    var caveats: [JSONValue] = []
    while caveats.count < Macaroon.mostCaveats, let first = cursor.rest.first, first != 0 {
      if first == 1, Macaroon.field(1, &cursor) == nil { break }
      guard let identifier = Macaroon.field(2, &cursor) else { break }
      if cursor.rest.first == 4, Macaroon.field(4, &cursor) == nil { break }
      if let caveat = JSONValue.read(identifier) { caveats.append(caveat) }
      guard cursor.byte() == 0 else { break }
    }
    self.caveats = caveats
  }

  private static func field(_ type: UInt8, _ cursor: inout ByteCursor) -> ArraySlice<UInt8>? {
    guard cursor.rest.first == type, cursor.byte() != nil, let length = cursor.variableNumber()
    else { return nil }
    return cursor.bytes(length)
  }

  /// Describes a token that begins with `pypi-`.
  static func describe(_ value: [UInt8], in assessment: inout Assessment) -> Bool {
    guard value.begins("pypi-"),
      let token = Encoded.base64(value.dropFirst(5)).flatMap({ Macaroon($0) })
    else { return false }
    token.describe(in: &assessment)
    return true
  }

  private func describe(in assessment: inout Assessment) {
    var start: Int?
    var end: Int?
    var packages: [String] = []
    var users: [String] = []
    var isPublishing = false
    for caveat in caveats {
      switch caveat[0]?.number {
      case 0:
        end = caveat[1]?.time.map { min($0, end ?? $0) } ?? end
        start = caveat[2]?.time ?? start
      case 1, 2: packages += caveat[1]?.texts ?? []
      case 3: users += caveat[1]?.texts ?? []
      case 4: isPublishing = true
      default:
        if let names = caveat["permissions"]?["projects"]?.texts {
          packages += names
        } else if caveat["permissions"]?.text == "user" {
          users.append("user")
        }
      }
    }
    assessment.lifetime = Assessment.Lifetime(
      issued: start, expires: end, endless: true, source: .macaroon,
      evidence: end == nil
        ? "no caveat of the macaroon gives an end" : "expiry caveat of the macaroon")
    assessment.note(.registry, location, from: "location of the macaroon")
    if isPublishing { assessment.scope.add(["trusted publisher"], from: "caveats of the macaroon") }
    if packages.isEmpty {
      let place = "caveats of the macaroon: no project named"
      if !isPublishing {
        assessment.scope.add(["all projects of the user"], from: place)
        assessment.scope.breadth = .broad
      }
    } else {
      assessment.scope.add(packages.map { "project \($0)" }, from: "caveats of the macaroon")
      assessment.scope.breadth = .narrow
      assessment.note(
        .packages, packages.prefix(8).joined(separator: ","), from: "caveats of the macaroon")
    }
    if let user = users.first { assessment.scope.subject = Shown.text(user) }
  }
}
