import Foundation
import GRDB
import Store
import Testing

/// A cache file in a folder of its own.
@Suite struct ScanCacheTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "sprawl-store-\(UUID())")
  private var path: String { folder.appending(path: "cache").path }

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func batches(_ cache: ScanCache, _ key: [UInt8]) -> [[UInt8]] {
    var all: [[UInt8]] = []
    cache.forEachBatch(of: key) { all.append(Array($0)) }
    return all
  }

  @Test func givesBackWhatItWasGiven() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try ScanCache(path: path)
    first.append([1, 2, 3], to: [1])
    first.append([], to: [1])
    first.append([4], to: [2])
    first.append(Array(repeating: 7, count: 100_000), to: [1])
    // Another process, while the first has the file open.
    let second = try ScanCache(path: path)
    #expect(batches(second, [1]) == [[1, 2, 3], Array(repeating: 7, count: 100_000)])
    second.append([5], to: [2])
    #expect(batches(first, [2]) == [[4], [5]])
    #expect(batches(first, [3]) == [])
    first.replace([2], with: [6])
    #expect(batches(second, [2]) == [[6]])
    #expect(first.remarks.isEmpty && second.remarks.isEmpty)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func joinsManyBatchesAndForgetsOldKeys() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let cache = try ScanCache(path: path, mostKeys: 64)
    for number in 0..<200 { cache.append([UInt8(number)], to: [0]) }
    for key in 1..<100 as Range<UInt8> { cache.append([key], to: [key]) }
    cache.maintain([[0]])
    #expect(batches(cache, [0]) == (0..<200).map { [UInt8($0)] })
    let rows = try DatabaseQueue(path: path).read {
      try Int.fetchAll($0, sql: "SELECT count(*) FROM batch GROUP BY shelf ORDER BY shelf")
    }
    // The key that was just used, and those that came last.
    #expect(rows.count == 64 && rows[0] == 1)
    #expect(batches(cache, [1]).isEmpty && batches(cache, [99]) == [[99]])
  }

  @Test(arguments: [0, 100, 4096]) func aDamagedFileIsBegunAnew(kept: Int) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try ScanCache(path: path).append(Array(repeating: 1, count: 20_000), to: [1])
    let bytes = try Data(contentsOf: URL(filePath: path))
    try Data(bytes.prefix(kept) + Data(repeating: 0x55, count: kept == 0 ? 5000 : 0))
      .write(to: URL(filePath: path))
    let cache = try ScanCache(path: path)
    #expect(cache.remarks.count == 1, "\(cache.remarks)")
    #expect(FileManager.default.fileExists(atPath: path + ".corrupt"))
    #expect(batches(cache, [1]).isEmpty)
    cache.append([9], to: [1])
    #expect(try batches(ScanCache(path: path), [1]) == [[9]])
  }

  /// A flipped bit inside a batch is no damage to SQLite, but to us.
  @Test func aDamagedBatchIsPassedOver() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let cache = try ScanCache(path: path)
    cache.append([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], to: [1])
    cache.append([2], to: [1])
    try DatabaseQueue(path: path).write {
      try $0.execute(
        sql: "UPDATE batch SET body = x'0100000000000000FF' WHERE id = 1")
    }
    #expect(batches(cache, [1]) == [[2]])
    #expect(cache.remarks.count == 1)
  }

  @Test func anotherProgramsDatabaseIsLeftAlone() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: "CREATE TABLE precious (x)") }
    try queue.close()
    let before = try Data(contentsOf: URL(filePath: path))
    #expect(throws: CacheError.foreign(path: path)) { try ScanCache(path: path) }
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
  }

  @Test func whatIsNoFileIsAnError() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    for place in [folder.path, folder.path + "/no/such/folder/cache", "/dev/null"] {
      #expect(throws: CacheError.self) { try ScanCache(path: place) }
    }
  }

  /// A file of a later version is not misread.
  @Test func anotherVersionIsBegunAnew() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try ScanCache(path: path).append([1], to: [1])
    try DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
    let cache = try ScanCache(path: path)
    #expect(batches(cache, [1]).isEmpty)
  }
}
