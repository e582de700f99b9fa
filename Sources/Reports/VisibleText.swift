internal import Model

extension Unicode.Scalar {
  /// Moves the cursor, changes colours, reorders or hides its neighbours, or breaks the line: never
  /// shown as it is.
  var isInvisible: Bool {
    if value < 0x7F { return value < 0x20 }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
  }

  /// The scalar, or an escape that shows which one it is: `\n`, `\x1b`, `\u{202e}`.
  var visible: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case _ where isInvisible && value < 0x80: "\\x" + hexadecimal(value, digits: 2)
    case _ where isInvisible: "\\u{" + String(value, radix: 16) + "}"
    default: String(self)
    }
  }
}

/// Text from strangers (paths, messages), so written that a terminal shows it and obeys none of it.
enum VisibleText {
  /// Bytes as text: what is not UTF-8 becomes `\xff`, what is invisible an escape, what a CI runner
  /// would take for a command is broken. It may stand at the start of a line.
  static func of(_ bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
    if bytes.allSatisfy(isPlain) { return String(decoding: bytes, as: UTF8.self) }
    var scalars: [Unicode.Scalar] = []
    var pieces: [String] = []
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes.makeIterator()
    var offset = 0
    parsing: while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let encoded):
        let scalar = Unicode.UTF8.decode(encoded)
        scalars.append(scalar)
        pieces.append(scalar.visible)
        offset += encoded.count
      case .error(let length):
        scalars.append("\u{FFFD}")
        pieces.append(
          bytes[offset..<offset + length].map { "\\x" + hexadecimal(UInt32($0), digits: 2) }
            .joined())
        offset += length
      case .emptyInput:
        break parsing
      }
    }
    for index in scalars.indices where CommandMarker.needsBreak(at: index, in: scalars) {
      pieces[index] = "\\x23"
    }
    if let start = CommandMarker.leadingColons(in: scalars) { pieces[start] = "\\x3a" }
    return pieces.joined()
  }

  /// ASCII that stands for itself wherever it stands.
  static func isPlain(_ byte: UInt8) -> Bool {
    (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "#") && byte != UInt8(ascii: ":")
  }

  /// A text, treated alike.
  static func of(_ text: String) -> String { of(text.utf8) }
}

extension BlobPath {
  /// For people: on one line, harmless to a terminal, and never empty.
  var visible: String { bytes.isEmpty ? "(no path)" : VisibleText.of(bytes) }
}

/// What CI runners take for commands in the output of a job.
///
/// GitHub's runner trims a line and looks for `::` at its start; it looks for `##[` anywhere in the
/// line. Azure Pipelines has `##vso[` and `##[`. GitLab's `section_start:` works only with an
/// escape character, which is never shown.
/// Source: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
enum CommandMarker {
  /// Whether the scalar is the second `#` of `##[` or `##vso[`.
  static func needsBreak(at index: Int, in scalars: [Unicode.Scalar]) -> Bool {
    guard scalars[index] == "#", index > 0, scalars[index - 1] == "#" else { return false }
    let following = scalars[(index + 1)...]
    return following.starts(with: "[".unicodeScalars)
      || following.starts(with: "vso[".unicodeScalars)
  }

  /// The index of the first colon, if the text begins with `::` behind blanks, or is a colon that another may follow.
  static func leadingColons(in scalars: [Unicode.Scalar]) -> Int? {
    guard let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }) else { return nil }
    let text = scalars[start...]
    let isCommand = text.starts(with: "::".unicodeScalars) || text.elementsEqual(":".unicodeScalars)
    return isCommand ? start : nil
  }
}

/// A number in lower-case hexadecimal, padded with zeros.
private func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
