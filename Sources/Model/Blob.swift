/// A path inside a scan: bytes as the file system has them, `/` between components, relative to the scanned root.
public struct BlobPath: Sendable, Equatable, Hashable, Comparable {
  /// The bytes; not always UTF-8.
  public let bytes: [UInt8]

  /// Wraps bytes.
  public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
  /// Wraps a text's UTF-8.
  public init(_ text: String) { self.bytes = Array(text.utf8) }

  /// For people: bytes that are not UTF-8 become U+FFFD.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
  /// Whether ``text`` loses nothing.
  public var isUTF8: Bool { String(validating: bytes, as: UTF8.self) != nil }
  /// The last component's bytes.
  public var name: ArraySlice<UInt8> {
    bytes[(bytes.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0)...]
  }

  /// The bytes, ASCII letters in lower case.
  public var lowercased: [UInt8] {
    bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }

  /// Byte order, so that reports are the same on every machine.
  public static func < (left: BlobPath, right: BlobPath) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

/// How a blob's bytes were understood.
public enum TextEncoding: String, Sendable {
  /// UTF-8, ASCII or a single-byte encoding: scanned as it is.
  case bytes
  /// Transcoded to UTF-8 before the scan.
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  case utf32LittleEndian = "utf-32le"
  case utf32BigEndian = "utf-32be"
  /// Not text: only detectors of high precision look at it.
  case binary
}

/// One thing to scan, from whatever input: a file, standard input, later a git blob or an archive's member.
public struct Blob: Sendable {
  /// Its path in the reports.
  public var path: BlobPath
  /// How its bytes are to be understood.
  public var encoding: TextEncoding
  /// It lies in a folder of dependencies (`node_modules`, `vendor` …): only detectors of high confidence count.
  public var isDependency: Bool
  /// What a history knows it by; several paths may share one blob.
  public var number: Int?
  /// It is a pointer of Git LFS, not the file itself.
  public var isLFSPointer = false

  /// Makes a blob's description; the bytes come in windows.
  public init(path: BlobPath, encoding: TextEncoding = .bytes, isDependency: Bool = false) {
    self.path = path
    self.encoding = encoding
    self.isDependency = isDependency
  }
}

/// A piece of a blob. A small blob is one window; a large one comes in overlapping windows of bounded size.
public struct BlobWindow {
  /// The text, in UTF-8 or as found. Valid only during the call that hands it over.
  public var bytes: UnsafeRawBufferPointer
  /// Offset of `bytes[0]` in the blob's (transcoded) text.
  public var offset: Int
  /// A secret that starts below this index belongs to this window; one from it on is seen again, with more behind it,
  /// in the next window. Equals `bytes.count` in the last window and in one before a sparse file's hole.
  public var owned: Int
  /// Another window of the blob may follow. Its offset is `offset + owned`, or more where a hole lies between: holes
  /// read as NUL bytes and are not handed over.
  public var mayContinue: Bool

  /// Makes a window; by default one that owns all its bytes is the last.
  public init(
    bytes: UnsafeRawBufferPointer, offset: Int, owned: Int, mayContinue: Bool? = nil
  ) {
    self.bytes = bytes
    self.offset = offset
    self.owned = owned
    self.mayContinue = mayContinue ?? (owned < bytes.count)
  }
}

/// Takes blobs from an input, one at a time. Each worker thread has its own.
public protocol BlobConsumer {
  /// A blob begins.
  mutating func begin(_ blob: Blob)
  /// The next window of the blob, in order. At least one comes for every blob that is not empty.
  mutating func take(_ window: BlobWindow)
  /// The blob ended; `readWhole` is false where reading failed midway (what was found so far stands).
  mutating func end(readWhole: Bool)
}
