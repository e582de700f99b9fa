internal import Model

/// A region of SARIF: 1-based lines and columns in UTF-16 units, the end column one past the last
/// unit.
struct SARIFRegion {
  var line: Int
  var startColumn: Int
  var endColumn: Int

  /// The value's place, cut to its first line: a pull request shows an alert only where all its
  /// lines were added, and a key block rarely needs more than its head.
  ///
  /// Where the value was decoded its length says nothing about the file, so only its first
  /// character is marked then.
  init(_ location: Location, of secret: Secret, isDecoded: Bool) {
    line = location.start.line
    startColumn = location.start.utf16Column
    if location.end.line == location.start.line {
      endColumn = location.end.utf16Column
    } else if isDecoded {
      endColumn = startColumn + 1
    } else {
      endColumn = startColumn + secret.firstLineWidth
    }
    endColumn = max(endColumn, startColumn + 1)
  }
}

extension JSONWriter {
  /// A `physicalLocation`; the snippet, if any, is already masked.
  mutating func physicalLocation(_ path: BlobPath, _ region: SARIFRegion, snippet: String? = nil) {
    objectMember("physicalLocation") { json in
      json.artifactLocation(path)
      json.objectMember("region") { json in
        json.member("startLine", region.line)
        json.member("startColumn", region.startColumn)
        json.member("endLine", region.line)
        json.member("endColumn", region.endColumn)
        if let snippet { json.messageMember("snippet", snippet) }
      }
    }
  }

  /// An `artifactLocation` below the root of the scanned tree.
  mutating func artifactLocation(_ path: BlobPath) {
    objectMember("artifactLocation") { json in
      json.member("uri", path.relativeURI)
      json.member("uriBaseId", SARIFFormatter.uriBase)
    }
  }
}
