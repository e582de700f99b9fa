internal import Model

/// The baseline's file: a line an entry, sorted by credential, nothing that changes while a finding stays.
///
/// Digests spread the lines of different credentials over the file, so that two branches rarely touch neighbours; a merge
/// that keeps both sides' lines (`merge=union`) is a baseline too.
extension Baseline {
  /// A file that is longer is refused; bytes.
  public static let sizeLimit = 64 << 20

  /// How the first line begins; behind it stands a version.
  private static let heading = "# sprawl baseline "
  private static let version = "1"

  /// The file's text.
  public var text: String {
    var text = Baseline.heading + Baseline.version + "\n"
    text += "# Findings that were known; no line is a secret. Written by: sprawl baseline update\n"
    for entry in entries {
      text += "\(entry.secretID) \(entry.id) \(entry.rule) \(Baseline.encoded(entry.path))\n"
    }
    return text
  }

  /// Reads a file.
  ///
  /// - Throws: ``PolicyErrors`` with the first mistake.
  public static func read(
    _ bytes: some Sequence<UInt8>, name: String
  ) throws(PolicyErrors) -> Baseline {
    func failure(_ line: Int, _ message: String) -> PolicyErrors {
      PolicyErrors(errors: [PolicyError(file: name, line: line, message: message)])
    }
    let bytes = Array(bytes)
    guard bytes.count <= sizeLimit else { throw failure(0, "longer than 64 MiB") }
    var entries: [Entry] = []
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)[...]
    let first = withoutCarriageReturn(lines.popFirst() ?? [])
    let wanted = Array((heading + version).utf8)
    guard first.elementsEqual(wanted) else {
      let isOther = first.starts(with: heading.utf8)
      throw failure(
        1,
        isOther
          ? "this program reads version \(version) of baselines"
          : "no baseline: sprawl baseline create makes one, whose first line is \(heading)\(version)"
      )
    }
    var number = 1
    for line in lines {
      number += 1
      let line = withoutCarriageReturn(line)
      if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
      for mark in ["<<<<<<<", "=======", ">>>>>>>", "|||||||"] where line.starts(with: mark.utf8) {
        throw failure(
          number,
          "a merge has left its marks: keep the lines of both sides, then"
            + " sprawl baseline update")
      }
      guard let entry = entry(line) else {
        throw failure(
          number, "an entry is expected here: secret_id, id, rule and path, a space between them")
      }
      entries.append(entry)
    }
    return Baseline(source: name, entries: entries)
  }

  private static func entry(_ line: ArraySlice<UInt8>) -> Entry? {
    let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
    guard words.count == 4, isDigest(words[0]), isDigest(words[1]), !words[2].isEmpty,
      let path = decoded(words[3]), !path.bytes.isEmpty
    else { return nil }
    let texts = words.prefix(3).map { String(decoding: $0, as: UTF8.self) }
    return Entry(secretID: texts[0], id: texts[1], rule: texts[2], path: path)
  }

  private static func isDigest(_ word: ArraySlice<UInt8>) -> Bool {
    (16...128).contains(word.count)
      && word.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  private static func withoutCarriageReturn(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    line.last == 0x0D ? line.dropLast() : line
  }

  // MARK: Paths

  /// Visible ASCII stands for itself; all other bytes, and `%`, are percent-encoded, so that a path is one word of one
  /// line whatever it holds.
  private static func encoded(_ path: BlobPath) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
    for byte in path.bytes {
      if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "%") {
        text.append(byte)
      } else {
        text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func decoded(_ text: ArraySlice<UInt8>) -> BlobPath? {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let pair = rest.prefix(2)
      guard pair.count == 2, let value = UInt8(String(decoding: pair, as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return BlobPath(bytes)
  }
}
