internal import PathPatterns

/// The few settings of git that decide what is ignored and what a repository lacks, read by a small and tolerant reader.
///
/// Syntax: https://git-scm.com/docs/git-config#_syntax. `include` is not followed: a scanned repository's
/// configuration must not make the scan read elsewhere than it says itself.
struct GitConfiguration: Sendable, Equatable {
  /// `core.excludesFile` as written.
  var excludesFile: [UInt8]?
  /// `core.ignoreCase`.
  var ignoresCase = false
  /// `extensions.objectFormat` is `sha256`.
  var usesSHA256 = false
  /// The address of the remote `origin`, as written.
  var origin: [UInt8]?
  /// A remote is to bring objects when they are needed: the repository may lack some.
  var isPartialClone = false

  static let sizeLimit = 4 << 20

  init() {}

  /// Takes over what `text`, a configuration file, sets.
  mutating func apply(_ text: [UInt8]) {
    var section: [UInt8] = []
    var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)[...]
    while var line = lines.popFirst() {
      // A backslash at the end joins the next line, also behind a carriage return.
      while GitConfiguration.isContinued(line), let next = lines.popFirst() {
        line = (Array(line.dropLast(line.last == 0x0D ? 2 : 1)) + next)[...]
      }
      line = GitConfiguration.trimmed(line)
      if line.first == UInt8(ascii: "["), let close = line.firstIndex(of: UInt8(ascii: "]")) {
        section = line[(line.startIndex + 1)..<close].map(\.lowercasedASCII)
        line = GitConfiguration.trimmed(line[(close + 1)...])
      }
      guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else {
        continue
      }
      let name = line.prefix { $0 != UInt8(ascii: "=") }
      let hasValue = name.count < line.count
      let value = hasValue ? GitConfiguration.value(line.dropFirst(name.count + 1)) : nil
      set(section: section, name: GitConfiguration.trimmed(name).map(\.lowercasedASCII), to: value)
    }
  }

  private mutating func set(section: [UInt8], name: [UInt8], to value: [UInt8]?) {
    switch (String(decoding: section, as: UTF8.self), String(decoding: name, as: UTF8.self)) {
    case ("core", "excludesfile"):
      excludesFile = value
    case ("core", "ignorecase"):
      // A name without a value means true.
      let word = value.map { String(decoding: $0, as: UTF8.self).lowercased() } ?? "true"
      ignoresCase = ["true", "yes", "on", "1"].contains(word)
    case ("extensions", "objectformat"):
      usesSHA256 = value?.map(\.lowercasedASCII) == Array("sha256".utf8)
    case ("remote \"origin\"", "url"):
      origin = value
    case ("extensions", "partialclone"):
      isPartialClone = true
    case (let section, "promisor") where section.hasPrefix("remote "):
      let word = value.map { String(decoding: $0, as: UTF8.self).lowercased() } ?? "true"
      isPartialClone = isPartialClone || ["true", "yes", "on", "1"].contains(word)
    default: break
    }
  }

  private static func isContinued(_ line: ArraySlice<UInt8>) -> Bool {
    let body = line.last == 0x0D ? line.dropLast() : line
    return body.reversed().prefix { $0 == UInt8(ascii: "\\") }.count % 2 == 1
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    var text = text.drop(while: isSpace)
    while let last = text.last, isSpace(last) { text.removeLast() }
    return text
  }

  /// A value without its quotes, escapes and comment.
  private static func value(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var value: [UInt8] = []
    var keptCount = 0
    var isQuoted = false
    var bytes = trimmed(text)
    while let byte = bytes.popFirst() {
      switch byte {
      case UInt8(ascii: "\""):
        isQuoted.toggle()
        keptCount = max(keptCount, value.count)
        continue
      case UInt8(ascii: "#") where !isQuoted, UInt8(ascii: ";") where !isQuoted:
        bytes = []
        continue
      case UInt8(ascii: "\\"):
        switch bytes.popFirst() {
        case UInt8(ascii: "n"): value.append(0x0A)
        case UInt8(ascii: "t"): value.append(0x09)
        case UInt8(ascii: "b"): value.append(0x08)
        case let other?: value.append(other)
        case nil: break
        }
      default: value.append(byte)
      }
      if isQuoted || (value.last != 0x20 && value.last != 0x09) { keptCount = value.count }
    }
    return Array(value.prefix(keptCount))
  }
}
