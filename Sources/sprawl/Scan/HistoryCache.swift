internal import Detection
internal import Inputs
internal import Model
internal import Store
internal import Synchronization

/// What `--cache` remembers of histories: what commits brought, and what blobs hold by these rules and options.
final class HistoryCache: Sendable {
  private let cache: ScanCache
  /// The key of blobs' results; those of another build, rule set or option do not count.
  private let blobs: [UInt8]

  init(path: String, engine: Engine) throws {
    do throws(CacheError) {
      cache = try ScanCache(path: path)
    } catch {
      throw ProgramExit(code: .usage, message: "\(error)")
    }
    blobs = Array("blobs 2 ".utf8) + HistoryCache.program + engine.fingerprint
    cache.maintain([blobs] + CommitMemory.keys)
  }

  /// What the report has to say about the cache itself.
  var remarks: [String] { cache.remarks }

  /// For ``GitHistoryOptions/commitMemory``.
  var commits: CommitMemory {
    CommitMemory(
      read: { [cache] key, body in cache.forEachBatch(of: key, body) },
      write: { [cache] key, batch in cache.append(batch, to: key) },
      replace: { [cache] key, batch in cache.replace(key, with: batch) })
  }

  /// The blobs of a history whose results are known; what was found in them is added to `credentials`.
  ///
  /// - Parameters:
  ///   - maxFileSize: larger ones are not asked for; bytes.
  ///   - leavesOut: tells which paths policy leaves out.
  ///   - settings: tells which settings are checked; nil for none.
  func known(
    in history: GitHistory, maxFileSize: Int, _ credentials: inout HistoryCredentials,
    leavesOut: (@Sendable (BlobPath, Bool) -> Bool)?,
    settings: HistorySettings?
  ) -> KnownBlobs {
    var known = KnownBlobs()
    cache.forEachBatch(of: blobs) { batch in
      ScannedBlobs.forEach(in: batch) { name, pathClass, isLFSPointer, checked, sightings in
        guard let number = history.number(ofName: name, pathClass: pathClass),
          history.size(ofBlob: number) <= maxFileSize,
          !history.isLeftOut(number, by: leavesOut),
          settings?.fingerprint(ofBlob: number, history) ?? [] == checked,
          known.add(number, of: history, isLFSPointer: isLFSPointer)
        else { return }
        for sighting in sightings {
          credentials.add(
            sighting, blob: number, history, leavesOut: { leavesOut?($0, false) == true })
        }
      }
    }
    return known
  }

  /// What an earlier scan of a history came to, by these rules and options.
  ///
  /// - Parameters:
  ///   - state: the history's; nil where it is not known.
  ///   - way: what else decides over findings.
  /// - Returns: it, and whether the history is as it was then.
  func kept(
    of repository: HistoryRepository, state: [UInt8]?, way: [UInt8]
  ) -> (kept: KeptHistory, isCurrent: Bool)? {
    var found: (kept: KeptHistory, isCurrent: Bool)?
    let key = HistoryCache.key(of: repository)
    cache.forEachBatch(of: key) { batch in
      guard let (kept, keptState) = KeptHistory.read(batch, way: blobs + way) else { return }
      found = (kept, keptState == state)
    }
    // A history that never changes is never written again, and would be the first to be forgotten.
    if found?.isCurrent == true { cache.maintain([key]) }
    return found
  }

  /// Keeps what the scan of a history came to.
  ///
  /// - Parameter state: the history's before it was read.
  func keep(_ kept: KeptHistory, of repository: HistoryRepository, state: [UInt8], way: [UInt8]) {
    guard let batch = kept.batch(way: blobs + way, state: state) else { return }
    cache.replace(HistoryCache.key(of: repository), with: batch)
  }

  private static func key(of repository: HistoryRepository) -> [UInt8] {
    Array("history 1 ".utf8) + repository.objects
  }

  /// Takes a batch of results.
  func add(_ batch: ScannedBlobs) { cache.append(batch.bytes, to: blobs) }

  /// Tells this build of the program from others: the version alone stays the same while a developer builds.
  private static let program: [UInt8] = {
    let status = FileStatus.at("/proc/self/exe", followsLinks: true)
    let build = status.map { "\($0.size) \($0.modified)" } ?? "unknown"
    return Array("\(Sprawl.version) \(build) ".utf8)
  }()
}

/// A worker's part in filling the cache: collects blobs and hands them in by the thousand.
struct HistoryCacheWriter {
  private static let batchSize = 4096

  private let cache: HistoryCache
  private var batch: ScannedBlobs

  init(_ cache: HistoryCache, width: Int) {
    self.cache = cache
    batch = ScannedBlobs(width: width)
  }

  mutating func add(
    name: some Collection<UInt8>, pathClass: UInt8, isLFSPointer: Bool, checked: [UInt8],
    sightings: [Sighting]
  ) {
    batch.add(
      name: name, pathClass: pathClass, isLFSPointer: isLFSPointer, checked: checked,
      sightings: sightings)
    if batch.count >= HistoryCacheWriter.batchSize { flush() }
  }

  mutating func flush() {
    cache.add(batch)
    batch.removeAll()
  }
}
