/// Why a cache file cannot be used at all.
public enum CacheError: Error, Sendable, Equatable, CustomStringConvertible {
  /// It cannot be made, opened or locked; with the system's words.
  case unusable(path: String, reason: String)
  /// It is a database of another program.
  case foreign(path: String)

  /// What went wrong and what can be done.
  public var description: String {
    switch self {
    case .unusable(let path, let reason):
      "\(path): the cache cannot be used: \(reason); name another file, or leave out --cache"
    case .foreign(let path):
      "\(path): a database of another program, not a cache of sprawl; name another file"
    }
  }
}
