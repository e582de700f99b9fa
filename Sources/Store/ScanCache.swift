internal import Foundation
internal import GRDB
internal import Glibc
internal import Synchronization

/// What scans remember from one run to the next: batches of bytes, each under a key that says for what it holds.
///
/// One SQLite file. Every batch is written in a transaction of its own, so that a process that is killed loses what it
/// had not handed in and nothing else; several processes may read and write at once, and what two of them add twice says
/// the same twice. Every batch has a checksum. A file that is damaged is moved aside (`FILE.corrupt`) and begun anew.
///
/// Nothing that goes wrong once the file is open ends a scan: it is then as if nothing were known, and ``remarks`` says
/// why.
public final class ScanCache: Sendable {
  /// "Sprl": tells SQLite files of ours from others.
  private static let applicationID = 0x5370_726C
  /// Of the tables; a file with another version is begun anew.
  private static let version = 1
  /// A history has about three keys: a cache may serve a thousand.
  public static let usualMostKeys = 4096
  /// More batches of a key are joined.
  private static let mostBatches = 64
  /// Seconds that another process's write is waited for.
  private static let patience = 30.0

  private let path: String
  private let mostKeys: Int
  private let queue: DatabaseQueue
  private let notes = Mutex<[String]>([])
  private let hasFailed = Atomic(false)

  /// Opens the file, or makes it, readable by its owner only.
  ///
  /// - Parameter mostKeys: beyond so many, those that were used longest ago are forgotten.
  public init(path: String, mostKeys: Int = ScanCache.usualMostKeys) throws(CacheError) {
    self.path = path
    self.mostKeys = mostKeys
    let opened = try ScanCache.open(path)
    queue = opened.queue
    if let note = opened.note { notes.withLock { $0.append(note) } }
  }

  /// What a reader of the report has to know about the cache, for people.
  public var remarks: [String] { notes.withLock { $0 } }

  /// Calls `body` with every batch under `key`, oldest first; each is valid only during the call.
  public func forEachBatch(of key: [UInt8], _ body: (UnsafeRawBufferPointer) -> Void) {
    attempt("read") { queue in
      try queue.read { database in
        let rows = try Row.fetchCursor(
          database,
          sql: """
            SELECT batch.checksum, batch.body FROM batch JOIN shelf ON shelf.id = batch.shelf \
            WHERE shelf.key = ? ORDER BY batch.id
            """, arguments: [Data(key)])
        while let row = try rows.next() {
          let checksum: Int64 = row[0]
          try row.withUnsafeData(atIndex: 1) { data in
            guard let data else { return }
            // Safety: the bytes belong to the statement until the next step; nobody keeps them.
            let isSound = data.withUnsafeBytes { bytes in
              guard Checksum.of(bytes) == checksum else { return false }
              Frames.forEach(in: bytes, body)
              return true
            }
            if !isSound { note("a damaged batch was passed over") }
          }
        }
      }
    }
  }

  /// Adds a batch under `key`.
  public func append(_ batch: [UInt8], to key: [UInt8]) {
    guard !batch.isEmpty else { return }
    let body = Frames.framed(batch)
    attempt("written") { queue in
      try queue.inTransaction(.immediate) { database in
        let shelf = try ScanCache.shelf(key, in: database)
        try ScanCache.insert(body, shelf, in: database)
        return .commit
      }
    }
  }

  /// Puts a batch in the place of all under `key`.
  public func replace(_ key: [UInt8], with batch: [UInt8]) {
    let body = Frames.framed(batch)
    attempt("written") { queue in
      try queue.inTransaction(.immediate) { database in
        let shelf = try ScanCache.shelf(key, in: database)
        try database.execute(sql: "DELETE FROM batch WHERE shelf = ?", arguments: [shelf])
        try ScanCache.markUsed(shelf, in: database)
        try ScanCache.insert(body, shelf, in: database)
        return .commit
      }
    }
  }

  /// Marks `key` as used, joins its batches where there are many, and forgets keys that nobody has used for long.
  public func maintain(_ keys: [[UInt8]]) {
    attempt("written") { queue in
      try queue.inTransaction(.immediate) { database in
        for key in keys {
          let shelf = try ScanCache.shelf(key, in: database)
          try ScanCache.markUsed(shelf, in: database)
          try ScanCache.join(shelf, in: database)
        }
        try database.execute(
          sql: """
            DELETE FROM shelf WHERE id NOT IN \
            (SELECT id FROM shelf ORDER BY used DESC LIMIT ?)
            """, arguments: [mostKeys])
        return .commit
      }
    }
  }

  // MARK: Rows

  private static func shelf(_ key: [UInt8], in database: Database) throws -> Int64 {
    let key = Data(key)
    if let known = try Int64.fetchOne(
      database, sql: "SELECT id FROM shelf WHERE key = ?", arguments: [key])
    {
      return known
    }
    try database.execute(
      sql: "INSERT INTO shelf (key, used) SELECT ?, coalesce(max(used), 0) + 1 FROM shelf",
      arguments: [key])
    return database.lastInsertedRowID
  }

  private static func markUsed(_ shelf: Int64, in database: Database) throws {
    try database.execute(
      sql: "UPDATE shelf SET used = (SELECT max(used) FROM shelf) + 1 WHERE id = ?",
      arguments: [shelf])
  }

