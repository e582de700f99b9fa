internal import Inputs
internal import Model
internal import Posture

/// Which blobs of a history have their settings checked.
///
/// What a setting was once harms nobody: only files as HEAD has them are looked at.
struct HistorySettings: Sendable {
  private let posture: PostureEngine
  private let fingerprint: [UInt8]

  init(_ posture: PostureEngine) {
    self.posture = posture
    fingerprint = posture.fingerprint
  }

  /// Names the checks.
  var name: [UInt8] { fingerprint }

  /// What names the check of a blob's settings; nil where HEAD has it at no path at which settings are checked.
  func fingerprint(ofBlob number: Int, _ history: GitHistory) -> [UInt8]? {
    var isFound = false
    history.forEachPlace(ofBlob: number) { place in
      isFound = isFound || place.isInHead && posture.mayCheck(history.path(place.path))
    }
    return isFound
      ? PostureEngine.fingerprint(fingerprint, at: history.path(ofBlob: number)) : nil
  }
}
