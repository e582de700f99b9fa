internal import Model

/// Keeps all that it is given, so that a test can look at it.
struct Recorder: BlobConsumer, Sendable {
  struct Record: Sendable, Equatable {
    var path: String
    var bytes: [UInt8] = []
    var encoding: TextEncoding
    var isDependency: Bool
    var readWhole = false
    var windows = 0
    /// Where each run of data starts that does not go on where the one before ended.
    var jumps: [Int] = []
    /// What windows say twice is the same.
    var overlapsAgree = true

    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  private(set) var records: [Record] = []
  private var next = 0
  private var shared: [UInt8] = []
  /// Called when a blob begins, with its path.
  var onBegin: (@Sendable (String) -> Void)?
  var onWindow: (@Sendable (Int) -> Void)?

  init(
    onBegin: (@Sendable (String) -> Void)? = nil, onWindow: (@Sendable (Int) -> Void)? = nil
  ) {
    self.onBegin = onBegin
    self.onWindow = onWindow
  }

  mutating func begin(_ blob: Blob) {
    onBegin?(blob.path.text)
    records.append(
      Record(path: blob.path.text, encoding: blob.encoding, isDependency: blob.isDependency))
    next = 0
    shared = []
  }

  mutating func take(_ window: BlobWindow) {
    let index = records.count - 1
    if window.offset != next { records[index].jumps.append(window.offset) }
    if !window.bytes.starts(with: shared) { records[index].overlapsAgree = false }
    records[index].bytes.append(contentsOf: window.bytes.prefix(window.owned))
    records[index].windows += 1
    next = window.offset + window.owned
    shared = Array(window.bytes.dropFirst(window.owned))
    onWindow?(records[index].windows)
  }

  mutating func end(readWhole: Bool) { records[records.count - 1].readWhole = readWhole }
}