  private static func insert(_ body: [UInt8], _ shelf: Int64, in database: Database) throws {
    let checksum = body.withUnsafeBytes { Checksum.of($0) }
    try database.execute(
      sql: "INSERT INTO batch (shelf, checksum, body) VALUES (?, ?, ?)",
      arguments: [shelf, checksum, Data(body)])
  }

  private static func join(_ shelf: Int64, in database: Database) throws {
    let count =
      try Int.fetchOne(
        database, sql: "SELECT count(*) FROM batch WHERE shelf = ?", arguments: [shelf]) ?? 0
    guard count > mostBatches else { return }
    var joined: [UInt8] = []
    var ids: [Int64] = []
    func write() throws {
      guard ids.count > 1 else { return }
      for id in ids {
        try database.execute(sql: "DELETE FROM batch WHERE id = ?", arguments: [id])
      }
      try insert(joined, shelf, in: database)
    }
    let all = try Row.fetchAll(
      database,
      sql: "SELECT id, length(body) FROM batch WHERE shelf = ? ORDER BY id", arguments: [shelf])
    for row in all {
      let (id, length): (Int64, Int) = (row[0], row[1])
      if joined.count + length > Frames.longest {
        try write()
        (joined, ids) = ([], [])
      }
      guard
        let kept = try Row.fetchOne(
          database, sql: "SELECT checksum, body FROM batch WHERE id = ?", arguments: [id])
      else { continue }
      let (checksum, body): (Int64, Data) = (kept[0], kept[1])
      guard body.withUnsafeBytes({ Checksum.of($0) }) == checksum else { continue }
      joined += body
      ids.append(id)
    }
    try write()
  }

  // MARK: Failures

  private func attempt(_ what: String, _ body: (DatabaseQueue) throws -> Void) {
    guard !hasFailed.load(ordering: .relaxed) else { return }
    do {
      try body(queue)
    } catch {
      guard !hasFailed.exchange(true, ordering: .relaxed) else { return }
      note("it could not be \(what): \(ScanCache.reason(error)); all that it did not know was read")
    }
  }

  private func note(_ text: String) {
    notes.withLock { if !$0.contains(text) { $0.append(text) } }
  }

  private static func reason(_ error: any Error) -> String {
    (error as? DatabaseError).map { $0.message ?? "\($0.resultCode)" } ?? "\(error)"
  }

  // MARK: Opening

  private static func open(
    _ path: String
  ) throws(CacheError) -> (queue: DatabaseQueue, note: String?) {
    try prepareFile(path)
    do {
      return (try openDatabase(path), nil)
    } catch let error as CacheError {
      throw error
    } catch let error as DatabaseError where isDamage(error) {
      // Moved, not removed: it may be somebody's file after all.
      let aside = path + ".corrupt"
      guard rename(path, aside) == 0 else { throw .unusable(path: path, reason: systemReason()) }
      // A journal would be played back into the new file.
      for ending in ["-journal", "-wal", "-shm"] { _ = unlink(path + ending) }
    } catch {
      throw .unusable(path: path, reason: reason(error))
    }
    try prepareFile(path)
    do {
      return (
        try openDatabase(path), "the file was damaged: begun anew, the old one is \(path).corrupt"
      )
    } catch {
      throw .unusable(path: path, reason: reason(error))
    }
  }

  /// Whether the file is to blame: a flipped bit in its head makes it read-only or of an unknown form.
  private static func isDamage(_ error: DatabaseError) -> Bool {
    let circumstances: [ResultCode] = [
      .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_IOERR, .SQLITE_FULL, .SQLITE_CANTOPEN, .SQLITE_PERM,
      .SQLITE_NOMEM,
    ]
    return !circumstances.contains(error.resultCode)
  }

  /// Makes an empty file that only its owner can read, unless there is one; SQLite would let everybody.
  private static func prepareFile(_ path: String) throws(CacheError) {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { throw .unusable(path: path, reason: systemReason()) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unusable(path: path, reason: "not a regular file")
    }
  }

  private static func systemReason() -> String { String(cString: strerror(errno)) }

  private static func openDatabase(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(patience)
    configuration.prepareDatabase { database in
      // Safe against the process's end at any moment. A power cut may damage the file, which is then begun anew;
      // waiting for the disk at each batch would cost every scan more than that.
      try database.execute(sql: "PRAGMA synchronous = OFF")
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.inTransaction(.immediate) { database in
      let (id, version) = (
        try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
        try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
      )
      let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
      if tables > 0, id != applicationID {
        guard try !database.tableExists("shelf") else {
          throw DatabaseError(resultCode: .SQLITE_CORRUPT)
        }
        throw CacheError.foreign(path: path)
      }
      let check = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
      guard check == "ok" else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
      if tables > 0, version != ScanCache.version {
        try database.execute(sql: "DROP TABLE IF EXISTS batch; DROP TABLE IF EXISTS shelf")
      }
      try database.execute(
        sql: """
          PRAGMA application_id = \(applicationID);
          PRAGMA user_version = \(ScanCache.version);
          CREATE TABLE IF NOT EXISTS shelf (
            id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, used INTEGER NOT NULL);
          CREATE TABLE IF NOT EXISTS batch (
            id INTEGER PRIMARY KEY, shelf INTEGER NOT NULL REFERENCES shelf ON DELETE CASCADE,
            checksum INTEGER NOT NULL, body BLOB NOT NULL);
          CREATE INDEX IF NOT EXISTS batch_shelf ON batch (shelf);
          """)
      return .commit
    }
    return queue
  }
}
