/// The parameters of a link or of a connection string's signature, decoded; names in lower case.
struct LinkQuery {
  /// So many parameters are read.
  private static let most = 64

  /// What stands before the query.
  let base: String
  private let parameters: [String: String]

  /// Reads `…?a=b&c=d` or `a=b&c=d`; nil where there is no parameter.
  init?(_ word: some Collection<UInt8>) {
    let bytes = Array(word.prefix(16_384))
    let question = bytes.firstIndex(of: UInt8(ascii: "?"))
    var base = question.map { bytes[..<$0].asText } ?? ""
    var parameters: [String: String] = [:]
    var last: String?
    for (index, piece) in Self.pieces(bytes[(question.map { $0 + 1 } ?? 0)...]).enumerated() {
      guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else {
        // `q-sign-time=1;2`: what has no name belongs to the one before.
        if let last { parameters[last]? += ";" + piece.asText }
        continue
      }
      var name = Encoded.percent(piece[..<equals]).asText.lowercased()
      // `SharedAccessSignature=sv=…`, `export TOKEN=sv=…`: the name is what stands before the last `=` but one.
      var value = piece[(equals + 1)...]
      if index == 0, question == nil, let second = value.firstIndex(of: UInt8(ascii: "=")),
        second + 1 < value.endIndex
      {
        if base.isEmpty { base = name }
        name = Encoded.percent(value[..<second]).asText.lowercased()
        value = value[(second + 1)...]
      }
      guard name.utf8.count <= 64 else { continue }
      parameters[name] = Encoded.percent(value).asText
      last = name
    }
    guard !parameters.isEmpty else { return nil }
    self.base = base
    self.parameters = parameters
  }

  private static func pieces(_ query: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    query.split(maxSplits: most) { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: ";") }
  }

  subscript(_ name: String) -> String? { parameters[name] }

  /// The host of the link; nil where it has none.
  var host: String? {
    guard let scheme = base.range(of: "://") else { return nil }
    let rest = base[scheme.upperBound...].prefix { $0 != "/" }
    let host = rest.split(separator: "@", omittingEmptySubsequences: false).last.map {
      $0.prefix { $0 != ":" }
    }
    return host.flatMap { $0.isEmpty ? nil : String($0).lowercased() }
  }

  /// The link's path, `/` in front; empty where it has none.
  var path: String {
    guard let scheme = base.range(of: "://") else { return "" }
    return String(base[scheme.upperBound...].drop { $0 != "/" })
  }
}

extension String {
  /// Where a text stands first.
  fileprivate func range(of text: String) -> Range<String.Index>? { firstRange(of: text) }
}
