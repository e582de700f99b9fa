/// Blobs of a history whose results are known already, so that they need not be read.
public struct KnownBlobs: Sendable {
  private var isKnown: [Bool] = []
  /// How many there are.
  public private(set) var count = 0
  /// How many of them are pointers of Git LFS.
  private(set) var pointerCount = 0

  /// None.
  public init() {}

  /// Adds one; false where it is there already or not to be read anyway.
  ///
  /// - Parameter number: as in ``Model/Blob/number``.
  @discardableResult
  public mutating func add(_ number: Int, of history: GitHistory, isLFSPointer: Bool) -> Bool {
    if isKnown.isEmpty { isKnown = Array(repeating: false, count: history.requests.count) }
    guard isKnown.indices.contains(number), !isKnown[number] else { return false }
    isKnown[number] = true
    count += 1
    if isLFSPointer, !history.requests[number].isRepeated { pointerCount += 1 }
    return true
  }

  func contains(_ number: Int) -> Bool { !isKnown.isEmpty && isKnown[number] }
}
